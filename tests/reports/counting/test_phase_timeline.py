"""Phases on a line of whole years."""

from datetime import date

import pytest

from programmes.models import Phase, Programme
from reports.counting.phase_timeline import WIDTH, place, timeline

TODAY = date(2024, 7, 1)


def line_of(*phases, ends_on=None):
    programme = Programme(starts_on=date(2023, 3, 25), ends_on=ends_on)
    return timeline(programme, [Phase(starts_on=first, ends_on=last) for first, last in phases], TODAY)


def test_it_runs_from_january_of_the_first_year_to_december_of_the_last():
    assert line_of((date(2023, 4, 1), date(2025, 2, 1))).years == (2023, 2024, 2025)


@pytest.mark.parametrize(
    ("day", "where"),
    [(date(2023, 1, 1), 0), (date(2024, 1, 1), 500), (date(2024, 7, 1), 748.6), (date(2026, 1, 1), None)],
)
def test_a_day_has_its_place(day, where):
    assert place(day, (2023, 2024)) == where


@pytest.mark.parametrize(
    ("first", "last", "when"),
    [
        (date(2023, 4, 1), date(2024, 6, 30), "past"),
        (date(2024, 1, 1), date(2024, 7, 1), "now"),
        (date(2024, 7, 2), date(2024, 8, 1), "ahead"),
        (date(2024, 1, 1), None, "now"),
        (None, None, ""),
    ],
)
def test_a_phase_is_past_now_or_ahead(first, last, when):
    (bar,) = line_of((first, last)).bars
    assert bar.when == when


def test_a_phase_without_an_end_goes_on_to_the_edge():
    (bar,) = line_of((date(2024, 7, 1), None)).bars
    assert bar.is_open
    assert bar.x + bar.width == WIDTH


def test_a_day_long_phase_can_still_be_seen():
    (bar,) = line_of((date(2024, 12, 31), date(2024, 12, 31))).bars
    assert bar.width >= 6
    assert bar.x + bar.width <= WIDTH


def test_a_programme_without_phases_has_a_line_too():
    assert line_of().years == (2023, 2024)
    assert line_of().today is not None
