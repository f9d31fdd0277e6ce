"""Opening a programme: all of it in one step, by an administrator, or nothing."""

from datetime import date

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job
from programmes.models import Invitation, Organisation, Partnership, Phase, Programme
from programmes.opening.programmes import PlannedPartner, PlannedPhase, open_programme
from tests.at_once import at_once
from tests.factories import AdministratorFactory, CountryFactory, OrganisationFactory

FACTS = {
    "code": "NEW",
    "title_en": "Policing with the people",
    "title_bn": "জনগণের সঙ্গে পুলিশিং",
    "short_title_en": "With the people",
    "short_title_bn": "জনগণের সঙ্গে",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2028, 12, 31),
    "strands": ["training"],
}
PHASES = [PlannedPhase("First phase", starts_on=date(2026, 1, 1)), PlannedPhase("Second phase")]
NEW_DONOR = {"name_en": "A donor", "name_bn": "", "kind": "donor"}


def opened(by, **more):
    given = {"facts": FACTS, "countries": [CountryFactory()], "phases": PHASES, "partners": []} | more
    return open_programme(
        given["facts"],
        given["countries"],
        given["phases"],
        given["partners"],
        coordinator=given.get("coordinator", "first@example.org"),
        by=by,
    )


def nothing_is_left():
    kinds = (Programme, Phase, Partnership, Invitation, Job, AuditEntry, Organisation)
    return {kind.__name__: kind.objects.count() for kind in kinds if kind.objects.exists()} == {}


def test_everything_it_begins_with_is_there(administrator):
    police = OrganisationFactory()
    partners = [PlannedPartner("implementer", organisation=police), PlannedPartner("donor", new=NEW_DONOR)]
    programme, invitation = opened(administrator, partners=partners)
    assert [phase.title_en for phase in programme.phases.all()] == ["First phase", "Second phase"]
    assert {(one.role, one.organisation.name_en) for one in programme.partnerships.all()} == {
        ("implementer", police.name_en),
        ("donor", "A donor"),
    }
    assert (invitation.email, invitation.team_roles) == ("first@example.org", {"coordinator"})
    assert not programme.team.exists()
    assert [entry.verb for entry in AuditEntry.objects.in_order()] == ["programme.opened", "invitation.made"]


@pytest.mark.parametrize("who", ["coordinator", "trainer", "observer", "outsider"])
def test_only_an_administrator_opens_one(request, session, who):
    with pytest.raises(Refused, match="Only an administrator"):
        opened(request.getfixturevalue(who))
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"countries": []}, "country"),
        ({"phases": []}, "phase"),
        ({"phases": [PlannedPhase("Too early", starts_on=date(2025, 1, 1))]}, "outside the dates"),
        ({"phases": [PlannedPhase("Too late", ends_on=date(2029, 1, 1))]}, "outside the dates"),
        ({"partners": [PlannedPartner("donor", new=NEW_DONOR)] * 2}, "on record already"),
    ],
)
def test_what_is_wrong_leaves_nothing_half_made(administrator, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        opened(administrator, **wrong)
    assert nothing_is_left()


def test_a_code_is_given_once_in_any_case(administrator):
    opened(administrator)
    with pytest.raises(Refused, match="programme with this code"):
        opened(administrator, facts=FACTS | {"code": "new"})
    assert Programme.objects.count() == Invitation.objects.count() == 1


def test_a_crash_at_the_last_step_leaves_nothing(administrator, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("programmes.opening.programmes.inviting.invite", crash)
    with pytest.raises(RuntimeError):
        opened(administrator)
    assert nothing_is_left()


@pytest.mark.django_db(transaction=True)
def test_two_with_the_same_code_at_once_are_one(transactional_db):
    administrator, country = AdministratorFactory(), CountryFactory()
    refused = at_once(*[lambda: opened(administrator, countries=[country])] * 2)
    assert len(refused) == 1
    assert Programme.objects.count() == Invitation.objects.count() == 1
