"""asked → accepted or declined: by who holds the record, or by an administrator."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Administrator, AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.merging.merges import merge, take_back
from participants.models import Officer
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, RankFactory, SessionFactory, UserFactory
from tests.trainings.rosters.building import apply, outcomes, previewed, roster_file, row
from trainings.enrolment.enrolment import enrol, withdraw
from trainings.enrolment.nominations import confirm, nominate
from trainings.models import Enrolment, OfficerRequest
from trainings.officer_requests import answering, asking
from trainings.rosters import importing, undo

pytestmark = pytest.mark.django_db


def test_applying_the_roster_asks_with_number_and_name_as_given(asked, session, coordinator, hidden):
    assert (asked.officer, asked.session, asked.number_given, asked.name_given) == (
        hidden, session, "9900600007", "Habib Rahman",
    )  # fmt: skip
    assert (asked.asked_by, asked.state) == (coordinator, "asked")
    entry = AuditEntry.objects.get(verb="officer_requests.asked")
    assert entry.details == {"requests": [asked.pk]}


@pytest.mark.parametrize("who", ["holder", "trainer", "administrator", "outsider"])
def test_nobody_asks_for_a_session_of_another_programme(request, session, coordinator, hidden, who):
    roster = previewed(session, row(7, name="Habib Rahman", number="9900600007"), by=coordinator)
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        asking.ask(session, asking.rows_to_ask_for(roster), unit=None, by=request.getfixturevalue(who))
    assert not OfficerRequest.objects.exists()


def test_accepted_the_officer_is_enrolled_as_on_that_day_by_consent(asked, session, holder, hidden):
    before = Officer.objects.filter(pk=hidden.pk).values().get()
    answering.accept(asked, by=holder)
    enrolment = Enrolment.objects.get(officer=hidden)
    assert (enrolment.session, enrolment.is_shared, enrolment.state) == (session, True, "confirmed")
    assert (enrolment.rank, enrolment.unit) == (hidden.rank, hidden.unit)
    assert Officer.objects.filter(pk=hidden.pk).values().get() == before
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("accepted", holder)


def test_accepted_who_does_not_meet_the_entry_rules_is_proposed_and_the_programme_that_asks_decides(
    asked, session, holder, coordinator, hidden
):
    session.course.lowest_rank = RankFactory(code="DIG", order=99)
    session.course.save()
    answering.accept(asked, by=holder)
    enrolment = Enrolment.objects.get(officer=hidden)
    assert (enrolment.state, enrolment.is_shared) == ("nominated", True)
    assert confirm(session, [enrolment.pk], by=coordinator, reason="Knows the hills.").confirmed == (enrolment.pk,)
    assert enrolment.waivers.get().given_by == coordinator


def test_an_administrator_may_answer_who_does_not_ask(asked, administrator):
    assert answering.can_answer(administrator, asked)
    assert not answering.holds(administrator, asked)
    answering.accept(asked, by=administrator)
    assert Enrolment.objects.filter(is_shared=True).count() == 1


def test_nobody_lets_an_officer_into_an_own_session_by_being_administrator(asked, coordinator):
    Administrator.objects.create(user=coordinator)
    coordinator.forget_roles()
    for act in (
        lambda: answering.accept(asked, by=coordinator),
        lambda: answering.decline(asked, by=coordinator, reason="x"),
    ):
        with pytest.raises(Refused, match="Only a coordinator of the programme that holds"):
            act()


@pytest.mark.parametrize("who", ["coordinator", "trainer", "outsider", "third"])
def test_others_answer_nothing(asked, coordinator, trainer, outsider, who):
    third = UserFactory()
    ProgrammeFactory(coordinators=[third])
    user = {"coordinator": coordinator, "trainer": trainer, "outsider": outsider, "third": third}[who]
    with pytest.raises(Refused):
        answering.accept(asked, by=user)
    with pytest.raises(Refused):
        answering.decline(asked, by=user, reason="No.")
    assert not Enrolment.objects.filter(officer=asked.officer).exists()


def test_declined_with_a_reason_it_is_not_asked_again_for_this_session(asked, session, coordinator, holder):
    with pytest.raises(Refused, match="Say why"):
        answering.decline(asked, by=holder, reason="  ")
    answering.decline(asked, by=holder, reason="On leave.")
    apply(previewed(session, row(7, name="Habib", number="9900600007"), row(9), by=coordinator), by=coordinator)
    assert OfficerRequest.objects.count() == 1


def test_answered_once_it_is_answered(asked, holder, administrator):
    answering.decline(asked, by=holder, reason="On leave.")
    for act in (
        lambda: answering.accept(asked, by=administrator),
        lambda: answering.decline(asked, by=administrator, reason="No."),
        lambda: asking.withdraw(asked, by=asked.asked_by),
    ):
        with pytest.raises(Refused, match="not open any more"):
            act()


def test_who_asked_takes_it_back(asked, coordinator, holder):
    with pytest.raises(Refused, match="Only a coordinator of the programme that asks"):
        asking.withdraw(asked, by=holder)
    assert asking.withdraw(asked, by=coordinator).state == "withdrawn"


def test_a_full_session_keeps_the_request_open(asked, session, holder):
    session.capacity = 1
    session.save()
    with pytest.raises(Refused, match="All seats"):
        answering.accept(asked, by=holder)
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_once_the_session_takes_nobody_the_request_has_lapsed(asked, session, holder, state):
    type(session).objects.filter(pk=session.pk).update(
        state=state, state_reason="Flood.", closed_at="2026-01-01T00:00Z" if state == "closed" else None
    )
    found = OfficerRequest.objects.select_related("session").get()
    assert not found.is_open
    assert found.state_label == "Lapsed"
    assert not OfficerRequest.objects.open().exists()
    with pytest.raises(Refused):
        answering.accept(asked, by=holder)


def test_one_request_is_open_for_an_officer_and_a_session(asked, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficerRequest.objects.create(
            session=asked.session, officer=asked.officer, number_given="1", name_given="x", asked_by=coordinator
        )
    apply(previewed(asked.session, row(7, name="Rokeya", number="9900600007"), row(8), by=coordinator), by=coordinator)
    assert OfficerRequest.objects.count() == 1


def test_a_list_with_the_number_again_finds_the_officer_enrolled(asked, session, coordinator, holder):
    answering.accept(asked, by=holder)
    roster = previewed(session, row(7, name="Rokeya Khatun", number="9900600007"), by=coordinator)
    assert outcomes(roster) == ["enrolled"]
    assert roster.rows.get().changes == []
    assert "Shapla" not in repr(list(roster.rows.values()))


def test_withdrawn_from_the_session_the_officer_is_asked_for_anew(asked, session, coordinator, holder):
    answering.accept(asked, by=holder)
    withdraw(Enrolment.objects.get(officer=asked.officer), by=coordinator, reason="Ill.")
    apply(previewed(session, row(7, number="9900600007"), row(8), by=coordinator), by=coordinator)
    second = OfficerRequest.objects.get(state="asked")
    answering.accept(second, by=holder)
    enrolment = Enrolment.objects.get(officer=asked.officer)
    assert (enrolment.state, enrolment.is_shared) == ("confirmed", True)


def test_another_session_of_the_same_programme_asks_anew(asked, coordinator, holder, programme):
    answering.accept(asked, by=holder)
    other = SessionFactory(programme=programme, code="TOT-KHU-77")
    assert outcomes(previewed(other, row(7, number="9900600007"), by=coordinator)) == ["review"]


def test_every_programme_that_holds_the_record_may_answer(asked, hidden):
    third = UserFactory()
    EnrolmentFactory(officer=hidden, session__phase__programme=ProgrammeFactory(coordinators=[third]))
    answering.accept(asked, by=third)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("accepted", third)


def test_when_the_record_moves_to_another_programme_that_one_answers(asked, hidden, holder):
    heir = UserFactory()
    hidden.programme = ProgrammeFactory(coordinators=[heir])
    hidden.save()
    with pytest.raises(Refused):
        answering.accept(asked, by=holder)
    answering.accept(asked, by=heir)


def test_a_record_nobody_holds_is_decided_by_an_administrator_and_is_then_ours(
    asked, hidden, administrator, coordinator
):
    hidden.programme = None
    hidden.save()
    answering.accept(asked, by=administrator)
    assert not Enrolment.objects.get(officer=hidden).is_shared
    assert Officer.objects.coordinated_by(coordinator).filter(pk=hidden.pk).exists()


def test_merged_the_request_goes_with_the_person_and_back(asked, hidden, holder):
    kept = OfficerFactory(programme=hidden.programme)
    made = merge(kept, hidden, by=holder)
    asked.refresh_from_db()
    assert asked.officer == kept
    take_back(made, by=holder)
    asked.refresh_from_db()
    assert asked.officer_id == hidden.pk


def test_of_two_open_requests_for_one_person_one_lapses_when_records_merge(asked, hidden, holder, coordinator):
    kept = OfficerFactory(programme=hidden.programme)
    other = OfficerRequest.objects.create(
        session=asked.session, officer=kept, number_given=kept.service_number, name_given="x", asked_by=coordinator
    )
    made = merge(kept, hidden, by=holder)
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.state, other.state) == ("lapsed", "asked")
    take_back(made, by=holder)
    asked.refresh_from_db()
    assert (asked.state, asked.officer_id) == ("asked", hidden.pk)


def test_a_roster_taken_back_takes_its_open_requests_back(asked, coordinator):
    roster = asked.row.roster_import
    run_now(undo.request_undo(roster, by=coordinator))
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("withdrawn", coordinator)


def test_a_roster_taken_back_leaves_who_was_let_in(asked, holder, coordinator):
    answering.accept(asked, by=holder)
    run_now(undo.request_undo(asked.row.roster_import, by=coordinator))
    assert Enrolment.objects.get().officer == asked.officer


def test_no_rule_enrols_or_proposes_an_officer_of_another_programme_unasked(hidden, session, coordinator):
    for act in (enrol, lambda *given, **more: nominate(*given, unit=None, **more)):
        with pytest.raises(Refused, match="Another programme holds"):
            act(session, [hidden], by=coordinator)
    assert not Enrolment.objects.exists()


def test_a_nomination_of_a_unit_is_proposed_and_waits_in_line_like_others(session, coordinator, hidden, holder):
    session.state, session.capacity = "scheduled", 1
    session.save()
    unit = hidden.unit
    roster = importing.upload(
        session, roster_file(row(3), row(7, number="9900600007")), by=coordinator, nominating_unit=unit
    )
    run_now(roster.reading)
    roster.refresh_from_db()
    run_now(importing.request_apply(roster, by=coordinator))
    asked = OfficerRequest.objects.get()
    answering.accept(asked, by=holder)
    enrolment = Enrolment.objects.get(officer=hidden)
    assert (enrolment.state, enrolment.is_shared, enrolment.nominated_by, enrolment.place_in_line) == (
        "nominated", True, unit, 1,
    )  # fmt: skip
