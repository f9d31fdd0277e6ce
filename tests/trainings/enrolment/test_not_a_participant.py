"""Whoever is only proposed, waits or was declined appears nowhere that participants do."""

import pytest

from accounts.refusal import Refused
from certificates.issuing.eligibility import check_list
from participants.models import Officer
from programmes.models import Programme
from reports.counting.turnout import participations, turnout
from reports.results.page import _sessions as sessions_of
from tests.factories import EnrolmentFactory, OfficerFactory
from tests.trainings.conftest import at, mark_everyone
from tests.trainings.enrolment.conftest import ids, officers, propose
from trainings.attendance.grid import grid_of
from trainings.attendance.marking import mark, mark_column
from trainings.enrolment.enrolment import withdraw
from trainings.enrolment.nominations import confirm, decline
from trainings.models import EnrolmentState, Half, TrainingSession
from trainings.sessions.closing_checklist import closing_checklist
from trainings.sessions.completion import clear_results, completion_statuses, decide_by_hand, save_results
from trainings.sessions.half_days import marks_by_half_day, unmarked
from trainings.sessions.lifecycle import close

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant(session):
    """Takes part in `session`, whose three seats hold two proposed ones besides; one waits and one was declined."""
    taking_part = EnrolmentFactory(session=session, officer__name_en="Takes Part")
    proposed = officers(3, name_en="Only Proposed")
    propose(session, proposed, OfficerFactory().unit)
    declined = officers(1, name_en="Was Declined")
    propose(session, declined, declined[0].unit or OfficerFactory().unit)
    decline(session, ids(*declined), reason="On leave.", by=None)
    session.state = "running"
    session.save()
    assert sorted(session.enrolments.values_list("state", flat=True)) == [
        "confirmed",
        "nominated",
        "nominated",
        "nominated",
        "withdrawn",
    ]
    return taking_part


@pytest.fixture
def proposed(participant, session):
    return session.enrolments.proposed().first()


def test_registers_and_columns_hold_participants_only(session, participant, days, trainer):
    grid = grid_of(session, now=at(21))
    assert [row.enrolment for row in grid.rows] == [participant]
    assert mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(21)).count == 1


def test_a_proposed_officer_cannot_be_marked(session, proposed, days, trainer):
    with pytest.raises(Refused, match="not in the session"):
        mark(proposed, days[0], Half.MORNING, "present", by=trainer, now=at(21))


def test_marks_from_before_a_withdrawal_do_not_count_while_the_officer_is_only_proposed_again(
    session, proposed, days, trainer
):
    proposed.marks.create(day=days[0], half=Half.MORNING, mark="present", marked_at=at(21), marked_by=trainer)
    assert marks_by_half_day([session.pk]) == {}
    assert unmarked(session)[0][1] == 1


def test_a_session_closes_without_those_who_were_only_proposed(session, participant, proposed, days, trainer):
    mark_everyone(session, days, trainer)
    assert [check.done for check in closing_checklist(session, today=at(23).date()) if check.needed] == [True] * 3
    close(session, by=trainer, today=at(23).date())
    participant.refresh_from_db()
    proposed.refresh_from_db()
    assert (participant.state, proposed.state) == ("completed", "nominated")


def test_results_are_worked_out_for_participants_only(session, participant, proposed):
    assert list(completion_statuses(session)) == [participant.pk]
    assert save_results(session) == (0, 1)
    clear_results(session)
    proposed.refresh_from_db()
    assert proposed.state == EnrolmentState.NOMINATED


def test_nothing_is_decided_by_hand_about_a_nomination(proposed, trainer):
    with pytest.raises(Refused, match="only proposed so far"):
        decide_by_hand(proposed, completes=True, by=trainer, reason="Good.")


def test_no_certificate_list_names_them(session, participant):
    assert [row.enrolment for row in check_list(session)] == [participant]


def test_no_number_counts_them(session, participant):
    counted = participations(Programme.objects.all())
    assert list(counted) == [participant]
    assert turnout(counted).participations.total == turnout(counted).officers.total == 1
    with_turnout = TrainingSession.objects.with_turnout().get()
    assert (with_turnout.enrolled, with_turnout.women, with_turnout.completed) == (1, 0, 0)


def test_the_trainers_page_and_grid_name_participants_only(signed_in, session, participant, trainer):
    client = signed_in(trainer)
    for address in (f"/training/{session.code}/", f"/training/{session.code}/attendance/"):
        content = client.get(address).content.decode()
        assert "Takes Part" in content
        assert "Only Proposed" not in content
        assert "Was Declined" not in content


def test_a_trainer_does_not_reach_a_nomination(signed_in, session, proposed, trainer):
    client = signed_in(trainer)
    query = "?day=1&half=morning"
    assert client.get(f"/training/{session.code}/attendance/{proposed.pk}/{query}").status_code == 404
    assert client.get(f"/training/{session.code}/results/{proposed.pk}/").status_code == 404
    assert list(Officer.objects.visible_to(trainer).values_list("name_en", flat=True)) == ["Takes Part"]


def test_an_observer_counts_participants_only(signed_in, session, participant, observer):
    (line,) = sessions_of(session.phase.programme)
    assert (line.enrolled, line.men) == (1, 1)


def test_an_officer_does_not_read_of_a_nomination_in_the_own_record(signed_in, session, officer, officer_user):
    client = signed_in(officer_user)
    propose(session, [officer])
    assert session.course.title_en not in client.get("/me/").content.decode()
    decline(session, ids(officer), reason="On leave.", by=None)
    assert session.course.title_en not in client.get("/me/").content.decode()
    propose(session, [officer])
    confirm(session, ids(officer), by=None)
    assert session.course.title_en in client.get("/me/").content.decode()


def test_whoever_took_part_and_was_withdrawn_stays_in_the_own_record(signed_in, session, officer, officer_user):
    enrolment = EnrolmentFactory(session=session, officer=officer)
    withdraw(enrolment, by=None, reason="Ill.")
    assert session.course.title_en in signed_in(officer_user).get("/me/").content.decode()


def test_the_coordinators_page_of_the_session_shows_the_seats_that_are_held(
    signed_in, session, participant, coordinator
):
    content = " ".join(signed_in(coordinator).get(f"/admin/sessions/{session.code}/").content.decode().split())
    assert "0 of 3 seats are free" in content
    assert "1 officer: 0 women · 1 men" in content
    assert "Only Proposed" not in content
