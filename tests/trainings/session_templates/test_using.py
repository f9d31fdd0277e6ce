"""A template taken over into a session: what fits is written, what does not is said, and later changes do not reach the session."""

from dataclasses import replace as with_other
from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import (
    CourseFactory,
    DistrictFactory,
    EnrolmentFactory,
    ModuleFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
)
from tests.trainings.session_templates.conftest import FACTS
from trainings.calendar.cloning import Stop
from trainings.calendar.series import Series, make, preview
from trainings.models import (
    CourseModule,
    Excuse,
    ExcusedHalfDay,
    SessionGuest,
    SessionQuota,
    Slot,
    TemplateSlot,
    TemplateUse,
    TrainingSession,
)
from trainings.session_templates import keeping, using

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(template, programme, model):
    """A series of two sessions from the template, ten weeks after its model and a week apart."""
    phase = PhaseFactory(programme=programme)
    first = model.starts_on + timedelta(weeks=10)
    places = [DistrictFactory(code="4041", name_en="Jashore"), DistrictFactory(code="4087", name_en="Satkhira")]
    stops = [Stop(place, first + timedelta(weeks=n), f"Hall {n}") for n, place in enumerate(places)]
    return Series(template.course, phase, 33, stops, template=template, seen=template.version)


def planned(series, *, by, today):
    return make(series, [one.code for one in preview(series)], by=by, today=today)


def lines(session):
    rows = Slot.objects.filter(day__session=session).order_by("day__number", "starts_at")
    return list(rows.values_list("day__number", "title_en"))


def test_sessions_of_a_series_have_the_days_timetable_quotas_and_guests(asked, template, coordinator, today, guest):
    one, other = planned(asked, by=coordinator, today=today)
    assert [day.date - one.starts_on for day in one.days.all()] == [timedelta(0), timedelta(days=2)]
    assert (one.ends_on - one.starts_on, one.capacity, one.women_share) == (timedelta(days=2), 33, 40)
    assert [(day.has_morning, day.has_afternoon) for day in other.days.all()] == [(True, True), (True, False)]
    assert [number for number, _title in lines(other)] == [1, 1, 2]
    assert other.quotas.get().seats == 7
    assert other.guests.get().guest == guest
    assert (other.template_use.version, other.template_use.materials_en) == (1, "Flip charts")
    assert AuditEntry.objects.get(verb="series.planned").details["template"] == template.pk


def test_what_changes_in_the_template_later_does_not_reach_the_session(asked, template, coordinator, today):
    one, _other = planned(asked, by=coordinator, today=today)
    before = lines(one)
    template.days.get(number=2).slots.all().delete()
    keeping.change(template, with_other(FACTS, materials_en="Nothing"), 1, by=coordinator)
    one.refresh_from_db()
    assert lines(one) == before
    assert one.template_use.materials_en == "Flip charts"


def test_a_module_that_left_the_course_is_told_before_and_left_out(asked, model, coordinator, today):
    title = model.course.modules.get().title
    CourseModule.objects.filter(course=model.course).delete()
    sentence = f"“{title}” was left out: the session does not use its module."
    assert [sentence in one.notes for one in preview(asked)] == [True, True]
    one, _other = planned(asked, by=coordinator, today=today)
    assert lines(one) == [(1, "Break"), (2, "Farewell")]


def test_a_guest_who_is_elsewhere_or_out_of_the_pool_stays_behind_and_is_named(
    asked, guest, programme, coordinator, today
):
    meets = SessionFactory(programme=programme, code="BUSY", starts_on=asked.stops[0].starts_on, state="scheduled")
    SessionGuest.objects.create(session=meets, guest=guest)
    first, second = preview(asked)
    assert next(note for note in first.notes if "Amina" in note).startswith(
        "Amina Guest does not come along: in BUSY on"
    )
    assert not [note for note in second.notes if "Amina" in note]
    one, other = planned(asked, by=coordinator, today=today)
    assert (one.guests.count(), other.guests.count()) == (0, 1)
    guest.is_retired = True
    guest.save()
    assert [sum("no longer in the pool" in note for note in one.notes) for one in preview(asked)] == [1, 1]


def test_one_guest_does_not_come_to_two_stops_on_one_day(asked, coordinator, today):
    same = [Stop(one.place, asked.stops[0].starts_on, one.venue_en) for one in asked.stops]
    series = with_other(asked, stops=same)
    assert [sum("does not come along" in note for note in one.notes) for one in preview(series)] == [0, 1]
    assert [one.guests.count() for one in planned(series, by=coordinator, today=today)] == [1, 0]


@pytest.mark.parametrize("stops", [1, 2])
def test_the_number_of_queries_does_not_grow(asked, stops, takes_queries):
    series = with_other(asked, stops=asked.stops[:stops])
    with takes_queries(8):
        preview(series)


def test_a_template_that_does_not_fit_a_series_plans_nothing(asked, model, template, coordinator, today):
    codes = [one.code for one in preview(asked)]
    foreign = keeping.save_session(
        SessionFactory(programme=ProgrammeFactory(coordinators=[coordinator]), course=model.course),
        FACTS,
        by=coordinator,
    )
    before = TrainingSession.objects.count()
    for series, said in [
        (with_other(asked, seen=0), "changed meanwhile"),
        (with_other(asked, course=CourseFactory(programme=template.programme)), "for another course"),
        (with_other(asked, like=model), "not both"),
        (with_other(asked, template=foreign, seen=foreign.version), "another programme"),
    ]:
        with pytest.raises(Refused, match=said):
            make(series, codes, by=coordinator, today=today)
    keeping.retire(template, by=coordinator)
    with pytest.raises(Refused, match="no longer offered"):
        make(asked, codes, by=coordinator, today=today)
    assert TrainingSession.objects.count() == before


