"""One row of a list, between file and check; it can be stored and read back without loss."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from participants.roster.base.sheets import EMPTY, Cell


@dataclasses.dataclass
class RawRow:
    """One row of the list: the cells by field, and all original cells from column A, for the returned workbook.

    `merged` names the fields whose cell is merged with one above, `typed` those that a person typed in the preview; they are not
    stored with the row.
    """

    number: int
    cells: dict[str, Cell]
    all_cells: list[Cell]
    is_after_blank: bool = False
    is_hidden: bool = False
    merged: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()

    def with_edits(self, edits: Mapping[str, str]) -> "RawRow":
        """Returns the row with other texts in some fields: {field: text}. `all_cells` do not change."""
        cells = self.cells | {field: Cell(text or None) for field, text in edits.items()}
        return dataclasses.replace(self, cells=cells, typed=frozenset(edits))

    def as_json(self) -> dict[str, Any]:
        """Returns a plain dictionary to store; `raw_row_from_json` reads it."""
        return {
            "number": self.number,
            "cells": {field: _cell_as_json(cell) for field, cell in self.cells.items()},
            "all": [_cell_as_json(cell) for cell in self.all_cells],
            "after_blank": self.is_after_blank,
            "hidden": self.is_hidden,
            "merged": sorted(self.merged),
        }


def raw_row_from_json(stored: dict[str, Any]) -> RawRow:
    """Returns the `RawRow` that `as_json` stored."""
    return RawRow(
        number=stored["number"],
        cells={field: _cell_from_json(cell) for field, cell in stored["cells"].items()},
        all_cells=[_cell_from_json(cell) for cell in stored["all"]],
        is_after_blank=stored["after_blank"],
        is_hidden=stored["hidden"],
        merged=frozenset(stored["merged"]),
    )


def _cell_as_json(cell):
    """Returns null, the value, or [value, font]; a date is {"date": "2012-06-03"}."""
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = {"date": value.isoformat()}
    elif isinstance(value, time):
        value = value.isoformat()
    return value if cell.font is None else [value, cell.font]


def _cell_from_json(stored):
    value, font = stored if isinstance(stored, list) else (stored, None)
    if isinstance(value, dict):
        value = date.fromisoformat(value["date"])
    return EMPTY if value is None and font is None else Cell(value, font)
