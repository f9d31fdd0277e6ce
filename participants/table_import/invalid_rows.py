"""The rejected rows of a table, as results of django-import-export."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.results import InvalidRow

from participants.roster.base.fields import OFFICER_FIELDS
from participants.roster.base.problems import Problem
from participants.roster.check.returning import ReturnedRow
from participants.roster.layout.heading_words import LABELS
from participants.table_import.checking import HEADINGS
from programmes.workbooks.sheets import Cell


class LeftOut(InvalidRow):
    """A rejected row with its cells and problems, for the workbook of returned rows.

    There may be thousands, and few are shown: the error and the values are computed when they are read.
    """

    def __init__(self, row, columns):
        self.number = row.number
        self._cells, self._problems, self._columns = row.cells, row.problems, columns

    @property
    def error(self) -> ValidationError:
        """The ValidationError."""
        return as_error(self._problems)

    @property
    def returned(self) -> ReturnedRow:
        """The ReturnedRow."""
        return ReturnedRow(self.number, [_as_cell(cell) for cell in self._cells], self._problems)

    @property
    def values(self) -> tuple[Any, ...]:
        """Its cells, in the order of OFFICER_FIELDS."""
        at = {field: place for place, field in enumerate(self._columns) if field}
        cells = self._cells
        return tuple(cells[at[field]] if field in at and at[field] < len(cells) else "---" for field in OFFICER_FIELDS)


def as_error(problems: Iterable[Problem]) -> ValidationError:
    """Returns the ValidationError of problems, by the heading of their column."""
    errors: dict[str, list[str]] = {}
    for item in problems:
        heading = HEADINGS.get(item.field) or LABELS.get(item.field) or NON_FIELD_ERRORS
        errors.setdefault(str(heading), []).append(item.message)
    return ValidationError(errors)


def _as_cell(cell):
    return cell if isinstance(cell, Cell) else Cell(cell)
