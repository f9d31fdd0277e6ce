"""The roster of a session: upload, preview, decide, apply. Rows become officers (participants), officers become enrolments.

Reading and applying are long work. Both may be cut off at any row and run again: what is committed is not done twice.
"""

import io

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.permissions import can_import_roster
from accounts.refusal import Refused
from accounts.writing import date_text
from jobs.requesting import request, resume
from jobs.running import performs
from participants import roster_import
from participants.models import RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome
from participants.reference import reference_for_rosters
from participants.roster.problems import problem
from participants.roster.returning import template_workbook
from participants.roster_preview import plan
from trainings import enrolling
from trainings.enrolling import seats_left
from trainings.models import SessionRoster, TrainingSession

READ = "trainings.read_roster"
APPLY = "trainings.apply_roster"
ROWS_PER_CHUNK = 200
# Rows of a preview are only written, which takes a tenth of the time.
ROWS_PER_READ = 1000
OPEN = (RosterImportState.READING, RosterImportState.READY, RosterImportState.APPLYING)


# Upload


def why_closed(session):
    """Returns the sentence that says why the session takes no roster any more; "" while it does."""
    try:
        enrolling.refuse_officers_too_late(session)
    except Refused as no:
        return str(no)
    return ""


def upload(session, file, *, by):
    """Stores a roster for `session` and asks for it to be read. Returns the RosterImport.

    file: Django's UploadedFile. Raises Refused when `by` may not, when the session takes nobody any more, and for an empty or
    huge file. The same file while its preview is open leads to that preview; nothing is read twice.
    """
    sha256 = roster_import.digest_of(file)
    with transaction.atomic():
        sessions = TrainingSession.objects.select_for_update(of=("self",)).select_related("phase__programme")
        session = sessions.get(pk=session.pk)
        _refuse_others(by, session)
        enrolling.refuse_officers_too_late(session)
        same = RosterImport.objects.filter(session_roster__session=session, sha256=sha256)
        if waiting := same.filter(state__in=OPEN).select_related("reading").first():
            if waiting.state == RosterImportState.READING and waiting.reading.resumable:
                resume(waiting.reading, by=by)
            return waiting
        applied = same.filter(state=RosterImportState.APPLIED).order_by("applied_at").last()
        notes = [_applied_before(applied)] if applied else []
        roster = roster_import.receive(file, sha256, programme=session.phase.programme, by=by, notes=notes)
        SessionRoster.objects.create(session=session, roster_import=roster)
        roster.reading = _request(READ, roster, session, by=by)
        roster.save(update_fields=["reading"])
        record(by, "roster.uploaded", roster, session=session.pk, sha256=sha256)
        return roster


def _applied_before(roster):
    when = date_text(timezone.localdate(roster.applied_at), get_language())
    return problem("FILE_APPLIED_BEFORE", on=when, taken=roster.counts.get("taken", 0))


def _request(kind, roster, session, *, by, total=0):
    """Asks for long work on a roster; its page leads back to the session and goes on to the roster. Returns the Job."""
    params = {
        "roster": roster.pk,
        "session": session.code,
        "back": reverse("reports:session", args=[session.code]),
        "next": reverse("sessions:roster", args=[session.code, roster.public_id]),
        "follow": True,
    }
    return request(kind, by=by, params=params, scope=f"programme:{roster.programme_id}", total=total)


