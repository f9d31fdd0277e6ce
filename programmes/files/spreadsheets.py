"""Small tables from files (CSV, XLSX) and back. Reads with limits; writes no cell that a spreadsheet would run as a formula."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from typing import Any, NamedTuple
from xml.parsers import expat

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.refusal import Refused
from accounts.text.localised_text import number_text

MOST_BYTES = 3 * 1024**2
MOST_UNPACKED = 60 * 1024**2
MOST_PARTS = 300
MOST_ROWS = 500
MOST_COLUMNS = 40
LONGEST_CELL = 8_000
_BLANK_ROWS = 200
_ENCODINGS = ("utf-8-sig", "utf-16")
# The beginning of a formula, also in full width, and after blanks or quotation marks.
_RUNS = re.compile("^[\\s'\"]*[=+\\-@|%\t\r\n＝＋－＠]")
_SIGNED_NUMBER = re.compile(r"^[+-]?[\d০-৯][\d০-৯\s().,/-]*$|^[-–—.]+$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, RuntimeError, SyntaxError)


class Table(NamedTuple):
    """headings: list of str. rows: list of (row number in the file, list of str), as long as the headings each."""

    headings: list
    rows: list


def with_guard(text: Any, *, numbers_stay: bool = False) -> Any:
    """Returns the text so that no spreadsheet runs it: with an apostrophe in front where it looks like a formula.

    numbers_stay: leaves numbers with a sign, such as +8801…, as they are, for cells that are text to the program anyway.
    """
    text = _CONTROL.sub("", "" if text is None else str(text))
    runs = _RUNS.match(text) and not (numbers_stay and _SIGNED_NUMBER.match(text))
    return f"'{text}" if runs else text


def without_guard(text: str) -> str:
    """Returns the text as it was before `with_guard`."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def read_table(upload: Any) -> Table:
    """Returns the first sheet of an uploaded CSV or XLSX file. Raises Refused, with a sentence, when it can't be one."""
    if upload.size > MOST_BYTES:
        raise Refused(
            _("The file has more than %(most)s MB. Split it and import the parts.")
            % {"most": number_text(MOST_BYTES // 1024**2, get_language())}
        )
    upload.seek(0)
    content = upload.read()
    if not content.strip():
        raise Refused(_("The file is empty. Choose another one."))
    rows = _of_workbook(content) if content.startswith(b"PK\x03\x04") else _of_text(content)
    return _table(rows)


def _table(rows: list[Any]) -> Table:
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise Refused(_("There is nothing in the file."))
    (_number, headings), *rest = filled
    width = max((place for place, heading in enumerate(headings, start=1) if heading), default=0)
    if not rest:
        raise Refused(_("Under the headings there is no row."))
    if len(rest) > MOST_ROWS:
        raise Refused(
            _("The file has more than %(most)s rows. Split it and import the parts.")
            % {"most": number_text(MOST_ROWS, get_language())}
        )
    padding = [""] * width
    return Table(headings[:width], [(number, (cells + padding)[:width]) for number, cells in rest])


def _of_text(content: bytes) -> list[Any]:
    text = _decoded(content)
    try:
        dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], delimiters=",;\t")
        separator = dialect.delimiter
    except csv.Error:
        separator = ","
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = []
        for cells in reader:
            rows.append((reader.line_num, [_cell(cell) for cell in cells[:MOST_COLUMNS]]))
            if len(rows) > MOST_ROWS + _BLANK_ROWS:
                break
    except csv.Error as broken:
        raise Refused(
            _("The file has a quotation mark that is never closed. Save it again as CSV or XLSX.")
        ) from broken
    return rows


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS if content[:2] not in (b"\xff\xfe", b"\xfe\xff") else reversed(_ENCODINGS):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(_("This is no CSV or XLSX file that can be read. Save it as XLSX, or as CSV in UTF-8."))


def _of_workbook(content: bytes) -> list[Any]:
    try:
        _check_archive(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        # Some programs write a wrong size; then rows would be lost.
        sheet.reset_dimensions()
        most = MOST_ROWS + _BLANK_ROWS
        read = sheet.iter_rows(min_row=1, max_row=most, max_col=MOST_COLUMNS, values_only=True)
        return [(number, [_cell(cell) for cell in cells]) for number, cells in enumerate(read, start=1)]
    except Refused:
        raise
    except (StopIteration, *_BROKEN) as broken:
        raise Refused(_("The workbook is damaged or protected. Save it again as XLSX.")) from broken


def _check_archive(content: bytes) -> None:
    """Refuses an archive that unpacks to too much, and any part with a document type, which may contain entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(_("The workbook is larger inside than a list needs. Copy the list into a new one."))
        unpacked = 0
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                unpacked += _refuse_document_type(archive, part, MOST_UNPACKED - unpacked)


def _refuse_document_type(archive: Any, part: Any, most: int) -> int:
    parser = expat.ParserCreate()

    def refuse(*_declaration: Any) -> None:
        raise Refused(_("The workbook holds a document type declaration. Copy the list into a new one."))

    parser.StartDoctypeDeclHandler = refuse
    size = 0
    with archive.open(part) as content:
        while chunk := content.read(65536):
            size += len(chunk)
            if size > most:
                raise Refused(_("The workbook is larger inside than a list needs. Copy the list into a new one."))
            try:
                parser.Parse(chunk)
            except expat.ExpatError as broken:
                raise ValueError(part.filename) from broken
    return size


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return without_guard(_CONTROL.sub("", str(value)).strip())[:LONGEST_CELL]
