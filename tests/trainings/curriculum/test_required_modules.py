"""Who misses a half-day in which a required module is taught does not complete; pages say which modules these are."""

from datetime import date

import pytest
from django.urls import reverse

from certificates.issuing.eligibility import _not_completed
from tests.reports.threads import course as course_of
from tests.reports.threads import module
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark
from trainings.curriculum import pinning
from trainings.curriculum.completion_rule import completed
from trainings.curriculum.required_modules import words_of
from trainings.models import CourseModule, Half, Slot
from trainings.sessions.completion import completion_statuses, save_results, totals
from trainings.sessions.lifecycle import schedule

NOW = at(24, "10:00")


@pytest.fixture
def law(session, programme, days):
    """The required module of the course of `session`, taught on the second morning."""
    session.course = course_of(programme, module(code="TRUST"), module(code="LAW", title_en="The law"))
    session.course.required_share = 50
    session.course.save()
    session.save()
    CourseModule.objects.filter(course=session.course, module__code="LAW").update(is_required=True)
    return Slot.objects.create(
        day=days[1],
        kind="module",
        module=session.course.modules.get(code="LAW"),
        starts_at="09:00",
        ends_at="10:00",
        title_en="The law",
    )


@pytest.fixture
def result(session, days, two, trainer):
    """A function: everybody present but for the first officer in one half-day; returns (completes of both, as totals count them)."""

    def work_out(day, half, given="absent"):
        mark(two[0], days[day], half, given, by=trainer, now=NOW)
        mark_everyone(session, days, trainer)
        statuses = completion_statuses(session)
        completing = [statuses[one.pk].completes for one in two]
        assert totals(session).completing == sum(completing)
        assert not any(status.open for status in statuses.values())
        return completing

    return work_out


def test_the_rule_is_a_function_of_facts():
    assert completed(6, 6, required_share=50)
    assert not completed(6, 6, required_share=50, misses_required=True)


@pytest.mark.parametrize(
    ("day", "half", "given", "completes"),
    [
        (1, Half.MORNING, "absent", False),
        (1, Half.MORNING, "excused", False),
        (1, Half.MORNING, "late", True),
        (1, Half.AFTERNOON, "absent", True),
        (0, Half.MORNING, "absent", True),
    ],
)
def test_only_the_half_day_of_the_required_module_is_asked_for(law, result, day, half, given, completes):
    assert result(day, half, given) == [completes, True]


def test_late_is_not_enough_where_late_does_not_count(session, law, result):
    session.course.late_counts = False
    session.course.save()
    assert result(1, Half.MORNING, "late") == [False, True]


def test_a_line_that_goes_on_after_the_morning_asks_for_both_halves(law, result):
    law.starts_at, law.ends_at = "12:00", "14:00"
    law.save()
    assert result(1, Half.AFTERNOON) == [False, True]


def test_a_required_module_without_a_line_asks_for_nothing_and_is_told(session, law, result):
    law.delete()
    assert words_of(session) == [
        "Required modules: The law. Whoever misses a half-day with one of them does not complete.",
        "Not on the timetable yet, so attendance in them is not checked: The law.",
    ]
    assert result(1, Half.MORNING) == [True, True]


def test_while_the_half_day_is_to_come_the_result_is_open(session, law, two, days, trainer, takes_queries):
    for half in Half:
        mark(two[0], days[0], half, "present", by=trainer, now=NOW)
    mark(two[0], days[2], Half.MORNING, "present", by=trainer, now=NOW)
    with takes_queries(1):
        status = completion_statuses(session)[two[0].pk]
    assert (status.attended, status.needed, status.completes, status.open) == (3, 3, False, True)


def test_a_scheduled_session_keeps_what_was_required(session, law, coordinator, result):
    session.state = "draft"
    session.save()
    scheduled = schedule(session, by=coordinator)
    CourseModule.objects.update(is_required=False)
    scheduled.refresh_from_db()
    assert pinning.differences(scheduled) == ["“The law” is no longer required."]
    assert [one.is_required for one in pinning.modules_of(scheduled)] == [False, True]
    assert words_of(scheduled)
    taken = pinning.take_over(scheduled, by=coordinator, today=date(2026, 11, 20))
    assert words_of(taken) == []


def test_why_somebody_did_not_complete_is_said_before_and_after_closing(session, law, result, two, trainer, signed_in):
    result(1, Half.MORNING)
    page = signed_in(trainer).get(reverse("trainings:close", args=[session.code])).text
    assert "A half-day with a required module was missed" in page
    assert "Required modules: The law." in page
    save_results(session)
    two[0].refresh_from_db()
    assert _not_completed(two[0]) == "Attended 5 of 6 half-days, but missed one with a required module."
