"""Reads XLSX as a stream: values, fonts, merged ranges and hidden rows in one pass, within the limits.

The usual readers first lay out a grid as large as the farthest cell (one stray cell at XFD1048576 ends the process)
and copy every shared text for every cell that uses it. Here nothing is laid out, and nothing the file says about its
own size is believed.
"""

import math
import posixpath
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.roster.base import limits
from participants.roster.base.sheets import (
    EMPTY,
    Cell,
    Merge,
    Sheet,
    SheetRefused,
    Workbook,
    beyond_the_last_column,
    damaged,
    storable,
    too_long,
)
from participants.roster.files.archive import Archive
from participants.roster.files.xlsx_styles import read_styles

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TOO_LONG = object()
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?$")
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_LAST_DATE = 2_958_465
_LONGEST_NUMBER = 30


def read_xlsx(path):
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


def stream_xlsx(path, sheet):
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
    return _Book(texts, styles, starts_1904), [found for found in named if found[1] in archive.names], read


def _find_book(archive):
    """Returns the name of the part that lists the sheets, after a look at what the file says it is."""
    types = {}

    def start(_name, attributes):
        if "PartName" in attributes:
            types[attributes["PartName"].lstrip("/")] = attributes.get("ContentType", "")

    if "[Content_Types].xml" not in archive.names:
        raise damaged()
    archive.parse("[Content_Types].xml", start=start)
    said = " ".join(types.values()).lower()
    if "macroenabled" in said or "vbaproject" in said or any("vbaproject" in name.lower() for name in archive.names):
        raise with_macros()
    books = [name for name, kind in types.items() if kind == _MAIN]
    if len(books) != 1 or books[0] not in archive.names:
        raise Refused(
            _("This is not an Excel workbook with a list in it. Save the list as .xlsx in Excel and upload that file.")
        )
    return books[0]


def with_macros():
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


class _Book(NamedTuple):
    """What all sheets share."""

    texts: list
    styles: dict
    starts_1904: bool


class _Text:
    """Collects the text of one cell and the font its pieces share; knows when it has become too long."""

    __slots__ = ("fonts", "length", "pieces")

    def __init__(self):
        self.pieces, self.fonts, self.length = [], set(), 0

    def add(self, characters):
        self.length += len(characters)
        if self.length <= limits.CELL_LENGTH:
            self.pieces.append(characters)

    def result(self):
        """Returns (text, font) or (_TOO_LONG, None)."""
        if self.length > limits.CELL_LENGTH:
            return _TOO_LONG, None
        return _unescaped("".join(self.pieces)), next(iter(self.fonts)) if len(self.fonts) == 1 else None


def _unescaped(text):
    if "_x" not in text:
        return text
    return storable(_ESCAPED.sub(lambda escaped: chr(int(escaped.group(1), 16)), text))


def _shared_texts(archive, part):
    """Returns the texts that cells point to, as (text, font of all its pieces or None)."""
    texts, state = [], {"text": None, "reading": False, "phonetic": False}

    def start(name, attributes):
        match name.rpartition(":")[2]:
            case "si":
                state["text"] = _Text()
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


