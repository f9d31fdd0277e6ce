"""Who is free on given days, asked of the database: not away, and in no other session. What `calendar/clashes.py` warns of later.

Of other programmes nothing is told but that somebody is not free.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from trainings.calendar.clashes import TAKES_TIME
from trainings.models import SessionTrainer, TrainerAbsence, TrainingSession


class Hindrance(NamedTuple):
    """Why somebody is not free. reason: of days away that one may read; code: of a session that one may know of; else both empty."""

    reason: str = ""
    code: str = ""


def free_on(people: QuerySet[User], dates: Collection[date], *, but: TrainingSession | None = None) -> QuerySet[User]:
    """Returns those of `people` with an open account who are free on all of the dates. but: a session that does not count."""
    away, taken = _away(dates).filter(user=OuterRef("pk")), _taken(dates, but).filter(user=OuterRef("pk"))
    return people.filter(~Exists(away), ~Exists(taken), is_active=True)


def hindrances(
    people: Collection[int], dates: Collection[date], programme: int, *, but: TrainingSession | None = None
) -> dict[int, list[Hindrance]]:
    """Returns {user id: why the person is not free}, as the coordinators of the programme (an id) may know it. Three queries."""
    readable = set(
        TrainerAbsence.objects.of_programmes([programme]).filter(user__in=people).values_list("pk", flat=True)
    )
    found: dict[int, list[Hindrance]] = {}
    for absence in _away(dates).filter(user__in=people).order_by("first_day", "pk"):
        hindrance = Hindrance(reason=absence.reason) if absence.pk in readable else Hindrance()
        found.setdefault(absence.user_id, []).append(hindrance)
    taken = _taken(dates, but).filter(user__in=people).order_by("session__starts_on", "session")
    for user, code, of in taken.values_list("user", "session__code", "session__phase__programme").distinct():
        found.setdefault(user, []).append(Hindrance(code=code) if of == programme else Hindrance())
    return {user: list(dict.fromkeys(reasons)) for user, reasons in found.items()}


def _away(dates):
    met = Q(pk__in=[])
    for first, last in _stretches(dates):
        met |= Q(first_day__lte=last, last_day__gte=first)
    return TrainerAbsence.objects.filter(met)


def _taken(dates, but):
    rows = SessionTrainer.objects.filter(session__state__in=TAKES_TIME, session__days__date__in=list(dates))
    return rows.exclude(session=but.pk) if but else rows


def _stretches(dates):
    """Days one after the other as (first, last): a session of five days is one question."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(dates)):
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
