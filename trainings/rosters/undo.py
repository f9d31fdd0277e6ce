"""Taking a whole applied roster back: its enrolments here, then its officers (participants/roster_import/undo.py).

All or nothing: while one row has later work, nothing is taken back, unless a coordinator chooses to keep such rows and take
back the others. A roster of up to ROWS_PER_CHUNK rows is taken back in one transaction; in a longer one that is being
taken back, a row that somebody changes meanwhile stays and is reported.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from jobs.requesting import request, resume
from participants.duplicates import scan
from participants.models import RosterImport, RosterImportState
from participants.roster_import import applying, stored_rows
from participants.roster_import import undo as officers_undo
from participants.roster_import.undo import RowUndo, rows_to_take_back
from participants.roster_import.undo_rules import reasons
from participants.row_snapshots import as_data, row_of
from trainings.enrolment.waiting_list import promote_waiting
from trainings.models import Enrolment, EnrolmentState, EntryWaiver, TrainingSession
from trainings.officer_requests.asking import withdraw_of_roster
from trainings.rosters.guards import locked, refuse_unless_can_import, session_of

UNDO = "trainings.undo_roster"
ROWS_PER_CHUNK = 500
ROWS_PER_LOOK = 500
# Nominees move up the waiting list without anybody's work on them.
AUTOMATIC_COLUMNS = {"place_in_line"}


@dataclass
class _Row:
    """A row with what taking it back would do to its officer and its enrolment."""

    officer: RowUndo
    enrolment: Enrolment | None = None
    reasons: list = field(default_factory=list)

    @property
    def row(self):
        return self.officer.row

    @property
    def effect(self):
        """What the row did to an enrolment, as trainings/rosters/row_effects.py stores it; {} for nothing."""
        return self.row.effects.get("enrolment", {})


@dataclass(frozen=True)
class Review:
    """What taking a roster back would do. blocked: the rows that prevent it, each with its reasons.

    The numbers are those of the other rows: officers who go, officers who get old values back, postings of those who stay,
    enrolments that go and enrolments that are again what they were.
    """

    rows: int
    blocked: list
    officers_removed: int
    officers_restored: int
    postings: int
    enrolments_removed: int
    enrolments_restored: int

    @property
    def free(self) -> int:
        """How many rows can be taken back."""
        return self.rows - len(self.blocked)


def review(roster: RosterImport) -> Review:
    """Returns the current Review of a roster, the blocked rows in the order of the file. Writes nothing.

    The number of queries grows with every ROWS_PER_LOOK rows only.
    """
    rows = _look_at(list(rows_to_take_back(roster)))
    free = [one for one in rows if not one.reasons]
    return Review(
        rows=len(rows),
        blocked=sorted((one for one in rows if one.reasons), key=lambda one: one.row.number),
        officers_removed=sum(one.officer.removes for one in free),
        officers_restored=sum(one.officer.restores for one in free),
        postings=sum(bool(one.officer.postings_before) and not one.officer.removes for one in free),
        enrolments_removed=sum(bool(one.effect) and one.effect["before"] is None for one in free),
        enrolments_restored=sum(bool(one.effect) and one.effect["before"] is not None for one in free),
    )


def _look_at(rows):
    """Returns a _Row for each RosterRow (the last of the file first), with every reason why it cannot be taken back."""
    looked = [_Row(undo, reasons=list(undo.reasons)) for undo in officers_undo.look_at(rows)]
    for start in range(0, len(looked), ROWS_PER_LOOK):
        _look_at_enrolments([one for one in looked[start : start + ROWS_PER_LOOK] if one.effect])
    return looked


def _look_at_enrolments(rows):
    enrolments = Enrolment.objects.in_bulk([one.effect["after"]["id"] for one in rows])
    for one in rows:
        one.enrolment = enrolments.get(one.effect["after"]["id"])
        if one.enrolment is None:
            one.reasons.append(_("The enrolment was removed or merged with another one since."))
        elif why := _why_enrolment_changed(one):
            one.reasons.append(why)
    held = {one.enrolment.pk: one.effect["held"] for one in rows if one.enrolment}
    later = reasons(Enrolment, held)
    for one in rows:
        one.reasons += later[one.enrolment.pk] if one.enrolment else []


def _why_enrolment_changed(one):
    now, after = as_data(one.enrolment), one.effect["after"]
    changed = {column for column in after if now[column] != after[column]} - AUTOMATIC_COLUMNS
    if "state" in changed:
        sentences = {
            EnrolmentState.CONFIRMED: _("The nomination was confirmed since."),
            EnrolmentState.COMPLETED: _("The officer completed the course."),
            EnrolmentState.NOT_COMPLETED: _("The session was closed, and the officer did not complete it."),
            EnrolmentState.WITHDRAWN: _("The officer was withdrawn or declined since."),
            EnrolmentState.NOMINATED: _("The enrolment was changed since."),
        }
        return sentences[one.enrolment.state]
    # Moving up the waiting list stores a reason; the nomination does not change.
    changed -= {"state_reason"} if one.enrolment.state == EnrolmentState.NOMINATED else set()
    return _("The enrolment was changed since.") if changed else ""


# Requesting


@transaction.atomic
def request_undo(roster: RosterImport, *, by: User | None, keep_blocked: bool = False) -> Job:
    """Requests the job that takes an applied roster back. Returns the Job; raises Refused.

    keep_blocked: rows with later work stay and the others are taken back; without it, such rows refuse the whole request.
    Two requests at once return one Job. A request after the Job stopped resumes it.
    """
    roster = locked(roster)
    session = session_of(roster)
    refuse_unless_can_import(by, session)
    if roster.state == RosterImportState.UNDOING and (job := roster.undoing):
        return resume(job, by=by) if job.resumable else job
    if roster.state == RosterImportState.UNDONE:
        raise Refused(_("The roster was taken back already. Nothing was done twice."))
    if roster.state != RosterImportState.APPLIED:
        raise Refused(_("Only a roster that was applied can be taken back."))
    found = review(roster)
    if not found.rows:
        raise Refused(_("No row of this roster was applied, so there is nothing to take back."))
    if not found.free:
        raise Refused(_("No row of this roster can be taken back. Each row shows the reason."))
    if found.blocked and not keep_blocked:
        raise Refused(_blocked_sentence(len(found.blocked)))
    here = [session.code, roster.public_id]
    roster.undoing = request(
        UNDO,
        by=by,
        params={
            "roster": roster.pk,
            "session": session.code,
            "keep_blocked": bool(keep_blocked),
            "back": reverse("reports:session", args=[session.code]),
            # The page redirects to the roster once it is taken back, and else lists what prevents it.
            "next": reverse("sessions:undo", args=here),
            "follow": True,
        },
        scope=f"programme:{roster.programme_id}",
        total=found.rows,
    )
    roster.state, roster.undone_by = RosterImportState.UNDOING, by
    roster.save(update_fields=["undoing", "state", "undone_by"])
    record(by, "roster.undo_requested", roster, rows=found.rows, blocked=len(found.blocked))
    return roster.undoing


def _blocked_sentence(blocked):
    return ngettext(
        "Nothing was taken back: later work rests on %(count)s row.",
        "Nothing was taken back: later work rests on %(count)s rows.",
        blocked,
    ) % numbers(count=blocked)


# Performing


@performs(
    UNDO,
    title=lambda job: _("Taking back the roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows taken back"),
    steps={
        "take": gettext_lazy("Taking the rows back"),
        "compare": gettext_lazy("Looking for records of the same person"),
    },
    after=gettext_lazy("See the result"),
)
def undo_rows(job: Job, lease: Lease) -> dict[str, int]:
    """Takes the rows back, ROWS_PER_CHUNK per transaction; safe to run again. Returns {"taken_back": int, "kept": int}."""
    roster = RosterImport.objects.get(pk=job.params["roster"])
    below, kept = None, 0
    restored: list[int] = []
    lease.step("take")
    while roster.state == RosterImportState.UNDOING:
        with lease.chunk() as progress:
            roster = locked(roster)
            if roster.state != RosterImportState.UNDOING:
                break
            is_first = below is None
            # Only before anything is taken back can the whole be refused.
            is_whole = is_first and not progress.done and not job.params["keep_blocked"]
            if is_whole and _cancelled_by_later_work(roster, by=job.requested_by):
                return {"taken_back": 0, "kept": progress.total}
            remaining = rows_to_take_back(roster)
            rows = list((remaining if is_first else remaining.filter(number__lt=below))[:ROWS_PER_CHUNK])
            if rows:
                stay, changed = _take_back(rows, roster, by=job.requested_by)
                below, kept, restored = rows[-1].number, kept + stay, restored + changed
                progress.done += len(rows) - stay
                progress.set_aside = kept
            if len(rows) < ROWS_PER_CHUNK:
                _finish(roster, taken_back=progress.done, by=job.requested_by)
    lease.step("compare")
    scan.scan_officers(restored, lease)
    return {"taken_back": roster.counts.get("taken_back", 0), "kept": kept}


def _cancelled_by_later_work(roster, *, by):
    """Returns whether a row was worked on since the request; in that case the roster is set back to applied."""
    session = _locked_session(roster)
    rows = list(rows_to_take_back(roster))
    officers_undo.lock(rows, force=applying.FORCE)
    blocked = [one for one in _look_at(rows) if one.reasons]
    if blocked:
        roster.state, roster.undoing, roster.undone_by = RosterImportState.APPLIED, None, None
        roster.save(update_fields=["state", "undoing", "undone_by"])
        record(by, "roster.undo_refused", roster, session=session.pk, blocked=len(blocked))
    return bool(blocked)


def _locked_session(roster):
    return TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)


def _take_back(rows, roster, *, by):
    """Takes back those of the rows that can be. Returns how many stay, and the ids of officers who got old values back.

    Inside the caller's transaction.
    """
    session = _locked_session(roster)
    officers_undo.lock(rows, force=applying.FORCE)
    looked = _look_at(rows)
    free = [one for one in looked if not one.reasons]
    _take_enrolments_back([one for one in free if one.effect], session, by=by)
    restored = officers_undo.take_back([one.officer for one in free], roster=roster, by=by)
    stored_rows.save_outcomes([one.row for one in free])
    return len(looked) - len(free), restored


def _take_enrolments_back(rows, session, *, by):
    if not rows:
        return
    officers = [one.enrolment.officer_id for one in rows]
    gone = [one.enrolment.pk for one in rows if one.effect["before"] is None]
    back = [row_of(Enrolment, one.effect["before"]) for one in rows if one.effect["before"] is not None]
    session.enrolments.filter(pk__in=gone).delete()
    if back:
        columns = [column.name for column in Enrolment._meta.concrete_fields if not column.primary_key]
        Enrolment.objects.bulk_update(back, columns, batch_size=100)
        EntryWaiver.objects.filter(enrolment__in=back, row__in=[one.row.pk for one in rows]).delete()
    record(by, "enrolments.taken_back", session, officers=officers, removed=gone, restored=[row.pk for row in back])


def _finish(roster, *, taken_back, by):
    kept = rows_to_take_back(roster).count()
    roster.counts |= {"taken_back": taken_back, "kept": kept}
    roster.state, roster.undone_at = RosterImportState.UNDONE, timezone.now()
    roster.save(update_fields=["counts", "state", "undone_at"])
    record(by, "roster.undone", roster, taken_back=taken_back, kept=kept)
    withdraw_of_roster(roster, by=by)
    promote_waiting(_locked_session(roster), by=by)
