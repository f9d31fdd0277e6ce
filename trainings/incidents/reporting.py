"""Reporting an incident and settling it. The trail says who did what to which report, never what stands in it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, coordinates_session, require
from accounts.refusal import Refused
from trainings.models import Incident, IncidentKind, IncidentState, SessionState, TrainingSession
from trainings.models.incident import LONGEST_TEXT

# Officers arrive the day before and leave the day after; what came up later still concerns the session.
DAYS_BEFORE = 3
DAYS_AFTER = 366


@dataclass(frozen=True)
class Report:
    """What a person reports. form: the id of the form; the same one again is the same report."""

    form: uuid.UUID
    kind: str
    severity: str
    happened_on: date
    what: str
    action_taken: str = ""


def report(session: TrainingSession, told: Report, *, by: User, now: datetime) -> Incident:
    """Files a report and returns the Incident; the same form again returns the first one. now: aware datetime.

    by: who teaches or coordinates the session. Raises Refused for a draft, for a day that is still to come or far from the
    session, without a text, and for a form that was sent before with other words.
    """
    try:
        return _report(session, told, by=by, now=now)
    except IntegrityError:
        # The form came for two sessions at the same moment: each locked its own, so neither saw the other.
        if not Incident.objects.filter(form=told.form).exists():
            raise
    return _report(session, told, by=by, now=now)


@transaction.atomic
def _report(session, told, *, by, now):
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    filed = Incident.objects.filter(form=told.form).first()
    if filed:
        if (filed.session_id, filed.reported_by_id) != (session.pk, by.pk):
            raise Refused(_("This form was sent before. Open a new one."))
        if not _says(filed, told):
            # Somebody went back to a form that was sent, and wrote another report into it.
            raise Refused(
                _("This form was sent before with another text. Send it once more to file a report of its own.")
            )
        return filed
    if session.state == SessionState.DRAFT:
        raise Refused(_("This session is still a draft."))
    _refuse_day(session, told.happened_on, today=timezone.localdate(now))
    incident = Incident.objects.create(
        form=told.form,
        session=session,
        kind=told.kind,
        severity=told.severity,
        happened_on=told.happened_on,
        what=_text(told.what, _("Say what happened.")),
        action_taken=told.action_taken.strip()[:LONGEST_TEXT],
        reported_by=by,
        reported_at=now,
    )
    # Not even its kind: the trail of a programme is read by more people than the report.
    record(by, "incident.reported", incident, session=session.pk)
    return incident


@transaction.atomic
def settle(incident: Incident, *, by: User, outcome: str, now: datetime) -> Incident:
    """open → settled. Returns the Incident. outcome: what came of it. Raises Refused without it, and when it is settled already."""
    incident = _locked(incident, by)
    if incident.state == IncidentState.SETTLED:
        raise Refused(_("This incident was settled meanwhile."))
    incident.outcome = _text(outcome, _("Say what came of it."))
    incident.state, incident.settled_by, incident.settled_at = IncidentState.SETTLED, by, now
    incident.save(update_fields=["state", "outcome", "settled_by", "settled_at"])
    record(by, "incident.settled", incident, session=incident.session_id)
    return incident


@transaction.atomic
def reopen(incident: Incident, *, by: User) -> Incident:
    """settled → open: the outcome goes into what was done, so that nothing is lost. Returns the Incident; Refused when it is open."""
    incident = _locked(incident, by)
    if incident.state == IncidentState.OPEN:
        raise Refused(_("This incident is open already."))
    incident.action_taken = "\n\n".join(filter(None, (incident.action_taken, incident.outcome)))
    incident.state, incident.outcome = IncidentState.OPEN, ""
    incident.settled_by = incident.settled_at = None
    incident.save(update_fields=["state", "outcome", "action_taken", "settled_by", "settled_at"])
    record(by, "incident.reopened", incident, session=incident.session_id)
    return incident


def own_safeguarding(session: TrainingSession, user: User) -> int:
    """Returns how many reports on safeguarding this person filed for the session: all that who teaches sees of them. One query."""
    own = Incident.objects.filter(session=session, reported_by=user, kind=IncidentKind.SAFEGUARDING)
    return own.count()


def _locked(incident, by):
    session = TrainingSession.objects.locked(incident.session_id)
    require(by, coordinates_session, session)
    return Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)


def _says(filed, told):
    """Whether a report that was filed says what is told. What was done may have grown since (`reopen`)."""
    return (
        (filed.kind, filed.severity, filed.happened_on) == (told.kind, told.severity, told.happened_on)
        and filed.what == told.what.strip()[:LONGEST_TEXT]
        and filed.action_taken.startswith(told.action_taken.strip()[:LONGEST_TEXT])
    )


def _refuse_day(session, day, *, today):
    if day > today:
        raise Refused(_("This day is still to come."))
    earliest, latest = session.starts_on - timedelta(days=DAYS_BEFORE), session.ends_on + timedelta(days=DAYS_AFTER)
    if not earliest <= day <= latest:
        raise Refused(_("This day is too far from the days of the session."))


def _text(text, sentence):
    if not text.strip():
        raise Refused(sentence)
    return text.strip()[:LONGEST_TEXT]
