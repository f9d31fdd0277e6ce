"""Reads the old binary Excel format (.xls) in a process of its own.

The library allocates whole grids and copies texts, so that a small file can use any amount of memory. The child process has a
limit on memory and on time; when it dies, the file is refused and the worker continues.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from programmes.workbooks import limits
from programmes.workbooks.archive import locked
from programmes.workbooks.sheets import Cell, Merge, Sheet, SheetRefused, Workbook, damaged, storable, too_long
from programmes.workbooks.xlsx_parts import with_macros

# The code of the child process: only the standard library and the library for the format.
_CHILD = """
import datetime, json, resource, sys
path, memory, seconds, rows, columns = sys.argv[1], *map(int, sys.argv[2:6])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
import python_calamine
def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return {"date": value.isoformat()[:10]}
    return value if isinstance(value, (str, int, float, bool)) else str(value)
try:
    book = python_calamine.CalamineWorkbook.from_path(path)
except python_calamine.PasswordError:
    print(json.dumps({"locked": True}))
    sys.exit()
sheets = []
for meta in book.sheets_metadata:
    if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
        continue
    sheet = book.get_sheet_by_name(meta.name)
    found = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        row = row[:columns]
        while row and row[-1] == "":
            row.pop()
        if row:
            found.append([number, [plain(value) for value in row]])
        if len(found) > rows:
            break
    merged = [[a + 1, b, c + 1, d] for (a, b), (c, d) in (sheet.merged_cell_ranges or [])]
    hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
    sheets.append({"name": meta.name, "hidden": hidden, "rows": found, "merged": merged})
print(json.dumps({"sheets": sheets}))
"""


def read_old_excel(path: str | Path, content: bytes, *, most_rows: int) -> Workbook:
    """Returns the `Workbook` in a file whose bytes are `content`; raises `Refused`."""
    directory = content.replace(b"\x00", b"")
    if b"_VBA_PROJECT" in directory:
        raise with_macros()
    answer = _ask_child(path, most_rows)
    if answer.get("locked"):
        raise locked()
    return Workbook(kind="xls", sheets=[_sheet(found, most_rows) for found in answer["sheets"][: limits.SHEETS]])


def _ask_child(path, most_rows):
    rows = most_rows + limits.OTHER_ROWS
    bounds = (limits.OLD_EXCEL_MEMORY, limits.OLD_EXCEL_SECONDS, rows, limits.COLUMNS + 1)
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter, our own code, the file only as an argument
            [sys.executable, "-I", "-c", _CHILD, str(path), *map(str, bounds)],
            capture_output=True,
            timeout=limits.OLD_EXCEL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Refused(
            _("The workbook takes too long to read. Save it in Excel as .xlsx and upload that file.")
        ) from late
    if done.returncode:
        raise damaged()
    try:
        return json.loads(done.stdout)
    except ValueError as unreadable:
        raise damaged() from unreadable


def _sheet(found, most_rows):
    sheet = Sheet(name=storable(found["name"]), is_hidden=found["hidden"], most_rows=most_rows)
    sheet.merged = [Merge(*ends) for ends in found["merged"][: limits.MERGED_RANGES]]
    try:
        for number, values in found["rows"]:
            sheet.add(number, [Cell(_value(value, sheet, number, column)) for column, value in enumerate(values)])
    except SheetRefused as no:
        sheet.refusal = str(no)
    return sheet


def _value(value, sheet, number, column):
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    if isinstance(value, str):
        if len(value) > limits.CELL_LENGTH:
            raise too_long(sheet.name, number, column)
        return storable(value) or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
