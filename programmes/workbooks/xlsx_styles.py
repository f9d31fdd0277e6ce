"""The styles of an XLSX workbook: the font of a cell, whether its number is a date or has zeros in front, what is struck or grey."""

import re
from typing import NamedTuple

from programmes.workbooks import limits
from programmes.workbooks.archive import Archive
from programmes.workbooks.number_formats import zero_format
from programmes.workbooks.sheets import GREY_GROUND, GREY_TEXT, NO_MARKS, STRUCK

# Format numbers that Excel reserves for dates, some of them only in East Asian versions.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|general|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile("[dmyhs]", re.IGNORECASE)


# Grey colours among the numbered ones of old workbooks, and the brightness of the first three colours of every theme.
_GREY_OF_INDEX = {"22": 0xC0, "23": 0x80, "55": 0x96}
_GREY_OF_THEME = {"0": 0xFF, "1": 0x00, "2": 0xE7}
_GREY_PATTERNS = {"gray125", "gray0625", "lightGray", "mediumGray", "darkGray"}
# Brightness of 0 to 255: darker text is black to the eye, a brighter ground is white.
TEXT_IS_GREY, GROUND_IS_GREY = range(0x60, 0xEC), range(0x80, 0xEF)
_NEARLY_EQUAL = 0x10
_COLOUR = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


# What Excel takes at most; more is no style of a list.
_LONGEST_CODE, _MOST_STYLES = 255, 65_536


class Style(NamedTuple):
    """What the format of a cell says: font name or None, whether its number is a date, how zeros are added (`zero_format`), marks."""

    font: str | None = None
    is_date: bool = False
    zeros: tuple[str, ...] | None = None
    marks: frozenset[str] = NO_MARKS


PLAIN = Style()


def read_styles(archive: Archive, part: str) -> dict[str, Style]:
    """Returns a Style by style number, written as cells carry it."""
    reader = _Reader()
    archive.parse(part, start=reader.start, end=reader.end)
    return {str(number): reader.style(*ids) for number, ids in enumerate(reader.cell_formats)}


class _Reader:
    def __init__(self):
        self.fonts, self.grounds, self.formats, self.cell_formats = [], [], {}, []
        self._path, self._pattern, self._styles = [], "", {}

    def start(self, name, attributes):
        name = name.rpartition(":")[2]
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if parent in {"font", "fill", "patternFill"}:
            self._read_part(name, attributes)
        elif name == "font" and parent == "fonts":
            self.fonts.append((None, NO_MARKS))
        elif name == "fill" and parent == "fills":
            self.grounds.append(NO_MARKS)
        elif name == "numFmt" and parent == "numFmts":
            code = attributes.get("formatCode", "")
            self.formats[attributes.get("numFmtId", "")] = code if len(code) <= _LONGEST_CODE else ""
        elif name == "xf" and parent == "cellXfs" and len(self.cell_formats) < _MOST_STYLES:
            self.cell_formats.append(tuple(attributes.get(key, "") for key in ("fontId", "numFmtId", "fillId")))

    def end(self, _name):
        self._path.pop()

    def _read_part(self, name, attributes):
        """Reads a part of a font or of a fill."""
        if self._path[-3:-1] == ["fonts", "font"] and self.fonts:
            font, marks = self.fonts[-1]
            if name == "name":
                font = font_of(attributes)
            elif name == "strike" and is_on(attributes):
                marks |= {STRUCK}
            elif name == "color" and _brightness(attributes) in TEXT_IS_GREY:
                marks |= {GREY_TEXT}
            self.fonts[-1] = font, marks
        elif name == "patternFill" and self.grounds:
            self._pattern = attributes.get("patternType", "")
            if self._pattern in _GREY_PATTERNS:
                self.grounds[-1] = frozenset({GREY_GROUND})
        elif name == "fgColor" and self._pattern == "solid" and _brightness(attributes) in GROUND_IS_GREY:
            self.grounds[-1] = frozenset({GREY_GROUND})

    def style(self, font_id, format_id, fill_id):
        """Returns the Style of a cell format. Equal ones are one object."""
        font, marks = _at(self.fonts, font_id) or (None, NO_MARKS)
        code = self.formats.get(format_id)
        is_date = _is_date(format_id, code)
        zeros = zero_format(code) if code and not is_date else None
        style = Style(font, is_date, zeros, marks | (_at(self.grounds, fill_id) or NO_MARKS))
        return self._styles.setdefault(style, style)


def font_of(attributes: dict[str, str]) -> str | None:
    """Returns the name of a font that an element names, not longer than one; it is stored with every cell. None without a name."""
    name = attributes.get("val")
    return name[: limits.FONT_NAME] if name is not None else None


def is_on(attributes: dict[str, str]) -> bool:
    """Whether an element such as <strike/> says yes."""
    return attributes.get("val", "1") not in {"0", "false", "none"}


def brightness_of(colour: str) -> int:
    """Returns the brightness of a grey written as RRGGBB or AARRGGBB, 0 to 255; -1 for other colours."""
    found = _COLOUR.fullmatch(colour)
    if not found:
        return -1
    red, green, blue = bytes.fromhex(found.group(1))
    return green if max(red, green, blue) - min(red, green, blue) <= _NEARLY_EQUAL else -1


def _brightness(attributes):
    if "theme" in attributes:
        base = _GREY_OF_THEME.get(attributes["theme"], -1)
    elif "rgb" in attributes:
        base = brightness_of(attributes["rgb"])
    else:
        base = _GREY_OF_INDEX.get(attributes.get("indexed", ""), -1)
    try:
        tint = float(attributes.get("tint", "0"))
    except ValueError:
        return -1
    if base < 0 or not -1 <= tint <= 1:
        return -1
    return round(base * (1 + tint) if tint < 0 else base + (255 - base) * tint)


def _at(found, index):
    return found[int(index)] if index.isdecimal() and len(index) < 9 and int(index) < len(found) else None


def _is_date(number, code):
    if code is None:
        return number.isdecimal() and len(number) < 9 and int(number) in _DATE_FORMATS
    return bool(_DATE_CODE.search(_NOT_CODE.sub("", code.split(";")[0])))
