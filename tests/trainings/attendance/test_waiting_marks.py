"""Marks that waited on a device without a line."""

from datetime import timedelta

import pytest

from accounts.refusal import Refused
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import Overtaken, mark, tapped_at
from trainings.models import AttendanceMark, Half, MarkSource

AM = Half.MORNING


@pytest.fixture
def enrolment(session):
    return EnrolmentFactory(session=session)


def test_the_time_of_the_tap_is_counted_back_from_our_clock():
    assert tapped_at(5400, at(21, "11:30")) == at(21, "10:00")


def test_a_device_never_reaches_into_the_future():
    assert tapped_at(-3600, at(21)) == at(21)


def test_a_mark_waits_for_three_days_and_no_longer():
    three_days = timedelta(days=3).total_seconds()
    assert tapped_at(three_days, at(24)) == at(21)
    for beyond in (three_days + 1, float("inf")):
        with pytest.raises(Refused, match="more than 3 days"):
            tapped_at(beyond, at(24))


def test_a_mark_that_waited_keeps_its_own_time_and_says_that_it_waited(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "late", by=trainer, now=at(21, "09:10"), source=MarkSource.OFFLINE)
    row = AttendanceMark.objects.get()
    assert (row.source, row.marked_at) == ("offline", at(21, "09:10"))


def test_a_mark_that_waited_does_not_write_over_a_later_one(enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], AM, "late", by=coordinator, now=at(21, "10:00"))
    with pytest.raises(Overtaken, match="A later mark is on record: Late, given at 10:00"):
        mark(enrolment, days[0], AM, "present", by=trainer, now=at(21, "09:10"), source=MarkSource.OFFLINE)
    assert AttendanceMark.objects.get().mark == "late"


def test_a_mark_that_waited_writes_over_an_earlier_one(enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], AM, "absent", by=coordinator, now=at(21, "09:00"))
    mark(enrolment, days[0], AM, "present", by=trainer, now=at(21, "09:10"), source=MarkSource.OFFLINE)
    assert AttendanceMark.objects.get().mark == "present"


def test_the_same_mark_from_two_devices_is_no_quarrel(enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], AM, "present", by=coordinator, now=at(21, "10:00"))
    again = mark(enrolment, days[0], AM, "present", by=trainer, now=at(21, "09:10"), source=MarkSource.OFFLINE)
    assert again.count == 0


def test_a_change_tapped_on_the_day_needs_no_reason_when_it_arrives_a_day_late(enrolment, days, trainer):
    mark(enrolment, days[0], AM, "absent", by=trainer, now=at(21, "09:00"))
    tapped = tapped_at(timedelta(hours=20).total_seconds(), at(22, "12:00"))
    assert mark(enrolment, days[0], AM, "late", by=trainer, now=tapped, source=MarkSource.OFFLINE).count == 1
