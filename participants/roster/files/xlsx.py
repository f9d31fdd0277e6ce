"""Reads XLSX workbooks as a stream, within the limits.

The usual readers allocate a grid as large as the farthest cell (one cell at XFD1048576 uses up all memory) and copy every
shared text for every cell that uses it. This reader allocates no grid and ignores the size that the file declares.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.roster.base import limits
from participants.roster.base.sheets import Sheet, SheetRefused, Workbook, damaged
from participants.roster.files.archive import Archive
from participants.roster.files.xlsx_sheet import CellText, SharedParts, SheetReader
from participants.roster.files.xlsx_styles import read_styles

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def read_xlsx(path: str | Path) -> Workbook:
    """Returns the `Workbook` in a file; raises `Refused`."""
    with Archive(path) as archive:
        book, parts, read = _open(archive)
        sheets = []
        for name, part, is_hidden in parts[: limits.SHEETS]:
            read.add(part)
            sheet = Sheet(name=name, is_hidden=is_hidden)
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
    book_part = _find_book(archive)
    folder = posixpath.dirname(book_part)
    listed, starts_1904 = _sheets_of(archive, book_part)
    targets = _targets(archive, f"{folder}/_rels/{posixpath.basename(book_part)}.rels", folder)
    read = {"[Content_Types].xml", book_part}
    read.update(targets[kind] for kind in ("styles", "sharedStrings") if kind in targets)
    styles = read_styles(archive, part) if (part := targets.get("styles")) else {}
    texts = _shared_texts(archive, part) if (part := targets.get("sharedStrings")) else []
    named = [(name, targets["worksheet"].get(relation), is_hidden) for name, relation, is_hidden in listed]
    return SharedParts(texts, styles, starts_1904), [found for found in named if found[1] in archive.names], read


def _find_book(archive):
    """Returns the name of the part that lists the sheets. Refuses files of another type."""
    types = {}

    def start(_name, attributes):
        if "PartName" in attributes:
            types[attributes["PartName"].lstrip("/")] = attributes.get("ContentType", "")

    if "[Content_Types].xml" not in archive.names:
        raise damaged()
    archive.parse("[Content_Types].xml", start=start)
    declared = " ".join(types.values()).lower()
    if (
        "macroenabled" in declared
        or "vbaproject" in declared
        or any("vbaproject" in name.lower() for name in archive.names)
    ):
        raise with_macros()
    books = [name for name, kind in types.items() if kind == _MAIN]
    if len(books) != 1 or books[0] not in archive.names:
        raise Refused(
            _("This is not an Excel workbook with a list in it. Save the list as .xlsx in Excel and upload that file.")
        )
    return books[0]


def with_macros() -> Refused:
    """Returns the refusal of a workbook with macros."""
    return Refused(
        _(
            "The workbook holds macros, which are not accepted. "
            "Save it in Excel as “Excel Workbook (.xlsx)” and upload that file."
        )
    )


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


def _targets(archive, part, folder):
    """Returns where the parts are: {"worksheet": {relation: part}, "styles": part, "sharedStrings": part}."""
    found = {"worksheet": {}}

    def start(name, attributes):
        if name.rpartition(":")[2] != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if kind == "worksheet":
            found["worksheet"][attributes.get("Id", "")] = place
        elif kind in ("styles", "sharedStrings") and place in archive.names:
            found[kind] = place

    if part in archive.names:
        archive.parse(part, start=start)
    return found


def _shared_texts(archive, part):
    """Returns the texts that cells point to, as (text, font of all its pieces or None)."""
    texts, state = [], {"text": None, "reading": False, "phonetic": False}

    def start(name, attributes):
        match name.rpartition(":")[2]:
            case "si":
                state["text"] = CellText()
            case "rPh":
                state["phonetic"] = True
            case "t":
                state["reading"] = not state["phonetic"]
            case "rFont" if state["text"]:
                state["text"].fonts.add(attributes.get("val", ""))

    def end(name):
        match name.rpartition(":")[2]:
            case "si" if state["text"]:
                texts.append(state["text"].result())
            case "rPh":
                state["phonetic"] = False
            case "t":
                state["reading"] = False

    def text(characters):
        if state["reading"] and state["text"]:
            state["text"].add(characters)

    archive.parse(part, start=start, end=end, text=text)
    return texts


def _read_sheet(archive, part, sheet, book):
    """Fills `sheet` from a part of the archive; an iterator that pauses after every chunk."""
    reader = SheetReader(sheet, book)
    yield from archive.parse_in_steps(part, start=reader.start, end=reader.end, text=reader.text)
