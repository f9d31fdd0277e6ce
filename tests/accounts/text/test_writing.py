import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from accounts.text import localised_text
from accounts.text.localised_text import (
    date_range_text,
    date_text,
    digits,
    number_text,
    ordinal_text,
    time_text,
    weekday_text,
)


def test_digits_change_and_nothing_else():
    assert digits("কক্ষ 204 (A)", "bn") == "কক্ষ ২০৪ (A)"
    assert digits("১২ of 30", "en") == "12 of 30"
    assert digits(7, "bn") == "৭"


@pytest.mark.parametrize(
    ("n", "english", "bangla"),
    [
        (0, "0", "০"),
        (999, "999", "৯৯৯"),
        (1562, "1,562", "১,৫৬২"),
        (10000, "10,000", "১০,০০০"),
        (128400, "128,400", "১,২৮,৪০০"),
        (12345678, "12,345,678", "১,২৩,৪৫,৬৭৮"),
        (-1562, "−1,562", "−১,৫৬২"),
        (Decimal("1562.50"), "1,562.50", "১,৫৬২.৫০"),
        (74.5, "74.5", "৭৪.৫"),
    ],
)
def test_numbers_are_grouped_as_each_language_reads_them(n, english, bangla):
    assert (number_text(n, "en"), number_text(n, "bn")) == (english, bangla)


def test_bangla_ordinals():
    written = [ordinal_text(n, "bn") for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 21)]
    assert written == ["১ম", "২য়", "৩য়", "৪র্থ", "৫ম", "৬ষ্ঠ", "৭ম", "৮ম", "৯ম", "১০ম", "১১তম", "২১তম"]


def test_english_ordinals():
    written = [ordinal_text(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 111, 101)]
    assert written == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "111th", "101st"]


def test_dates():
    assert date_text(date(2025, 6, 17), "en") == "17 June 2025"
    assert date_text(date(2026, 11, 22), "bn") == "২২ নভেম্বর ২০২৬"
    assert weekday_text(date(2026, 11, 22), "en") == "Sunday"
    assert weekday_text(date(2026, 11, 22), "bn") == "রবিবার"


@pytest.mark.parametrize(
    ("start", "end", "english", "bangla"),
    [
        (date(2025, 6, 17), date(2025, 6, 19), "17–19 June 2025", "১৭–১৯ জুন ২০২৫"),
        (date(2025, 6, 17), date(2025, 6, 17), "17 June 2025", "১৭ জুন ২০২৫"),
        (date(2025, 6, 17), None, "17 June 2025", "১৭ জুন ২০২৫"),
        (date(2025, 9, 28), date(2025, 10, 2), "28 September – 2 October 2025", "২৮ সেপ্টেম্বর – ২ অক্টোবর ২০২৫"),
        (
            date(2025, 12, 30),
            date(2026, 1, 2),
            "30 December 2025 – 2 January 2026",
            "৩০ ডিসেম্বর ২০২৫ – ২ জানুয়ারি ২০২৬",
        ),
        (date(2025, 6, 17), date(2026, 6, 17), "17 June 2025 – 17 June 2026", "১৭ জুন ২০২৫ – ১৭ জুন ২০২৬"),
    ],
)
def test_ranges_say_once_what_both_dates_share(start, end, english, bangla):
    assert (date_range_text(start, end, "en"), date_range_text(start, end, "bn")) == (english, bangla)


@pytest.mark.parametrize(
    ("at", "bangla"),
    [
        (time(0, 30), "রাত ১২:৩০"),
        (time(4, 0), "ভোর ৪:০০"),
        (time(9, 30), "সকাল ৯:৩০"),
        (time(11, 59), "সকাল ১১:৫৯"),
        (time(12, 0), "দুপুর ১২:০০"),
        (time(13, 0), "দুপুর ১:০০"),
        (time(16, 30), "বিকাল ৪:৩০"),
        (time(18, 15), "সন্ধ্যা ৬:১৫"),
        (time(20, 0), "রাত ৮:০০"),
    ],
)
def test_bangla_times_name_the_part_of_the_day(at, bangla):
    assert time_text(at, "bn") == bangla


def test_english_times_count_to_24():
    assert time_text(time(9, 5), "en") == "09:05"
    assert time_text(time(16, 30), "en") == "16:30"


def test_moments_are_written_by_the_clock_of_dhaka():
    midnight_passed = datetime(2025, 6, 17, 19, 30, tzinfo=UTC)
    assert date_text(midnight_passed, "en") == "18 June 2025"
    assert time_text(midnight_passed, "bn") == "রাত ১:৩০"


def test_bangla_letters_are_stored_in_their_normal_form():
    assert unicodedata.is_normalized("NFC", Path(localised_text.__file__).read_text(encoding="utf-8"))


def written(template, **context):
    return Template("{% load formatting %}" + template).render(Context(context))


def test_templates_write_in_the_language_of_the_page():
    template = (
        "{{ n|number }} {{ n|ordinal }} {{ d|date_words }} {{ d|weekday }} {{ t|time_words }} {% date_range d e %}"
    )
    facts = {"n": 1562, "d": date(2025, 6, 17), "e": date(2025, 6, 19), "t": time(9, 30)}
    with override("en"):
        assert written(template, **facts) == "1,562 1562nd 17 June 2025 Tuesday 09:30 17–19 June 2025"
    with override("bn"):
        assert written(template, **facts) == "১,৫৬২ ১৫৬২তম ১৭ জুন ২০২৫ মঙ্গলবার সকাল ৯:৩০ ১৭–১৯ জুন ২০২৫"


def test_what_is_absent_is_written_as_nothing():
    with override("bn"):
        assert written("{{ n|number }}{{ n|digits }}{{ n|date_words }}{% date_range n n %}", n=None) == ""
        assert written("{{ n|number }}", n=0) == "০"
