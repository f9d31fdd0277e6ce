"""The roster of a session: upload, preview, decide, apply. Rows become officers (participants), officers become enrolments.

Reading and applying are long work. Both may be cut off at any row and run again: what is committed is not done twice.
"""

import io

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from jobs.execution.garbage_collection import gc_paused
from jobs.execution.running import performs
from jobs.requesting import resume
from participants.duplicates import scan
from participants.models import RosterImport, RosterImportState
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.problems import problem
from participants.roster.check.returning import template_workbook
from participants.roster_import import applying, receiving, stored_rows
from participants.roster_import.column_matching import understand_file
from participants.roster_import.old_fonts import conversions_in, rows_to_read, unconfirmed
from trainings.enrolment import enrolment
from trainings.enrolment.enrolment import seats_left
from trainings.models import RosterPurpose, SessionRoster, TrainingSession
from trainings.officer_requests.asking import ask, rows_to_ask_for
from trainings.rosters import nominations, row_effects
from trainings.rosters.guards import (
    APPLY,
    READ,
    counts_of,
    day_of_list,
    locked,
    refuse_others,
    refuse_unless_ready,
    request_work,
    session_of,
)

ROWS_PER_CHUNK = 200
# Rows of a preview are only written, which takes a tenth of the time.
ROWS_PER_READ = 1000
OPEN = (
    RosterImportState.READING,
    RosterImportState.COLUMNS,
    RosterImportState.READY,
    RosterImportState.APPLYING,
)
# What is said of the file before it is read; it holds for every reading of it.
TOLD_AT_UPLOAD = ("FILE_APPLIED_BEFORE", "FILE_TAKEN_BACK")


# Upload


def why_closed(session):
    """Returns the sentence that says why the session takes no roster any more; "" while it does."""
    try:
        enrolment.refuse_officers_too_late(session)
    except Refused as no:
        return str(no)
    return ""


def upload(session, file, *, by, nominating_unit=None, sender=None):
    """Stores a roster for `session` and asks for it to be read. Returns the RosterImport.

    file: Django's UploadedFile. Raises Refused when `by` may not, when the session takes nobody any more, and for an empty or
    huge file. The same file while its preview is open leads to that preview; nothing is read twice. nominating_unit: the
    Unit whose nominations the list is; without one it is a list of participants. sender: the Unit that sent the list, where
    that is known; its columns are remembered by it.
    """
    sha256 = receiving.checksum_of(file)
    with transaction.atomic():
        sessions = TrainingSession.objects.select_for_update(of=("self",)).select_related("phase__programme")
        session = sessions.get(pk=session.pk)
        refuse_others(by, session)
        enrolment.refuse_officers_too_late(session)
        same = RosterImport.objects.filter(
            session_roster__session=session, session_roster__nominating_unit=nominating_unit, sha256=sha256
        )
        if waiting := same.filter(state__in=OPEN).select_related("reading").first():
            if waiting.state == RosterImportState.READING and waiting.reading.resumable:
                resume(waiting.reading, by=by)
            return waiting
        notes = _seen_before(same)
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


