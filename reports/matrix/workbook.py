"""The matrix as a workbook: numbers are numbers, every other cell is text that nothing can run."""

import io

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from accounts.text.localised_text import date_text
from programmes.workbooks.guards import with_guard
from reports.matrix.matrix import Matrix

_BOLD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E2EFED")
_GAP_FILL = PatternFill("solid", fgColor="EDEFF1")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="top")
_MARK = {"main": "●", "also": "○"}


def workbook(shown: Matrix, chosen: str = "") -> bytes:
    """Returns the Matrix `shown` as an XLSX (bytes); `chosen` says in words which rows these are.

    Three sheets, one for each reading direction and one answer a line for whoever counts on.
    """
    book = Workbook(write_only=True)
    _matrix(book.create_sheet(_("Matrix")), shown, chosen)
    _modules(book.create_sheet(_("Modules")), shown)
    _answers(book.create_sheet(_("Answers")), shown)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _matrix(sheet, shown, chosen):
    widths = [10, 18, 26, 50, 50, 14, 40, 12, *([14] * len(shown.columns)), *([13] * 9)]
    _set_up(sheet, widths, freeze="B5")
    written = _("Written on %(date)s") % {"date": date_text(timezone.localdate(), "en")}
    sheet.append([_text(sheet, shown.programme.title, font=_BOLD)])
    sheet.append([_text(sheet, " · ".join(part for part in (written, chosen) if part))])
    sheet.append([_text(sheet, _("● main answer   ○ also touched   shaded: no module answers it yet"))])
    facts = (
        _("Finding"),
        _("Kind"),
        _("Theme"),
        _("In English"),
        _("In Bangla"),
        _("State"),
        _("Came up at"),
        _("Gap"),
    )
    modules = [f"{column.number} {column.module.code}\n{column.module.title}" for column in shown.columns]
    sheet.append([_head(sheet, text) for text in (*facts, *modules, *_reach_heads())])
    for row in shown.rows:
        finding, fill = row.finding, _GAP_FILL if row.is_gap else None
        came_up_at = [shown.consultations[pk] for pk in shown.consultations if pk in row.consultations]
        texts = (
            *(finding.number, finding.get_kind_display(), finding.get_theme_display()),
            *(finding.text_en, finding.text_bn, finding.get_state_display(), "; ".join(came_up_at)),
            _("yes") if row.is_gap else _("no"),
        )
        marks = (_MARK[cell.weight] if cell else "" for cell in row.cells)
        sheet.append(
            [
                *(_text(sheet, text, fill=fill, alignment=_WRAPPED) for text in texts),
                *(_text(sheet, mark, fill=fill, alignment=_CENTRE) for mark in marks),
                *_reach(row.reach),
            ]
        )


def _modules(sheet, shown):
    _set_up(sheet, [10, 14, 10, 50, 50, 12, 12, *([13] * 9)], freeze="B2")
    heads = (_("No."), _("Code"), _("Version"), _("In English"), _("In Bangla"), _("Main answer to"), _("Also touches"))
    sheet.append([_head(sheet, text) for text in (*heads, *_reach_heads())])
    for column in shown.columns:
        module = column.module
        texts = (_text(sheet, text, alignment=_WRAPPED) for text in (module.title_en, module.title_bn))
        first = (column.number, _text(sheet, module.code), module.version)
        sheet.append([*first, *texts, column.main, column.also, *_reach(column.reach)])


def _answers(sheet, shown):
    _set_up(sheet, [10, 18, 26, 14, 14, 50, 16], freeze="A2")
    heads = (_("Finding"), _("Kind"), _("Theme"), _("State"), _("Module"), _("Title"), _("Answer"))
    sheet.append([_head(sheet, text) for text in heads])
    for row in shown.rows:
        finding = row.finding
        for cell in filter(None, row.cells):
            texts = (
                *(finding.number, finding.get_kind_display(), finding.get_theme_display()),
                *(finding.get_state_display(), cell.module.code, cell.module.title),
                _("main answer") if cell.is_main else _("also touched"),
            )
            sheet.append([_text(sheet, text) for text in texts])


def _reach_heads():
    by_sex = (_("women"), _("men"), _("not recorded"))
    counted = (_("Participations"), _("Unique officers"))
    return (_("Sessions"), *(head for count in counted for head in (count, *(f"{count}, {sex}" for sex in by_sex))))


def _reach(reach):
    counts = (reach.participations, reach.officers)
    split = (number for count in counts for number in (count.total, count.women, count.men, count.not_recorded))
    return (reach.sessions, *split)


def _set_up(sheet, widths, *, freeze):
    sheet.freeze_panes = freeze
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _head(sheet, text):
    return _text(sheet, text, font=_BOLD, fill=_HEAD_FILL, alignment=_WRAPPED)


def _text(sheet, text, *, font=None, fill=None, alignment=None):
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", with_guard(text)))
    cell.data_type = "s"
    cell.quotePrefix = True
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    if alignment:
        cell.alignment = alignment
    return cell
