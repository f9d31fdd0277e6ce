"""Dates with a time, a zone or a day of the week, as forms and programs write them."""

import pytest

from participants.roster.cells.dates import read_date
from participants.roster.cells.times import days_ahead, without_time


def read(value):
    found, problems = read_date(value, "joined_on")
    return found, {item.code for item in problems if not item.is_quiet}


@pytest.mark.parametrize(
    "value",
    [
        "2015-08-23T00:00:00+06:00", "2015-08-23T00:00:00Z", "2015-08-23T00:00:00.000Z", "2015-08-23 09:30:15",
        "2015-08-23T09:30", "2015-08-23 09:30:15.123456", "2015-08-23T09:30:15.123+06:00[Asia/Dhaka]", "2015-08-23 09:30:15+06",
        "20150823T000000Z", "23/08/2015 9:30 AM", "23/8/2015 09:30:15 pm", "23/08/2015, 09:30", "23/08/15 0:00:00",
        "23.08.2015 9.30 pm", "23-Aug-2015 12:00 AM", "23 August 2015 at 9:30 a.m.", "9:30 AM 23/08/2015",
        "Sun Aug 23 2015 00:00:00 GMT+0600 (Bangladesh Standard Time)", "Sun Aug 23 00:00:00 BDT 2015",
        "Sun, 23 Aug 2015 00:00:00 GMT", "Sunday, August 23, 2015", "23/08/2015 (Sun)", "Aug 23, 2015, 9:30:15 AM",
        "২৩ আগস্ট ২০১৫, সকাল ৯টা", "২৩/০৮/২০১৫ সকাল ৯.৩০ ঘটিকায়", "রবিবার, ২৩ আগস্ট ২০১৫", "২৩/০৮/২০১৫ খ্রি. রাত ৮টা ৩০ মিনিট",
        "23/08/2015 1000 hrs",
        "23-08-2015 00.00.00", "2015-08-23+06:00", "2015-08-23Z", "২৩-০৮-২০১৫ তারিখ",
        "2015-Aug-23", 42239.52, "42239.52", "2015-08-23\u202f09:30\u202fAM",
    ],
)  # fmt: skip
def test_the_day_is_read(value):
    found, noted = read(value)
    assert found == "2015-08-23"
    assert noted <= {"EXCEL_SERIAL_DATE", "DATE_2DIGIT_YEAR"}


@pytest.mark.parametrize(
    "value",
    [
        "2015-08-22T18:00:00Z",
        "2015-08-22T18:00:00.000+00:00",
        "Sat, 22 Aug 2015 18:00:00 GMT",
        "2015-08-22 6:00:00 PM UTC",
    ],
)
def test_midnight_in_bangladesh_that_was_written_in_another_zone_is_the_next_day_and_told(value):
    assert read(value) == ("2015-08-23", {"DATE_OF_OTHER_CLOCK"})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2015-08-23T00:00:00-05:00", 0),
        ("2015-08-23T17:59:59Z", 0),
        ("2015-08-23T22:00:00-05:00", 1),
        ("2015-08-23T01:00:00+09:00", -1),
        ("2015-08-23T23:00:00+06:00", 0),
        ("2015-08-23 23:00", 0),
        ("23/08/2015", 0),
        ("9:30-23/08/2015", 0),
    ],
)
def test_a_zone_moves_the_day_only_where_the_clock_of_bangladesh_shows_another(text, days):
    assert days_ahead(text) == days


@pytest.mark.parametrize("text", ["23/08/2015", "2015-08-23", "23 May 2015", "15.1.2008", "12", "", "Satkhira", "মাঘ"])
def test_what_has_no_time_stays_as_it_is(text):
    assert without_time(text) == text


@pytest.mark.parametrize("value", ["9:30", "9:30 AM", "সকাল ১০টা", "Sunday", "23/08 9:30", "T10:00"])
def test_a_time_alone_is_no_date(value):
    found, noted = read(value)
    assert found is None
    assert noted == {"DATE_NOT_UNDERSTOOD"}


def test_a_month_first_date_with_a_time_is_offered_like_one_without():
    found, (item,) = read_date("8/23/2015 9:30:15", "joined_on")
    assert (found, item.code, item.suggestion) == (None, "DATE_MONTH_FIRST", "2015-08-23")
