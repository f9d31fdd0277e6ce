"""Importing a table of officers: upload, check, preview, apply. `OfficerResource` reads and writes the rows.

Checking and applying are jobs, because the web process never parses a file. All valid rows of a table are written in one
transaction. Applying a table again changes nothing.
"""

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from jobs.requesting import request, resume
from participants.duplicates import search_keys
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, count_matches, limit_reached, refuse_at_limit
from participants.models import LookUp, OfficerTable, OfficerTableState
from participants.roster.check.returning import workbook_of_rejected
from participants.roster.tables.table_streams import BYTES, too_large
from participants.roster_import.receiving import checksum_of, display_name
from participants.table_import import check_cache
from participants.table_import.checking import CHANGE, LEFT_OUT, NEW, SAME
from participants.table_import.formats import FORMATS, StreamedTable
from participants.table_import.officer_resource import OfficerResource
from programmes.models import Programme

CHECK = "participants.check_table"
APPLY = "participants.apply_table"
MOST_SHOWN_LEFT_OUT = 50
OFFICERS_PER_INDEXING = 2_000


@transaction.atomic
def upload(file: UploadedFile, *, programme: Programme, by: User) -> OfficerTable:
    """Stores a table and requests the job that checks it. Returns the OfficerTable.

    file: Django's UploadedFile; CSV, or XLSX by its first bytes. programme: the Programme that records new officers.
    Raises Refused where `by` does not coordinate it, and for an empty or too large file.
    """
    _check_coordinates(programme, by)
    if (file.size or 0) > BYTES:
        raise too_large()
    sha256 = checksum_of(file, most_bytes=BYTES)
    kind = "xlsx" if file.read(4) == b"PK\x03\x04" else "csv"
    file.seek(0)
    table = OfficerTable.objects.create(
        programme=programme,
        file=file,
        original_name=display_name(file.name),
        kind=kind,
        sha256=sha256,
        uploaded_by=by,
    )
    table.checking = _request(CHECK, table, by=by)
    table.save(update_fields=["checking"])
    record(by, "officer_table.uploaded", table, programme=programme.pk, sha256=sha256)
    return table


def _request(kind, table, *, by):
    params = {
        "table": table.pk,
        "back": reverse("admin:participants_officer_changelist"),
        "next": reverse("admin:participants_officer_table", args=[table.public_id]),
        "follow": True,
    }
    return request(kind, by=by, params=params, scope=f"programme:{table.programme_id}")


def dataset_of(table: OfficerTable) -> StreamedTable:
    """Returns the rows of the stored file. Raises Refused for one that cannot be read."""
    return FORMATS[table.kind]().create_dataset(table.file.path)


@performs(
    CHECK,
    title=gettext_lazy("Table of officers"),
    steps={"check": gettext_lazy("Checking every row")},
    after=gettext_lazy("See the preview"),
)
def check_rows(job: Job, lease: Lease) -> dict[str, int]:
    """Computes the outcome of every row. An unreadable table is a result of the job, not a failure: it gets the state REFUSED."""
    table = OfficerTable.objects.select_related("programme").get(pk=job.params["table"])
    if table.state != OfficerTableState.CHECKING:
        return table.counts
    lease.step("check")
    try:
        dataset = dataset_of(table)
        resource = OfficerResource(by=job.requested_by, programme=table.programme)
        result = resource.import_data(dataset, dry_run=True)
        _count_matches(resource, result, is_first=True)
    except Refused as no:
        with lease.chunk():
            _save_result(table, OfficerTableState.CHECKING, state=OfficerTableState.REFUSED, reason=str(no))
            record(job.requested_by, "officer_table.not_readable", table)
        return {}
    with lease.chunk(done=result.total_rows, total=result.total_rows):
        counts = _counts(result)
        facts = {"counts": counts, "preview": _preview(result), "left_out": _left_out(result)}
        facts |= {"result": result, "dataset": dataset, "resource": resource}
        _save_result(table, OfficerTableState.CHECKING, state=OfficerTableState.READY, **facts)
        record(job.requested_by, "officer_table.checked", table, **counts)
    return counts


def _count_matches(resource, result, *, is_first=False):
    """Counts the matches of a table with other programmes. Raises the refusals of the Result.

    Raises Refused, too, where a parallel list reached the daily limit: at the first check of the table (is_first) whatever its
    numbers are, unless all are of own officers.
    """
    most = DAILY_LIMITS[LookUp.LIST]
    with transaction.atomic():
        if is_first and resource.has_foreign_numbers:
            refuse_at_limit(resource.by, LookUp.LIST, most=most)
        within = count_matches(
            resource.by, sorted(resource.matched_ids), programme=resource.programme, kind=LookUp.LIST
        )
    _raise_refusals(result)
    if resource.matched_ids - within:
        raise limit_reached(most)


def _raise_refusals(result):
    for error in result.base_errors:
        raise error.error


def _counts(result):
    kinds = {NEW: "new", CHANGE: "update", SAME: "skip", LEFT_OUT: "invalid"}
    return {outcome: result.totals[kind] for outcome, kind in kinds.items()}


