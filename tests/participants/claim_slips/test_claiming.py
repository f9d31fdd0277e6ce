"""The code and the number together open the account; everything else is one and the same miss."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.refusal import Refused
from participants.claim_slips import claiming
from participants.claim_slips.codes import hash_of, new_code
from participants.models import ClaimSlip, FormerNumber, Merge, Officer
from programmes.models import TeamMember
from tests.factories import OfficerFactory, UserFactory
from tests.participants.claim_slips.conftest import PASSWORD, printed, slip_of

pytestmark = pytest.mark.django_db
NUMBER = "9900112233"


def claim(officer, language="bn"):
    return claiming.claim(slip_of(officer).pk, password=PASSWORD, language=language)


@pytest.mark.parametrize("typed", [NUMBER, "৯৯০০১১২২৩৩", "BP-9900112233", " বিপি ৯৯০০ ১১২২ ৩৩ "])
def test_the_number_is_read_however_it_is_typed(graduate, code, typed):
    assert claiming.check(code, typed) == slip_of(graduate)
    assert slip_of(graduate).wrong_numbers == 0


def test_a_claim_makes_the_account_in_the_language_of_the_browser(graduate, code):
    claimed = claim(graduate, "bn")
    graduate.refresh_from_db()
    user = User.objects.get(officer=graduate)
    assert (claimed.user, claimed.is_new, graduate.user) == (user, True, user)
    assert (user.service_number, user.language, user.email) == (NUMBER, "bn", None)
    assert user.check_password(PASSWORD)
    assert (slip_of(graduate).state, slip_of(graduate).used_by) == ("used", user)
    verbs = AuditEntry.objects.filter(actor=user).values_list("verb", flat=True)
    assert set(verbs) == {"claim_slip.used", "account.opened"}


def test_a_slip_works_once(graduate, code):
    claim(graduate)
    assert claiming.check(code, NUMBER) is None
    with pytest.raises(Refused):
        claim(graduate)


def test_five_wrong_numbers_end_the_slip(graduate, code):
    for wrong in range(5):
        assert claiming.check(code, f"990000000{wrong}") is None
    assert claiming.check(code, NUMBER) is None
    assert slip_of(graduate).wrong_numbers == 5
    with pytest.raises(Refused):
        claim(graduate)


def test_four_wrong_numbers_and_the_right_one_open_it(graduate, code):
    for wrong in range(4):
        claiming.check(code, f"990000000{wrong}")
    assert claiming.check(code, NUMBER) == slip_of(graduate)


def test_wrong_codes_take_no_try_from_anybody(graduate, code):
    for _n in range(10):
        claiming.check(new_code(), NUMBER)
    assert slip_of(graduate).wrong_numbers == 0


def used(officer, _by):
    claim(officer)


def over(officer, _by):
    officer.claim_slips.update(made_at=timezone.now() - timedelta(days=15), expires_at=timezone.now())


def guessed_at(officer, _by):
    officer.claim_slips.update(wrong_numbers=5)


def replaced(officer, by):
    printed(officer, by)


def nothing(_officer, _by):
    pass


MISSES = [
    pytest.param(nothing, None, NUMBER, id="unknown code"),
    pytest.param(nothing, "own", "9900112234", id="wrong number"),
    pytest.param(nothing, "own", "ghost@example.org", id="an e-mail"),
    pytest.param(used, "own", NUMBER, id="used"),
    pytest.param(over, "own", NUMBER, id="over"),
    pytest.param(guessed_at, "own", NUMBER, id="five wrong numbers"),
    pytest.param(replaced, "own", NUMBER, id="replaced"),
]


def shape(queries):
    """What the database is asked, without the values."""
    return [query["sql"].split(" WHERE ")[0] for query in queries.captured_queries]


@pytest.mark.parametrize(("before", "whose", "number"), MISSES)
def test_every_miss_has_the_same_answer_and_the_same_cost(
    client, graduate, code, coordinator, monkeypatch, before, whose, number
):
    before(graduate, coordinator)
    hashed, sessions = [], Session.objects.count()
    monkeypatch.setattr(claiming, "hash_of", lambda typed: hashed.append(len(typed)) or hash_of(typed))
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/claim/", {"code": code if whose else new_code(), "number": number})
    assert answer.status_code == 422
    said = " ".join(answer.content.decode().split())
    assert "The code and the number do not match, or the slip was used or has expired." in said
    assert graduate.name_en not in said
    kinds = [sql.split()[0] for sql in shape(queries)]
    tables = ["claimslip" in sql or "formernumber" in sql for sql in shape(queries)]
    assert (kinds, all(tables)) == (["SELECT", "UPDATE", "SELECT"], True)
    assert hashed == [26]
    assert Session.objects.count() == sessions


def test_a_former_number_leads_to_the_person(graduate, code, coordinator):
    merge = Merge.objects.create(
        kept=graduate,
        absorbed_id=10_000_000,
        absorbed_record={},
        kept_before={},
        kept_after={},
        merged_by=coordinator,
        merged_at=timezone.now(),
    )
    FormerNumber.objects.create(officer=graduate, force=graduate.force, service_number="9900445566", merge=merge)
    assert claiming.check(code, "9900445566") == slip_of(graduate)


def test_an_officer_without_a_number_gives_the_email_on_record():
    nobody = Officer(service_number="", email="Ferdousi@Example.org")
    assert claiming.names_of(nobody) == ["ferdousi@example.org"]
    assert claiming.names_of(Officer(service_number=NUMBER, email="ferdousi@example.org")) == [NUMBER]
    assert claiming.names_of(Officer(service_number="", email="")) == []


# Accounts that are there already


def test_an_account_of_the_officer_gets_the_new_password_and_loses_the_rest(
    client, officer, programme, coordinator, code
):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- only here

    Officer.objects.filter(pk=officer.pk).update(programme=programme, user=None)
    account = officer.user
    officer.refresh_from_db()
    printed(officer, coordinator)
    Officer.objects.filter(pk=officer.pk).update(user=account)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    client.post("/accounts/login/", {"login": account.service_number, "password": "bridge-over-river-9"})
    Authenticator.objects.filter(user=account).update(data={})
    claimed = claim(officer, "bn")
    account.refresh_from_db()
    assert (claimed.user, claimed.is_new, account.language) == (account, False, "bn")
    assert account.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=account).exists()
    assert client.get("/me/").status_code == 302
    [entry] = AuditEntry.objects.filter(verb="account.regained")
    assert entry.details["factors"] == 1


def test_an_account_made_earlier_for_nobody_becomes_the_officers(graduate, code):
    earlier = UserFactory(email=None, service_number=NUMBER)
    assert claim(graduate).user == earlier
    graduate.refresh_from_db()
    assert graduate.user == earlier


def tied_to_another(account):
    OfficerFactory(user=account)


def a_coordinator(account):
    from tests.factories import ProgrammeFactory  # noqa: PLC0415 -- only here

    TeamMember.objects.create(programme=ProgrammeFactory(), user=account, role="coordinator")


def with_a_mailbox(account):
    account.email = "somebody@example.org"
    account.save()


def closed(account):
    account.is_active = False
    account.save()


@pytest.mark.parametrize("makes_it", [tied_to_another, a_coordinator, with_a_mailbox, closed])
def test_an_account_of_somebody_else_with_the_same_number_is_never_taken(graduate, code, makes_it):
    account = UserFactory(email=None, service_number=NUMBER)
    makes_it(account)
    before = account.password
    with pytest.raises(Refused, match="coordinator"):
        claim(graduate)
    account.refresh_from_db()
    graduate.refresh_from_db()
    assert (account.password, graduate.user) == (before, None)
    assert slip_of(graduate).state == "printed"


def test_an_account_with_other_work_is_not_opened_by_a_slip(graduate, code, programme):
    account = UserFactory(email=None, service_number=NUMBER)
    Officer.objects.filter(pk=graduate.pk).update(user=account)
    TeamMember.objects.create(programme=programme, user=account, role="trainer")
    with pytest.raises(Refused, match="administrator"):
        claim(graduate)


def test_a_closed_account_is_not_opened_by_a_slip(graduate, code):
    account = UserFactory(email=None, service_number=NUMBER, is_active=False)
    Officer.objects.filter(pk=graduate.pk).update(user=account)
    with pytest.raises(Refused, match="closed"):
        claim(graduate)


def test_a_crash_in_the_middle_leaves_nothing_half_made(graduate, code, monkeypatch):
    def crash(*_args, **_kwargs):
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(claiming, "record", crash)
    with pytest.raises(RuntimeError):
        claim(graduate)
    graduate.refresh_from_db()
    assert (graduate.user, slip_of(graduate).state) == (None, "printed")
    assert not User.objects.filter(service_number=NUMBER).exists()
    assert not ClaimSlip.objects.filter(state="used").exists()
