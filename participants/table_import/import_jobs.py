"""Tables into the register of officers: upload, check, preview, apply. The work itself is `OfficerResource`'s.

Checking and applying are long work, whatever the size of the table: the web process reads no file. All good rows of a table
go in together or not at all; a table that is applied again changes nothing.
"""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.permissions import coordinates
from accounts.refusal import Refused
from jobs.execution.running import performs
from jobs.requesting import request, resume
from participants.duplicates import search_keys
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, count_matches, limit_reached, refuse_at_limit
from participants.models import LookUp, OfficerTable, OfficerTableState
from participants.roster.check.returning import workbook_of_rejected
from participants.roster.tables.table_streams import BYTES, too_large
from participants.roster_import.receiving import checksum_of, display_name
from participants.table_import import check_cache
from participants.table_import.checking import CHANGE, LEFT_OUT, NEW, SAME, columns_of
from participants.table_import.formats import FORMATS
from participants.table_import.officer_resource import OfficerResource

CHECK = "participants.check_table"
APPLY = "participants.apply_table"
MOST_SHOWN_LEFT_OUT = 50
OFFICERS_PER_INDEXING = 2_000


@transaction.atomic
def upload(file, *, programme, by):
    """Stores a table and asks for it to be checked. Returns the OfficerTable.

    file: Django's UploadedFile; CSV, or XLSX by its first bytes. programme: the Programme that new officers are recorded by.
    Raises Refused for whoever does not coordinate it, and for an empty or too large file.
    """
    if not coordinates(by, programme):
        raise Refused(_("Only a coordinator of the programme may record its officers."))
    if file.size > BYTES:
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


def _dataset(table):
    return FORMATS[table.kind]().create_dataset(table.file.path)


@performs(
    CHECK,
    title=gettext_lazy("Table of officers"),
    steps={"check": gettext_lazy("Checking every row")},
    after=gettext_lazy("See the preview"),
)
def check_rows(job, lease):
    """Works out what would become of every row. A table that cannot be read is an answer, not a failure of the work."""
    table = OfficerTable.objects.select_related("programme").get(pk=job.params["table"])
    if table.state != OfficerTableState.CHECKING:
        return table.counts
    lease.step("check")
    try:
        dataset = _dataset(table)
        resource = OfficerResource(by=job.requested_by, programme=table.programme)
        result = resource.import_data(dataset, dry_run=True)
        _count_met(resource, result, is_first=True)
    except Refused as no:
        with lease.chunk():
            _settle(table, OfficerTableState.CHECKING, state=OfficerTableState.REFUSED, reason=str(no))
            record(job.requested_by, "officer_table.not_readable", table)
        return {}
    with lease.chunk(done=result.total_rows, total=result.total_rows):
        counts = _counts(result)
        facts = {"counts": counts, "preview": _preview(result), "left_out": _left_out(result)}
        _settle(
            table, OfficerTableState.CHECKING, state=OfficerTableState.READY, result=result, dataset=dataset, **facts
        )
        record(job.requested_by, "officer_table.checked", table, **counts)
    return counts


def _count_met(resource, result, *, is_first=False):
    """Counts the numbers of other programmes that a table held. Raises the refusals of the Result.

    Raises Refused, too, where another list of this moment used up what one may meet in a day: at the first look at the table
    (is_first) whatever its numbers are, unless all are of own officers.
    """
    most = DAILY_LIMITS[LookUp.LIST]
    with transaction.atomic():
        if is_first and resource.asks_others:
            refuse_at_limit(resource.by, LookUp.LIST, most=most)
        within = count_matches(resource.by, sorted(resource.met), programme=resource.programme, kind=LookUp.LIST)
    _raise_refusals(result)
    if resource.met - within:
        raise limit_reached(most)


def _raise_refusals(result):
    for trouble in result.base_errors:
        raise trouble.error


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


