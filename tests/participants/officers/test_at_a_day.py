"""Where officers were posted on a given day."""

from datetime import date

import pytest

from participants.models import Posting
from participants.officers import postings
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db


def units_at(day):
    return {one.officer_id: one.unit and one.unit.code for one in Posting.objects.at(day).select_related("unit")}


@pytest.mark.parametrize(
    ("day", "unit"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "DP-4047"),
        (date(2025, 12, 31), "DP-4047"),
        (date(2026, 1, 1), "DP-4041"),
        (date(2030, 1, 1), "DP-4041"),
    ],
)
def test_each_officer_has_one_posting_on_a_day(posted, inspector, jashore, day, unit):
    Posting.objects.create(officer=posted, rank=inspector, unit=jashore, since=date(2026, 1, 1))
    assert units_at(day) == ({posted.pk: unit} if unit else {})


def test_nobody_is_told_twice(posted, inspector, jashore):
    other = OfficerFactory(unit=jashore)
    postings.record_postings([other], since=date(2021, 1, 1))
    for year in (2022, 2023, 2024):
        Posting.objects.create(officer=other, rank=inspector, unit=jashore, since=date(year, 1, 1))
    assert units_at(date(2023, 6, 1)) == {posted.pk: "DP-4047", other.pk: "DP-4041"}
    assert {one.since for one in Posting.objects.at(date(2023, 6, 1))} == {date(2020, 1, 1), date(2023, 1, 1)}


def test_the_present_posting_is_the_last_of_each(posted, inspector, jashore):
    last = Posting.objects.create(officer=posted, rank=inspector, unit=jashore, since=date(2026, 1, 1))
    assert list(Posting.objects.present()) == [last]


def test_who_is_posted_later_is_known_as_of_the_day_or_by_the_first_posting(posted, inspector, jashore):
    Posting.objects.create(officer=posted, rank=inspector, unit=jashore, since=date(2026, 1, 1))
    assert postings.earlier_postings(date(2026, 1, 1), [posted]) == {}
    for day in (date(2025, 5, 5), date(2001, 1, 1)):
        [(then, since)] = postings.earlier_postings(day, [posted]).values()
        assert (then.unit.code, since) == ("DP-4047", date(2026, 1, 1))
