from datetime import date, datetime

import pytest

from participants.roster.cells.dates import read_date


def read(value):
    found, problems = read_date(value, "joined_on")
    return found, {item.code for item in problems}


@pytest.mark.parametrize(
    "value",
    [
        "15/01/2008", "15-01-2008", "15.1.2008", "2008-01-15", "2008/01/15", "15 Jan 2008", "15-January-2008",
        "15th January, 2008",
        "January 15, 2008", "2008-01-15 00:00:00", "20080115",
    ],
)  # fmt: skip
def test_dates_are_read_day_first_in_every_form(value):
    assert read(value) == ("2008-01-15", set())


@pytest.mark.parametrize(
    "value",
    ["১৫/০১/২০০৮", "১৫ জানুয়ারি ২০০৮", "১৫ই জানুয়ারী, ২০০৮", "১৫ জানুয়ারি ২০০৮ খ্রিস্টাব্দ", "১৫/০১/২০০৮ খ্রি.", "১৫.০১.২০০৮ ইং"],
)
def test_bangla_dates_are_read(value):
    assert read(value) == ("2008-01-15", {"BN_DIGITS"})


@pytest.mark.parametrize("value", [date(2008, 1, 15), datetime(2008, 1, 15, 9, 30)])  # noqa: DTZ001 -- as Excel gives it
def test_true_dates_are_read(value):
    assert read(value) == ("2008-01-15", {"EXCEL_DATE"})


@pytest.mark.parametrize("value", [41000, 41000.0, "41000", "41000.0"])
def test_the_numbers_that_excel_keeps_for_dates_are_read_and_told(value):
    assert read(value) == ("2012-04-01", {"EXCEL_SERIAL_DATE"})


@pytest.mark.parametrize(
    ("value", "iso"),
    [("25.06.25", "2025-06-25"), ("5-Mar-12", "2012-03-05"), ("01/02/03", "2003-02-01"), ("1/2/85", "1985-02-01")],
)
def test_a_year_of_two_digits_is_read_but_waits(value, iso):
    assert read(value) == (iso, {"DATE_2DIGIT_YEAR"})


@pytest.mark.parametrize("value", ["31/06/2011", "30/02/2012", "2011-13-40", "0/1/2011"])
def test_a_day_that_does_not_exist_waits(value):
    assert read(value) == (None, {"DATE_IMPOSSIBLE"})


def test_a_date_with_the_month_first_is_offered_the_other_way():
    found, (item,) = read_date("06/25/2025", "joined_on")
    assert (found, item.code, item.suggestion) == (None, "DATE_MONTH_FIRST", "2025-06-25")


@pytest.mark.parametrize(
    "value", ["১০ই আষাঢ় ১৪১৬", "৯ই জ্যৈষ্ঠ, ১৪৩২ বঙ্গাব্দ", "২৫শে জিলকদ, ১৪৪৬ হিজরি", "১৫/০১/১৪১৬", "10-3-1416"]
)
def test_another_calendar_is_never_guessed(value):
    found, codes = read(value)
    assert found is None
    assert "DATE_BANGLA_CALENDAR" in codes


@pytest.mark.parametrize("value", ["soon", "2008", "5", "15/01", 5, True, "১৫/১৫/১৫/১৫"])
def test_anything_else_waits(value):
    found, codes = read(value)
    assert found is None
    assert "DATE_NOT_UNDERSTOOD" in codes


@pytest.mark.parametrize("value", [date(1905, 1, 1), "1/1/2222", "01/01/0001"])
def test_a_year_that_cannot_be_waits(value):
    assert "DATE_UNLIKELY" in read(value)[1]


@pytest.mark.parametrize("value", [None, "", "-", "N/A"])
def test_an_empty_cell_says_nothing(value):
    assert read(value) == (None, set())