def _settle(table, before, *, result=None, dataset=None, **facts):
    """Writes what became of a table, unless it was put aside meanwhile; with its rows that are not taken as a workbook."""
    table = _locked(table)
    if table.state != before:
        return
    for field, value in facts.items():
        setattr(table, field, value)
    if result is not None and result.invalid_rows:
        headings = list(zip(dataset.headers, columns_of(dataset.headers), strict=True))
        rows = [row.returned for row in result.invalid_rows]
        content = workbook_of_rejected(rows, headings, get_language()[:2])
        table.returned.save("returned", ContentFile(content), save=False)
    table.save()


def _forget_check(table):
    transaction.on_commit(partial(check_cache.forget, table.file.path))


def _locked(table):
    return OfficerTable.objects.select_for_update().get(pk=table.pk)


@transaction.atomic
def discard(table, *, by):
    """Puts a preview aside. Returns the OfficerTable; raises Refused once it is being applied."""
    table = _locked(table)
    _refuse_others(table, by)
    _refuse_unless_ready(table)
    table.state = OfficerTableState.DISCARDED
    table.save(update_fields=["state"])
    record(by, "officer_table.discarded", table)
    _forget_check(table)
    return table


@transaction.atomic
def request_apply(table, *, by):
    """Asks for the good rows to be taken in. Returns the Job; raises Refused. Two who ask at once get one Job."""
    table = _locked(table)
    _refuse_others(table, by)
    if table.state == OfficerTableState.APPLYING:
        return resume(table.applying, by=by) if table.applying.resumable else table.applying
    _refuse_unless_ready(table)
    if not table.counts.get(NEW) and not table.counts.get(CHANGE):
        raise Refused(_("No row would change anything. Each row that is not taken says why."))
    table.applying = _request(APPLY, table, by=by)
    table.state = OfficerTableState.APPLYING
    table.save(update_fields=["applying", "state"])
    record(by, "officer_table.apply_requested", table)
    return table.applying


def _refuse_others(table, by):
    if not coordinates(by, table.programme):
        raise Refused(_("Only a coordinator of the programme may record its officers."))
    if by != table.uploaded_by:
        raise Refused(_("Only who uploaded the table may apply it or put it aside."))


def _refuse_unless_ready(table):
    sentences = {
        OfficerTableState.CHECKING: _("The table is still being checked."),
        OfficerTableState.APPLYING: _("The table is being applied already."),
        OfficerTableState.APPLIED: _("The table was applied already. Nothing was done twice."),
        OfficerTableState.REFUSED: _("The table could not be read, so there is nothing to apply."),
        OfficerTableState.DISCARDED: _("The table was put aside. Upload it again to use it."),
    }
    if table.state in sentences:
        raise Refused(sentences[table.state])


@performs(
    APPLY,
    title=gettext_lazy("Table of officers"),
    steps={
        "take": gettext_lazy("Recording officers"),
        "index": gettext_lazy("Making them easy to find"),
    },
    after=gettext_lazy("See the result"),
)
def apply_rows(job, lease):
    """Takes the good rows in, all in one transaction; may be run again at any time. Returns the counts."""
    table = OfficerTable.objects.select_related("programme").get(pk=job.params["table"])
    if table.state == OfficerTableState.APPLYING:
        lease.step("take")
        with lease.chunk() as progress:
            if _locked(table).state == OfficerTableState.APPLYING:
                dataset = _dataset(table)
                resource = OfficerResource(by=job.requested_by, programme=table.programme)
                result = resource.import_data(dataset, dry_run=False)
                _count_met(resource, result)
                progress.done = progress.total = result.total_rows
                progress.set_aside = result.totals["invalid"]
                facts = {"counts": _counts(result), "left_out": _left_out(result), "applied_at": timezone.now()}
                _settle(
                    table,
                    OfficerTableState.APPLYING,
                    state=OfficerTableState.APPLIED,
                    result=result,
                    dataset=dataset,
                    **facts,
                )
                record(job.requested_by, "officer_table.applied", table, **_counts(result))
                _forget_check(table)
    lease.step("index")
    is_more = True
    while is_more:
        with lease.chunk():
            is_more = search_keys.index_missing(limit=OFFICERS_PER_INDEXING) > 0
    return OfficerTable.objects.get(pk=table.pk).counts