def _seen_before(rosters):
    """Returns [Problem] that says what became of the same file here before, or []."""
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
def read_rows(job, lease):
    """Reads the file and checks every row. A file that cannot be read is an answer, not a failure of the work."""
    roster = RosterImport.objects.select_related("session_roster__session", "session_roster__nominating_unit").get(
        pk=job.params["roster"]
    )
    if roster.state != RosterImportState.READING:
        return roster.counts
    session = roster.session_roster.session
    lease.step("read")
    try:
        with gc_paused():
            found = understand_file(roster)
    except Refused as no:
        with lease.chunk():
            _settle_reading(
                roster, "roster.not_readable", state=RosterImportState.REFUSED, reason=str(no), by=job.requested_by
            )
        return {}
    if (layout := found.layout) is None:
        with lease.chunk():
            roster.rows.all().delete()
            asked = {"state": RosterImportState.COLUMNS, "reason": found.reason, "sheets": found.sheets}
            _settle_reading(roster, "roster.columns_asked", **asked, by=job.requested_by)
        return {}
    lease.step("check")
    with gc_paused():
        checked = receiving.checked_rows(
            layout,
            found.reference,
            roster=roster,
            day=day_of_list(session),
            by=job.requested_by,
            **seating(roster.session_roster, session),
        )
    if unit := roster.session_roster.nominating_unit:
        nominations.foresee(session, checked, unit=unit)
    rows = list(zip(checked, layout.rows, strict=True))
    with lease.chunk(done=0, total=len(rows)):
        # A run that was cut off may have left some.
        roster.rows.all().delete()
    for start in range(0, len(rows), ROWS_PER_READ):
        part = rows[start : start + ROWS_PER_READ]
        with gc_paused(), lease.chunk(done=start + len(part)):
            stored_rows.store_rows(roster, part)
    before = [told for told in roster.notes if told["code"] in TOLD_AT_UPLOAD]
    with lease.chunk():
        _settle_reading(
            roster,
            "roster.read",
            state=RosterImportState.READY,
            reason="",
            sheet=layout.sheet,
            header_row=layout.header_row,
            headers=layout.headers,
            titles=[text for _number, text in layout.titles],
            column_map={str(at): field for at, field in layout.columns.items()},
            sheets=found.sheets,
            mapping=found.mapping,
            conversions=conversions_in(checked, known=roster.conversions),
            notes=[*before, *(told.as_json() for told in layout.problems)],
            counts=counts_of(roster),
            by=job.requested_by,
        )
    return roster.counts


def _settle_reading(roster, verb, *, by, **facts):
    """Writes what the reading found, unless the roster was put aside meanwhile."""
    if locked(roster).state != RosterImportState.READING:
        return
    for field, value in facts.items():
        setattr(roster, field, value)
    roster.save(update_fields=facts)
    record(by, verb, roster, **roster.counts)


def seating(session_roster, session):
    """What a check knows of the session: who is in it, who holds a seat besides, how many are left.

    A nomination is never rejected for want of a seat: the officer waits in line.
    """
    if session_roster.nominating_unit_id:
        return {"enrolled": nominations.standing_in(session), "seats_left": None}
    seated = session.enrolments.holding_a_seat().proposed()
    return {
        "enrolled": set(session.enrolments.active().values_list("officer_id", flat=True)),
        "seated": set(seated.values_list("officer_id", flat=True)),
        "seats_left": seats_left(session),
    }


# Preview


@transaction.atomic
def discard(roster, *, by):
    """Puts a preview aside, or what is left of a roster whose work stopped. Returns the RosterImport; raises Refused.

    What was taken in already stays; the rows that were still to be taken then say that they were put aside.
    """
    roster = locked(roster)
    refuse_others(by, session_of(roster))
    if roster.state != RosterImportState.UNDOING and (stopped := stopped_work(roster)):
        # It will find nothing left to do and end well, so that nobody is told of stopped work any more.
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


def stopped_work(roster):
    """Returns the Job that failed, or was stopped, before the roster was read, applied or taken back to its end; else None."""
    job = work_on(roster)
    return job if job and job.resumable else None


def work_on(roster):
    """Returns the Job that the state of the roster says is under way, or None."""
    works = {"reading": roster.reading, "applying": roster.applying, "undoing": roster.undoing}
    return works.get(roster.state)


# Apply


@transaction.atomic
def request_apply(roster, *, by, leave_unread=False):
    """Asks for the good rows to be taken in. Returns the Job; raises Refused.

    Text of an old font must have been confirmed; with leave_unread the rows that hold other text stay out instead.
    Two people who ask at once get one Job, and so does whoever asks again after it stopped: it goes on where it was.
    """
    roster = locked(roster)
    session = session_of(roster)
    refuse_others(by, session)
    enrolment.refuse_officers_too_late(session)
    if roster.state == RosterImportState.APPLYING:
        return resume(roster.applying, by=by) if roster.applying.resumable else roster.applying
    refuse_unless_ready(roster)
    if unconfirmed(roster) and not leave_unread:
        raise Refused(_("Some texts came out of an old Bangla font. Read them once and confirm them, then apply."))
    ready = ready_to_go_in(roster)
    if not ready and not rows_to_ask_for(roster).exists():
        raise Refused(_("No row can go in. Each row says why."))
    roster.applying = request_work(APPLY, roster, session, by=by, total=ready)
    roster.state = RosterImportState.APPLYING
    roster.save(update_fields=["applying", "state"])
    record(by, "roster.apply_requested", roster, ready=ready)
    return roster.applying


