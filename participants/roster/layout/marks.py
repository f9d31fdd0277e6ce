"""What the rows of a list show together: who is struck out or grey, which rows lack cells, the order of day and month."""

import dataclasses
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.problems import Problem, problem
from participants.roster.base.rows import RawRow
from participants.roster.cells.dates import DAY_FIRST, EXCHANGED, MONTH_FIRST, UNCLEAR, order_of, says_month_first
from participants.roster.cells.values import DATES, STRUCK_ROW
from programmes.workbooks.sheets import GREY_GROUND, GREY_TEXT, NO_MARKS, STRUCK, column_letters

_IDENTITY = (*NAME_COLUMNS, "service_number")
_NOTE_OF_MARK = {STRUCK_ROW: "FILE_STRUCK_ROWS", "ROW_GREY": "FILE_GREY_ROWS"}
_MOST_NAMED = 20
# Grey ground on every second row is a pattern to guide the eye.
_STRIPE = 2


def with_marks(
    rows: Sequence[RawRow], widths: Mapping[int, int], width: int, headings: Mapping[str, str]
) -> list[RawRow]:
    """Returns the rows of one list with their marks and the order of their dates.

    widths: `Sheet.widths`. width: how many cells the row of headings has; 0 where there is none. headings: {field: text}.
    """
    shared = {row.number: marks for row in rows if (marks := _shared_marks(row))}
    grey = _grey(rows, shared) if shared else frozenset()
    orders = {
        field: order for field in DATES if (order := _order(rows, field, headings.get(field, "")).order) != DAY_FIRST
    }
    padded = _is_padded(rows, widths, width)
    found = []
    for row in rows:
        marks = [STRUCK_ROW] if STRUCK in shared.get(row.number, NO_MARKS) else []
        if row.number in grey:
            marks.append("ROW_GREY")
        if widths and _is_uneven(row, widths, width, padded=padded):
            marks.append("ROW_UNEVEN")
        is_plain = not marks and not orders
        found.append(row if is_plain else dataclasses.replace(row, marks=tuple(marks), date_orders=orders))
    return found


def _shared_marks(row):
    """Returns the marks that all cells of a row have that say who the person is."""
    shared = None
    for field in _IDENTITY:
        cell = row.cells.get(field)
        if cell is not None:
            if not cell.marks:
                return NO_MARKS
            shared = cell.marks if shared is None else shared & cell.marks
    return shared


def _grey(rows, shared):
    """Returns the numbers of the rows whose grey is an exception in their list."""
    found = set()
    for mark in (GREY_TEXT, GREY_GROUND):
        marked = [at for at, row in enumerate(rows) if mark in shared.get(row.number, NO_MARKS)]
        steps = {after - before for before, after in itertools.pairwise(marked)}
        is_pattern = mark == GREY_GROUND and len(marked) > 1 and steps == {_STRIPE}
        if marked and len(marked) * 2 < len(rows) and not is_pattern:
            found.update(rows[at].number for at in marked)
    return found


def _is_padded(rows, widths, width):
    """Whether a program wrote the file that separates all cells of a row, also blank ones at its end."""
    return any(widths.get(row.number) == width > len(row.all_cells) for row in rows)


def _is_uneven(row, widths, width, *, padded):
    if not width or row.number not in widths:
        return False
    # More cells with something in them than there are headings, or fewer cells where no other row has fewer.
    return len(row.all_cells) > width or (padded and widths[row.number] < width)


def _order(rows, field, heading):
    return order_of((row.cells[field].value for row in rows if field in row.cells), heading)


def notes_on_rows(rows: Sequence[RawRow], fields: Mapping[int, str], headings: Mapping[int, str]) -> list[Problem]:
    """Returns the problems of a file that are about many rows. fields, headings: by column from 0, as in `Layout`."""
    problems = []
    counts = Counter(mark for row in rows for mark in row.marks)
    problems += [problem(note, count=counts[mark]) for mark, note in _NOTE_OF_MARK.items() if counts[mark]]
    if uneven := [str(row.number) for row in rows if "ROW_UNEVEN" in row.marks]:
        more = ["…"] if len(uneven) > _MOST_NAMED else []
        problems.append(problem("FILE_UNEVEN_ROWS", seen=", ".join(uneven[:_MOST_NAMED] + more)))
    for at, field in sorted(fields.items()):
        if field in DATES:
            heading = headings.get(at, "")
            order = _order(rows, field, heading)
            problems += _notes_on_dates(order, field, column=column_letters(at), seen=heading)
    return problems


def _notes_on_dates(order, field, **column):
    problems = []
    if not order.months and says_month_first(column["seen"]):
        return [problem("FILE_DATES_MONTH_FIRST_SAID", field, **column)]
    if order.order.startswith(MONTH_FIRST):
        problems.append(problem("FILE_DATES_MONTH_FIRST", field, **column, count=order.months))
    if order.order.startswith(UNCLEAR):
        problems.append(problem("FILE_DATES_TWO_ORDERS", field, **column, count=order.months, others=order.days))
    if order.order.endswith(EXCHANGED):
        facts = {"count": order.dates, "others": order.days + order.months}
        problems.append(problem("FILE_DATES_EXCHANGED", field, **column, **facts))
    return problems
