"""Templates: made from a session or from scratch, changed, taken off the list; whatever happens, sessions stay as they are."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import CourseFactory, ModuleFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.session_templates.conftest import FACTS
from trainings.models import CourseSlot, SessionTemplate, TemplateSlot
from trainings.session_templates import day_lines, keeping, using
from trainings.session_templates.day_lines import LineFacts

pytestmark = pytest.mark.django_db


def shown(template):
    return [
        (slot.day.number, f"{slot.starts_at:%H:%M}", slot.kind, slot.title_en)
        for slot in TemplateSlot.objects.filter(day__template=template).select_related("day")
    ]


def test_a_session_becomes_a_template_without_its_trainers_dates_and_rooms(template, model, guest):
    days = [(day.number, day.after_days, day.has_morning, day.has_afternoon) for day in template.days.all()]
    assert days == [(1, 0, True, True), (2, 2, True, False)]
    module = model.course.modules.get()
    assert shown(template) == [
        (1, "09:00", "module", module.title_en),
        (1, "11:00", "break", "Break"),
        (2, "09:00", "other", "Farewell"),
    ]
    assert [(one.unit, one.seats) for one in template.quotas.all()] == [(model.quotas.get().unit, 7)]
    assert [(one.guest, one.role) for one in template.guests.all()] == [(guest, "expert")]
    assert (template.programme, template.course, template.capacity, template.version) == (
        model.phase.programme,
        model.course,
        25,
        1,
    )
    assert AuditEntry.objects.get(verb="session_template.made").programme_id == template.programme_id


def test_saved_over_another_it_takes_its_place_and_its_name_stays_free(template, model, coordinator):
    model.days.get(number=1).slots.all().delete()
    other = keeping.save_session(model, replace(FACTS, name_en="Renamed"), replaces=template, by=coordinator)
    assert (other.pk, other.version, other.name_en) == (template.pk, 2, "Renamed")
    assert shown(other) == [(2, "09:00", "other", "Farewell")]
    assert (other.quotas.count(), other.guests.count()) == (1, 1)


def test_from_scratch_it_has_days_in_a_row_with_the_standard_timetable(programme, coordinator):
    course = CourseFactory(programme=programme)
    CourseSlot.objects.create(
        course=course, day=2, kind="other", starts_at=time(9), ends_at=time(10), title_en="Opening"
    )
    CourseSlot.objects.create(
        course=course, day=3, kind="other", starts_at=time(9), ends_at=time(10), title_en="Too late"
    )
    made = keeping.make(course, FACTS, 2, by=coordinator)
    assert list(made.days.values_list("number", "after_days")) == [(1, 0), (2, 1)]
    assert shown(made) == [(2, "09:00", "other", "Opening")]


def test_days_come_and_go_at_the_end_but_one_with_lines_stays(template, coordinator):
    keeping.change(template, FACTS, 4, by=coordinator)
    assert list(template.days.values_list("after_days", flat=True)) == [0, 2, 3, 4]
    keeping.change(template, replace(FACTS, capacity=9), 2, by=coordinator)
    template.refresh_from_db()
    assert (template.days.count(), template.capacity, template.version) == (2, 9, 3)
    with pytest.raises(Refused, match="Day 2 has a timetable"):
        keeping.change(template, FACTS, 1, by=coordinator)
    template.refresh_from_db()
    assert template.version == 3


@pytest.mark.parametrize(
    ("other", "days", "said"),
    [
        ({"name_bn": " "}, 2, "both languages"),
        ({"capacity": 0}, 2, "1 to 2,000 seats"),
        ({"women_share": 101}, 2, "0 to 100"),
        ({}, 0, "1 to 30 days"),
        ({}, 31, "1 to 30 days"),
        ({}, 2, "of this name is there"),
    ],
)
def test_what_is_not_whole_is_refused(template, coordinator, other, days, said):
    with pytest.raises(Refused, match=said):
        keeping.make(template.course, replace(FACTS, **other), days, by=coordinator)
    assert SessionTemplate.objects.count() == 1


def test_a_programme_has_so_many_templates_and_a_session_without_days_is_none(
    template, model, coordinator, monkeypatch
):
    bare = SessionFactory(programme=template.programme, state="draft")
    bare.days.all().delete()
    with pytest.raises(Refused, match="not planned yet"):
        keeping.save_session(bare, replace(FACTS, name_en="Bare"), by=coordinator)
    monkeypatch.setattr(keeping, "MOST_TEMPLATES", 1)
    with pytest.raises(Refused, match="1 templates already"):
        keeping.save_session(model, replace(FACTS, name_en="Next"), by=coordinator)


def test_unused_it_is_deleted_used_it_stays_and_is_offered_no_more(template, model, coordinator):
    plain = SessionFactory(
        programme=template.programme, course=model.course, state="draft", starts_on=model.starts_on + timedelta(days=9)
    )
    using.take_over(template, plain, seen=1, by=coordinator)
    assert keeping.retire(template, by=coordinator) == template
    assert plain.template_use.template == template
    with pytest.raises(Refused, match="no longer offered"):
        keeping.change(template, FACTS, 2, by=coordinator)
    again = keeping.save_session(model, FACTS, by=coordinator)
    assert keeping.retire(again, by=coordinator) is None
    assert SessionTemplate.objects.get() == template


# The lines of a day


def set_day(template, lines, *, by, **other):
    facts = {"has_morning": True, "has_afternoon": True, "seen": template.version, **other}
    return day_lines.set_day(template.days.get(number=1), lines, by=by, **facts)


def test_a_day_is_written_all_at_once_in_the_order_of_its_times(template, model, coordinator):
    module = model.course.modules.get()
    lines = [LineFacts("other", time(14), 30, title_bn="সমাপনী"), LineFacts("module", time(9), 60, module.pk)]
    changed = set_day(template, [*lines, LineFacts("break", time(11), 15)], by=coordinator)
    assert [one for one in shown(template) if one[0] == 1] == [
        (1, "09:00", "module", module.title_en),
        (1, "11:00", "break", "Break"),
        (1, "14:00", "other", "সমাপনী"),
    ]
    assert changed.version == 2
    with pytest.raises(Refused, match="changed meanwhile"):
        set_day(template, [], by=coordinator)
    assert len(shown(template)) == 4


@pytest.mark.parametrize(
    ("line", "other", "said"),
    [
        (LineFacts("other", time(9), 30), {}, "Write what happens then"),
        (LineFacts("module", time(9), 30, None), {}, "does not have this module"),
        (LineFacts("other", time(23, 30), 60, title_en="Night"), {}, "after midnight"),
        (LineFacts("party", time(9), 30, title_en="X"), {}, "one of the listed"),
        (LineFacts("break", time(9), 30), {"has_morning": False, "has_afternoon": False}, "a morning, an afternoon"),
    ],
)
def test_a_line_that_does_not_hold_leaves_the_day_as_it_was(template, coordinator, line, other, said):
    before = shown(template)
    with pytest.raises(Refused, match=said):
        set_day(template, [line], by=coordinator, **other)
    assert shown(template) == before
    with pytest.raises(Refused, match="does not have this module"):
        set_day(template, [LineFacts("module", time(9), 30, ModuleFactory().pk)], by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider", "stranger"])
def test_only_coordinators_of_the_programme_keep_templates(template, model, who, request, coordinator):
    if who == "stranger":
        by = UserFactory()
        ProgrammeFactory(coordinators=[by])
    else:
        by = request.getfixturevalue(who)
    entries = AuditEntry.objects.count()
    for act in (
        lambda: keeping.make(model.course, FACTS, 2, by=by),
        lambda: keeping.save_session(model, FACTS, by=by),
        lambda: keeping.change(template, FACTS, 2, by=by),
        lambda: keeping.take_out(template, quota=template.quotas.get().pk, by=by),
        lambda: keeping.retire(template, by=by),
        lambda: set_day(template, [], by=by),
        lambda: using.take_over(template, model, seen=1, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert AuditEntry.objects.count() == entries
    assert len(shown(template)) == 3


def test_quotas_and_guests_are_taken_out_one_by_one(template, coordinator):
    keeping.take_out(template, quota=template.quotas.get().pk, by=coordinator)
    keeping.take_out(template, guest=template.guests.get().pk, by=coordinator)
    keeping.take_out(template, guest=999999, by=coordinator)
    template.refresh_from_db()
    assert (template.quotas.count(), template.guests.count(), template.version) == (0, 0, 3)
