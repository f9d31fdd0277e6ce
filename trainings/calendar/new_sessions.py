"""What a series plans after: a session, a template or the course alone; and planning from the latter two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from accounts.text.sentences import numbers
from trainings.calendar.cloning import Stop, day_offsets, trainers_like
from trainings.models import Module, TrainingSession
from trainings.session_templates.using import content_of, fill, fitted, new_days
from trainings.sessions import lifecycle
from trainings.sessions.guests_along import GuestToCome, along, engagements, guests_to_come
from trainings.sessions.suggestions import suggested_last_day, suggested_titles
from trainings.timetable import standard

MOST_LEFT_OUT = 5


@dataclass(frozen=True)
class SeriesModel:
    """What each session of a series gets. offsets: of its days after the first; left_out: what of a template is not taken over."""

    offsets: list[timedelta]
    trainers: Mapping[int, str] = field(default_factory=dict)
    guests: list[GuestToCome] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def model_of(series: Any) -> SeriesModel:
    """Returns the SeriesModel of a Series. Four queries at most; none for the course alone."""
    if series.like:
        trainers = {user: name for user, _role, name in trainers_like(series.like)}
        return SeriesModel(day_offsets(series.like), trainers, guests_to_come(series.like.guests))
    if series.template:
        content = content_of(series.template)
        first = series.stops[0].starts_on
        found = fitted(content, new_days(content, first), _modules(series.course))
        offsets = [timedelta(days=day.after_days) for day in content.days]
        return SeriesModel(offsets, {}, guests_to_come(series.template.guests), _shortened(found.left_out))
    return SeriesModel([timedelta(days=number) for number in range(series.course.days)])


def _shortened(left_out):
    """The first sentences, and how many more: the table says them for each session."""
    more = len(left_out) - MOST_LEFT_OUT
    if more <= 1:
        return left_out
    rest = ngettext("%(count)s more line is left out.", "%(count)s more lines are left out.", more) % numbers(
        count=more
    )
    return [*left_out[:MOST_LEFT_OUT], rest]


def plan_new(series: Any, stop: Stop, code: str, *, by: User | None) -> TrainingSession:
    """Writes a draft from the template of the series (locked), or from its course alone. Returns it; the caller asked and audits."""
    title_en, title_bn = suggested_titles(series.course, stop.place)
    content = content_of(series.template) if series.template else None
    last = content.dates_from(stop.starts_on)[-1] if content else suggested_last_day(series.course, stop.starts_on)
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
        ends_on=last,
        capacity=series.capacity,
        women_share=series.template.women_share if series.template else 0,
    )
    made._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    made.save()
    if content:
        guests, dates = guests_to_come(series.template.guests), content.dates_from(stop.starts_on)
        fill(content, made, along(guests, dates, engagements(guests, dates)), _modules(series.course))
    else:
        lifecycle.plan_days(made, by=by)
        standard.take_into_empty(made, by=by)
    return made


def _modules(course):
    """The modules of the course in their order: a draft follows them."""
    return list(Module.objects.filter(course_modules__course=course).order_by("course_modules__order"))
