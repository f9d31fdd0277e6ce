"""The roster of a session: upload, preview, decide, apply. Rows become officers (participants), officers become enrolments.

Reading and applying are long work. Both may be cut off at any row and run again: what is committed is not done twice.
"""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.permissions import can_import_roster
from accounts.refusal import Refused
from accounts.writing import date_text
from jobs.requesting import request
from jobs.running import performs
from participants import roster_import
from participants.models import RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome
from participants.reference import reference_for_rosters
from participants.roster.problems import problem
from participants.roster.returning import template_workbook
from trainings import enrolling
from trainings.enrolling import seats_left
from trainings.models import SessionRoster, TrainingSession

READ = "trainings.read_roster"
APPLY = "trainings.apply_roster"
ROWS_PER_CHUNK = 200


@dataclass(frozen=True)
class Plan:
    """What an apply would do, in rows."""

    rows: int
    new: int
    match: int
    change: int
    enrolled: int
    review: int
    rejected: int
    taken_by_decision: int
    left_by_decision: int

    @property
    def ready(self):
        """Rows that go in when the roster is applied now."""
        return self.new + self.match + self.change + self.taken_by_decision

    @property
    def open(self):
        """Rows that wait for a decision."""
        return self.review - self.taken_by_decision - self.left_by_decision

    @property
    def left_out(self):
        """Rows that come back with a reason."""
        return self.rejected + self.review - self.taken_by_decision


# Upload


@transaction.atomic
def upload(session, file, *, by):
    """Stores a roster for `session` and asks for it to be read. Returns the RosterImport.

    file: Django's UploadedFile. Raises Refused when `by` may not, when the session takes nobody any more, and for an empty or
    huge file. The same file while its preview is open leads to that preview; nothing is read twice.
    """
    session = TrainingSession.objects.select_for_update(of=("self",)).select_related("phase__programme").get(pk=session.pk)
    if not can_import_roster(by, session):
        raise Refused(_("Only a coordinator of the programme may upload a roster."))
    enrolling.refuse_officers_too_late(session)
    roster = roster_import.receive(file, programme=session.phase.programme, by=by)
    same = RosterImport.objects.filter(session_roster__session=session, sha256=roster.sha256)
    waiting = same.filter(state__in=[RosterImportState.READING, RosterImportState.READY, RosterImportState.APPLYING]).first()
    if waiting:
        roster.file.delete(save=False)
        roster.delete()
        return waiting
    applied = same.filter(state=RosterImportState.APPLIED).order_by("-applied_at").first()
    if applied:
        when = date_text(timezone.localdate(applied.applied_at), get_language())
        roster.notes = [problem("FILE_APPLIED_BEFORE", on=when, taken=applied.counts.get("taken", 0)).as_json()]
    SessionRoster.objects.create(session=session, roster_import=roster)
    page = reverse("sessions:roster", args=[session.code, roster.public_id])
    roster.reading = request(
        READ,
        by=by,
        params={"roster": roster.pk, "session": session.code, "back": reverse("reports:session", args=[session.code]), "next": page},
        scope=f"programme:{session.phase.programme_id}",
    )
    roster.save(update_fields=["reading", "notes"])
    record(by, "roster.uploaded", roster, session=session.pk, sha256=roster.sha256)
    return roster


@performs(
    READ,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows checked"),
    steps={"read": gettext_lazy("Reading the file"), "check": gettext_lazy("Checking every row")},
    after=gettext_lazy("See the preview"),
)
def read_rows(job, lease):
    """Reads the file and checks every row. A file that cannot be read is an answer, not a failure of the work."""
    roster = RosterImport.objects.get(pk=job.params["roster"])
    if roster.state != RosterImportState.READING:
        return roster.counts
    session = roster.session_roster.session
    lease.step("read")
    try:
        layout, reference = roster_import.lay_out_file(roster)
    except Refused as no:
        with lease.chunk():
            roster.state, roster.reason = RosterImportState.REFUSED, str(no)
            roster.save(update_fields=["state", "reason"])
            record(job.requested_by, "roster.not_readable", roster)
        return {}
    lease.step("check")
    checked = roster_import.checked_rows(layout, reference, enrolled=_enrolled(session), seats_left=seats_left(session))
    total = len(checked)
    with lease.chunk(done=0, total=total):
        # A run that was cut off may have left some.
        roster.rows.all().delete()
    for start in range(0, total, ROWS_PER_CHUNK * 5):
        part = list(zip(checked, layout.rows, strict=True))[start : start + ROWS_PER_CHUNK * 5]
        with lease.chunk(done=start + len(part), total=total):
            RosterRow.objects.bulk_create((roster_import.stored_row(roster, row, raw) for row, raw in part), batch_size=200)
    with lease.chunk(done=total, total=total):
        roster.state = RosterImportState.READY
        roster.sheet, roster.header_row = layout.sheet, layout.header_row
        roster.headers = layout.headers
        roster.titles = [text for _number, text in layout.titles]
        roster.column_map = {str(at): field for at, field in layout.columns.items()}
        roster.notes = [*roster.notes, *(told.as_json() for told in layout.problems)]
        roster.counts = _counts(roster)
        roster.save()
        record(job.requested_by, "roster.read", roster, rows=total, **roster.counts)
    return roster.counts


def _enrolled(session):
    return set(session.enrolments.active().values_list("officer_id", flat=True))


def _counts(roster):
    counted = roster.rows.values_list("outcome").annotate(Count("pk")).order_by()
    return dict.fromkeys(RowOutcome.values, 0) | dict(counted)


# Preview


