"""Participations and unique officers, side by side, each by sex."""

import pytest

from reports.counting.turnout import BySex, is_small, participations, turnout
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
    assert [is_small(count) for count in (0, 1, 4, 5)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("women", "men", "not_recorded", "may"),
    [(5, 5, 0, True), (5, 5, 1, True), (0, 12, 3, True), (4, 9, 0, False), (9, 1, 0, False), (0, 0, 3, False)],
)
def test_women_and_men_are_shown_once_neither_is_a_small_group(women, men, not_recorded, may):
    assert BySex(women, men, not_recorded).may_be_split is may
