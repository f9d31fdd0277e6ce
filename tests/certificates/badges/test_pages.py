"""Badges on the officer's own page, and what they point to."""

import re
import uuid

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.badges import making
from certificates.models import Badge
from programmes.models import Programme
from tests.certificates.badges.verifying import header_of, payload_of
from tests.certificates.conftest import completes, issued
from tests.factories import EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


def path_of(address):
    assert address.startswith("http://testserver/")
    return address.removeprefix("http://testserver")


def test_an_officer_asks_for_the_badge_and_then_downloads_it(signed_in, officer_user, certificate):
    client = signed_in(officer_user)
    assert "Make my badge" in client.get("/me/").content.decode()
    answer = client.post(f"/me/certificates/{certificate.serial}/badge/make/")
    badge = Badge.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, badge.job.get_absolute_url())
    assert client.get(answer.headers["Location"]).status_code == 200
    assert "Your badge is being made" in client.get("/me/").content.decode()
    assert client.get(f"/me/certificates/{certificate.serial}/badge/").status_code == 404


def test_the_file_is_the_token_and_the_download_is_recorded(signed_in, officer_user, badge, certificate):
    client = signed_in(officer_user)
    assert "Download the badge" in client.get("/me/").content.decode()
    answer = client.get(f"/me/certificates/{certificate.serial}/badge/")
    assert answer.content.decode() == badge.token
    assert answer["Content-Type"].startswith("text/plain")
    assert f'filename="{certificate.serial}.jwt"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="badge.downloaded").count() == 1


@pytest.mark.parametrize("who", ["coordinator", "trainer", "outsider", "observer"])
def test_nobody_else_finds_it(request, signed_in, badge, certificate, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(f"/me/certificates/{certificate.serial}/badge/").status_code == 404
    assert client.post(f"/me/certificates/{certificate.serial}/badge/make/").status_code == 404


def test_an_officer_does_not_find_that_of_another(signed_in, officer_user, closed, coordinator):
    completes(closed, name_en="Somebody Else")
    [other] = issued(closed, by=coordinator)
    client = signed_in(officer_user)
    assert client.post(f"/me/certificates/{other.serial}/badge/make/").status_code == 404
    assert Badge.objects.count() == 0


def test_it_is_not_made_by_looking(signed_in, officer_user, certificate):
    assert signed_in(officer_user).get(f"/me/certificates/{certificate.serial}/badge/make/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_officers_page_asks_no_more_for_more_badges(
    signed_in, officer, coordinator, programme, trainer, design, count, django_assert_num_queries
):

    for number in range(count):
        session = SessionFactory(
            programme=programme, led_by=trainer, code=f"S-{number}", state="closed", closed_at=timezone.now()
        )
        EnrolmentFactory(session=session, officer=officer, state="completed", half_days_attended=6, half_days_held=6)
        [certificate] = issued(session, by=coordinator)
        making.ask(certificate, by=officer.user)
    client = signed_in(officer.user)
    client.get("/me/")
    with django_assert_num_queries(9):
        client.get("/me/")


def test_everything_a_badge_points_to_answers_to_anyone(client, badge):
    payload = payload_of(badge.token)
    subject = payload["credentialSubject"]
    issuer = client.get(path_of(payload["issuer"]["id"]))
    assert issuer.json() == payload["issuer"]
    key = client.get(path_of(header_of(badge.token)["kid"])).json()
    assert (key["kty"], key["crv"], "d" in key) == ("EC", "P-256", False)
    status = client.get(path_of(payload["credentialStatus"]["statusListCredential"]))
    assert status["Content-Type"] == "application/vc+jwt"
    assert client.get(path_of(subject["achievement"]["id"])).json() == subject["achievement"]


def test_what_it_is_for_is_told_in_both_languages(client, badge, certificate):
    english = payload_of(badge.token)["credentialSubject"]["achievement"]
    [related] = english["related"]
    bangla = client.get(path_of(related["id"])).json()
    assert (english["inLanguage"], bangla["inLanguage"]) == ("en", "bn")
    assert certificate.facts["course_bn"] in bangla["name"]
    assert bangla["related"][0]["id"] == english["id"]


def test_courses_of_a_programme_that_does_not_speak_in_public_are_not_found_by_counting(client, badge, certificate):
    course, level = certificate.enrolment.session.course, certificate.facts["level"]
    counted = f"/badges/achievements/{course.pk}/{level}/en/"
    assert client.get(counted).status_code == 404
    assert client.get(f"/badges/achievements/{course.public_id}/{level}/en/").status_code == 200
    Programme.objects.update(is_public=True)
    assert client.get(counted).json()["id"].endswith(f"/{course.public_id}/{level}/en/")


def test_a_course_without_badges_and_other_guesses_find_nothing(client, certificate):
    course = certificate.enrolment.session.course_id
    for path in (
        f"/badges/achievements/{course}/{certificate.facts['level']}/en/",
        f"/badges/achievements/{course + 1}/tot/en/",
        f"/badges/achievements/{10**30}/tot/en/",
        f"/badges/achievements/{uuid.uuid4()}/tot/en/",
        "/badges/status/1/",
        "/badges/keys/0123456789abcdef/",
        "/badges/keys/x/",
        "/badges/",
    ):
        assert client.get(path).status_code == 404, path


def test_public_answers_may_be_kept_and_read_by_verifiers_elsewhere(client, badge):
    payload = payload_of(badge.token)
    addresses = {
        payload["issuer"]["id"]: 86400,
        header_of(badge.token)["kid"]: 86400,
        payload["credentialSubject"]["achievement"]["id"]: 86400,
        payload["credentialStatus"]["statusListCredential"]: 300,
    }
    for address, seconds in addresses.items():
        answer = client.get(path_of(address))
        assert answer["Cache-Control"] == f"public, max-age={seconds}"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies


def test_no_public_answer_holds_anything_of_a_person(client, badge, officer, certificate):
    payload = payload_of(badge.token)
    paths = [
        payload["issuer"]["id"],
        payload["credentialSubject"]["achievement"]["id"],
        payload["credentialStatus"]["statusListCredential"],
    ]
    told = " ".join(client.get(path_of(path)).content.decode() for path in paths)
    told += str(payload_of(client.get("/badges/status/1/").content.decode()))
    personal = (officer.name_en, officer.name_bn, certificate.serial, certificate.code, badge.public_id.hex)
    assert not any(fact in told for fact in personal)
    assert not re.search(r"\b9900\d{6}\b", told)


def test_public_answers_cost_one_question_each(client, badge, django_assert_num_queries):
    payload = payload_of(badge.token)
    for address, queries in (
        (payload["issuer"]["id"], 0),
        (header_of(badge.token)["kid"], 1),
        (payload["credentialSubject"]["achievement"]["id"], 1),
        (payload["credentialStatus"]["statusListCredential"], 1),
    ):
        with django_assert_num_queries(queries):
            client.get(path_of(address))
