"""A course held in several places: looked at as a table first, then planned in one act, all sessions or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, weekday_text
from programmes.models import Phase
from trainings.calendar.clashes import Booking, SessionClash, compare, rivals_of
from trainings.calendar.cloning import Stop, day_offsets, plan_like, trainers_like
from trainings.calendar.months import is_weekend
from trainings.models import Course, TrainingSession
from trainings.sessions import lifecycle
from trainings.sessions.suggestions import suggested_codes, suggested_last_day, suggested_titles
from trainings.timetable import standard

MOST_STOPS = 12


@dataclass(frozen=True)
class Series:
    """A course at several stops. like: a session of the course whose trainers, quotas and timetable the new ones take over."""

    course: Course
    phase: Phase
    capacity: int
    stops: Sequence[Stop]
    like: TrainingSession | None = None


class PlannedSession(NamedTuple):
    """A line of the preview. notes: days at the weekend; clashes: with sessions on record and others of the series."""

    code: str
    stop: Stop
    ends_on: date
    notes: list[str]
    clashes: list[SessionClash]


def preview(series: Series) -> list[PlannedSession]:
    """Returns what `make` would plan, with what speaks against it. Writes nothing. Queries do not grow with the stops."""
    codes = suggested_codes(series.course, [stop.place for stop in series.stops])
    offsets = day_offsets(series.like) if series.like else [timedelta(days=n) for n in range(series.course.days)]
    dates = [[stop.starts_on + offset for offset in offsets] for stop in series.stops]
    trainers = {user: name for user, _role, name in trainers_like(series.like)} if series.like else {}
    bookings = [
        Booking(
            -number,
            code,
            series.phase.programme_id,
            stop.place.pk,
            stop.venue_en,
            stop.place.name,
            frozenset(days),
            trainers,
        )
        for number, (code, stop, days) in enumerate(zip(codes, series.stops, dates, strict=True), start=1)
    ]
    clashes = compare(bookings, rivals_of(bookings))
    return [
        PlannedSession(code, stop, days[-1], _weekend_notes(days), [one for one in clashes if _is_about(one, code)])
        for code, stop, days in zip(codes, series.stops, dates, strict=True)
    ]


@transaction.atomic
def make(series: Series, codes: Sequence[str], *, by: User | None, today: date) -> list[TrainingSession]:
    """Plans the sessions, all or none, and returns them, drafts in the order of the stops.

    codes: those of the preview, one for each stop: when one is taken by now, another person was faster (or the form was sent
    twice) and nothing is planned. by: a coordinator of the programme. Raises Refused with a sentence.
    """
    phase = Phase.objects.select_for_update(of=("self",)).select_related("programme").get(pk=series.phase.pk)
    require(by, coordinates, phase.programme)
    _refuse_what_does_not_fit(series, phase, codes, today)
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
    )
    return made


class _Taken(Refused):
    def __init__(self):
        super().__init__(_("A code was taken meanwhile, so nothing was planned. Look at the table again."))


def _refuse_what_does_not_fit(series, phase, codes, today):
    if not series.stops:
        raise Refused(_("Choose a place for one session at least."))
    if len(series.stops) > MOST_STOPS or len(codes) != len(series.stops):
        raise Refused(_("Look at the table again before the sessions are planned."))
    if series.course.programme_id != phase.programme_id:
        raise Refused(_("This course belongs to another programme than the phase."))
    if series.like and series.like.course_id != series.course.pk:
        raise Refused(_("The session to copy from holds another course."))
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
    title_en, title_bn = suggested_titles(series.course, stop.place)
    made = TrainingSession(
        code=code,
        phase=series.phase,
        course=series.course,
        title_en=title_en,
        title_bn=title_bn,
        place=stop.place,
        venue_en=stop.venue_en.strip(),
        venue_bn=stop.venue_bn.strip(),
        starts_on=stop.starts_on,
        ends_on=suggested_last_day(series.course, stop.starts_on),
        capacity=series.capacity,
    )
    made._history_user = by
    made.save()
    lifecycle.plan_days(made, by=by)
    standard.take_into_empty(made, by=by)
    return made


def _weekend_notes(days):
    """What Bangladesh does not work on: Fridays and Saturdays, each by its date."""
    language = get_language()
    return [
        _("%(weekday)s %(date)s is at the weekend.")
        % {"weekday": weekday_text(day, language), "date": date_text(day, language)}
        for day in days
        if is_weekend(day)
    ]


def _is_about(clash, code):
    return code in {clash.booking.code, clash.other.code if clash.other else ""}
