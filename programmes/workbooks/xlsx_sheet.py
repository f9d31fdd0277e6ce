"""The sheets of an XLSX workbook: XML events to cells, with values, fonts, merged ranges and hidden rows in one pass."""

import math
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text
from programmes.workbooks import limits
from programmes.workbooks.number_formats import shown
from programmes.workbooks.sheets import (
    EMPTY,
    ZEROS,
    Cell,
    Merge,
    SheetRefused,
    beyond_the_last_column,
    damaged,
    too_long,
)
from programmes.workbooks.xlsx_styles import PLAIN, font_of, is_on
from programmes.workbooks.xlsx_text import TOO_LONG, CellText, unescaped

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?$")
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_LAST_DATE = 2_958_465
_LONGEST_NUMBER = 30


class SharedParts(NamedTuple):
    """What all sheets of a workbook share: texts, styles, and the first year of its dates."""

    texts: list
    styles: dict
    starts_1904: bool


class SheetReader:
    """Fills a `Sheet` from the XML events of its part: a state machine for `Archive.parse`.

    Cells are nearly all of the events, so `start` and `end` handle them first and pass all other elements on.
    """

    __slots__ = (
        "_book",
        "_cell_count",
        "_cells",
        "_column",
        "_column_indexes",
        "_current_cell",
        "_formula",
        "_handlers",
        "_inline_text",
        "_is_hidden",
        "_is_phonetic",
        "_prefix",
        "_row_number",
        "_sheet",
        "_target",
        "_value_text",
    )

    def __init__(self, sheet, book):
        self._sheet, self._book = sheet, book
        self._prefix = None
        self._row_number, self._is_hidden = 0, False
        self._cells, self._cell_count = [], 0
        self._column, self._column_indexes = 0, {}
        self._current_cell = self._value_text = self._formula = self._inline_text = None
        # Where characters go: a list of pieces, the _Text of an inline string, or None.
        self._target = None
        self._is_phonetic = False
        self._handlers = {
            "row": self._start_row,
            "f": self._start_formula,
            "is": self._start_inline_text,
            "t": self._start_text,
            "rFont": self._start_font,
            "r": self._start_piece,
            "strike": self._start_strike,
            "rPh": self._start_phonetic,
            "mergeCell": self._start_merge,
            "col": self._start_column,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:
            self._prefix = name[: -len("worksheet")] if name.endswith("worksheet") else ""
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._value_text = self._target = []
        elif handler := self._handlers.get(name):
            handler(attributes)

    def end(self, name: str) -> None:
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._end_cell()
        elif name in ("v", "t", "f"):
            self._target = None
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "row":
            self._sheet.add(self._row_number, self._cells, is_hidden=self._is_hidden)

    def text(self, characters: str) -> None:
        if self._target is None:
            return
        if self._target is self._inline_text:
            self._inline_text.add(characters)
        else:
            self._target.append(characters)

    def _start_cell(self, attributes):
        self._cell_count += 1
        if self._cell_count > limits.CELLS:
            raise _too_many_cells(self._sheet)
        self._current_cell = attributes
        self._value_text = self._formula = self._inline_text = self._target = None
        reference = attributes.get("r")
        if reference is not None:
            letters = reference.rstrip("0123456789")
            column = self._column_indexes.get(letters)
            if column is None:
                column = self._column_indexes[letters] = _column_index(letters)
            self._column = column

    def _end_cell(self):
        attributes, self._current_cell = self._current_cell, None
        has_content = self._value_text is not None or self._inline_text is not None or self._formula is not None
        if attributes is not None and has_content:
            cell = _cell(attributes, self._value_text, self._inline_text, self._formula, self._book)
            if cell.value is TOO_LONG:
                raise too_long(self._sheet.name, self._row_number, self._column)
            if not cell.is_blank:
                if self._column >= limits.COLUMNS:
                    raise beyond_the_last_column(self._sheet.name, self._row_number, self._column)
                self._cells.extend([EMPTY] * (self._column + 1 - len(self._cells)))
                self._cells[self._column] = cell
        self._column += 1

    def _start_row(self, attributes):
        given = attributes.get("r")
        number = int(given) if given and given.isdecimal() and len(given) < _LONGEST_NUMBER else self._row_number + 1
        if not self._row_number < number <= _LAST_ROW:
            raise damaged()
        self._row_number, self._cells, self._column = number, [], 0
        self._is_hidden = attributes.get("hidden") in ("1", "true") or attributes.get("ht") in ("0", "0.0")

    def _start_formula(self, _attributes):
        self._formula = self._target = []

    def _start_inline_text(self, _attributes):
        self._inline_text, self._target = CellText(), None

    def _start_text(self, _attributes):
        self._target = None if self._is_phonetic else self._inline_text

    def _start_font(self, attributes):
        if self._inline_text:
            self._inline_text.fonts.add(font_of(attributes) or "")

    def _start_piece(self, _attributes):
        if self._inline_text:
            self._inline_text.is_struck = False

    def _start_strike(self, attributes):
        if self._inline_text:
            self._inline_text.is_struck = is_on(attributes)

    def _start_phonetic(self, _attributes):
        self._is_phonetic = True

    def _start_merge(self, attributes):
        _add_merge(self._sheet, attributes.get("ref", ""))

    def _start_column(self, attributes):
        if attributes.get("hidden") in ("1", "true") or attributes.get("width") in ("0", "0.0"):
            _add_hidden_columns(self._sheet, attributes)


def _cell(attributes, value_text, inline, formula, book):  # noqa: PLR0911 -- one answer per kind of cell
    style = book.styles.get(attributes.get("s", "0"), PLAIN)
    kind = attributes.get("t", "n")
    if inline is not None:
        return _text_cell(inline.result(), style)
    raw = "".join(value_text or ())
    if formula is not None and not raw and kind != "str":
        # A formula without a calculated value: the formula itself is shown. An empty text is a calculated value.
        return Cell("=" + "".join(formula)[: limits.CELL_LENGTH], style.font, style.marks)
    if value_text is None:
        return EMPTY
    if kind == "s":
        index = raw.strip()
        if not index.isdecimal() or len(index) > _LONGEST_NUMBER or int(index) >= len(book.texts):
            raise damaged()
        return _text_cell(book.texts[int(index)], style)
    if kind == "n":
        return _number_cell(raw, style, book)
    if kind == "b":
        return Cell(raw.strip() in {"1", "true"}, style.font, style.marks)
    if kind == "d":
        return Cell(_iso_date(raw), style.font, style.marks)
    if len(raw) > limits.CELL_LENGTH:
        return Cell(TOO_LONG)
    return Cell(unescaped(raw), style.font, style.marks)


def _text_cell(found, style):
    marks = found.marks | style.marks if found.marks else style.marks
    return Cell(found.text, found.font or style.font, marks)


def _number_cell(raw, style, book):
    number = _number(raw, is_date=style.is_date, starts_1904=book.starts_1904)
    if style.zeros and isinstance(number, (int, float)) and (text := shown(number, style.zeros)):
        return Cell(text, style.font, style.marks | {ZEROS})
    return Cell(number, style.font, style.marks)


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
    # Excel counts a 29 February 1900 that never was.
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


def _column_index(letters):
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
        sheet.merged.append(Merge(int(top), _column_index(left), int(bottom), _column_index(right)))


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
