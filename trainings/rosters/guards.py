"""Guards of every change to a roster: its lock, who may work on it, in which state. Also the request for its jobs."""

from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import can_import_roster
from accounts.refusal import Refused
from jobs.models import Job
from jobs.requesting import request
from participants.models import RosterImport, RosterImportState, RowOutcome
from trainings.models import TrainingSession

READ = "trainings.read_roster"
APPLY = "trainings.apply_roster"


def locked(roster: RosterImport) -> RosterImport:
    """Returns the current RosterImport, locked until the transaction ends.

    Without related rows: joined rows would be those from before the wait for the lock.
    """
    return RosterImport.objects.select_for_update().get(pk=roster.pk)


def session_of(roster: RosterImport) -> TrainingSession:
    """Returns the TrainingSession of a RosterImport."""
    return TrainingSession.objects.select_related("phase", "course").get(rosters__roster_import=roster)


def refuse_unless_can_import(by: User | None, session: TrainingSession) -> None:
    """Raises Refused unless `by` may work on rosters of the session."""
    if not can_import_roster(by, session):
        raise Refused(_("Only a coordinator of the programme may work on its rosters."))


def refuse_unless_ready(roster: RosterImport) -> None:
    """Raises Refused, with the state in a sentence, unless the roster is a preview."""
    sentences: dict[str, str] = {
        RosterImportState.READING: _("The roster is still being read."),
        RosterImportState.COLUMNS: _("Match the columns first."),
        RosterImportState.APPLYING: _("The roster is being applied already."),
        RosterImportState.APPLIED: _("The roster was applied already. Nothing was done twice."),
        RosterImportState.UNDOING: _("The roster is being taken back."),
        RosterImportState.UNDONE: _("The roster was taken back. Upload it again to use it."),
        RosterImportState.REFUSED: _("The roster could not be read, so there is nothing to apply."),
        RosterImportState.DISCARDED: _("The roster was discarded. Upload it again to use it."),
    }
    if roster.state in sentences:
        raise Refused(sentences[roster.state])


def request_work(
    kind: str, roster: RosterImport, session: TrainingSession, *, by: User | None, total: int = 0, **params: object
) -> Job:
    """Requests a job on a roster; its page links back to the session and redirects to the roster. Returns the Job."""
    params |= {
        "roster": roster.pk,
        "session": session.code,
        "back": reverse("reports:session", args=[session.code]),
        "next": reverse("sessions:roster", args=[session.code, roster.public_id]),
        "follow": True,
    }
    return request(kind, by=by, params=params, scope=f"programme:{roster.programme_id}", total=total)


def day_of_list(session: TrainingSession) -> date:
    """Returns the date that the facts of a list refer to: the first day of its session, or today (in Dhaka) before that."""
    return min(timezone.localdate(), session.starts_on)


def counts_of(roster: RosterImport) -> dict[str, int]:
    """Returns {outcome: number of rows} of a RosterImport. One query."""
    counted = roster.rows.values_list("outcome").annotate(Count("pk")).order_by()
    return dict.fromkeys(RowOutcome.values, 0) | dict(counted)
