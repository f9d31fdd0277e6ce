"""The chosen participations as a workbook: long work, for the person who asked, kept for a day. It names people, so it is audited."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator, require
from accounts.refusal import Refused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import Programme
from programmes.workbooks.guards import with_guard
from reports.exports import expiring_files
from reports.pages.shared_officers import as_their_sessions_know_them
from reports.participations.choice import Choice, officers, restored, rows, stored

JOB_KIND = "reports.participations"
XLSX = "xlsx"
AT_A_TIME = 500
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576


@transaction.atomic
def ask(choice: Choice, *, by: User) -> Job:
    """Requests the workbook of a Choice. Returns the Job; the same request returns the unfinished one.

    Raises NotAllowed for somebody who coordinates no programme, Refused when there is no row, or more than a sheet holds.
    """
    require(by, is_coordinator)
    _refuse_wrong_number(_chosen(choice, by)[: MOST_ROWS + 1].count())
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"choice": stored(choice), "programmes": _programmes_of(by)},
        key=choice.query(),
        back=f"{reverse('reports:participations')}?{choice.query()}",
        file_page=lambda token: reverse("reports:participations_file", args=[token]),
    )
    if is_new:
        programme = Programme.objects.filter(code=choice.programme).first() if choice.programme else None
        record(by, "participations.export_requested", programme, job=job.pk)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Participations as a workbook"),
    unit=gettext_lazy("rows written"),
    steps={"write": gettext_lazy("Writing the rows")},
    after=gettext_lazy("Download the workbook"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Writes and stores the workbook; safe to run again. Returns {"rows": int}. Rows are read AT_A_TIME."""
    expiring_files.remove_expired()
    lease.step("write")
    choice, by = restored(job.params["choice"]), job.requested_by
    if by is None:
        raise Refused(_("The account that asked for it is gone."))
    total = _chosen(choice, by).count()
    _refuse_wrong_number(total)
    book = Workbook(write_only=True)
    done = 0
    sheet = book.create_sheet(_("Officers") if choice.counts_officers else _("Participations"))
    sheet.append(_officer_heads() if choice.counts_officers else _heads())
    for batch in _batches(choice, by):
        for line in batch:
            sheet.append([with_guard(cell) for cell in line])
        done += len(batch)
        with lease.chunk(done=done, total=max(total, done)):
            pass
    with expiring_files.writing(job.params["token"], ending=XLSX) as file:
        book.save(file)
    return {"rows": done}


def file_for(user: User, token: str) -> File | None:
    """Returns the open workbook that this user asked for; None without one, once it expired, or once they lost a programme in it."""
    job = Job.objects.filter(kind=JOB_KIND, requested_by=user, params__token=token).first()
    if job is None or not set(job.params["programmes"]) <= set(_programmes_of(user)):
        return None
    return expiring_files.opened(JOB_KIND, user, token, ending=XLSX)


def _programmes_of(user):
    return sorted(Programme.objects.coordinated_by(user).values_list("pk", flat=True))


def _chosen(choice, by):
    return officers(choice, by) if choice.counts_officers else rows(choice, by)


def _refuse_wrong_number(count):
    if not count:
        raise Refused(_("There is no row to export. Choose another period or place."))
    if count > MOST_ROWS:
        raise Refused(_("These are more rows than a sheet holds. Choose a shorter period or a smaller place."))


def _heads() -> list[str]:
    return [
        *_officer_heads(),
        *(_("Session"), _("First day"), _("Last day"), _("Place"), _("Result")),
    ]


def _officer_heads() -> list[str]:
    return [_("Service number"), _("Name in English"), _("Name in Bangla"), _("Sex"), _("Rank"), _("Unit")]


def _batches(choice: Choice, by: User) -> Iterator[list[list[Any]]]:
    """Yields the lines AT_A_TIME, by key, so that the thousandth batch costs what the first does."""
    found = _chosen(choice, by).order_by("pk")
    found = found.select_related(
        *(("rank", "unit") if choice.counts_officers else ("officer", "rank", "unit", "session__place"))
    )
    last = 0
    while batch := list(found.filter(pk__gt=last)[:AT_A_TIME]):
        last = batch[-1].pk
        if choice.counts_officers:
            yield [_officer_line(one, one) for one in as_their_sessions_know_them(batch, by)]
        else:
            yield [_line(one) for one in batch]


def _officer_line(officer, at):
    return [
        officer.service_number,
        officer.name_en,
        officer.name_bn,
        officer.get_sex_display() if officer.sex else "",
        at.rank.name if at.rank else "",
        at.unit.name if at.unit else "",
    ]


def _line(enrolment):
    session = enrolment.session
    return [
        *_officer_line(enrolment.officer, enrolment),
        session.code,
        session.starts_on,
        session.ends_on,
        session.place.name,
        enrolment.get_state_display(),
    ]