@performs(
    READ,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows checked"),
    steps={"read": gettext_lazy("Reading the file"), "check": gettext_lazy("Checking every row")},
    after=gettext_lazy("See the preview"),
)
def read_rows(job, lease):
    """Reads the file and checks every row. A file that cannot be read is an answer, not a failure of the work."""
    roster = RosterImport.objects.select_related("session_roster__session").get(pk=job.params["roster"])
    if roster.state != RosterImportState.READING:
        return roster.counts
    session = roster.session_roster.session
    lease.step("read")
    try:
        layout, reference = roster_import.lay_out_file(roster)
    except Refused as no:
        with lease.chunk():
            _settle_reading(
                roster, "roster.not_readable", state=RosterImportState.REFUSED, reason=str(no), by=job.requested_by
            )
        return {}
    lease.step("check")
    checked = roster_import.checked_rows(layout, reference, enrolled=_enrolled(session), seats_left=seats_left(session))
    rows = list(zip(checked, layout.rows, strict=True))
    with lease.chunk(done=0, total=len(rows)):
        # A run that was cut off may have left some.
        roster.rows.all().delete()
    for start in range(0, len(rows), ROWS_PER_READ):
        part = rows[start : start + ROWS_PER_READ]
        with lease.chunk(done=start + len(part)):
            RosterRow.objects.bulk_create((roster_import.stored_row(roster, *pair) for pair in part), batch_size=200)
    with lease.chunk():
        _settle_reading(
            roster,
            "roster.read",
            state=RosterImportState.READY,
            sheet=layout.sheet,
            header_row=layout.header_row,
            headers=layout.headers,
            titles=[text for _number, text in layout.titles],
            column_map={str(at): field for at, field in layout.columns.items()},
            notes=[*roster.notes, *(told.as_json() for told in layout.problems)],
            counts=_counts(roster),
            by=job.requested_by,
        )
    return roster.counts


def _settle_reading(roster, verb, *, by, **facts):
    """Writes what the reading found, unless the roster was put aside meanwhile."""
    if _locked(roster).state != RosterImportState.READING:
        return
    for field, value in facts.items():
        setattr(roster, field, value)
    roster.save(update_fields=facts)
    record(by, verb, roster, **roster.counts)


def _enrolled(session):
    return set(session.enrolments.active().values_list("officer_id", flat=True))


def _counts(roster):
    counted = roster.rows.values_list("outcome").annotate(Count("pk")).order_by()
    return dict.fromkeys(RowOutcome.values, 0) | dict(counted)


# Preview


@transaction.atomic
def decide(roster, number, decision, *, by):
    """Takes a row that waits ("take"), leaves it out ("leave") or opens it again (""). Returns the RosterRow; raises Refused."""
    roster = _locked(roster)
    _refuse_others(by, _session_of(roster))
    _refuse_unless_ready(roster)
    row = roster.rows.select_for_update().filter(number=number).first()
    if row is None or row.outcome != RowOutcome.REVIEW:
        raise Refused(_("Row %(row)s does not wait for a decision.") % {"row": number})
    if decision not in RowDecision.values:
        raise Refused(_("Choose whether to take the row or to leave it out."))
    if decision == RowDecision.TAKE and not roster_import.can_be_taken(row):
        raise Refused(
            _("Row %(row)s has no usable service number or name. Correct it in the file and upload it again.")
            % {"row": number}
        )
    row.decision = decision
    row.save(update_fields=["decision"])
    record(by, "roster_row.decided", row, decision=decision)
    return row


@transaction.atomic
def discard(roster, *, by):
    """Puts a preview aside, or what is left of a roster whose work stopped. Returns the RosterImport; raises Refused.

    What was taken in already stays; the rows that were still to be taken then say that they were put aside.
    """
    roster = _locked(roster)
    _refuse_others(by, _session_of(roster))
    if stopped := stopped_work(roster):
        # It will find nothing left to do and end well, so that nobody is told of stopped work any more.
        resume(stopped, by=by)
    else:
        _refuse_unless_ready(roster)
    if roster.rows.filter(applied=True).exists():
        rest = [roster_import.leave_out(row, problem("PUT_ASIDE")) for row in roster_import.rows_to_take(roster)]
        roster_import.save_outcomes(rest)
        _finish(roster, None, by=by)
    else:
        roster.state = RosterImportState.DISCARDED
        roster.save(update_fields=["state"])
        record(by, "roster.discarded", roster)
    return roster


def stopped_work(roster):
    """Returns the Job that failed, or was stopped, before the roster was read or applied to its end; else None."""
    job = {RosterImportState.READING: roster.reading, RosterImportState.APPLYING: roster.applying}.get(roster.state)
    return job if job and job.resumable else None


