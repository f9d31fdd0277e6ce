"""The list of allowances as a workbook: the lines of the printed list, with numbers that a spreadsheet adds up."""

import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from accounts.text.sentences import numbers
from programmes.workbooks.guards import with_guard
from trainings.allowances.lists import Line, attended_on, lines_of, rate_of
from trainings.allowances.paying import refuse_where_nothing_is_paid
from trainings.models import TrainingSession

MOST_ROWS = 2000  # the seats of the largest session
AT_A_TIME = 500
TAKA = "#,##0.00"
_BOLD = Font(bold=True)


def written(session: TrainingSession) -> bytes:
    """Returns the workbook (XLSX) of who is due an allowance now, in the language of the page. session: with its phase.

    Six queries for 500 officers. Raises Refused for a draft or cancelled session, while nobody is due anything, and for more
    than MOST_ROWS officers.
    """
    refuse_where_nothing_is_paid(session)
    rate = rate_of(session)
    enrolments = list(attended_on(session).filter(attended__gt=0)[: MOST_ROWS + 1])
    if len(enrolments) > MOST_ROWS:
        sentence = ngettext(
            "The workbook takes %(count)s officer. Print the list instead.",
            "The workbook takes %(count)s officers. Print the list instead.",
            MOST_ROWS,
        )
        raise Refused(sentence % numbers(count=MOST_ROWS))
    lines = [
        line
        for start in range(0, len(enrolments), AT_A_TIME)
        for line in lines_of(session, enrolments[start : start + AT_A_TIME], rate)
        if line.due
    ]
    if not lines:
        raise Refused(_("Nobody is due an allowance so far: it follows from the rate and from attendance."))
    # Only now: a book that is begun and never saved leaves a file behind.
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Allowances"))
    _append(sheet, _heads(), bold=True)
    for place, line in enumerate(lines, start=1):
        _append(sheet, _cells(place, line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heads() -> list[str]:
    return [
        _("No."),
        _("Name in Bangla"),
        _("Name in English"),
        _("Rank"),
        _("Unit"),
        _("Half-days"),
        _("Due, taka"),
        _("Paid, taka"),
        _("Paid on"),
    ]


def _cells(place: int, line: Line) -> list[Any]:
    officer, payment = line.enrolment.officer, line.payment
    posted = [localised_field(one, "name") if one else "" for one in (line.enrolment.rank, line.enrolment.unit)]
    paid = [payment.amount, payment.paid_on] if payment else [None, None]
    return [place, officer.name_bn, officer.name_en, *posted, line.attended, line.due, *paid]


def _append(sheet: Any, values: list[Any], *, bold: bool = False) -> None:
    """Writes a row: numbers and days as such, every text so that nothing runs."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=with_guard(value) if isinstance(value, str) else value)
        if isinstance(value, Decimal):
            cell.number_format = TAKA
        if bold:
            cell.font = _BOLD
        cells.append(cell)
    sheet.append(cells)
