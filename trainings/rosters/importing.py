"""The roster of a session: upload, preview, decide, apply. Rows become officers (participants), officers become enrolments.

Reading and applying are jobs. Both can stop at any row and run again: committed rows are not processed twice.
"""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from jobs.execution.garbage_collection import gc_paused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from jobs.requesting import resume
from participants.duplicates import scan
from participants.models import RosterImport, RosterImportState, Unit
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.problems import problem
from participants.roster_import import applying, receiving, stored_rows
from participants.roster_import.column_matching import understand_file
from participants.roster_import.file_facts import file_facts
from participants.roster_import.old_fonts import conversions_in, unconfirmed, unconfirmed_rows
from trainings.enrolment import enrolment
from trainings.models import RosterPurpose, SessionRoster, TrainingSession
from trainings.officer_requests.asking import ask, rows_to_ask_for
from trainings.rosters import entry_check, nominations, row_effects
from trainings.rosters.guards import (
    APPLY,
    READ,
    counts_of,
    day_of_list,
    locked,
    refuse_unless_can_import,
    refuse_unless_ready,
    request_work,
    session_of,
)
from trainings.rosters.session_facts import session_facts

ROWS_PER_CHUNK = 200
# Rows of a preview are only written, which takes a tenth of the time.
ROWS_PER_READ = 1000
OPEN_STATES = (
    RosterImportState.READING,
    RosterImportState.COLUMNS,
    RosterImportState.READY,
    RosterImportState.APPLYING,
)
# Notes on the file that are made at upload; they stay when the file is read again.
UPLOAD_NOTES = ("FILE_APPLIED_BEFORE", "FILE_TAKEN_BACK")


# Upload


def why_closed(session: TrainingSession) -> str:
    """Returns a sentence with the reason why the session accepts no roster, or "" while it accepts one."""
    try:
        enrolment.refuse_unless_open_to_officers(session)
    except Refused as no:
        return str(no)
    return ""


def upload(
    session: TrainingSession,
    file: UploadedFile,
    *,
    by: User,
    nominating_unit: Unit | None = None,
    sender: Unit | None = None,
) -> RosterImport:
    """Stores a roster for `session` and requests the job that reads it. Returns the RosterImport.

    file: Django's UploadedFile. nominating_unit: the Unit that nominates the officers of the list; None for a list of
    participants. sender: the Unit that sent the list, or None; the column mapping is remembered for it. The same file,
    while its preview is open, returns that preview and is not read twice. Raises Refused when `by` may not upload, when
    the session accepts no officers any more, and for an empty or too large file.
    """
    sha256 = receiving.checksum_of(file)
    with transaction.atomic():
        sessions = TrainingSession.objects.select_for_update(of=("self",)).select_related("phase__programme")
        session = sessions.get(pk=session.pk)
        refuse_unless_can_import(by, session)
        enrolment.refuse_unless_open_to_officers(session)
        same = RosterImport.objects.filter(
            session_roster__session=session, session_roster__nominating_unit=nominating_unit, sha256=sha256
        )
        if waiting := same.filter(state__in=OPEN_STATES).select_related("reading").first():
            if waiting.state == RosterImportState.READING and waiting.reading and waiting.reading.resumable:
                resume(waiting.reading, by=by)
            return waiting
        notes = _earlier_uploads(same)
        roster = receiving.receive(
            file, sha256, programme=session.phase.programme, by=by, sender=sender or nominating_unit, notes=notes
        )
        purpose = RosterPurpose.NOMINATIONS if nominating_unit else RosterPurpose.PARTICIPANTS
        SessionRoster.objects.create(
            session=session, roster_import=roster, purpose=purpose, nominating_unit=nominating_unit
        )
        roster.reading = request_work(READ, roster, session, by=by)
        roster.save(update_fields=["reading"])
        record(by, "roster.uploaded", roster, session=session.pk, sha256=sha256)
        return roster


