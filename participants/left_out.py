"""The rows of a table that are not taken, as django-import-export tells of them."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.results import InvalidRow

from participants.roster.heading_words import LABELS
from participants.roster.returning import ReturnedRow
from participants.roster.sheets import Cell
from participants.roster.table_values import FIELDS
from participants.table_checking import HEADINGS


class LeftOut(InvalidRow):
    """A row that is not taken, with its cells and its problems as data, for the workbook that goes back."""

    def __init__(self, row, columns):
        self.returned = ReturnedRow(row.number, [_as_cell(cell) for cell in row.cells], row.problems)
        at = {field: place for place, field in enumerate(columns) if field}
        shown = (row.cells[at[field]] if field in at and at[field] < len(row.cells) else "---" for field in FIELDS)
        super().__init__(row.number, as_error(row.problems), tuple(shown))


def as_error(problems):
    """Returns the ValidationError of problems, by the heading of their column."""
    errors = {}
    for told in problems:
        heading = HEADINGS.get(told.field) or LABELS.get(told.field) or NON_FIELD_ERRORS
        errors.setdefault(str(heading), []).append(told.message)
    return ValidationError(errors)


def _as_cell(cell):
    return cell if isinstance(cell, Cell) else Cell(cell)
