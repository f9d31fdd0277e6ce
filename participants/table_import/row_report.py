"""What a table of officers says of each of its rows, for commands; the page shows the first rows only."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from participants.models import OfficerTable
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.fields import OFFICER_FIELDS
from participants.table_import.checking import TableChecker, TableRow, columns_of
from participants.table_import.import_jobs import dataset_of

ROWS_PER_BATCH = 1_000


def row_reports(table: OfficerTable) -> Iterator[dict[str, Any]]:
    """Yields {"number", "outcome", "problems", "changes", "values"} of each row, in plain JSON.

    table: one that was checked and not yet applied. outcome: new, change, same or left_out. values: what the record would say after
    the import; of a row that is left out, what was read. Raises Refused as the check does.
    """
    dataset = dataset_of(table)
    checker = TableChecker(columns_of(dataset.headers), reference_for_rosters, user=table.uploaded_by, was_counted=True)
    rows = iter(dataset.numbered())
    while batch := list(islice(rows, ROWS_PER_BATCH)):
        for row in checker.check(batch):
            yield _report(row)


def _report(row: TableRow) -> dict[str, Any]:
    changes = {change["field"]: change["new"] for change in row.changes}
    values = {**row.on_record, **changes} if row.on_record and row.outcome != "left_out" else row.values
    return {
        "number": row.number,
        "outcome": row.outcome,
        "problems": [{**one.as_json(), "message": one.message} for one in row.problems],
        "changes": list(row.changes),
        "values": {"service_number": row.service_number} | {field: values.get(field) for field in OFFICER_FIELDS[1:]},
    }