def _locked(roster):
    """Returns the RosterImport as it stands now, locked to the end of the transaction.

    Without what it refers to: joined rows would still be those from before the wait for the lock.
    """
    return RosterImport.objects.select_for_update().get(pk=roster.pk)


def _session_of(roster):
    return TrainingSession.objects.select_related("phase").get(rosters__roster_import=roster)


def _refuse_others(by, session):
    if not can_import_roster(by, session):
        raise Refused(_("Only a coordinator of the programme may work on its rosters."))


def _refuse_unless_ready(roster):
    sentences = {
        RosterImportState.READING: _("The roster is still being read."),
        RosterImportState.APPLYING: _("The roster is being applied already."),
        RosterImportState.APPLIED: _("The roster was applied already. Nothing was done twice."),
        RosterImportState.REFUSED: _("The roster could not be read, so there is nothing to apply."),
        RosterImportState.DISCARDED: _("The roster was put aside. Upload it again to use it."),
    }
    if roster.state in sentences:
        raise Refused(sentences[roster.state])


# Apply


@transaction.atomic
def request_apply(roster, *, by):
    """Asks for the good rows to be taken in. Returns the Job; raises Refused.

    Two people who ask at once get one Job, and so does whoever asks again after it stopped: it goes on where it was.
    """
    roster = _locked(roster)
    session = _session_of(roster)
    _refuse_others(by, session)
    enrolling.refuse_officers_too_late(session)
    if roster.state == RosterImportState.APPLYING:
        return resume(roster.applying, by=by) if roster.applying.resumable else roster.applying
    _refuse_unless_ready(roster)
    ready = plan(roster).ready
    if not ready:
        raise Refused(_("No row can go in. Each row says why."))
    roster.applying = _request(APPLY, roster, session, by=by, total=ready)
    roster.state = RosterImportState.APPLYING
    roster.save(update_fields=["applying", "state"])
    record(by, "roster.apply_requested", roster, ready=ready)
    return roster.applying


@performs(
    APPLY,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows applied"),
    steps={
        "take": gettext_lazy("Recording and enrolling officers"),
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
    lease.step("return")
    content = roster_import.workbook_of_returned(roster, get_language()[:2])
    with lease.chunk():
        roster = _locked(roster)
        if roster.state == RosterImportState.APPLYING:
            _finish(roster, content, by=job.requested_by)
    return {"taken": roster.counts.get("taken", 0), "set_aside": job.set_aside}


def _take_next(roster, reference, *, by):
    """Takes the next rows in, inside the caller's transaction. Returns [Taken]; nothing once the roster was put aside."""
    is_going_on = _locked(roster).state == RosterImportState.APPLYING
    rows = list(roster_import.rows_to_take(roster)[:ROWS_PER_CHUNK]) if is_going_on else []
    if not rows:
        return []
    session = TrainingSession.objects.select_for_update().get(rosters__roster_import=roster)
    seats = seats_left(session)
    taken = roster_import.take(
        rows,
        roster=roster,
        reference=reference,
        enrolled=_enrolled(session),
        seats_left=seats,
        by=by,
        today=timezone.localdate(),
    )
    # Refuses, and with it the whole chunk, once the session takes nobody any more.
    done = enrolling.enrol(session, [one.officer for one in taken if one.officer and one.is_participant], by=by)
    for one in taken:
        if one.row.applied and one.officer.pk in done.without_seat:
            roster_import.leave_out(one.row, problem("SESSION_FULL", seats=seats))
    roster_import.save_outcomes(rows)
    return taken


def _finish(roster, content, *, by):
    """Ends the apply; content: the workbook of the rows not taken (bytes) or None."""
    roster.counts = _counts(roster) | {"taken": roster.rows.filter(applied=True).count()}
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
    content = roster_import.workbook_of_returned(roster, get_language()[:2])
    return content and io.BytesIO(content)


def empty_workbook():
    """Returns a roster to fill in, as an open XLSX file: headings in both languages, lists for rank, unit and sex."""
    return io.BytesIO(template_workbook(reference_for_rosters()))