# Into a session that stands already


@pytest.fixture
def short(programme, model):
    """A draft of the same course with a day, a line and a quota of its own."""
    session = SessionFactory(
        programme=programme,
        course=model.course,
        starts_on=model.starts_on + timedelta(weeks=5),
        length=1,
        capacity=12,
        state="draft",
    )
    Slot.objects.create(
        day=session.days.get(), kind="other", starts_at=time(8), ends_at=time(9), title_en="Own", room_en="Room"
    )
    SessionQuota.objects.create(session=session, region=session.place.parent, seats=3)
    return session


def test_what_is_said_before_is_what_is_done(template, short, coordinator, guest):
    said = using.look(template, short)
    assert lines(short) == [(1, "Own")]
    assert said.taken[0] == "2 lines of the timetable, for 1 day."
    assert said.taken[2:] == ["Amina Guest is named as guest or expert.", "The list of materials."]
    assert said.left_out == [
        "Day 2 of the template is left out, 1 line: the session has 1 day.",
        "The seats stay: 12.",
        "The quotas stay: the session has its own.",
    ]
    assert using.take_over(template, short, seen=1, by=coordinator) == said
    assert [number for number, _title in lines(short)] == [1, 1]
    assert (short.days.count(), short.quotas.get().seats, short.guests.get().guest) == (1, 3, guest)
    assert AuditEntry.objects.get(verb="session.template_taken").details["left_out"] == 3


def test_days_beyond_the_template_keep_their_lines(template, programme, model, coordinator):
    session = SessionFactory(
        programme=programme,
        course=model.course,
        starts_on=model.starts_on + timedelta(weeks=5),
        length=3,
        state="draft",
    )
    Slot.objects.create(
        day=session.days.get(number=3), kind="other", starts_at=time(9), ends_at=time(10), title_en="Own"
    )
    said = using.take_over(template, session, seen=1, by=coordinator)
    assert "From day 3 on the timetable stays as it is: the template has 2 days." in said.left_out
    assert lines(session)[-1] == (3, "Own")
    assert session.days.get(number=2).has_afternoon is False
    assert session.quotas.get().seats == 7


def test_another_course_takes_what_fits_its_modules_and_the_rest_is_said(template, programme, model, coordinator):
    course = CourseFactory(programme=programme, title_en="Supervisors")
    CourseModule.objects.create(course=course, module=ModuleFactory(), order=1)
    session = SessionFactory(
        programme=programme, course=course, starts_on=model.starts_on + timedelta(weeks=5), length=3, state="draft"
    )
    said = using.take_over(template, session, seen=1, by=coordinator)
    assert said.left_out[0].endswith("the session holds “Supervisors”: only lines with its modules fit.")
    assert sum("does not use its module" in sentence for sentence in said.left_out) == 1
    assert lines(session) == [(1, "Break"), (2, "Farewell")]


def test_what_does_not_hold_is_refused_and_leaves_the_session(template, short, model, coordinator):
    foreign = keeping.save_session(
        SessionFactory(programme=ProgrammeFactory(coordinators=[coordinator])), FACTS, by=coordinator
    )
    for one, seen, said in [(template, 2, "changed meanwhile"), (foreign, 1, "another programme")]:
        with pytest.raises(Refused, match=said):
            using.take_over(one, short, seen=seen, by=coordinator)
    TrainingSession.objects.filter(pk=short.pk).update(state="running")
    with pytest.raises(Refused, match="has begun"):
        using.take_over(template, short, seen=1, by=coordinator)
    assert lines(short) == [(1, "Own")]
    assert not TemplateUse.objects.exists()


def test_excuses_from_halves_that_are_taught_no_more_end(template, model, coordinator):
    day = model.days.get(number=2)
    day.has_afternoon = True
    day.save()
    facts = {"enrolment": EnrolmentFactory(session=model)}
    asked = Excuse.objects.create(**facts, kind="duty", reason="Duty", asked_by=coordinator, asked_at=timezone.now())
    for half in ("morning", "afternoon"):
        ExcusedHalfDay.objects.create(excuse=asked, day=day, half=half, date=day.date, state="granted", **facts)
    using.take_over(template, model, seen=template.version, by=coordinator)
    states = dict(ExcusedHalfDay.objects.values_list("half", "state"))
    assert states == {"morning": "granted", "afternoon": "ended"}


@pytest.mark.parametrize("code", ["TOT/KHU", "", "../TOT", "tot-khu-01", "T" * 21])
def test_a_code_that_has_no_address_plans_nothing(asked, coordinator, today, code):
    before = TrainingSession.objects.count()
    with pytest.raises(Refused, match="Look at the table again"):
        make(asked, [code, "TOT-KHU-77"], by=coordinator, today=today)
    assert TrainingSession.objects.count() == before


def test_the_table_of_a_series_says_the_first_lines_that_are_left_out(asked, template):
    day, module = template.days.first(), ModuleFactory()
    TemplateSlot.objects.bulk_create(
        TemplateSlot(day=day, kind="module", module=module, title_en="Old", starts_at=time(n), ends_at=time(n, 30))
        for n in range(12, 22)
    )
    notes = preview(asked)[0].notes
    assert sum("was left out" in one for one in notes) == 5
    assert "5 more lines are left out." in notes