def plan(roster):
    """Returns the Plan of a roster: what an apply would do. One query."""
    review = Q(outcome=RowOutcome.REVIEW)
    counts = roster.rows.aggregate(
        rows=Count("pk"),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in RowOutcome},
        taken_by_decision=Count("pk", filter=review & Q(decision=RowDecision.TAKE)),
        left_by_decision=Count("pk", filter=review & Q(decision=RowDecision.LEAVE)),
    )
    return Plan(**counts)


@transaction.atomic
def decide(roster, number, decision, *, by):
    """Takes a row that waits ("take"), leaves it out ("leave") or opens it again (""). Returns the RosterRow; raises Refused."""
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    _refuse_unless_ready(roster)
    row = roster.rows.select_for_update().filter(number=number).first()
    if row is None or row.outcome != RowOutcome.REVIEW:
        raise Refused(_("Row %(row)s does not wait for a decision.") % {"row": number})
    if decision not in RowDecision.values:
        raise Refused(_("Choose whether to take the row or to leave it out."))
    if decision == RowDecision.TAKE and not can_take(row):
        raise Refused(
            _("Row %(row)s has no usable service number or name. Correct it in the file and upload it again.") % {"row": number}
        )
    row.decision = decision
    row.save(update_fields=["decision"])
    record(by, "roster_row.decided", row, decision=decision)
    return row


def can_take(row):
    """Whether a row that waits can be taken as it is: it has a service number, and a name or the suggestion of one."""
    suggested = any(told["suggestion"] and told["field"] in ("name", "name_en", "name_bn") for told in row.problems)
    has_name = row.values.get("name_en") or row.values.get("name_bn") or suggested
    return bool(row.values.get("service_number") and has_name and not any(told["severity"] == "reject" for told in row.problems))


@transaction.atomic
def discard(roster, *, by):
    """Puts a preview aside. Returns the RosterImport; raises Refused once it is applied."""
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    _refuse_unless_ready(roster)
    roster.state = RosterImportState.DISCARDED
    roster.save(update_fields=["state"])
    record(by, "roster.discarded", roster)
    return roster


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
    """Asks for the good rows to be taken in. Returns the Job; two people who ask at once get one. Raises Refused."""
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.state == RosterImportState.APPLYING:
        return roster.applying
    _refuse_unless_ready(roster)
    session = roster.session_roster.session
    if not can_import_roster(by, session):
        raise Refused(_("Only a coordinator of the programme may apply a roster."))
    enrolling.refuse_officers_too_late(session)
    ready = plan(roster).ready
    if not ready:
        raise Refused(_("No row can go in. Each row says why."))
    page = reverse("sessions:roster", args=[session.code, roster.public_id])
    roster.applying = request(
        APPLY,
        by=by,
        params={"roster": roster.pk, "session": session.code, "back": reverse("reports:session", args=[session.code]), "next": page},
        scope=f"programme:{roster.programme_id}",
        total=ready,
    )
    roster.state = RosterImportState.APPLYING
    roster.save(update_fields=["applying", "state"])
    record(by, "roster.apply_requested", roster, ready=ready)
    return roster.applying


@performs(
    APPLY,
    title=lambda job: _("Roster of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("rows applied"),
    steps={"take": gettext_lazy("Recording and enrolling officers"), "return": gettext_lazy("Writing back the rows not taken")},
    after=gettext_lazy("See the result"),
)
def apply_rows(job, lease):
    """Takes the rows in, some hundred per transaction; may be run again at any time. Returns {"taken": int, "set_aside": int}."""
    roster = RosterImport.objects.select_related("programme").get(pk=job.params["roster"])
    if roster.state != RosterImportState.APPLYING:
        return {"taken": roster.counts.get("taken", 0)}
    lease.step("take")
    reference = reference_for_rosters()
    total = roster_import.rows_to_take(roster).count() + roster.rows.filter(applied=True).count()
    while rows := list(roster_import.rows_to_take(roster)[:ROWS_PER_CHUNK]):
        with lease.chunk(total=total) as progress:
            taken = _take(rows, roster, reference, by=job.requested_by)
            progress.done = roster.rows.filter(applied=True).count()
            progress.set_aside += sum(one.officer is None for one in taken)
    lease.step("return")
    with lease.chunk() as progress:
        _finish(roster, by=job.requested_by)
    return {"taken": roster.counts["taken"], "set_aside": job.set_aside}


def _take(rows, roster, reference, *, by):
    session = TrainingSession.objects.select_for_update().get(pk=roster.session_roster.session_id)
    enrolling.refuse_officers_too_late(session)
    taken = roster_import.take(
        rows,
        roster=roster,
        reference=reference,
        enrolled=_enrolled(session),
        seats_left=seats_left(session),
        by=by,
        today=timezone.localdate(),
    )
    enrolling.enrol(session, [one.officer for one in taken if one.officer and one.is_participant], by=by)
    RosterRow.objects.bulk_update(
        [one.row for one in taken],
        ["outcome", "values", "changes", "problems", "officer", "applied", "decision"],
        batch_size=100,
    )
    return taken


def _finish(roster, *, by):
    roster.counts = _counts(roster) | {"taken": roster.rows.filter(applied=True).count()}
    content = workbook_of_returned(roster)
    if content is not None:
        roster.returned.save("returned", ContentFile(content.getvalue()), save=False)
    roster.state, roster.applied_at = RosterImportState.APPLIED, timezone.now()
    roster.save()
    record(by, "roster.applied", roster, **roster.counts)


# Workbooks


def workbook_of_returned(roster):
    """Returns the rows that were (or would be) left out as an open XLSX file with a column of reasons, or None without any."""
    content = roster_import.workbook_of_returned(roster, get_language()[:2])
    return content and io.BytesIO(content)


def empty_workbook():
    """Returns a roster to fill in, as an open XLSX file: headings in both languages, lists for rank, unit and sex."""
    return io.BytesIO(template_workbook(reference_for_rosters()))
