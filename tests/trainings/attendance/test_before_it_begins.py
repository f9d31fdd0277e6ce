"""A half-day that has not begun is marked only with a reason, which stays with every mark."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.trainings.conftest import at
from trainings.attendance.marking import NotBegun, mark, mark_column, mark_sheet
from trainings.models import AttendanceChange, AttendanceMark, Half, MarkSource

PM = Half.AFTERNOON
WHY = "Half of them leave for the airport at noon."
WAYS = {
    "one officer": lambda s, two, day, **who: mark(two[0], day, PM, "present", **who),
    "a tap that waited": lambda s, two, day, **who: mark(two[0], day, PM, "present", source=MarkSource.OFFLINE, **who),
    "a sheet": lambda s, two, day, **who: mark_sheet(s, day, PM, {two[0].pk: "present"}, **who),
    "the whole column": lambda s, two, day, **who: mark_column(s, day, PM, "present", **who),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_afternoon_before_one_needs_a_reason(session, two, days, trainer, way):
    with pytest.raises(NotBegun, match=r"Sunday afternoon has not begun\. Say why it is marked already\."):
        way(session, two, days[1], by=trainer, now=at(22, "12:59"), reason=" ")
    assert AttendanceMark.objects.count() == 0
    assert way(session, two, days[1], by=trainer, now=at(22, "12:59"), reason=f" {WHY} ").count
    assert set(AttendanceChange.objects.values_list("reason", flat=True)) == {WHY}
    assert AuditEntry.objects.filter(verb="attendance.marked_early").count() == 1


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_from_one_on_it_needs_none(session, two, days, trainer, way):
    assert way(session, two, days[1], by=trainer, now=at(22, "13:00")).count


def test_a_morning_begins_with_its_day(two, days, trainer):
    assert mark(two[0], days[1], Half.MORNING, "present", by=trainer, now=at(22, "00:01")).count == 1


def test_the_page_asks_why_and_saves_with_the_answer(session, two, trainer, signed_in, clock):
    clock(22, "10:04")
    client = signed_in(trainer)
    address = reverse("trainings:attendance", args=[session.code]) + "?day=2&half=afternoon"
    page = client.get(address).content.decode()
    assert 'data-early="yes"' in page
    assert "Sunday afternoon has not begun." in page
    client.post(address, {"rest": "present"})
    assert AttendanceMark.objects.count() == 0
    client.post(address, {"rest": "present", "reason": WHY})
    assert set(AttendanceChange.objects.values_list("reason", flat=True)) == {WHY}


def test_a_half_day_that_has_begun_is_not_asked_about(session, two, trainer, signed_in, clock):
    clock(22, "13:04")
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).content.decode()
    assert 'data-early="yes"' not in page
    assert "data-early-notice hidden" in page


def test_a_tap_without_the_reason_is_refused_and_with_it_saved(session, two, trainer, signed_in, clock):
    clock(22, "10:04")
    client, address = signed_in(trainer), reverse("trainings:tap", args=[session.code])
    tapped = {"enrolment": two[0].pk, "day": 2, "half": "afternoon", "mark": "late"}
    assert client.post(address, tapped).status_code == 409
    assert client.post(address, tapped | {"reason": "\u200b"}).status_code == 409
    assert client.post(address, tapped | {"reason": WHY}).status_code == 200


@pytest.mark.parametrize(("time", "now"), [("07:12", 1), ("12:59", 1), ("13:00", 1)])
def test_only_a_half_day_that_has_begun_is_now(session, two, trainer, signed_in, clock, time, now):
    clock(22, time)
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).content.decode()
    tabs = page[page.index('class="sh-days') :].split("</nav>")[0]
    begun = "afternoon" if time == "13:00" else "morning"
    assert [begun in tab for tab in tabs.split("</a>") if ">" in tab and "now" in tab.split("<br>")[-1]] == [True] * now


def test_an_afternoon_alone_is_not_now_in_the_morning(session, two, days, trainer, signed_in, clock):
    days[1].has_morning = False
    days[1].save()
    clock(22, "07:12")
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).content.decode()
    tabs = page[page.index('class="sh-days') :].split("</nav>")[0]
    assert [tab for tab in tabs.split("</a>") if "now" in tab.split("<br>")[-1]] == []