def _earlier_uploads(rosters):
    """Returns [Problem] about an earlier upload of the same file to this session, or []."""
    if last := rosters.filter(state=RosterImportState.APPLIED).order_by("applied_at").last():
        when = date_text(timezone.localdate(last.applied_at), get_language())
        return [problem("FILE_APPLIED_BEFORE", on=when, taken=last.counts.get("taken", 0))]
    if last := rosters.filter(state=RosterImportState.UNDONE).order_by("undone_at").last():
        return [problem("FILE_TAKEN_BACK", on=date_text(timezone.localdate(last.undone_at), get_language()))]
    return []


@performs(
    READ,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows checked"),
    steps={"read": gettext_lazy("Reading the file"), "check": gettext_lazy("Checking every row")},
    after=gettext_lazy("See the preview"),
)
def read_rows(job: Job, lease: Lease) -> dict[str, int]:
    """Reads the file and checks every row. Returns {outcome: number of rows}, or {} where no row could be checked.

    An unreadable file is a result of the job, not a failure: the roster then has the state "refused" with the reason.
    """
    roster = RosterImport.objects.select_related("session_roster__session", "session_roster__nominating_unit").get(
        pk=job.params["roster"]
    )
    if roster.state != RosterImportState.READING:
        return roster.counts
    lease.step("read")
    try:
        with gc_paused():
            found = understand_file(roster)
    except Refused as no:
        with lease.chunk():
            _save_reading(
                roster, "roster.not_readable", state=RosterImportState.REFUSED, reason=str(no), by=job.requested_by
            )
        return {}
    if found.layout is None:
        with lease.chunk():
            roster.rows.all().delete()
            asked = {"state": RosterImportState.COLUMNS, "reason": found.reason, **file_facts(found)}
            asked["notes"] = _notes(roster, found.found)
            _save_reading(roster, "roster.columns_asked", **asked, by=job.requested_by)
        return {}
    lease.step("check")
    checked = _check_rows(roster, found, by=job.requested_by)
    _store_rows(roster, list(zip(checked, found.layout.rows, strict=True)), lease)
    with lease.chunk():
        facts = _preview_facts(roster, found, checked)
        _save_reading(roster, "roster.read", state=RosterImportState.READY, reason="", **facts, by=job.requested_by)
    return roster.counts


def _check_rows(roster, found, *, by):
    """Returns the CheckedRows of the file that `understand_file` read, in the order of the file."""
    purpose, session = roster.session_roster, roster.session_roster.session
    facts = session_facts(purpose, session)
    with gc_paused():
        checked = receiving.checked_rows(
            found.layout, found.reference, roster=roster, day=day_of_list(session), by=by, **facts
        )
    if unit := purpose.nominating_unit:
        nominations.predict_waiting(session, checked, unit=unit)
    return checked


def _store_rows(roster, rows, lease):
    """Replaces the rows of the roster by `rows` ([(CheckedRow, row of the file)]), one chunk per ROWS_PER_READ rows."""
    with lease.chunk(done=0, total=len(rows)):
        # An interrupted run may have left some.
        roster.rows.all().delete()
    for start in range(0, len(rows), ROWS_PER_READ):
        part = rows[start : start + ROWS_PER_READ]
        with gc_paused(), lease.chunk(done=start + len(part)):
            stored_rows.store_rows(roster, part)


def _preview_facts(roster, found, checked):
    """Returns {field of RosterImport: value} for a preview of the file."""
    layout = found.layout
    return file_facts(found) | {
        "headers": layout.headers,
        "titles": [text for _number, text in layout.titles],
        "mapping": found.mapping,
        "conversions": conversions_in(checked, known=roster.conversions),
        "notes": _notes(roster, layout),
        "counts": counts_of(roster),
    }


def _notes(roster, layout):
    """Returns the notes on the file as JSON: those of its upload, and those of its Layout, where there is one."""
    upload_notes = [note for note in roster.notes if note["code"] in UPLOAD_NOTES]
    return [*upload_notes, *(one.as_json() for one in (layout.problems if layout else ()))]


