"""Reads ODS as a stream, within the limits.

The file has a repeated row or cell once, with the number of repeats, which is limited here.
"""

import re
from datetime import datetime
from pathlib import Path

from programmes.workbooks import limits
from programmes.workbooks.archive import Archive, locked
from programmes.workbooks.sheets import (
    EMPTY,
    GREY_GROUND,
    GREY_TEXT,
    NO_MARKS,
    STRUCK,
    ZEROS,
    Cell,
    Merge,
    Sheet,
    SheetRefused,
    Workbook,
    beyond_the_last_column,
    damaged,
    too_long,
)
from programmes.workbooks.xlsx_styles import GROUND_IS_GREY, TEXT_IS_GREY, brightness_of

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_LAST_ROW = 1_048_576
# A whole number as the sheet shows it: digits, and signs between them.
_DIGITS_SHOWN = re.compile("[0-9][0-9 +/()-]*")


def read_ods(path: str | Path, *, most_rows: int) -> Workbook:
    """Returns the `Workbook` in a file; raises `Refused`."""
    with Archive(path) as archive:
        if "mimetype" not in archive.names or "content.xml" not in archive.names:
            raise damaged()
        if not b"".join(archive.chunks("mimetype")).startswith(_SPREADSHEET):
            raise damaged()
        if "META-INF/manifest.xml" in archive.names:
            _refuse_when_locked(archive)
        reader = _Reader(most_rows)
        archive.parse("content.xml", start=reader.start, end=reader.end, text=reader.text)
        archive.check_other_parts({"content.xml"})
        return Workbook(kind="ods", sheets=reader.sheets[: limits.SHEETS])


def _refuse_when_locked(archive):
    def start(name, _attributes):
        if name.endswith(":encryption-data"):
            raise locked()

    archive.parse("META-INF/manifest.xml", start=start)


