"""What a session uses of its course is fixed when it is scheduled; a draft follows the course."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import CourseFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.reports.threads import course as course_of
from tests.reports.threads import module
from tests.trainings.conftest import at
from trainings.attendance.marking import mark_column
from trainings.curriculum import pinning
from trainings.curriculum.completion_rule import CompletionRule, in_words, rule_of
from trainings.curriculum.module_versions import is_taught, make_next_version
from trainings.models import CourseModule, Half, Slot
from trainings.sessions.completion import completion_statuses
from trainings.sessions.lifecycle import schedule

BEFORE = date(2026, 11, 20)  # the day before the first day of `session`


@pytest.fixture
def trust():
    return module(code="TRUST", title_en="Building trust")


@pytest.fixture
def draft(session, programme, trust):
    """`session` as a draft of a course with one module."""
    session.course, session.state = course_of(programme, trust), "draft"
    session.save()
    return session


@pytest.fixture
def scheduled(draft, coordinator):
    return schedule(draft, by=coordinator)


def change(course):
    """The course gets a second module, and its rule changes."""
    more = module(code="LAW", title_en="The law")
    CourseModule.objects.create(course=course, module=more, order=2)
    course.required_share, course.late_counts = 60, False
    course.save()
    return more


def test_a_draft_follows_its_course(draft, trust):
    more = change(draft.course)
    assert pinning.modules_of(draft) == [trust, more]
    assert rule_of(draft) == CompletionRule(60, late_counts=False)
    assert pinning.differences(draft) == []


def test_a_scheduled_session_keeps_its_modules_and_its_rule_when_the_course_changes(scheduled, trust):
    change(scheduled.course)
    scheduled.refresh_from_db()
    assert pinning.modules_of(scheduled) == [trust]
    assert rule_of(scheduled) == CompletionRule(80, late_counts=True)


def test_it_keeps_its_version_of_a_module_when_there_is_a_newer_one(scheduled, coordinator, trust, session):
    scheduled.state = "running"
    scheduled.save()
    assert is_taught(trust)
    newer = make_next_version(trust, by=coordinator)
    CourseModule.objects.filter(module=trust).update(module=newer)
    assert pinning.modules_of(scheduled) == [trust]
    assert is_taught(trust)
    assert not is_taught(newer)


def test_completion_goes_by_the_rule_of_the_session(scheduled, two, days, trainer):
    for day in days[:2]:
        mark_column(scheduled, day, Half.MORNING, "late", by=trainer, now=at(23, "14:10"))
    scheduled.course.required_share, scheduled.course.late_counts = 10, False
    scheduled.course.save()
    assert {(row.attended, row.needed) for row in completion_statuses(scheduled).values()} == {(2, 5)}


def test_without_a_rule_of_its_own_completion_goes_by_the_course(session, two, days, trainer):
    mark_column(session, days[0], Half.MORNING, "late", by=trainer, now=at(23, "14:10"))
    session.course.required_share, session.course.late_counts = 50, False
    session.course.save()
    assert {(row.attended, row.needed) for row in completion_statuses(session).values()} == {(0, 3)}


def test_a_coordinator_takes_over_what_changed_until_the_first_day(scheduled, coordinator, trust):
    more = change(scheduled.course)
    taken = pinning.take_over(scheduled, by=coordinator, today=BEFORE)
    assert pinning.modules_of(taken) == [trust, more]
    assert rule_of(taken) == CompletionRule(60, late_counts=False)
    assert taken.history.first().history_user == coordinator
    entry = AuditEntry.objects.filter(verb="session.pinned").latest("sequence")
    assert (entry.actor, entry.details["modules"]) == (coordinator, [trust.pk, more.pk])


def test_slots_go_over_to_the_version_that_is_taken_over(scheduled, days, coordinator, trust):
    slot = Slot.objects.create(
        day=days[0], kind="module", module=trust, starts_at="09:00", ends_at="10:00", title_en="Trust"
    )
    newer = module(code="TRUST", version=2)
    scheduled.course.course_modules.update(module=newer)
    pinning.take_over(scheduled, by=coordinator, today=BEFORE)
    slot.refresh_from_db()
    assert slot.module == newer


def test_nothing_is_taken_over_from_the_first_day_on(scheduled, coordinator):
    change(scheduled.course)
    with pytest.raises(Refused, match="before its first day only"):
        pinning.take_over(scheduled, by=coordinator, today=scheduled.starts_on)
    for state in ("running", "held"):
        scheduled.state = state
        scheduled.save()
        with pytest.raises(Refused, match="before its first day only"):
            pinning.take_over(scheduled, by=coordinator, today=BEFORE)
    assert rule_of(scheduled).required_share == 80


def test_a_draft_and_a_session_without_a_difference_have_nothing_to_take_over(draft, coordinator):
    with pytest.raises(Refused, match="by itself"):
        pinning.take_over(draft, by=coordinator, today=BEFORE)
    scheduled = schedule(draft, by=coordinator)
    with pytest.raises(Refused, match="as it is now"):
        pinning.take_over(scheduled, by=coordinator, today=BEFORE)
    assert AuditEntry.objects.filter(verb="session.pinned").count() == 1


@pytest.mark.parametrize("who", ["the lead trainer", "a coordinator of another programme"])
def test_only_its_coordinators_take_over(scheduled, trainer, who):
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    change(scheduled.course)
    with pytest.raises(NotAllowed):
        pinning.take_over(scheduled, by=trainer if who == "the lead trainer" else other, today=BEFORE)


def test_each_difference_is_a_sentence(scheduled, trust):
    assert pinning.differences(scheduled) == []
    change(scheduled.course)
    scheduled.course.course_modules.filter(module=trust).update(
        module=module(code="TRUST", version=2, title_en="Trust")
    )
    assert pinning.differences(scheduled) == [
        "“Trust”: version 2 instead of version 1.",
        "“The law” came to the course.",
        "Attendance needed: 60 % of the half-days instead of 80 %.",
        "Late does not count as attended.",
    ]
    scheduled.course.course_modules.filter(module__code="TRUST").delete()
    assert "“Building trust” is no longer in the course." in pinning.differences(scheduled)


def test_the_rule_stands_in_words_on_both_pages_of_the_session(scheduled, coordinator, trainer, signed_in):
    words = in_words(rule_of(scheduled))
    assert words == "Completed by those who attend 80 % of the half-days. Late counts as attended."
    assert words in signed_in(coordinator).get(reverse("reports:session", args=[scheduled.code])).text
    assert words in signed_in(trainer).get(reverse("trainings:session", args=[scheduled.code])).text


def test_the_page_of_the_session_offers_what_changed(scheduled, coordinator, signed_in, clock):
    clock(20)
    client, page = signed_in(coordinator), reverse("reports:session", args=[scheduled.code])
    assert "The course has changed since" not in client.get(page).text
    change(scheduled.course)
    shown = client.get(page).text
    assert "“The law” came to the course." in shown
    answer = client.post(reverse("sessions:take_over_course", args=[scheduled.code]), follow=True)
    assert "The session uses the course as it is now." in answer.text
    assert "The course has changed since" not in answer.text


def test_another_course_is_fixed_anew_before_the_first_day_and_refused_after(
    scheduled, coordinator, programme, signed_in
):
    other = CourseFactory(programme=programme, required_share=50)
    page = reverse("admin:trainings_trainingsession_change", args=[scheduled.pk])
    first = timezone.localdate() + timedelta(days=5)
    scheduled.starts_on, scheduled.ends_on = first, first + timedelta(days=2)
    scheduled.save()
    facts = {
        "phase": scheduled.phase_id,
        "course": other.pk,
        "place": scheduled.place_id,
        "capacity": 50,
        "venue_en": "Lines",
        "venue_bn": "লাইন্স",
        "title_en": "Training",
        "title_bn": "প্রশিক্ষণ",
        "trainers-TOTAL_FORMS": 0,
        "trainers-INITIAL_FORMS": 0,
        "starts_on": first,
        "ends_on": first + timedelta(days=2),
    }
    client = signed_in(coordinator)
    assert client.post(page, facts).status_code == 302
    scheduled.refresh_from_db()
    assert (scheduled.course, rule_of(scheduled).required_share) == (other, 50)
    scheduled.starts_on, scheduled.ends_on = timezone.localdate(), timezone.localdate() + timedelta(days=2)
    scheduled.save()
    answer = client.post(page, {**facts, "course": CourseFactory(programme=programme).pk})
    assert "This session has begun, so its course stays." in answer.text
    scheduled.refresh_from_db()
    assert scheduled.course == other


def test_the_migration_fixes_all_but_drafts_as_their_course_is(session, programme, trust):
    migration = import_module("trainings.migrations.0014_timetable")
    session.course = course_of(programme, trust, module(code="LAW"))
    session.save()
    draft = SessionFactory(programme=programme, course=session.course, state="draft")
    migration.pin_scheduled_sessions(apps, None)
    for one in (session, draft):
        one.refresh_from_db()
    assert (session.required_share, session.late_counts) == (80, True)
    assert [row.module.code for row in session.session_modules.all()] == ["TRUST", "LAW"]
    assert not pinning.is_pinned(draft)
    assert not draft.session_modules.exists()