def _save_reading(roster, verb, *, by, **facts):
    """Writes the result of the reading, unless the roster was discarded meanwhile."""
    if locked(roster).state != RosterImportState.READING:
        return
    for field, value in facts.items():
        setattr(roster, field, value)
    roster.save(update_fields=facts)
    record(by, verb, roster, **roster.counts)


# Preview


@transaction.atomic
def discard(roster: RosterImport, *, by: User | None) -> RosterImport:
    """Discards a preview, or the remaining rows of a roster whose job stopped. Returns the RosterImport; raises Refused.

    Rows that were applied already stay applied; the remaining ones get the problem PUT_ASIDE.
    """
    roster = locked(roster)
    refuse_unless_can_import(by, session_of(roster))
    if roster.state != RosterImportState.UNDOING and (stopped := stopped_job(roster)):
        # The job finds nothing left to do and succeeds, so that no page reports it as stopped any more.
        resume(stopped, by=by)
    elif roster.state != RosterImportState.COLUMNS:
        refuse_unless_ready(roster)
    if roster.rows.filter(applied=True).exists():
        rest = [stored_rows.reject(row, problem("PUT_ASIDE")) for row in stored_rows.rows_to_take(roster)]
        stored_rows.save_outcomes(rest)
        _finish(roster, None, by=by)
    else:
        roster.state = RosterImportState.DISCARDED
        roster.save(update_fields=["state"])
        record(by, "roster.discarded", roster)
    return roster


def stopped_job(roster: RosterImport) -> Job | None:
    """Returns the Job that failed or was stopped while it read, applied or took back the roster; else None."""
    job = current_job(roster)
    return job if job and job.resumable else None


def current_job(roster: RosterImport) -> Job | None:
    """Returns the Job that belongs to the state of the roster, or None."""
    jobs = {"reading": roster.reading, "applying": roster.applying, "undoing": roster.undoing}
    return jobs.get(roster.state)


# Apply


@transaction.atomic
def request_apply(roster: RosterImport, *, by: User | None, skip_unconfirmed: bool = False) -> Job:
    """Requests the job that applies the valid rows. Returns the Job; raises Refused.

    Converted text must have been confirmed; with skip_unconfirmed, rows with unconfirmed text are left
    out instead. Two requests at once return one Job. A request after the Job stopped resumes it.
    """
    roster = locked(roster)
    session = session_of(roster)
    refuse_unless_can_import(by, session)
    enrolment.refuse_unless_open_to_officers(session)
    if roster.state == RosterImportState.APPLYING and (job := roster.applying):
        return resume(job, by=by) if job.resumable else job
    refuse_unless_ready(roster)
    if unconfirmed(roster) and not skip_unconfirmed:
        raise Refused(
            _(
                "Some texts were converted from an old font or a wrong encoding. Read them once and confirm them, then apply."
            )
        )
    ready = count_ready(roster)
    if not ready and not rows_to_ask_for(roster).exists():
        raise Refused(_("No row can be applied. Each row shows the reason."))
    roster.applying = request_work(APPLY, roster, session, by=by, total=ready)
    roster.state = RosterImportState.APPLYING
    roster.save(update_fields=["applying", "state"])
    record(by, "roster.apply_requested", roster, ready=ready)
    return roster.applying


def count_ready(roster: RosterImport) -> int:
    """Returns the number of rows an apply would take now, without rows of unconfirmed old-font text. One query."""
    return stored_rows.rows_to_take(roster, leave=unconfirmed_rows(roster)).count()


