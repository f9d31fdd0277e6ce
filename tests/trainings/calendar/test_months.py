"""The month as a page draws it: weeks from Sunday, bars in lanes."""

from datetime import date
from types import SimpleNamespace

import pytest

from trainings.calendar.months import LANES, Month, is_weekend, month_of, weeks_of, window_of

TODAY = date(2026, 11, 22)


def lasting(pk, first, last):
    return SimpleNamespace(pk=pk, starts_on=date(2026, 11, first), ends_on=date(2026, 11, last))


def cell(weeks, day):
    return next(one for week in weeks for one in week if one.day == date(2026, 11, day))


def test_weeks_go_from_sunday_to_saturday_and_friday_and_saturday_are_free():
    weeks = weeks_of(Month(2026, 11), [], today=TODAY)
    assert [one.day.weekday() for one in weeks[0]] == [6, 0, 1, 2, 3, 4, 5]
    assert [one.is_free for one in weeks[0]] == [False] * 5 + [True] * 2
    assert window_of(Month(2026, 11)) == (date(2026, 11, 1), date(2026, 12, 5))
    assert cell(weeks, 22).is_today
    assert is_weekend(date(2026, 11, 27))


def test_a_bar_goes_on_in_the_next_week_and_is_named_there_again():
    weeks = weeks_of(Month(2026, 11), [lasting(1, 21, 23)], today=TODAY)
    saturday, sunday, monday = (cell(weeks, day).bars[0] for day in (21, 22, 23))
    assert (saturday.is_named, saturday.is_first, saturday.is_last) == (True, True, False)
    assert (sunday.is_named, sunday.is_first, sunday.is_last) == (True, False, False)
    assert (monday.is_named, monday.is_last) == (False, True)
    assert cell(weeks, 24).bars == []


def test_sessions_of_the_same_days_stand_in_lanes_and_what_does_not_fit_is_counted():
    many = [lasting(pk, 24, 26) for pk in range(LANES + 2)]
    weeks = weeks_of(Month(2026, 11), [*many[:1], lasting(99, 26, 26), *many[1:]], today=TODAY)
    assert [bar.session.pk for bar in cell(weeks, 24).bars if bar] == [0, 1, 2]
    assert cell(weeks, 26).more == 3
    assert cell(weeks, 25).bars[1] is None


@pytest.mark.parametrize(
    "text", [None, "", "2026", "2026-13", "2026-00", "1999-01", "20২৬-01", "2026-1", "x-y", "9" * 500]
)
def test_what_is_no_month_is_the_month_of_today(text):
    assert month_of(text, today=TODAY) == Month(2026, 11)


def test_months_follow_each_other_over_the_year():
    december = month_of("2026-12", today=TODAY)
    assert (december.next, december.previous) == (Month(2027, 1), Month(2026, 11))
    assert Month(2027, 1).previous == december
    assert december.last == date(2026, 12, 31)
    assert december.text == "2026-12"
