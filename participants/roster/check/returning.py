"""Workbooks for users: the rejected rows with reasons, and the empty form.

Every cell is text and can never run as a formula, also after an export to CSV.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from participants.roster.base.bijoy import is_bijoy_font
from participants.roster.base.problems import NOTE, Problem
from participants.roster.base.reference import Reference
from participants.roster.layout.column_asks import CLEAR
from participants.roster.layout.heading_words import LABELS, REASON_HEADING, ROW_HEADING, WORDS, meaning_of
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.guards import with_guard
from programmes.workbooks.sheets import EMPTY

_REASON_WIDTH, _ROW_WIDTH, _WIDTH = 60, 16, 22
_TEXT_FORMAT = "@"
_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E2EFED")
_REASON_FILL = PatternFill("solid", fgColor="FDF3DC")
_TOP = Alignment(vertical="top", wrap_text=True)

_TEMPLATE = (
    ("service_number", "BP No / বিপি নং", 18),
    ("name_en", "Name in English / নাম (ইংরেজি)", 30),
    ("name_bn", "Name in Bangla / নাম (বাংলা)", 30),
    ("rank", "Rank / পদবি", 34),
    ("unit", "Unit / কর্মস্থল", 44),
    ("district", "District / জেলা", 22),
    ("sex", "Sex / লিঙ্গ", 18),
    ("mobile", "Mobile / মোবাইল নং", 18),
    ("email", "E-mail / ই-মেইল", 28),
    ("remarks", "Remarks / মন্তব্য", 30),
)
_TEMPLATE_ROWS = 500
_LISTS = "Lists"
SEX_CHOICES = ("Female / মহিলা", "Male / পুরুষ")


class ReturnedRow(NamedTuple):
    """A rejected row: its number in the file, its cells from column A (`Cell`), its problems.

    edits: {field: text} of corrections in the preview.
    """

    number: int
    cells: list
    problems: list
    edits: dict = {}


def workbook_of_rejected(
    rows: Iterable[ReturnedRow], headers: Sequence[tuple[str, str | None]], language: str, *, titles: Sequence[str] = ()
) -> bytes:
    """Returns an XLSX (bytes) of rows that were not taken, to be corrected and uploaded again.

    `rows` are `ReturnedRow`s; `headers` is a list of (heading, field or None) for the columns from A on, as
    `Layout.headers` gives it; `language` ("en" or "bn") is that of the reasons; `titles` are the lines above
    the list. The first column has the row in the sender's file, the last one the reason; a later
    upload of the workbook ignores both.
    """
    # A roster that was returned before has these two columns already.
    columns = [at for at, (_text, field) in enumerate(headers) if field not in ("source_row", "reason")]
    headers = [headers[at] for at in columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.freeze_panes = f"B{len(titles) + 2}"
    for at in range(1, len(headers) + 2):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTH
    sheet.column_dimensions["A"].width = _ROW_WIDTH
    sheet.column_dimensions[get_column_letter(len(headers) + 2)].width = _REASON_WIDTH
    for title in titles:
        sheet.append([_text_cell(sheet, title)])
    headings = (ROW_HEADING, *(_heading(*header) for header in headers), REASON_HEADING)
    sheet.append([_head(sheet, text) for text in headings])
    with translation.override(language):
        for row in rows:
            reason = _text_cell(sheet, reason_text(row.problems, row.edits))
            reason.fill, reason.alignment = _REASON_FILL, _TOP
            cells = (row.cells[at] if at < len(row.cells) else EMPTY for at in columns)
            sheet.append([_text_cell(sheet, str(row.number)), *(_copied_cell(sheet, cell) for cell in cells), reason])
    return _bytes(book)


def reason_text(problems: Iterable[Problem], edits: Mapping[str, str] | None = None) -> str:
    """Returns the problems that hold a row back, and its corrections, one per line, in the active language."""
    lines = []
    for item in problems:
        if item.severity != NOTE:
            about = f"{LABELS[item.field]}: " if item.field in LABELS else ""
            lines.append(" ".join(part for part in (about + item.message, item.offer) if part))
    for field, text in (edits or {}).items():
        lines.append(_("%(field)s was corrected here to “%(text)s”.") % {"field": LABELS[field], "text": text})
    return "\n".join(dict.fromkeys(lines))


def template_workbook(reference: Reference) -> bytes:
    """Returns the empty form (XLSX, bytes): headings in both languages, drop-down lists for rank, unit and sex."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Roster"
    sheet.freeze_panes = "A2"
    lists = book.create_sheet(_LISTS)
    ranks = sorted(reference.ranks.values(), key=lambda rank: rank.order)
    units = [unit for unit in reference.units.values() if unit.kind != "force"]
    choices = {
        "rank": [f"{rank.name_en} / {rank.name_bn}" for rank in ranks],
        "unit": [f"{unit.name_en} / {unit.name_bn}" for unit in sorted(units, key=lambda unit: unit.name_en)],
        "sex": SEX_CHOICES,
    }
    for column, (field, heading, width) in enumerate(_TEMPLATE, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
        for number in range(2, _TEMPLATE_ROWS + 2):
            sheet.cell(number, column).number_format = _TEXT_FORMAT
        if field in choices:
            _add_choices(sheet, lists, letter, choices[field], heading)
    return _bytes(book)


def _heading(heading, field):
    """Returns a heading with which a later upload recognises the column for certain."""
    is_clear = field is None or meaning_of(heading)[0].fields.get(field, 0) >= CLEAR
    return heading if is_clear else WORDS[field][0]


def _head(sheet, text):
    cell = _text_cell(sheet, text)
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
    return cell


def _copied_cell(sheet, cell):
    made = _text_cell(sheet, as_text(cell.value))
    if is_bijoy_font(cell.font):
        made.font = Font(name=cell.font)
    return made


def _text_cell(sheet, text):
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", with_guard(text)))
    # Text to the file format, text to the person who edits the cell, and no guess at numbers and dates.
    cell.data_type = "s"
    cell.quotePrefix = True
    cell.number_format = _TEXT_FORMAT
    return cell


def _add_choices(sheet, lists, letter, choices, heading):
    column = lists.max_column + 1 if lists.cell(1, 1).value else 1
    lists.cell(1, column, heading).font = _HEAD_FONT
    for number, choice in enumerate(choices, 2):
        lists.cell(number, column, choice)
    source = get_column_letter(column)
    lists.column_dimensions[source].width = 60
    rule = DataValidation(
        type="list",
        formula1=f"={_LISTS}!${source}$2:${source}${len(choices) + 1}",
        allow_blank=True,
        showErrorMessage=False,
    )
    rule.add(f"{letter}2:{letter}{_TEMPLATE_ROWS + 1}")
    sheet.add_data_validation(rule)


def _bytes(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