@performs(
    APPLY,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows applied"),
    steps={
        "take": gettext_lazy("Recording and enrolling officers"),
        "ask": gettext_lazy("Asking other programmes"),
        "compare": gettext_lazy("Looking for records of the same person"),
        "return": gettext_lazy("Writing back the rows not taken"),
    },
    after=gettext_lazy("See the result"),
)
def apply_rows(job: Job, lease: Lease) -> dict[str, int]:
    """Applies the rows, ROWS_PER_CHUNK per transaction; safe to run again. Returns {"taken": int, "set_aside": int}."""
    roster = RosterImport.objects.select_related("programme").get(pk=job.params["roster"])
    if roster.state != RosterImportState.APPLYING:
        return {"taken": roster.counts.get("taken", 0)}
    lease.step("take")
    reference = reference_for_rosters()
    is_more = True
    while is_more:
        with lease.chunk() as progress:
            taken = _take_next(roster, reference, by=job.requested_by)
            progress.done += len(taken)
            progress.set_aside += sum(not one.row.applied for one in taken)
        is_more = bool(taken)
    lease.step("ask")
    with lease.chunk():
        _ask(roster, by=job.requested_by)
    lease.step("compare")
    scan.scan_officers(roster.rows.filter(applied=True).values_list("officer", flat=True), lease)
    lease.step("return")
    content = stored_rows.workbook_of_returned(roster, get_language()[:2])
    with lease.chunk():
        roster = locked(roster)
        if roster.state == RosterImportState.APPLYING:
            _finish(roster, content, by=job.requested_by)
    return {"taken": roster.counts.get("taken", 0), "set_aside": job.set_aside}


def _take_next(roster, reference, *, by):
    """Applies the next rows, inside the caller's transaction. Returns [Taken]; [] once the roster was discarded."""
    is_going_on = locked(roster).state == RosterImportState.APPLYING
    ready = stored_rows.rows_to_take(roster, leave=unconfirmed_rows(roster))
    rows = list(ready[:ROWS_PER_CHUNK]) if is_going_on else []
    if not rows:
        return []
    session = TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)
    session_roster = SessionRoster.objects.select_related("nominating_unit").get(roster_import=roster)
    seats = session_facts(session_roster, session, is_applying=True)
    taken = applying.take(rows, roster=roster, reference=reference, by=by, day=day_of_list(session), **seats)
    before = row_effects.enrolments(session, taken)
    # Both raise Refused, which rolls the whole chunk back, once the session accepts no officers any more.
    if unit := session_roster.nominating_unit:
        nominations.propose(session, taken, unit=unit, by=by)
    else:
        _enrol(session, taken, seats=seats["seats_left"], by=by)
    row_effects.record_effects(session, taken, before)
    stored_rows.save_outcomes(rows)
    return taken


def _ask(roster, *, by):
    """Requests the officers whose records other programmes hold, in the caller's transaction; not for a discarded roster."""
    if locked(roster).state != RosterImportState.APPLYING:
        return
    session = TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)
    unit = SessionRoster.objects.select_related("nominating_unit").get(roster_import=roster).nominating_unit
    ask(session, rows_to_ask_for(roster), unit=unit, by=by)


def _enrol(session, taken, *, seats, by):
    entering = [one for one in taken if one.officer and one.is_participant]
    given = entry_check.reasons_of(one.row for one in entering)
    reasons = {one.officer.pk: given[one.row.pk] for one in entering if one.row.pk in given}
    done = enrolment.enrol(session, [one.officer for one in entering], by=by, reasons=reasons)
    for one in taken:
        if one.row.applied and one.officer.pk in done.without_seat:
            stored_rows.reject(one.row, problem("SESSION_FULL", seats=seats))
        elif one.row.applied and one.officer.pk in done.unmet:
            for told in entry_check.problems_of(done.unmet[one.officer.pk]):
                stored_rows.reject(one.row, told)


def _finish(roster, content, *, by):
    """Ends the apply; content: the workbook of the rows not taken (bytes) or None."""
    roster.counts = counts_of(roster) | {"taken": roster.rows.filter(applied=True).count()}
    if content is not None:
        roster.returned.save("returned", ContentFile(content), save=False)
    roster.state, roster.applied_at = RosterImportState.APPLIED, timezone.now()
    roster.save(update_fields=["counts", "returned", "state", "applied_at"])
    record(by, "roster.applied", roster, **roster.counts)
