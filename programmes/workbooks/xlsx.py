"""Reads XLSX workbooks as a stream, within the limits.

The usual readers allocate a grid as large as the farthest cell (one cell at XFD1048576 uses up all memory) and copy every
shared text for every cell that uses it. This reader allocates no grid and ignores the size that the file declares.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from programmes.workbooks import limits
from programmes.workbooks.archive import Archive
from programmes.workbooks.sheets import Sheet, SheetRefused, Workbook, damaged
from programmes.workbooks.xlsx_parts import Parts
from programmes.workbooks.xlsx_sheet import SharedParts, SheetReader
from programmes.workbooks.xlsx_styles import read_styles
from programmes.workbooks.xlsx_text import shared_texts


def read_xlsx(path: str | Path, *, most_rows: int) -> Workbook:
    """Returns the `Workbook` in a file; raises `Refused`."""
    with Archive(path) as archive:
        book, parts, read = _open(archive)
        sheets = []
        for name, part, is_hidden in parts[: limits.SHEETS]:
            read.add(part)
            sheet = Sheet(name=name, is_hidden=is_hidden, most_rows=most_rows)
            try:
                for _step in _read_sheet(archive, part, sheet, book):
                    pass
            except SheetRefused as no:
                sheet.refusal = str(no)
            sheets.append(sheet)
        archive.check_other_parts(read)
        return Workbook(kind="xlsx", sheets=sheets)


def stream_xlsx(path: str | Path, sheet: Any) -> Iterator[None]:
    """Reads the first sheet that is not hidden into `sheet`, an object with `name`, `merged`, `hidden_columns` and `add`.

    An iterator that pauses after every piece of the file; raises `Refused`.
    """
    with Archive(path) as archive:
        book, parts, read = _open(archive)
        shown = next((found for found in parts if not found[2]), None)
        if shown is None:
            raise damaged()
        sheet.name = shown[0]
        yield from _read_sheet(archive, shown[1], sheet, book)
        archive.check_other_parts(read | {shown[1]})


def _open(archive):
    """Returns (what all sheets share, the sheets as (name, part, is hidden), the names of the parts read so far)."""
    parts = Parts(archive)
    book_part = parts.book()
    listed, starts_1904 = _sheets_of(archive, book_part)
    related = parts.related(book_part)
    styles_part, texts_part = (next(iter(related.get(kind, {}).values()), None) for kind in ("styles", "sharedStrings"))
    styles = read_styles(archive, styles_part) if styles_part else {}
    texts = shared_texts(archive, texts_part) if texts_part else []
    sheets = related.get("worksheet", {})
    named = [(name, sheets[relation], is_hidden) for name, relation, is_hidden in listed if relation in sheets]
    if listed and not named:
        raise damaged()
    return SharedParts(texts, styles, starts_1904), named, {book_part, styles_part, texts_part}


def _sheets_of(archive, part):
    listed, settings = [], {}

    def start(name, attributes):
        match name.rpartition(":")[2]:
            case "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                is_hidden = attributes.get("state", "visible") != "visible"
                listed.append((attributes.get("name", ""), relation, is_hidden))
            case "workbookPr":
                settings.update(attributes)

    archive.parse(part, start=start)
    return listed, settings.get("date1904") in ("1", "true")


def _read_sheet(archive, part, sheet, book):
    """Fills `sheet` from a part of the archive; an iterator that pauses after every chunk."""
    reader = SheetReader(sheet, book)
    yield from archive.parse_in_steps(part, start=reader.start, end=reader.end, text=reader.text)
