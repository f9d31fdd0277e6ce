"""The styles of an XLSX workbook: which font a cell is in, and whether its number is a date."""

import re

from participants.roster.files.archive import Archive

# Format numbers that Excel reserves for dates, some of them only in East Asian versions.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|general|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile("[dmyhs]", re.IGNORECASE)


def read_styles(archive: Archive, part: str) -> dict[str, tuple[str | None, bool]]:
    """Returns (font name or None, is a date) by style number, written as cells carry it."""
    fonts: list[str | None] = []
    formats: dict[str, str] = {}
    styles: list[tuple[str, str]] = []
    path: list[str] = []

    def start(name, attributes):
        name = name.rpartition(":")[2]
        parent = path[-1] if path else ""
        path.append(name)
        if name == "font" and parent == "fonts":
            fonts.append(None)
        elif name == "name" and path[-3:-1] == ["fonts", "font"] and fonts:
            fonts[-1] = attributes.get("val")
        elif name == "numFmt" and parent == "numFmts":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            styles.append((attributes.get("fontId", ""), attributes.get("numFmtId", "")))

    def end(_name):
        path.pop()

    archive.parse(part, start=start, end=end)
    return {
        str(number): (_font(fonts, font), _is_date(code, formats.get(code)))
        for number, (font, code) in enumerate(styles)
    }


def _font(fonts, index):
    return fonts[int(index)] if index.isdigit() and int(index) < len(fonts) else None


def _is_date(number, code):
    if code is None:
        return number.isdigit() and int(number) in _DATE_FORMATS
    return bool(_DATE_CODE.search(_NOT_CODE.sub("", code.split(";")[0])))
