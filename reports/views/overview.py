"""Results for donors and police headquarters: aggregated, never a name."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import coordinates, is_coordinator, is_observer
from programmes.models import Programme
from reports.counting.suppression import withheld
from reports.counting.turnout import HELD, is_small, participations, turnout
from trainings.models import PARTICIPATES, TrainingSession


def reads_results(user: Any) -> bool:
    """Observers and coordinators of a programme."""
    return is_observer(user) or is_coordinator(user)


@allow(reads_results)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Participations and unique officers per programme, and a line per session."""
    programmes = []
    for programme in Programme.objects.visible_to(request.user):
        # Per programme: who coordinates one and observes another sees the small numbers of the own one only.
        sees_rows = coordinates(request.user, programme)
        sessions = list(_sessions(programme))
        counted = turnout(participations([programme.pk]))
        hidden = set() if sees_rows else _hidden(sessions, counted.participations)
        programmes.append(
            {
                "programme": programme,
                "sees_rows": sees_rows,
                "turnout": counted,
                "sessions": [_line(session, hidden) for session in sessions],
            }
        )
    return render(request, "reports/overview.html", {"programmes": programmes})


def _sessions(programme):
    active = Q(enrolments__state__in=PARTICIPATES)
    return (
        TrainingSession.objects.filter(phase__programme=programme, state__in=HELD)
        .select_related("place", "phase")
        .annotate(
            enrolled=Count("enrolments", filter=active),
            women=Count("enrolments", filter=active & Q(enrolments__officer__sex="female")),
            men=Count("enrolments", filter=active & Q(enrolments__officer__sex="male")),
            completed=Count("enrolments", filter=Q(enrolments__state="completed")),
        )
        .order_by("starts_on", "code")
    )


COLUMNS = ("enrolled", "women", "men", "completed")


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
        cells.append({"label": label, "count": count, "small": is_small(count), "hidden": (session.pk, name) in hidden})
    return {"session": session, "cells": cells}
