"""A row with the exact number of an officer of another programme: that there is one may be told, and nothing else."""

import pytest

from accounts.models import User
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.models import Officer, RowDecision
from participants.roster_preview import sexes
from participants.roster_shown import shown
from tests.factories import OfficerFactory, ProgrammeFactory, RankFactory, UnitFactory, UserFactory
from tests.trainings.roster.building import apply, codes, decide_all, outcomes, previewed, roster_file, row
from trainings import session_roster
from trainings.models import Enrolment
from trainings.nominating import Quota, set_quotas
from trainings.roster_deciding import decide
from trainings.roster_editing import edit_cell

NUMBER = "9900600007"
SECRETS = ("Shapla", "শাপলা", "1899888777", "secret@example.org", "2001-02-03", "Superintendent", "President's medal")


@pytest.fixture
def other_coordinator(db):
    return UserFactory(email="other@example.org")


@pytest.fixture
def theirs(other_coordinator):
    """An officer of whom every field says something else than the row does."""
    return OfficerFactory(
        programme=ProgrammeFactory(coordinators=[other_coordinator]),
        service_number=NUMBER,
        name_en="Habib Shapla Rahman",
        name_bn="হাবিব শাপলা রহমান",
        sex="female",
        rank=RankFactory(code="SP", order=3, name_en="Superintendent"),
        mobile="+8801899888777",
        email="secret@example.org",
        joined_on="2001-02-03",
        honours="President's medal",
    )


def him(**fields):
    return row(7, **{"number": NUMBER, "name": "Habib Rahman", "sex": "", **fields})


def everything_told(roster, viewer):
    rows = list(roster.rows.all())
    stored = [(one.values, one.changes, one.problems) for one in rows]
    return repr((stored, shown(rows, is_open=True, viewer=viewer), sexes(roster)))


def test_the_row_says_only_that_there_is_one(session, coordinator, theirs):
    roster = previewed(session, him(), by=coordinator)
    assert outcomes(roster) == ["match"]
    assert (roster.rows.get().changes, codes(roster, 2)) == ([], {"ON_RECORD_HIDDEN"})
    told = everything_told(roster, coordinator)
    assert [secret for secret in SECRETS if secret in told] == []
    assert sexes(roster)["not_recorded"] == 1
    assert "spelling yet" not in told


def test_the_row_does_not_tell_which_spelling_is_missing(session, coordinator, theirs):
    theirs.name_bn = ""
    theirs.save()
    assert "spelling yet" not in everything_told(previewed(session, him(), by=coordinator), coordinator)


def test_the_same_row_tells_the_coordinator_of_that_programme_all(session, coordinator, theirs):
    theirs.programme = session.phase.programme
    theirs.save()
    roster = previewed(session, him(), by=coordinator)
    assert outcomes(roster) == ["change"]
    assert "1899888777" in everything_told(roster, coordinator)


def test_applied_it_enrols_and_leaves_the_record_as_it_is(session, coordinator, theirs):
    before = Officer.objects.filter(pk=theirs.pk).values().get()
    apply(previewed(session, him(), by=coordinator), by=coordinator)
    assert Officer.objects.filter(pk=theirs.pk).values().get() == before
    assert Enrolment.objects.get().officer == theirs
    assert theirs.history.count() == 1


def test_somebody_without_a_seat_is_not_changed_either(session, coordinator, theirs):
    before = Officer.objects.filter(pk=theirs.pk).values().get()
    roster = apply(previewed(session, him(role="Driver"), by=coordinator), by=coordinator)
    assert Officer.objects.filter(pk=theirs.pk).values().get() == before
    assert Enrolment.objects.count() == 0
    assert [secret for secret in SECRETS if secret in everything_told(roster, coordinator)] == []


def test_a_cell_edited_in_the_preview_tells_no_more(session, coordinator, theirs):
    roster = previewed(session, row(3), by=coordinator)
    edit_cell(roster, 2, "service_number", NUMBER, by=coordinator)
    edit_cell(roster, 2, "name", "Habib Rahman", by=coordinator)
    assert codes(roster, 2) == {"ON_RECORD_HIDDEN"}
    assert [secret for secret in SECRETS if secret in everything_told(roster, coordinator)] == []


class TestAnotherName:
    @pytest.fixture
    def roster(self, session, coordinator, theirs):
        return previewed(session, him(name="Rokeya Khatun"), by=coordinator)

    def test_the_row_waits_without_telling_the_name(self, roster, coordinator):
        assert outcomes(roster) == ["review"]
        assert codes(roster, 2) == {"OTHER_NAME_HIDDEN"}
        assert [secret for secret in SECRETS if secret in everything_told(roster, coordinator)] == []

    def test_a_coordinator_cannot_claim_the_record(self, roster, coordinator, theirs):
        with pytest.raises(Refused):
            decide(roster, 2, RowDecision.TAKE, by=coordinator)
        decide_all(roster, RowDecision.LEAVE, by=coordinator)

    def test_an_administrator_is_told_and_may_say_it_is_the_same_person(self, roster, theirs):
        admin = User.objects.create_user("admin@example.org", full_name="Admin", is_superuser=True)
        roster.session_roster.session.programme.team.create(user=admin, role="coordinator")
        (seen,) = shown(roster.rows.all(), is_open=True, viewer=admin)
        assert "We know Habib Shapla Rahman under this service number" in repr(seen)
        assert seen.can_take
        decide(roster, 2, RowDecision.TAKE, by=admin)
        apply(roster, by=admin)
        theirs.refresh_from_db()
        assert theirs.name_en == "Habib Shapla Rahman"
        assert Enrolment.objects.get().officer == theirs


def test_a_quota_foresees_such_an_officer_by_the_row_alone(session, coordinator, theirs):
    near, far = theirs.unit, UnitFactory(code="DP-4041", name_en="Jashore District Police", name_bn="যশোর জেলা পুলিশ")
    theirs.unit = far
    theirs.save()
    session.state, session.capacity = "scheduled", 3
    session.save()
    set_quotas(session, [Quota(near, 3), Quota(far, 0)], women_share=0, due_on=None, send_to="", by=coordinator)
    roster = session_roster.upload(session, roster_file(him(unit="")), by=coordinator, nominating_unit=near)
    run_now(roster.reading)
    assert "WAITS_FOR_QUOTA" not in codes(roster, 2)