def _preview(result):
    return [
        {"outcome": CHANGE if row.changes else NEW, "values": row.row_values, "changes": row.changes}
        for row in result.rows
    ]


def _left_out(result):
    return [
        {
            "number": row.number,
            "cells": [str(cell) if cell is not None else "" for cell in row.values],
            "problems": [item.as_json() for item in row.returned.problems],
        }
        for row in result.invalid_rows[:MOST_SHOWN_LEFT_OUT]
    ]


def _save_result(table, before, *, result=None, dataset=None, resource=None, **facts):
    """Saves the result of a job in the table, with a workbook of the rejected rows; does nothing if the table was discarded meanwhile."""
    table = _locked(table)
    if table.state != before:
        return
    for field, value in facts.items():
        setattr(table, field, value)
    if result is not None and result.invalid_rows:
        headings = list(zip(dataset.headers, resource.columns, strict=True))
        rows = [row.returned for row in result.invalid_rows]
        content = workbook_of_rejected(rows, headings, get_language()[:2])
        table.returned.save("returned", ContentFile(content), save=False)
    table.save()


def _delete_cache(table):
    transaction.on_commit(partial(check_cache.delete, table.file.path))


def _locked(table):
    return OfficerTable.objects.select_for_update().get(pk=table.pk)


@transaction.atomic
def discard(table: OfficerTable, *, by: User) -> OfficerTable:
    """Discards a preview. Returns the OfficerTable. Raises Refused for one that is being applied or is not a preview."""
    table = _locked(table)
    _check_rights(table, by)
    _check_ready(table)
    table.state = OfficerTableState.DISCARDED
    table.save(update_fields=["state"])
    record(by, "officer_table.discarded", table)
    _delete_cache(table)
    return table


@transaction.atomic
def request_apply(table: OfficerTable, *, by: User) -> Job:
    """Requests the job that writes the valid rows. Returns the Job; parallel requests get the same one. Raises Refused."""
    table = _locked(table)
    _check_rights(table, by)
    if table.state == OfficerTableState.APPLYING and table.applying is not None:
        return resume(table.applying, by=by) if table.applying.resumable else table.applying
    _check_ready(table)
    if not table.counts.get(NEW) and not table.counts.get(CHANGE):
        raise Refused(_("No row would change anything. Each row that is not taken shows the reason."))
    table.applying = _request(APPLY, table, by=by)
    table.state = OfficerTableState.APPLYING
    table.save(update_fields=["applying", "state"])
    record(by, "officer_table.apply_requested", table)
    return table.applying


def _check_coordinates(programme, by):
    if not coordinates(by, programme):
        raise Refused(_("Only a coordinator of the programme may record its officers."))


def _check_rights(table, by):
    _check_coordinates(table.programme, by)
    if by != table.uploaded_by:
        raise Refused(_("Only who uploaded the table may apply or discard it."))


def _check_ready(table):
    sentences = {
        OfficerTableState.CHECKING: _("The table is still being checked."),
        OfficerTableState.APPLYING: _("The table is being applied already."),
        OfficerTableState.APPLIED: _("The table was applied already. Nothing was done twice."),
        OfficerTableState.REFUSED: _("The table could not be read, so there is nothing to apply."),
        OfficerTableState.DISCARDED: _("The table was discarded. Upload it again to use it."),
    }
    if table.state in sentences:
        raise Refused(sentences[table.state])


@performs(
    APPLY,
    title=gettext_lazy("Table of officers"),
    steps={
        "take": gettext_lazy("Recording officers"),
        "index": gettext_lazy("Adding them to the search"),
    },
    after=gettext_lazy("See the result"),
)
def apply_rows(job: Job, lease: Lease) -> dict[str, int]:
    """Writes the valid rows in one transaction; may run again at any time. Returns the counts."""
    table = OfficerTable.objects.select_related("programme").get(pk=job.params["table"])
    if table.state == OfficerTableState.APPLYING:
        lease.step("take")
        with lease.chunk() as progress:
            if _locked(table).state == OfficerTableState.APPLYING:
                dataset = dataset_of(table)
                resource = OfficerResource(by=job.requested_by, programme=table.programme)
                result = resource.import_data(dataset, dry_run=False)
                _count_matches(resource, result)
                progress.done = progress.total = result.total_rows
                progress.set_aside = result.totals["invalid"]
                facts = {"counts": _counts(result), "left_out": _left_out(result), "applied_at": timezone.now()}
                facts |= {"result": result, "dataset": dataset, "resource": resource}
                _save_result(table, OfficerTableState.APPLYING, state=OfficerTableState.APPLIED, **facts)
                record(job.requested_by, "officer_table.applied", table, **_counts(result))
                _delete_cache(table)
    lease.step("index")
    last: int | None = 0
    while last is not None:
        with lease.chunk():
            last = search_keys.index_missing_after(last, limit=OFFICERS_PER_INDEXING)
    return OfficerTable.objects.get(pk=table.pk).counts