class _Reader:
    def __init__(self, most_rows):
        self.sheets, self.most_rows = [], most_rows
        self.sheet = None
        self.faces, self.fonts, self.marks, self.hidden_tables, self.style = {}, {}, {}, set(), None
        self.number = self.row_repeat = 0
        self.cells, self.cell, self.is_row_hidden = None, None, False
        self.column = self.length = self.columns = 0
        self.lines, self.depth_of_note = [], 0

    def start(self, name, attributes):
        if name.startswith("style:"):
            self._start_style(name, attributes)
            return
        match name:
            case "table:table":
                is_hidden = attributes.get("table:style-name") in self.hidden_tables
                self.sheet = Sheet(attributes.get("table:name", ""), is_hidden=is_hidden, most_rows=self.most_rows)
                self.sheets.append(self.sheet)
                self.number = self.columns = 0
            case "table:table-column":
                self._start_column(attributes)
            case "table:table-row":
                self.cells, self.column = [], 0
                self.row_repeat = _count(attributes.get("table:number-rows-repeated"))
                self.is_row_hidden = attributes.get("table:visibility", "visible") != "visible"
            case "table:table-cell" | "table:covered-table-cell":
                self.cell, self.lines, self.length = attributes, [], 0
            case "office:annotation":
                self.depth_of_note += 1
            case "text:p" if self.cell is not None and not self.depth_of_note:
                self.lines.append([])
            case "text:s":
                self.text(" " * min(_count(attributes.get("text:c")), limits.CELL_LENGTH))
            case "text:tab" | "text:line-break":
                self.text(" ")

    def _start_style(self, name, attributes):
        match name:
            case "style:font-face":
                self.faces[attributes.get("style:name", "")] = attributes.get("svg:font-family", "").strip("'\"")
            case "style:style":
                self.style = attributes.get("style:name")
            case "style:text-properties" if self.style:
                face = attributes.get("style:font-name", "")
                font = self.faces.get(face, face) or attributes.get("fo:font-family") or ""
                self.fonts[self.style] = font[: limits.FONT_NAME] or None
                self._mark(_marks_of_text(attributes))
            case "style:table-cell-properties" if self.style:
                if brightness_of(attributes.get("fo:background-color", "")[1:]) in GROUND_IS_GREY:
                    self._mark({GREY_GROUND})
            case "style:table-properties" if self.style and attributes.get("table:display") == "false":
                self.hidden_tables.add(self.style)

    def _start_column(self, attributes):
        first = self.columns
        self.columns += _count(attributes.get("table:number-columns-repeated"))
        if self.sheet and attributes.get("table:visibility", "visible") != "visible":
            self.sheet.hidden_columns.update(range(first, min(self.columns, limits.COLUMNS)))

    def _mark(self, marks):
        if marks:
            self.marks[self.style] = self.marks.get(self.style, NO_MARKS) | marks

    def end(self, name):
        match name:
            case "style:style":
                self.style = None
            case "office:annotation":
                self.depth_of_note -= 1
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell(is_covered=name == "table:covered-table-cell")
            case "table:table-row":
                self._end_row()
            case "table:table":
                self.sheet = None

    def text(self, characters):
        if self.lines and not self.depth_of_note:
            self.length += len(characters)
            if self.length <= limits.CELL_LENGTH:
                self.lines[-1].append(characters)

    def _end_cell(self, *, is_covered):
        attributes, self.cell = self.cell, None
        if self.cells is None or attributes is None or self.sheet is None or self.sheet.refusal:
            return
        repeat = _count(attributes.get("table:number-columns-repeated"))
        cell = EMPTY if is_covered else self._made(attributes)
        if not cell.is_blank:
            if self.length > limits.CELL_LENGTH:
                self.sheet.refusal = str(too_long(self.sheet.name, self.number + 1, self.column))
                return
            if self.column + repeat > limits.COLUMNS:
                last = self.column + repeat - 1
                self.sheet.refusal = str(beyond_the_last_column(self.sheet.name, self.number + 1, last))
                return
            self.cells.extend([EMPTY] * (self.column - len(self.cells)))
            self.cells.extend([cell] * repeat)
            self._note_merge(attributes)
        self.column += repeat

    def _note_merge(self, attributes):
        wide = _count(attributes.get("table:number-columns-spanned"))
        high = _count(attributes.get("table:number-rows-spanned"))
        if (wide > 1 or high > 1) and len(self.sheet.merged) < limits.MERGED_RANGES:
            top = self.number + 1
            self.sheet.merged.append(Merge(top, self.column, top + high - 1, self.column + wide - 1))

    def _made(self, attributes):
        style = attributes.get("table:style-name")
        font, marks = self.fonts.get(style), self.marks.get(style, NO_MARKS)
        text = "\n".join("".join(line) for line in self.lines)
        kind = attributes.get("office:value-type") or attributes.get("calcext:value-type")
        try:
            if kind in ("float", "currency", "percentage"):
                number = float(attributes["office:value"])
                if not number.is_integer():
                    return Cell(number, font, marks)
                return (
                    Cell(text, font, marks | {ZEROS})
                    if _has_more_zeros(text, number)
                    else Cell(int(number), font, marks)
                )
            if kind == "date":
                return Cell(datetime.fromisoformat(attributes["office:date-value"]).date(), font, marks)
        except (KeyError, ValueError, OverflowError):
            return Cell(text, font, marks)
        return Cell(text, font, marks)

    def _end_row(self):
        cells, self.cells = self.cells, None
        if self.sheet is None or cells is None:
            return
        first = self.number + 1
        self.number += self.row_repeat
        if self.number > _LAST_ROW:
            raise damaged()
        if not cells or self.sheet.refusal:
            return
        try:
            for number in range(first, self.number + 1):
                self.sheet.add(number, list(cells), is_hidden=self.is_row_hidden)
        except SheetRefused as no:
            self.sheet.refusal = str(no)


def _marks_of_text(attributes):
    marks = set()
    line = attributes.get("style:text-line-through-style") or attributes.get("style:text-line-through-type", "none")
    if line != "none":
        marks.add(STRUCK)
    if brightness_of(attributes.get("fo:color", "")[1:]) in TEXT_IS_GREY:
        marks.add(GREY_TEXT)
    return marks


def _has_more_zeros(text, number):
    """Whether a whole number is shown with zeros in front that it has not: 099… for 99…"""
    digits = "".join(letter for letter in text if letter.isdigit())
    return bool(_DIGITS_SHOWN.fullmatch(text)) and digits != str(int(number)) == digits.lstrip("0")


def _count(text):
    return int(text) if text and text.isdecimal() and 0 < len(text) < 9 and int(text) > 0 else 1
