"""Where the trained officers serve on a day, against where they served when they were trained."""

from datetime import date

import pytest

from participants.models import Posting
from reports.capacity.counts import Choice, Movement, Units, capacity, with_movement
from reports.capacity.counts import trained as who_is_trained
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory
from tests.reports.capacities import JUNE, held, moved, trained, tree

pytestmark = pytest.mark.django_db

NOW = date(2026, 11, 21)
JULY = date(2026, 7, 1)


@pytest.fixture
def units(db):
    return tree()


def asked(programme, day=NOW, **more):
    return capacity(Choice(day, (programme.pk,), **more), Units())


def movements(found):
    return {movement.value: found.of(movement).total for movement in Movement if found.of(movement).total}


def lines(found):
    return {line.unit.code: (line.then, line.went, line.came, line.now.total) for line in found.units}


def places(found):
    return {line.place.name_en: (line.then, line.now.total) for line in found.districts}


def test_stayed_moved_left_and_unknown(programme, units):
    session = held(programme)
    stays, goes, leaves, lost = (trained(session, units["DP-4047"]) for _n in range(4))
    moved(goes, units["DP-4041"], JULY)
    moved(leaves, None, JULY)
    Posting.objects.filter(officer=lost).delete()
    found = asked(programme)
    assert movements(found) == {"stayed": 1, "moved": 1, "left": 1, "unknown": 1}
    assert found.total.total == 4
    choice = Choice(NOW, (programme.pk,))
    for movement, officer in zip(Movement, (stays, goes, leaves, lost), strict=True):
        assert [one.officer for one in with_movement(who_is_trained(choice), movement)] == [officer]


def test_the_question_can_be_asked_for_any_day(programme, units):
    officer = trained(held(programme), units["DP-4047"])
    moved(officer, units["DP-4041"], JULY)
    moved(officer, units["DMP"], date(2026, 9, 1))
    assert asked(programme, date(2026, 6, 16)).total.total == 0
    assert places(asked(programme, JUNE)) == {"Khulna": (1, 1)}
    assert places(asked(programme, date(2026, 6, 30))) == {"Khulna": (1, 1)}
    assert places(asked(programme, JULY)) == {"Jashore": (0, 1), "Khulna": (1, 0)}
    assert places(asked(programme)) == {"Dhaka": (0, 1), "Khulna": (1, 0)}


def test_below_a_range_moves_cancel_out(programme, units):
    session = held(programme)
    within, away = trained(session, units["DP-4047"]), trained(session, units["DP-4047"])
    arrives = trained(session, units["DMP"])
    moved(within, units["THANA"], JULY)
    moved(away, units["ATU"], JULY)
    moved(arrives, units["DP-4041"], JULY)
    found = asked(programme)
    assert lines(found) == {"RANGE": (2, 1, 1, 2), "DMP": (1, 1, 0, 0), "ATU": (0, 0, 1, 1)}
    assert places(found) == {"Dhaka": (1, 0), "Jashore": (0, 2), "Khulna": (2, 0)}
    assert found.nowhere == (0, 1)


def test_an_officer_counts_once_by_the_last_training(programme, units):
    officer = trained(held(programme, ends_on=date(2024, 6, 1)), units["DP-4047"])
    EnrolmentFactory(session=held(programme), officer=officer, unit=units["DMP"], state="completed")
    found = asked(programme)
    assert (found.total.total, lines(found)["DMP"][0]) == (1, 1)
    assert lines(asked(programme, date(2025, 1, 1))) == {"RANGE": (1, 0, 0, 1)}


def test_two_trainings_that_end_on_one_day_are_still_one_officer(programme, units):
    officer = trained(held(programme), units["DP-4047"])
    EnrolmentFactory(session=held(programme), officer=officer, state="completed")
    assert asked(programme).total.total == 1


@pytest.mark.parametrize("state", ["confirmed", "not_completed", "withdrawn"])
def test_only_who_completed_is_trained(programme, units, state):
    trained(held(programme), units["DP-4047"], state=state)
    assert asked(programme).total.total == 0


def test_only_closed_sessions_train(programme, units):
    trained(held(programme, state="held"), units["DP-4047"])
    assert asked(programme).total.total == 0


def test_courses_and_sexes_can_be_chosen(programme, units):
    trained(held(programme, kind="supervisors"), units["DP-4047"], sex="female")
    trained(held(programme), units["DP-4047"])
    trained(held(programme), units["DP-4047"], sex="")
    assert asked(programme, kind="supervisors").total.women == 1
    assert asked(programme, kind="tot").total.total == 2
    assert asked(programme, sex="female").total.total == 1
    assert asked(programme, sex="").total.not_recorded == 1
    assert asked(programme, kind="cascade").total.total == 0


def test_other_programmes_do_not_count(programme, units):
    trained(held(ProgrammeFactory()), units["DP-4047"])
    assert asked(programme).total.total == 0


def test_the_counts_of_every_line_add_up(programme, units):
    session = held(programme)
    everywhere = list(units.values())
    for place, unit in enumerate(everywhere * 2):
        officer = trained(session, unit, sex=("female", "male", "")[place % 3])
        if place % 4 != 3:
            moved(officer, None if place % 4 == 1 else everywhere[place * 5 % 6], JULY)
    EnrolmentFactory(session=session, officer=OfficerFactory(unit=None), unit=None, state="completed")
    found = asked(programme)
    total = found.total.total
    assert total == 13 == sum(found.of(movement).total for movement in Movement)
    assert all(line.then - line.went + line.came == line.now.total for line in found.units)
    assert sum(line.then for line in found.districts) + found.nowhere[0] == total
    left = found.of(Movement.LEFT).total
    assert sum(line.now.total for line in found.districts) + found.nowhere[1] + left == total


@pytest.mark.parametrize("officers", [1, 3])
def test_counting_takes_three_queries(programme, units, officers, django_assert_num_queries):
    session = held(programme)
    for code in ("DP-4047", "DMP", "THANA")[:officers]:
        moved(trained(session, units[code]), units["ATU"], JULY)
    choice = Choice(NOW, (programme.pk,))
    with django_assert_num_queries(3):
        capacity(choice, Units())
