"""The standard timetable of a course: made of that of a session, taken into others."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from tests.reports.threads import module
from tests.trainings.conftest import at
from tests.trainings.timetable.conftest import line, shown
from trainings.models import CourseSlot, Slot
from trainings.sessions.lifecycle import schedule
from trainings.timetable import standard


@pytest.fixture
def course(planned, morning, days, coordinator):
    """The course of `session`, with that timetable as its standard one: a first day and a line on the third."""
    line(days[2], "09:00", "10:00", "Farewell")
    standard.make_standard(planned, by=coordinator)
    return planned.course


def another(course, **facts):
    """Another session of the course, a draft without a timetable."""
    return SessionFactory(programme=course.programme, course=course, state="draft", **facts)


def day(session, number):
    return session.days.get(number=number)


def test_a_session_without_a_timetable_begins_with_that_of_its_course(course, coordinator, days):
    new = another(course)
    taken = standard.take_into_empty(new, by=coordinator)
    assert (taken.lines, taken.left_out) == (6, [])
    assert shown(day(new, 1)) == shown(days[0])
    assert shown(day(new, 3)) == ["09:00-10:00 Farewell"]
    assert [slot.kind for slot in Slot.objects.filter(day=day(new, 1)).order_by("starts_at")] == [
        "other", "module", "break", "module", "other",
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="session.timetable_taken", target_id=str(new.pk)).exists()


def test_a_session_that_has_lines_keeps_them(course, coordinator):
    new = another(course)
    line(day(new, 2), "09:00", "10:00", "Own")
    assert standard.take_into_empty(new, by=coordinator).lines == 0
    assert Slot.objects.filter(day__session=new).count() == 1


def test_taking_it_again_replaces_what_was_there(course, coordinator):
    new = another(course)
    line(day(new, 2), "09:00", "10:00", "Own")
    assert standard.take_again(new, by=coordinator).lines == 6
    assert not Slot.objects.filter(day__session=new, title_en="Own").exists()


def test_a_shorter_session_leaves_days_out_and_says_so(course, coordinator):
    taken = standard.take_into_empty(another(course, length=2), by=coordinator)
    assert taken.lines == 5
    assert taken.left_out == ["Day 3 of the standard timetable was left out, 1 line: the session has 2 days."]


def test_a_longer_session_has_days_without_a_plan_and_says_so(course, coordinator):
    taken = standard.take_into_empty(another(course, length=5), by=coordinator)
    assert taken.left_out == ["From day 4 on nothing is planned yet: the standard timetable has 3 days."]


def test_what_falls_into_a_half_without_teaching_is_left_out(course, coordinator):
    new = another(course)
    new.days.filter(number=1).update(has_afternoon=False)
    taken = standard.take_into_empty(new, by=coordinator)
    assert taken.left_out == ["“Cases” was left out: nothing is taught in that half of day 1."]
    assert "14:00-15:00 Cases" not in shown(day(new, 1))


def test_lines_take_the_version_that_the_session_uses(course, coordinator, trust):
    newer = module(code="TRUST", version=2, title_en="Trust, anew", title_bn="নতুন")
    CourseSlot.objects.filter(title_en="Trust").update(title_en=trust.title_en, title_bn=trust.title_bn)
    course.course_modules.update(module=newer)
    new = another(course)
    standard.take_into_empty(new, by=coordinator)
    assert {slot.module for slot in Slot.objects.filter(day__session=new, kind="module")} == {newer}
    # A line named after its module is named after the new version; one with words of its own keeps them.
    assert [slot.title_en for slot in Slot.objects.filter(day__session=new, kind="module")] == [
        "Trust, anew",
        "Practice",
    ]


def test_a_line_whose_module_left_the_course_is_left_out(course, coordinator):
    course.course_modules.all().delete()
    taken = standard.take_into_empty(another(course), by=coordinator)
    assert taken.left_out == [
        "“Trust” was left out: the session does not use its module.",
        "“Practice” was left out: the session does not use its module.",
    ]


def test_a_course_without_one_has_nothing_to_take(planned, coordinator):
    assert standard.take_into_empty(planned, by=coordinator).lines == 0
    with pytest.raises(Refused, match="no standard timetable yet"):
        standard.take_again(planned, by=coordinator)


def test_a_session_without_lines_makes_no_standard(planned, coordinator):
    with pytest.raises(Refused, match="no timetable yet"):
        standard.make_standard(planned, by=coordinator)


def test_a_new_standard_replaces_the_old_and_leaves_sessions_alone(course, planned, coordinator, days):
    new = another(course)
    standard.take_into_empty(new, by=coordinator)
    Slot.objects.filter(day__session=planned).exclude(title_en="Opening").delete()
    assert standard.make_standard(planned, by=coordinator) == 1
    assert course.slots.count() == 1
    assert Slot.objects.filter(day__session=new).count() == 6
    assert AuditEntry.objects.filter(verb="course.timetable_set", actor=coordinator).count() == 2


def test_neither_trainers_nor_rooms_become_standard(course, coordinator, planned):
    new = another(course)
    Slot.objects.filter(day__session=planned).update(room_en="Hall", trainer=planned.trainers.get())
    standard.make_standard(planned, by=coordinator)
    standard.take_into_empty(new, by=coordinator)
    assert set(Slot.objects.filter(day__session=new).values_list("room_en", "trainer")) == {("", None)}


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_a_session_that_is_over_keeps_its_timetable(course, planned, coordinator, days, state):
    planned.state, planned.state_reason, planned.closed_at = state, "Why", at(23)
    planned.save()
    before = shown(days[0])
    with pytest.raises(Refused):
        standard.take_again(planned, by=coordinator)
    assert shown(days[0]) == before


def test_the_lead_trainer_takes_it_but_does_not_set_it(course, planned, trainer):
    assert standard.take_again(planned, by=trainer).lines == 6
    with pytest.raises(NotAllowed):
        standard.make_standard(planned, by=trainer)


def test_a_coordinator_of_another_programme_does_neither(course, planned):
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    for act in (standard.take_again, standard.take_into_empty, standard.make_standard):
        with pytest.raises(NotAllowed):
            act(planned, by=other)


def test_a_session_keeps_its_timetable_when_it_is_scheduled_and_its_dates_move(course, coordinator):
    new = another(course)
    standard.take_into_empty(new, by=coordinator)
    new.starts_on, new.ends_on = new.starts_on + timedelta(days=7), new.ends_on + timedelta(days=7)
    new.save()
    schedule(new, by=coordinator)
    assert Slot.objects.filter(day__session=new).count() == 6
