"""The days within which officers may object to their marks: from closing to the end of a day in Dhaka, fixed by closing."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text
from programmes.models import TeamRole
from trainings.models import SessionState, TrainingSession

NAMED = 3  # coordinators, so that the sentence stays one


def is_open(session: TrainingSession, *, now: datetime) -> bool:
    """Whether objections are taken at `now` (aware datetime): until the last day, a date in Dhaka, is over."""
    until = session.objections_until
    return session.state == SessionState.CLOSED and until is not None and timezone.localdate(now) <= until


def sentence_of(session: TrainingSession, *, now: datetime) -> str:
    """Returns until when objections are taken, or until when they were and whom to ask. session: with its phase.

    now: aware datetime. One query while they are not taken.
    """
    until = session.objections_until
    day = date_text(until, get_language()) if until else ""
    if is_open(session, now=now):
        return _("Objections are taken until the end of %(date)s.") % {"date": day}
    if session.state != SessionState.CLOSED:
        return _("This session is not closed yet. Objections are taken once it is.")
    words = {"date": day, "names": ", ".join(_whom_to_ask(session))}
    if not until:
        said, whom = (
            _("Objections to the marks of this session are not taken here."),
            _("Ask a coordinator: %(names)s."),
        )
    else:
        said, whom = _("Objections were possible until the end of %(date)s."), _("Ask a coordinator: %(names)s.")
    return f"{said} {whom}" % words if words["names"] else said % words


def _whom_to_ask(session):
    """Returns the names of the first coordinators of the programme. One query."""
    team = User.objects.filter(
        is_active=True,
        team_memberships__programme=session.phase.programme_id,
        team_memberships__role=TeamRole.COORDINATOR,
    )
    return [str(one) for one in team.order_by("full_name", "pk")[:NAMED]]