def ready_to_go_in(roster):
    """Returns how many rows an apply would take in now, without those whose old text nobody has confirmed. One query."""
    return stored_rows.rows_to_take(roster, leave=rows_to_read(roster)).count()


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
def apply_rows(job, lease):
    """Takes the rows in, some hundred per transaction; may be run again at any time. Returns {"taken": int, "set_aside": int}."""
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
    scan.look_at(roster.rows.filter(applied=True).values_list("officer", flat=True), lease)
    lease.step("return")
    content = stored_rows.workbook_of_returned(roster, get_language()[:2])
    with lease.chunk():
        roster = locked(roster)
        if roster.state == RosterImportState.APPLYING:
            _finish(roster, content, by=job.requested_by)
    return {"taken": roster.counts.get("taken", 0), "set_aside": job.set_aside}


def _take_next(roster, reference, *, by):
    """Takes the next rows in, inside the caller's transaction. Returns [Taken]; nothing once the roster was put aside."""
    is_going_on = locked(roster).state == RosterImportState.APPLYING
    ready = stored_rows.rows_to_take(roster, leave=rows_to_read(roster))
    rows = list(ready[:ROWS_PER_CHUNK]) if is_going_on else []
    if not rows:
        return []
    session = TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)
    session_roster = SessionRoster.objects.select_related("nominating_unit").get(roster_import=roster)
    seats = seating(session_roster, session)
    taken = applying.take(rows, roster=roster, reference=reference, by=by, day=day_of_list(session), **seats)
    stood = row_effects.enrolments(session, taken)
    # Both refuse, and with it the whole chunk, once the session takes nobody any more.
    if unit := session_roster.nominating_unit:
        nominations.propose(session, taken, unit=unit, by=by)
    else:
        _enrol(session, taken, seats=seats["seats_left"], by=by)
    row_effects.note(session, taken, stood)
    stored_rows.save_outcomes(rows)
    return taken


def _ask(roster, *, by):
    """Asks for the officers whose numbers other programmes hold, inside the caller's transaction; nothing once it was put aside."""
    if locked(roster).state != RosterImportState.APPLYING:
        return
    session = TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)
    unit = SessionRoster.objects.select_related("nominating_unit").get(roster_import=roster).nominating_unit
    ask(session, rows_to_ask_for(roster), unit=unit, by=by)


def _enrol(session, taken, *, seats, by):
    done = enrolment.enrol(session, [one.officer for one in taken if one.officer and one.is_participant], by=by)
    for one in taken:
        if one.row.applied and one.officer.pk in done.without_seat:
            stored_rows.reject(one.row, problem("SESSION_FULL", seats=seats))


def _finish(roster, content, *, by):
    """Ends the apply; content: the workbook of the rows not taken (bytes) or None."""
    roster.counts = counts_of(roster) | {"taken": roster.rows.filter(applied=True).count()}
    if content is not None:
        roster.returned.save("returned", ContentFile(content), save=False)
    roster.state, roster.applied_at = RosterImportState.APPLIED, timezone.now()
    roster.save(update_fields=["counts", "returned", "state", "applied_at"])
    record(by, "roster.applied", roster, **roster.counts)


# Workbooks


def workbook_of_returned(roster):
    """Returns the rows that were (or would be) left out as an open XLSX file with a column of reasons, or None without any."""
    if roster.returned:
        return roster.returned.open()
    content = stored_rows.workbook_of_returned(roster, get_language()[:2])
    return content and io.BytesIO(content)


def empty_workbook():
    """Returns a roster to fill in, as an open XLSX file: headings in both languages, lists for rank, unit and sex."""
    return io.BytesIO(template_workbook(reference_for_rosters()))
