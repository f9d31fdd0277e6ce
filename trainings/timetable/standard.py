"""The standard timetable of a course: taken into a session, or made of the timetable of a session."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_plan_timetable, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import day_number_text
from accounts.text.sentences import numbers
from trainings.curriculum.pinning import modules_of
from trainings.models import Course, CourseSlot, Slot, TrainingSession
from trainings.models.timetable import MOST_DAYS
from trainings.timetable.editing import refuse_locked
from trainings.timetable.fitting import days_in_words, fit

MOST_SENTENCES = 10


@dataclass(frozen=True)
class Taken:
    """How many lines were taken into the session, and a sentence for each thing that did not fit."""

    lines: int
    left_out: list[str]


def has_standard(course: Course) -> bool:
    """Whether the course has a standard timetable. One query."""
    return CourseSlot.objects.filter(course=course).exists()


@transaction.atomic
def take_into_empty(session: TrainingSession, *, by: User | None) -> Taken:
    """Fills a session without any timetable from the standard one of its course. Nothing where either has none or the other has one."""
    session = _locked(session)
    require(by, coordinates_session, session)
    if Slot.objects.filter(day__session=session).exists() or not has_standard(session.course):
        return Taken(0, [])
    return _take(session, by)


@transaction.atomic
def take_again(session: TrainingSession, *, by: User | None) -> Taken:
    """Replaces the timetable of the session by the standard one of its course. Returns what was Taken.

    Raises Refused once the session is closed or cancelled, and where the course has no standard timetable.
    """
    session = _locked(session)
    require(by, can_plan_timetable, session)
    refuse_locked(session)
    if not has_standard(session.course):
        raise Refused(_("This course has no standard timetable yet."))
    Slot.objects.filter(day__session=session).delete()
    return _take(session, by)


@transaction.atomic
def make_standard(session: TrainingSession, *, by: User | None) -> int:
    """Makes the timetable of the session the standard one of its course. Returns how many lines it has; Refused without any.

    Trainers and rooms stay with the session.
    """
    session = _locked(session)
    require(by, coordinates_session, session)
    course = Course.objects.select_for_update().get(pk=session.course_id)
    slots = list(Slot.objects.filter(day__session=session).select_related("day").order_by("day__number", "starts_at"))
    if not slots:
        raise Refused(_("This session has no timetable yet."))
    place = {day.pk: number for number, day in _days(session).items()}
    if len(place) > MOST_DAYS:
        words = numbers(most=MOST_DAYS)
        raise Refused(_("A course has at most %(most)s days, so this timetable is too long for it.") % words)
    CourseSlot.objects.filter(course=course).delete()
    CourseSlot.objects.bulk_create(
        CourseSlot(
            course=course,
            day=place[slot.day_id],
            kind=slot.kind,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            module_id=slot.module_id,
            title_en=slot.title_en,
            title_bn=slot.title_bn,
        )
        for slot in slots
    )
    record(by, "course.timetable_set", course, session=session.pk, lines=len(slots))
    return len(slots)


def _locked(session):
    return TrainingSession.objects.locked(session.pk, "course", "phase__programme")


def _days(session):
    """The days by their place: a standard timetable is for the first, the second day, whatever days of the calendar they are."""
    return dict(enumerate(session.days.order_by("number"), start=1))


def _take(session, by):
    """Writes the lines of the course that fit into the days of a locked session without a timetable."""
    days = _days(session)
    lines = CourseSlot.objects.filter(course=session.course).select_related("module")
    found = fit(((line.day, line) for line in lines), days, modules_of(session))
    Slot.objects.bulk_create(found.slots)
    left_out = [*_too_short(found.beyond, len(days)), *_too_long(days, found.last), *found.left_out]
    record(
        by,
        "session.timetable_taken",
        session,
        course=session.course_id,
        lines=len(found.slots),
        left_out=len(left_out),
    )
    return Taken(len(found.slots), left_out[:MOST_SENTENCES])


def _too_short(beyond, days):
    """One sentence per day of the standard timetable that the session does not have."""
    return [
        ngettext(
            "Day %(day)s of the standard timetable was left out, %(count)s line: the session has %(days)s.",
            "Day %(day)s of the standard timetable was left out, %(count)s lines: the session has %(days)s.",
            count,
        )
        % {"day": day_number_text(number, get_language()), **numbers(count=count), "days": days_in_words(days)}
        for number, count in sorted(beyond.items())
    ]


def _too_long(days, last):
    """One sentence where days of the session come after the last one of the standard timetable."""
    if last not in days or last + 1 not in days:
        return []
    words = {"number": day_number_text(last + 1, get_language()), "days": days_in_words(last)}
    return [_("From day %(number)s on nothing is planned yet: the standard timetable has %(days)s.") % words]
