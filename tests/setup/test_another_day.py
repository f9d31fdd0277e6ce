"""`make test-at`: the moment is read, or drawn, and becomes a difference to the true clock."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import debian
import drawn_date
import false_clock
import pytest

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DHAKA = timedelta(hours=6)


def faked(moment):
    return false_clock.environment(moment, now=NOW, library=Path("/lib/faketime.so"))["FAKETIME"]


@pytest.mark.parametrize(
    ("moment", "difference"),
    [
        ("2026-11-30 12:00:01", "+1"),
        ("2026-12-01", "+43200"),
        ("2026-11-29 12:00:00", "-86400"),
        ("2026-11-30T18:00:00+06:00", "+0"),
    ],
)
def test_a_moment_is_in_utc_and_becomes_a_difference(moment, difference):
    assert faked(moment) == difference


@pytest.mark.parametrize("moment", ["tomorrow", "2027-02-29", "", "31.12.2027"])
def test_what_is_no_moment_is_said(moment, monkeypatch, capsys):
    monkeypatch.setattr(debian, "false_clock", lambda _unpacked: Path("/lib/faketime.so"))
    assert false_clock.main([moment]) == 1
    assert f'DATE must be a moment in UTC such as "2027-12-31 23:40:00", not "{moment}".' in capsys.readouterr().err


def test_without_the_library_the_way_out_is_said(monkeypatch, capsys):
    monkeypatch.setattr(debian, "false_clock", lambda _unpacked: None)
    assert false_clock.main(["2027-12-31"]) == 1
    assert "sudo apt-get install libfaketime" in capsys.readouterr().err


def test_the_library_is_found_where_it_was_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "FALSE_CLOCK", "opt/*/false-clock.so")
    assert debian.false_clock(tmp_path) is None
    library = tmp_path / "opt" / "here" / "false-clock.so"
    library.parent.mkdir(parents=True)
    library.touch()
    assert debian.false_clock(tmp_path) == library


def test_moments_are_drawn_where_dates_go_wrong():
    chance, today = random.Random(5), date(2026, 11, 30)  # noqa: S311 -- nothing secret
    drawn = [drawn_date.draw(chance, today) for _n in range(400)]
    days = {moment.date() for moment in drawn}
    assert all(today <= day < date(2031, 12, 1) for day in days)
    assert {date(2028, 2, 29), date(2028, 3, 1), date(2027, 12, 31), date(2028, 1, 1)} <= days
    # The same moment is another day in UTC than in Dhaka.
    assert sum((moment + DHAKA).date() != moment.date() for moment in drawn) > 100
    first_minutes = [moment for moment in drawn if moment.hour == 0 and moment.minute == 0]
    first_minutes_there = [moment for moment in drawn if moment.hour == 18 and moment.minute == 0]
    assert min(len(first_minutes), len(first_minutes_there)) > 20


@pytest.mark.parametrize("today", [date(2027, 12, 31), date(2028, 2, 29), date(2096, 3, 1)])
def test_it_can_be_drawn_on_any_day(today):
    chance = random.Random(7)  # noqa: S311 -- nothing secret
    assert all(drawn_date.draw(chance, today) for _n in range(50))
