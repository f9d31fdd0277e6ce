"""Results for donors and police headquarters: aggregated, never a name."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import allow
from accounts.permissions import is_coordinator, is_observer
from programmes.models import Programme
from reports.counting import HELD, is_small, participations, turnout
from trainings.models import PARTICIPATES, TrainingSession


def reads_results(user):
    """Observers and coordinators of a programme."""
    return is_observer(user) or is_coordinator(user)


@allow(reads_results)
@require_safe
def overview(request):
    """Participations and unique officers per programme, and a line per session."""
    programmes = []
    sees_rows = is_coordinator(request.user)
    for programme in Programme.objects.visible_to(request.user):
        enrolments = participations([programme.pk])
        lines = [_line(session, sees_rows) for session in _sessions(programme)]
        programmes.append(
            {
                "programme": programme,
                "turnout": turnout(enrolments),
                "sessions": lines,
                # What is hidden in one line could be worked out from the total and the other lines.
                "shows_split": not any(line["hides_split"] for line in lines),
            }
        )
    return render(request, "reports/overview.html", {"programmes": programmes, "sees_rows": sees_rows})


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


def _line(session, sees_rows):
    not_completed = session.enrolled - session.completed
    counts = {
        _("Officers"): session.enrolled,
        _("Women"): session.women,
        _("Men"): session.men,
        _("Completed"): session.completed,
    }
    cells = [
        {"label": label, "count": count, "small": is_small(count), "hidden": is_small(count) and not sees_rows}
        for label, count in counts.items()
    ]
    if not sees_rows and any(cell["hidden"] for cell in cells[1:3]):
        # A hidden cell could be worked out from the others of its line: hide the split as a whole.
        for cell in cells[1:3]:
            cell["hidden"] = True
    if not sees_rows and is_small(not_completed):
        # Who did not complete is a group too.
        cells[3]["hidden"] = True
    return {"session": session, "cells": cells, "hides_split": cells[1]["hidden"]}
