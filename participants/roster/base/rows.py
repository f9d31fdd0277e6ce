"""One row of a list, between file and check; it can be stored and read back without loss."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from programmes.workbooks.sheets import EMPTY, Cell


class Section(NamedTuple):
    """A line between the people that says something of those below it.

    row: its number. role: "resource_person", "support", … of people who are not participants. state: "waiting", "absent" or
    "left_out" of people who are perhaps not to be enrolled. Both are "" for a line that only divides the list.
    """

    text: str
    row: int
    role: str = ""
    state: str = ""


@dataclasses.dataclass
class RawRow:
    """One row of the list: the cells by field, and all original cells from column A, for the returned workbook.

    `merged` names the fields whose cell is merged with one above. `marks` are the codes of problems of the row as the file shows
    it: struck out, grey. `date_orders` has the fields whose dates are not day first: see `cells.dates.order_of`. `ditto` has
    the fields whose cell says "the same as above", with the number of the row whose value is in `cells`, or 0 where a person
    has to say it. `section`: the line above it that gives it a role or a state. `second_row`: the number of the row below
    that holds the rest of the same person, or 0. `said`: the text of a cell without a field that says that the officer does not
    take part. `typed`: the fields that a person typed in the preview; not stored with the row.
    """

    number: int
    cells: dict[str, Cell]
    all_cells: list[Cell]
    is_after_blank: bool = False
    is_hidden: bool = False
    merged: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    date_orders: dict[str, str] = dataclasses.field(default_factory=dict)
    ditto: dict[str, int] = dataclasses.field(default_factory=dict)
    section: Section | None = None
    second_row: int = 0
    said: str = ""
    typed: frozenset[str] = frozenset()

    def with_edits(self, edits: Mapping[str, str]) -> "RawRow":
        """Returns the row with other texts in some fields: {field: text}. `all_cells` do not change."""
        cells = self.cells | {field: Cell(text or None) for field, text in edits.items()}
        ditto = {field: above for field, above in self.ditto.items() if field not in edits}
        return dataclasses.replace(self, cells=cells, ditto=ditto, typed=frozenset(edits))

    def as_json(self) -> dict[str, Any]:
        """Returns a plain dictionary to store; `raw_row_from_json` reads it."""
        stored: dict[str, Any] = {
            "number": self.number,
            "cells": {field: _cell_as_json(cell) for field, cell in self.cells.items()},
            "all": [_cell_as_json(cell) for cell in self.all_cells],
            "after_blank": self.is_after_blank,
            "hidden": self.is_hidden,
            "merged": sorted(self.merged),
            **{
                name: found
                for name, found in (("marks", list(self.marks)), ("orders", self.date_orders), ("ditto", self.ditto))
                if found
            },
        }
        # Most rows have neither; thousands of them are stored.
        if self.section:
            stored["section"] = list(self.section)
        if self.second_row:
            stored["second_row"] = self.second_row
        if self.said:
            stored["said"] = self.said
        return stored


def raw_row_from_json(stored: dict[str, Any]) -> RawRow:
    """Returns the `RawRow` that `as_json` stored."""
    return RawRow(
        number=stored["number"],
        cells={field: _cell_from_json(cell) for field, cell in stored["cells"].items()},
        all_cells=[_cell_from_json(cell) for cell in stored["all"]],
        is_after_blank=stored["after_blank"],
        is_hidden=stored["hidden"],
        merged=frozenset(stored["merged"]),
        marks=tuple(stored.get("marks", ())),
        date_orders=stored.get("orders", {}),
        ditto=stored.get("ditto", {}),
        section=Section(*stored["section"]) if stored.get("section") else None,
        second_row=stored.get("second_row", 0),
        said=stored.get("said", ""),
    )


def _cell_as_json(cell):
    """Returns null, the value, [value, font] or [value, font, marks]; a date is {"date": "2012-06-03"}."""
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = {"date": value.isoformat()}
    elif isinstance(value, time):
        value = value.isoformat()
    if cell.marks:
        return [value, cell.font, sorted(cell.marks)]
    return value if cell.font is None else [value, cell.font]


def _cell_from_json(stored):
    value, font, *marks = stored if isinstance(stored, list) else (stored, None)
    if isinstance(value, dict):
        value = date.fromisoformat(value["date"])
    return EMPTY if value is None and font is None else Cell(value, font, frozenset(*marks))
