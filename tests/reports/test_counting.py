"""Participations and unique officers, side by side, each by sex."""

from reports.counting import BySex, participations, shown_to_observers, turnout
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory
from trainings.models import EnrolmentState, SessionState


def test_an_officer_in_two_sessions_is_two_participations_and_one_officer(programme):
    officer = OfficerFactory(sex="female")
    for _session in range(2):
        EnrolmentFactory(session=SessionFactory(programme=programme), officer=officer)
    counted = turnout(participations([programme.pk]))
    assert counted.participations == BySex(women=2, men=0, not_recorded=0)
    assert counted.officers == BySex(women=1, men=0, not_recorded=0)


def test_officers_without_a_recorded_sex_are_counted_apart(programme):
    session = SessionFactory(programme=programme)
    for sex in ("female", "male", "male", ""):
        EnrolmentFactory(session=session, officer__sex=sex)
    counted = turnout(participations([programme.pk]))
    assert counted.participations == counted.officers == BySex(women=1, men=2, not_recorded=1)
    assert counted.officers.total == 4


def test_a_withdrawn_officer_and_a_session_to_come_do_not_count(programme):
    EnrolmentFactory(session=SessionFactory(programme=programme), state=EnrolmentState.WITHDRAWN)
    EnrolmentFactory(session=SessionFactory(programme=programme, state=SessionState.SCHEDULED))
    assert turnout(participations([programme.pk])).participations.total == 0


def test_cells_of_one_to_four_are_hidden_from_observers_and_zero_is_not():
    assert [shown_to_observers(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]
