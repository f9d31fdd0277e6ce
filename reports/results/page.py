"""The results of each programme that a person may see: participations and unique officers, and a line per session.

A period or a place shows some of the sessions. For observers the same numbers stay hidden then, and a total of a part is shown only
where it adds up numbers that are shown; unique officers of a part are not, because officers who sit in two parts could be told apart.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.permissions import coordinates
from programmes.models import Programme
from reports.counting.suppression import withheld
from reports.counting.turnout import HAS_BEGUN, is_small, participations, turnout
from reports.participations.choice import Choice, sessions_chosen
from trainings.models import PARTICIPATES, TrainingSession

COLUMNS = ("enrolled", "women", "men", "completed")
PROGRAMMES_SHOWN = 50


@dataclass(frozen=True)
class Cell:
    """A number of the table. small: 1 to 4 people. hidden: not to be shown to this person."""

    label: str
    count: int
    small: bool
    hidden: bool


def of_programmes(user: User, choice: Choice) -> list[dict[str, Any]]:
    """Returns an entry per programme: programme, sees_rows, sessions (lines), and `turnout`, or `part` for a part of the numbers.

    part: {column: sum, or None where one of its numbers is hidden}. Whoever coordinates a programme sees all of its numbers.
    """
    programmes = Programme.objects.visible_to(user).order_by("code")
    if choice.programme:
        programmes = programmes.filter(code=choice.programme)
    return [_entry(programme, user, choice) for programme in programmes[:PROGRAMMES_SHOWN]]


def _entry(programme, user, choice):
    # Per programme: who coordinates one and observes another sees the small numbers of the own one only.
    sees_rows = coordinates(user, programme)
    sessions = list(_sessions(programme))
    whole = turnout(participations([programme.pk]))
    hidden = set() if sees_rows else _hidden(sessions, whole.participations)
    if choice.is_narrowed:
        held = TrainingSession.objects.filter(phase__programme=programme).filter(sessions_chosen(choice))
        chosen = set(held.values_list("pk", flat=True))
        sessions = [one for one in sessions if one.pk in chosen]
    entry = {"programme": programme, "sees_rows": sees_rows, "sessions": [_line(one, hidden) for one in sessions]}
    if choice.is_narrowed and not sees_rows:
        return entry | {"part": _sums(sessions, hidden)}
    part = participations([programme.pk]).filter(session__in=[one.pk for one in sessions])
    return entry | {"turnout": turnout(part) if choice.is_narrowed else whole}


def _sums(sessions, hidden):
    return {
        name: None if any((one.pk, name) in hidden for one in sessions) else sum(getattr(one, name) for one in sessions)
        for name in COLUMNS
    }


def _sessions(programme):
    active = Q(enrolments__state__in=PARTICIPATES)
    return (
        TrainingSession.objects.filter(phase__programme=programme, state__in=HAS_BEGUN)
        .select_related("place", "phase")
        .annotate(
            enrolled=Count("enrolments", filter=active),
            women=Count("enrolments", filter=active & Q(enrolments__officer__sex="female")),
            men=Count("enrolments", filter=active & Q(enrolments__officer__sex="male")),
            completed=Count("enrolments", filter=Q(enrolments__state="completed")),
        )
        .order_by("starts_on", "code")
    )


def _hidden(sessions, taken_part):
    """Returns the cells, (id of the session, column), that must not be seen. taken_part: BySex of all participations.

    Each column adds up to a number that is shown above the table or on another page, and women and men of a session to its
    officers, so what is hidden in one place takes others along. Who did not complete is a group too.
    """
    columns = ("enrolled", "completed", *(("women", "men") if taken_part.may_be_split else ()))
    down = [{(session.pk, name): getattr(session, name) for session in sessions} for name in columns]
    left = {(session.pk, "completed"): session.enrolled - session.completed for session in sessions}
    across = [
        ((session.pk, "enrolled"), {(session.pk, name): getattr(session, name) for name in ("women", "men")})
        for session in sessions
    ]
    return withheld(*down, sums=across, differences=[left])


def _line(session, hidden):
    labels = dict(zip(COLUMNS, (_("Officers"), _("Women"), _("Men"), pgettext("count", "Completed")), strict=True))
    cells = []
    for name, label in labels.items():
        count = getattr(session, name)
        cells.append(Cell(label, count, is_small(count), (session.pk, name) in hidden))
    return {"session": session, "cells": cells}
