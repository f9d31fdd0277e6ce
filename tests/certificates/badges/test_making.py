"""A badge is made when its holder asks, once, by a worker; the list of ended ones follows the certificates."""

import gzip
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.badges import making, status
from certificates.issuing import records
from certificates.models import Badge, StatusList
from certificates.tasks import publish_badge_status
from jobs.requesting import run_now
from tests.certificates.badges.verifying import header_of, payload_of
from tests.certificates.conftest import completes, issued
from tests.certificates.signing.making import certificate_of, pem
from tests.factories import in_letters

pytestmark = pytest.mark.django_db


def published_bits():
    encoded = payload_of(StatusList.objects.get().token)["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    return gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))


def places():
    content = published_bits()
    assert len(content) * 8 == 131_072
    return [8 * at + bit for at, byte in enumerate(content) for bit in range(8) if byte & 0x80 >> bit]


def test_only_the_holder_may_ask(certificate, coordinator, outsider):
    for other in (coordinator, outsider):
        with pytest.raises(Refused, match="Only the holder"):
            making.ask(certificate, by=other)
    assert Badge.objects.count() == 0


def test_one_that_ended_gets_none(certificate, officer, coordinator):
    records.revoke(certificate, by=coordinator, reason="It was wrong.")
    with pytest.raises(Refused, match="is not valid any more"):
        making.ask(certificate, by=officer.user)


def test_asking_twice_gives_one_badge_and_one_piece_of_work(certificate, officer):
    first, second = (making.ask(certificate, by=officer.user) for _time in range(2))
    assert (first.pk, first.job) == (second.pk, second.job)


def test_working_twice_changes_nothing(badge):
    token, place = badge.token, badge.status_index
    making.perform(badge.job, DoneLease())
    badge.refresh_from_db()
    assert (badge.token, badge.status_index) == (token, place)


class DoneLease:
    def step(self, name):
        pass

    def chunk(self, **_progress):
        return transaction.atomic()


def test_a_crash_after_the_list_is_signed_leaves_a_badge_that_the_next_attempt_signs(certificate, officer, monkeypatch):
    badge = making.ask(certificate, by=officer.user)
    monkeypatch.setattr(making, "record", crash_once(making.record))
    assert run_now(badge.job).state == "failed"
    badge.refresh_from_db()
    assert (badge.token, StatusList.objects.count()) == ("", 1)
    making.perform(badge.job, DoneLease())
    badge.refresh_from_db()
    assert badge.token


def crash_once(real):
    crashed = []

    def record(*args, **facts):
        if not crashed:
            crashed.append(True)
            raise RuntimeError("crash")
        return real(*args, **facts)

    return record


def test_it_is_in_the_audit_trail_by_numbers_alone(badge, certificate, officer):
    lines = AuditEntry.objects.filter(verb__startswith="badge.").order_by("pk")
    assert [line.verb for line in lines] == ["badge.requested", "badge.signed"]
    assert officer.name_en not in str([vars(line) for line in lines])


def test_nothing_of_a_person_but_the_name_is_in_it(badge, officer, certificate):
    written = str(payload_of(badge.token))
    secrets = [officer.service_number, officer.mobile, certificate.code, certificate.facts["rank_en"]]
    assert [secret for secret in secrets if secret and secret in written] == []
    assert certificate.sha256 not in written


def test_its_header_holds_only_what_the_standard_allows(badge):
    header = header_of(badge.token)
    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("ES256", "JWT")
    assert header["kid"].startswith("http://testserver/badges/keys/")


def test_its_claims_repeat_the_credential(badge):
    payload = payload_of(badge.token)
    assert payload["iss"] == payload["issuer"]["id"]
    assert payload["jti"] == payload["id"] == badge.public_id.urn
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(payload["type"])


def test_places_are_random_and_taken_once(closed, coordinator, officer, monkeypatch):
    enrolments = [completes(closed, name_en=f"Officer {in_letters(number).capitalize()}") for number in range(2)]
    certificates = issued(closed, by=coordinator)
    for enrolment in enrolments:
        enrolment.officer.user = officer.user
    drawn = iter([5, 5, 9])
    monkeypatch.setattr(making.secrets, "randbelow", lambda most: next(drawn) if most == status.SIZE else 0)
    taken = [making._free_place()]
    Badge.objects.create(
        certificate=certificates[0], salt="x", status_list=1, status_index=5, requested_by=officer.user
    )
    taken.append(making._free_place())
    assert taken == [(1, 5), (1, 9)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Badge.objects.create(
            certificate=certificates[1], salt="x", status_list=1, status_index=5, requested_by=officer.user
        )


def test_a_list_that_is_half_full_is_followed_by_another(badge, monkeypatch):
    monkeypatch.setattr(making, "MOST_IN_A_LIST", 1)
    assert making._free_place()[0] == 2


def test_the_list_holds_exactly_those_that_ended(badge, certificate, coordinator):
    assert places() == []
    records.revoke(certificate, by=coordinator, reason="It was wrong.")
    publish_badge_status()
    assert places() == [badge.status_index]


def test_the_list_is_signed_only_when_it_changed_or_is_a_day_old(badge):
    now = timezone.now()
    assert making.publish(now=now) == 0
    assert making.publish(now=now + timedelta(days=1, minutes=1)) == 1
    assert making.publish(now=now + timedelta(days=1, minutes=2)) == 0


def test_without_badges_nothing_is_signed(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert making.publish() == 0
    assert StatusList.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_looking_after_the_list_costs_the_same_for_many(closed, coordinator, officer, count, django_assert_num_queries):
    for number in range(count):
        completes(closed, name_en=f"Officer {in_letters(number).capitalize()}")
    for index, certificate in enumerate(issued(closed, by=coordinator)):
        Badge.objects.create(
            certificate=certificate, salt="x", status_list=1, status_index=index, requested_by=officer.user
        )
    making.publish()
    with django_assert_num_queries(3):
        making.publish()


def test_a_key_that_cannot_sign_badges_says_so_and_the_certificate_is_untouched(
    certificate, officer, settings, tmp_path
):
    key = ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "key.pem").write_bytes(pem(key, certificate_of(key)))
    settings.SIGNING_KEY_FILE = str(tmp_path / "key.pem")
    job = run_now(making.ask(certificate, by=officer.user).job)
    assert job.state == "failed"
    assert "cannot sign badges" in job.reason
