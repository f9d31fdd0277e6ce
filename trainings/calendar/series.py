"""A course held in several places: looked at as a table first, then planned in one act, all sessions or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from programmes.models import Phase
from trainings.calendar.clashes import Booking, SessionClash, away_on_days_of, compare, rivals_of
from trainings.calendar.cloning import Stop, plan_like
from trainings.calendar.new_sessions import model_of, plan_new
from trainings.holidays.days_off import holidays_on, sentences
from trainings.models import Course, SessionTemplate, TrainingSession
from trainings.session_templates.keeping import locked
from trainings.session_templates.using import refuse_other
from trainings.sessions.guests_along import along, engagements
from trainings.sessions.suggestions import suggested_codes

MOST_STOPS = 12
# A form can send any text; one with a slash would have no address.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


@dataclass(frozen=True)
class Series:
    """A course at several stops. like: a session of the course whose trainers, guests, quotas and timetable the new ones take over.

    template: a template of the course instead, with `seen`, the version that the table showed.
    """

    course: Course
    phase: Phase
    capacity: int
    stops: Sequence[Stop]
    like: TrainingSession | None = None
    template: SessionTemplate | None = None
    seen: int = 0


class PlannedSession(NamedTuple):
    """A line of the preview. notes: days off, and what is not taken over; clashes: with sessions on record and others of the series."""

    code: str
    stop: Stop
    ends_on: date
    notes: list[str]
    clashes: list[SessionClash]


def preview(series: Series) -> list[PlannedSession]:
    """Returns what `make` would plan, with what speaks against it. Writes nothing. Queries do not grow with the stops."""
    codes = suggested_codes(series.course, [stop.place for stop in series.stops])
    model = model_of(series)
    dates = [[stop.starts_on + offset for offset in model.offsets] for stop in series.stops]
    every_day = [day for days in dates for day in days]
    guests, bookings, engaged = [], [], engagements(model.guests, every_day)
    for number, (code, stop, days) in enumerate(zip(codes, series.stops, dates, strict=True), start=1):
        here = along(model.guests, days, engaged)
        guests.append(here)
        for one in here.guests:
            # Whoever comes to one stop is not free for the next on the same day, as in `make`.
            engaged.setdefault(one.guest, {}).update(dict.fromkeys(days, code))
        names = {one.guest: one.name for one in here.guests}
        facts = {"key": -number, "code": code, "dates": frozenset(days), "trainers": model.trainers, "guests": names}
        bookings.append(_booking(series, stop, **facts))
    clashes = compare(bookings, rivals_of(bookings), away=away_on_days_of(bookings))
    holidays = holidays_on(every_day)
    return [
        PlannedSession(
            code,
            stop,
            days[-1],
            [*sentences(days, holidays), *model.left_out, *coming.left_out],
            [one for one in clashes if _is_about(one, code)],
        )
        for code, stop, days, coming in zip(codes, series.stops, dates, guests, strict=True)
    ]


def _booking(series, stop, **facts):
    town, programme = stop.place.name, series.phase.programme_id
    return Booking(programme=programme, place=stop.place.pk, venue=stop.venue_en, town=town, **facts)


@transaction.atomic
def make(series: Series, codes: Sequence[str], *, by: User | None, today: date) -> list[TrainingSession]:
    """Plans the sessions, all or none, and returns them, drafts in the order of the stops.

    codes: those of the preview, one for each stop: when one is taken by now, another person was faster (or the form was sent
    twice) and nothing is planned. by: a coordinator of the programme. Raises Refused with a sentence.
    """
    phase = Phase.objects.select_for_update(of=("self",)).select_related("programme").get(pk=series.phase.pk)
    require(by, coordinates, phase.programme)
    _refuse_what_does_not_fit(series, phase, codes, today)
    if series.template:
        template = locked(series.template)
        refuse_other(template, phase.programme_id, series.seen)
        series = replace(series, template=template)
    try:
        with transaction.atomic():
            made = [
                _plan(series, stop, code, by=by, today=today) for code, stop in zip(codes, series.stops, strict=True)
            ]
    except IntegrityError as clash:
        raise _Taken from clash
    record(
        by,
        "series.planned",
        phase,
        course=series.course.pk,
        sessions=[one.pk for one in made],
        like=series.like.pk if series.like else None,
        template=series.template.pk if series.template else None,
    )
    return made


class _Taken(Refused):
    def __init__(self):
        super().__init__(_("A code was taken meanwhile, so nothing was planned. Look at the table again."))


def _refuse_what_does_not_fit(series, phase, codes, today):
    if not series.stops:
        raise Refused(_("Choose a place for one session at least."))
    if len(series.stops) > MOST_STOPS or len(codes) != len(series.stops) or not all(map(_CODE.fullmatch, codes)):
        raise Refused(_("Look at the table again before the sessions are planned."))
    if series.course.programme_id != phase.programme_id:
        raise Refused(_("This course belongs to another programme than the phase."))
    if series.like and series.like.course_id != series.course.pk:
        raise Refused(_("The session to copy from holds another course."))
    if series.template and series.template.course_id != series.course.pk:
        raise Refused(_("The template is for another course."))
    if series.template and series.like:
        raise Refused(_("Choose a template or a session to copy from, not both."))
    early = [stop.starts_on for stop in series.stops if stop.starts_on < today]
    if early:
        raise Refused(
            _("%(date)s is over. Choose a later first day.") % {"date": date_text(min(early), get_language())}
        )
    if TrainingSession.objects.filter(code__in=codes).exists() or len(set(codes)) != len(codes):
        raise _Taken


def _plan(series, stop, code, *, by, today):
    if series.like:
        model = TrainingSession.objects.locked(series.like.pk, "course", "phase__programme")
        # The page may name another phase and another number of seats than the model has.
        model.phase, model.capacity = series.phase, series.capacity
        return plan_like(model, stop, code=code, by=by, today=today)
    return plan_new(series, stop, code, by=by)


def _is_about(clash, code):
    return code in {clash.booking.code, clash.other.code if clash.other else ""}
