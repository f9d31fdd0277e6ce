"""The texts of XLSX cells: pieces with formats of their own, put together; those that all sheets share."""

import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.workbooks import limits
from programmes.workbooks.archive import Archive
from programmes.workbooks.sheets import NO_MARKS, PARTLY_STRUCK, STRUCK, storable
from programmes.workbooks.xlsx_styles import font_of, is_on

# The value of a cell with more text than the limit.
TOO_LONG = object()
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ALL_STRUCK, _PARTLY_STRUCK = frozenset({STRUCK}), frozenset({PARTLY_STRUCK})


class Text(NamedTuple):
    """The text of a cell (TOO_LONG beyond the limit), the font that all its pieces have, and marks."""

    text: Any
    font: str | None = None
    marks: frozenset[str] = NO_MARKS


class CellText:
    """The text of one cell, put together from its pieces, within the limit on its length."""

    __slots__ = ("fonts", "is_struck", "length", "pieces", "struck")

    def __init__(self):
        self.pieces, self.struck, self.fonts, self.length = [], [], set(), 0
        # Whether the piece that is being read is struck out.
        self.is_struck = False

    def add(self, characters: str) -> None:
        self.length += len(characters)
        if self.length <= limits.CELL_LENGTH:
            (self.struck if self.is_struck else self.pieces).append(characters)

    def result(self) -> Text:
        """Returns the Text. Pieces that are struck out are left out of it, unless all are."""
        if self.length > limits.CELL_LENGTH:
            return Text(TOO_LONG)
        font = next(iter(self.fonts)) if len(self.fonts) == 1 else None
        text = unescaped("".join(self.pieces))
        if not self.struck:
            return Text(text, font)
        if text.strip():
            return Text(text, font, _PARTLY_STRUCK)
        return Text(unescaped("".join(self.struck)), font, _ALL_STRUCK)


def unescaped(text: str) -> str:
    """Returns a text with the characters that XML cannot hold, which Excel writes as _x0007_."""
    if "_x" not in text:
        return text
    return storable(_ESCAPED.sub(lambda escaped: chr(int(escaped.group(1), 16)), text))


def shared_texts(archive: Archive, part: str) -> list[Text]:
    """Returns the texts of a part, to which cells point by number."""
    reader = _SharedTexts()
    archive.parse(part, start=reader.start, end=reader.end, text=reader.text)
    return reader.texts


def _too_many_texts():
    return Refused(
        _(
            "The workbook holds more than %(limit)s texts, far more than a list needs. "
            "Copy the list into a new workbook and upload that."
        )
        % numbers(limit=limits.SHARED_TEXTS)
    )


class _SharedTexts:
    def __init__(self):
        self.texts = []
        self._current, self._is_reading, self._is_phonetic = CellText(), False, False

    def start(self, name, attributes):
        match name.rpartition(":")[2]:
            case "si":
                self._current = CellText()
            case "rPh":
                self._is_phonetic = True
            case "t":
                self._is_reading = not self._is_phonetic
            case "rFont":
                self._current.fonts.add(font_of(attributes) or "")
            case "r":
                self._current.is_struck = False
            case "strike":
                self._current.is_struck = is_on(attributes)

    def end(self, name):
        match name.rpartition(":")[2]:
            case "si":
                if len(self.texts) >= limits.SHARED_TEXTS:
                    raise _too_many_texts()
                self.texts.append(self._current.result())
            case "rPh":
                self._is_phonetic = False
            case "t":
                self._is_reading = False

    def text(self, characters):
        if self._is_reading:
            self._current.add(characters)