def _read_sheet(archive, part, sheet, book):  # noqa: PLR0915 -- one loop, kept flat for speed
    prefix = None
    number = 0
    cells, cell, cells_seen = [], None, 0
    column = 0
    is_hidden = is_phonetic = False
    value_text, formula, inline = None, None, None
    target = None
    columns = {}

    def start(name, attributes):  # noqa: PLR0912 -- as above
        nonlocal prefix, number, cells, cell, column, is_hidden, value_text, formula, inline, target
        nonlocal cells_seen, is_phonetic
        if prefix is None:
            prefix = name[: -len("worksheet")] if name.endswith("worksheet") else ""
        if prefix:
            name = name.removeprefix(prefix)
        if name == "c":
            cells_seen += 1
            if cells_seen > limits.CELLS:
                raise _too_many_cells(sheet)
            cell, value_text, formula, inline, target = attributes, None, None, None, None
            place = attributes.get("r")
            if place is not None:
                letters = place.rstrip("0123456789")
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = _column(letters)
        elif name == "v":
            value_text = target = []
        elif name == "row":
            at = attributes.get("r")
            following = int(at) if at and at.isdecimal() and len(at) < _LONGEST_NUMBER else number + 1
            if not number < following <= _LAST_ROW:
                raise damaged()
            number, cells, column = following, [], 0
            is_hidden = attributes.get("hidden") in ("1", "true")
        elif name == "f":
            formula = target = []
        elif name == "is":
            inline, target = _Text(), None
        elif name == "t":
            target = None if is_phonetic else inline
        elif name == "rFont" and inline:
            inline.fonts.add(attributes.get("val", ""))
        elif name == "rPh":
            is_phonetic = True
        elif name == "mergeCell":
            _add_merge(sheet, attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            _add_hidden_columns(sheet, attributes)

    def end(name):
        nonlocal cell, column, target, is_phonetic
        if prefix:
            name = name.removeprefix(prefix)
        if name == "c":
            if cell is not None and (value_text is not None or inline is not None or formula is not None):
                made = _cell(cell, value_text, inline, formula, book)
                if made.value is _TOO_LONG:
                    raise too_long(sheet.name, number, column)
                if not made.is_blank:
                    if column >= limits.COLUMNS:
                        raise beyond_the_last_column(sheet.name, number, column)
                    cells.extend([EMPTY] * (column + 1 - len(cells)))
                    cells[column] = made
            column += 1
            cell = None
        elif name in ("v", "t", "f"):
            target = None
        elif name == "rPh":
            is_phonetic = False
        elif name == "row":
            sheet.add(number, cells, is_hidden=is_hidden)

    def text(characters):
        if target is None:
            return
        if target is inline:
            inline.add(characters)
        else:
            target.append(characters)

    yield from archive.parse_in_steps(part, start=start, end=end, text=text)


def _cell(attributes, value_text, inline, formula, book):  # noqa: PLR0911 -- one answer per kind of cell
    font, is_date = book.styles.get(attributes.get("s", "0"), (None, False))
    kind = attributes.get("t", "n")
    if inline is not None:
        text, own_font = inline.result()
        return Cell(text, own_font or font)
    raw = "".join(value_text or ())
    if formula is not None and not raw and kind != "str":
        # A formula that nobody has worked out yet: shown as it is rather than lost. An empty text is a result.
        return Cell("=" + "".join(formula)[: limits.CELL_LENGTH], font)
    if value_text is None:
        return EMPTY
    if kind == "s":
        if not raw.isdecimal() or len(raw) > _LONGEST_NUMBER or int(raw) >= len(book.texts):
            raise damaged()
        text, own_font = book.texts[int(raw)]
        return Cell(text, own_font or font)
    if kind == "n":
        return Cell(_number(raw, is_date=is_date, starts_1904=book.starts_1904), font)
    if kind == "b":
        return Cell(raw.strip() == "1", font)
    if kind == "d":
        return Cell(_iso_date(raw), font)
    if len(raw) > limits.CELL_LENGTH:
        return Cell(_TOO_LONG)
    return Cell(_unescaped(raw), font)


def _number(raw, *, is_date, starts_1904):
    if len(raw) > _LONGEST_NUMBER:
        return raw[: limits.CELL_LENGTH]
    try:
        number = int(raw) if raw.isdecimal() else float(raw)
    except ValueError:
        return raw or None
    if not math.isfinite(number):
        return raw
    return _date(number, starts_1904) if is_date and 0 < number <= _LAST_DATE else number


def _date(serial, starts_1904):
    if serial < 1:
        return (datetime(2000, 1, 1) + timedelta(days=serial)).time()  # noqa: DTZ001 -- a time of day without a place
    # Excel believes in 29 February 1900.
    first = date(1904, 1, 1) if starts_1904 else date(1899, 12, 30 if serial >= 60 else 31)
    try:
        return first + timedelta(days=int(serial))
    except OverflowError:
        return serial


def _iso_date(raw):
    try:
        return datetime.fromisoformat(raw.strip()).date()
    except ValueError:
        return raw[: limits.CELL_LENGTH]


def _column(letters):
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or index > _LAST_COLUMN:
            raise damaged()
        index = index * 26 + ord(letter) - 64
    if not 0 < index <= _LAST_COLUMN:
        raise damaged()
    return index - 1


def _add_merge(sheet, reference):
    found = _RANGE.match(reference)
    if found and found.group(3) and len(sheet.merged) < limits.MERGED_RANGES:
        left, top, right, bottom = found.groups()
        sheet.merged.append(Merge(int(top), _column(left), int(bottom), _column(right)))


def _add_hidden_columns(sheet, attributes):
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if first.isdecimal() and last.isdecimal() and len(first + last) < _LONGEST_NUMBER:
        sheet.hidden_columns.update(range(int(first) - 1, min(int(last), limits.COLUMNS)))


def _too_many_cells(sheet):
    return SheetRefused(
        _(
            "Sheet “%(sheet)s” has more than %(limit)s formatted cells, nearly all of them empty. "
            "Copy the list into a new workbook and upload that."
        )
        % {"sheet": sheet.name, "limit": number_text(limits.CELLS, get_language())}
    )
