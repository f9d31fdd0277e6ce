"""The values of a clean table of officers, such as our own export: the same results as `values.parse_row`, much faster.

In a table of a hundred thousand officers nearly every cell is already in its final form. Such cells are recognised and taken
unchanged; all others are parsed with `parse_row`, cell by cell.
"""

import dataclasses
import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from participants.roster.base.fields import NAME_COLUMNS, NAME_FIELDS, OFFICER_FIELDS
from participants.roster.base.problems import CONVERTED, NOTE, Problem, problem
from participants.roster.base.rows import RawRow
from participants.roster.base.text import key
from participants.roster.cells.plain_names import BANGLA, ENGLISH
from participants.roster.cells.values import parse_row, read_service_number
from programmes.workbooks.sheets import EMPTY, Cell

# In a roster these are notes, and the value is left out or converted; in a table they keep the row out, to be corrected.
_STRICT = {*CONVERTED, "EMAIL_NOT_UNDERSTOOD", "PHONE_WRONG_LENGTH", "PHONE_NOT_MOBILE"}
_SERVICE_NUMBER = re.compile("[0-9]{10}")
_PLAIN = (
    ("mobile", re.compile(r"\+8801[3-9][0-9]{8}")),
    ("email", re.compile(r"[a-z0-9._+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.){1,5}[a-z]{2,24}")),
)
_DAY = re.compile("(?:19[3-9][0-9]|20[0-7][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_CACHE_SIZE = 50_000
# A name that is more than a name may have the rank beside it.
_NAMES_AND_RANK = (*NAME_COLUMNS, "rank")
_BESIDE_NAMES, _MOVED = ("rank", "designation"), ("RANK_FROM_NAME", "POST_FROM_NAME")
# Fields whose cells are parsed without the other cells of the row.
_SINGLE = ("sex", "designation", "honours", "district", "rank")


def fields_among(columns: Collection[str | None]) -> tuple[str, ...]:
    """Returns the fields of a table, in the order of OFFICER_FIELDS; a column of names in either script has both."""
    names = set(NAME_FIELDS) if "name" in columns else set()
    return tuple(field for field in OFFICER_FIELDS if field in columns or field in names)


class TableReader:
    """Reads the rows of one table. `columns`: the field of each column, or None for one that is not used."""

    def __init__(self, columns, reference):
        self.reference = reference
        self._at = {field: at for at, field in enumerate(columns) if field}
        self._width = len(columns)
        self._memo = {field: {} for field in ("unit", "unit nearby", *_SINGLE)}
        self._codes = {"rank": reference.ranks, "unit": reference.units, "district": reference.districts}
        self._simple = [(field, self._at[field], self._memo[field]) for field in _SINGLE if field in self._at]

    def read(self, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Returns ({field: value or None}, problems that keep the row out) for the cells of a row.

        cells: texts, numbers, dates, None, or a `Cell` where the font matters.
        """
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        if len(cells) < self._width:
            cells = [*cells, *[None] * (self._width - len(cells))]
        elif len(cells) > self._width and any(cells[self._width :]):
            # A separator inside a value makes two cells of it and moves the others on.
            problems.append(problem("ROW_UNEVEN"))
        self._read_numbers(cells, values, problems)
        self._read_names(cells, values, problems)
        for field, place, memo in self._simple:
            if field == "rank" and field in values:
                # It was read together with a name that has a rank beside it.
                continue
            cell = cells[place]
            found = memo.get(cell)
            if found is None:
                found = _cache(memo, cell, self._single(field, cell))
            values[field] = found[0]
            if found[1]:
                problems += found[1]
        if "joined_on" in self._at:
            self._read_day(cells[self._at["joined_on"]], values, problems)
        if "unit" in self._at:
            self._read_unit(cells, values, problems)
        return values, [
            item for item in problems if item.severity != NOTE or item.code in _STRICT
        ] if problems else problems

    def _read_numbers(self, cells, values, problems):
        at = self._at
        text = cells[at["service_number"]] if "service_number" in at else None
        if text.__class__ is str and _SERVICE_NUMBER.fullmatch(text):
            values["service_number"] = text
        else:
            values["service_number"], found = read_service_number(_cell(text))
            problems += found
        for field, pattern in _PLAIN:
            if (place := at.get(field)) is None:
                continue
            text = cells[place]
            if not text:
                values[field] = None
            elif text.__class__ is str and pattern.fullmatch(text) and ".." not in text:
                values[field] = text
            else:
                self._parse_cells({field: text}, values, problems)

    def _read_names(self, cells, values, problems):
        at = self._at
        if "name" in at:
            text = cells[at["name"]]
            if "name_en" not in at and "name_bn" not in at and text.__class__ is str:
                if ENGLISH.has(text):
                    values["name_en"], values["name_bn"] = text, None
                    return
                if BANGLA.has(text):
                    values["name_en"], values["name_bn"] = None, text
                    return
        else:
            english = cells[at["name_en"]] if "name_en" in at else None
            bangla = cells[at["name_bn"]] if "name_bn" in at else None
            if (not english or (english.__class__ is str and ENGLISH.has(english))) and (
                not bangla or (bangla.__class__ is str and BANGLA.has(bangla))
            ):
                if "name_en" in at:
                    values["name_en"] = english or None
                if "name_bn" in at:
                    values["name_bn"] = bangla or None
                return
        named = {field: cells[at[field]] for field in _NAMES_AND_RANK if field in at}
        self._parse_cells(named, values, problems)

    def _read_day(self, cell, values, problems):
        if not cell:
            values["joined_on"] = None
        elif cell.__class__ is str and _DAY.fullmatch(cell) and _exists(cell):
            values["joined_on"] = cell
        else:
            self._parse_cells({"joined_on": cell}, values, problems)

    def _single(self, field, cell):
        """Returns (value, problems) of a cell that is parsed alone."""
        if (codes := self._codes.get(field)) and cell in codes:
            return cell, ()
        # The rules for medals and degrees in a column of their own are those of any short text.
        asked = "designation" if field == "honours" else field
        values, found = parse_row(RawRow(0, {asked: _cell(cell)}, []), self.reference, {})
        return values[asked], tuple(dataclasses.replace(one, field=field) for one in found)

    def _read_unit(self, cells, values, problems):
        cell = cells[self._at["unit"]]
        if not cell:
            values["unit"] = None
            return
        found = self._memo["unit"].get(cell)
        if found is None:
            found = _cache(self._memo["unit"], cell, self._single_unit(cell))
        if found is _DEPENDS:
            found = self._unit_near(cell, cells, values)
        values["unit"] = found[0]
        problems += found[1]
        if values["unit"] and values.get("rank", "") is None and cells[self._at["rank"]]:
            self._read_rank_again(cells, values, problems)

    def _single_unit(self, cell):
        """Returns (code, problems) of a unit that is named outright, or _DEPENDS where district and rank decide."""
        if cell.__class__ is str and (
            cell in self.reference.units or len(self.reference.unit_codes.get(key(cell), ())) == 1
        ):
            return self._single("unit", cell)
        return _DEPENDS

    def _unit_near(self, cell, cells, values):
        # The cache key has the codes, which are fewer than the spellings of the cells.
        known = (cell, values.get("district"), values.get("rank"))
        found = self._memo["unit nearby"].get(known)
        if found is None:
            around = {field: _cell(cells[self._at[field]]) for field in ("district", "rank") if field in self._at}
            read, problems = parse_row(RawRow(0, {**around, "unit": _cell(cell)}, []), self.reference, {})
            found = _cache(
                self._memo["unit nearby"], known, (read["unit"], tuple(one for one in problems if one.field == "unit"))
            )
        return found

    def _read_rank_again(self, cells, values, problems):
        """Reads a rank that depends on the unit: "Commissioner" is another one in Dhaka than elsewhere."""
        rank, unit = cells[self._at["rank"]], cells[self._at["unit"]]
        read, found = parse_row(RawRow(0, {"rank": _cell(rank), "unit": _cell(unit)}, []), self.reference, {})
        problems[:] = [one for one in problems if one.field != "rank"] + [one for one in found if one.field == "rank"]
        values["rank"] = read["rank"]

    def _parse_cells(self, cells, values, problems):
        read, found = parse_row(
            RawRow(0, {field: _cell(cell) for field, cell in cells.items()}, []), self.reference, {}
        )
        own = (field for field in OFFICER_FIELDS if field in read and field not in values)
        values.update((field, read[field]) for field in own if field not in _BESIDE_NAMES or field in self._at)
        if "rank" not in self._at:
            # No column can take the rank that leaves the name.
            found = [
                problem("NAME_HAS_RANK", "name", seen=one.facts["seen"]) if one.code in _MOVED else one for one in found
            ]
        problems += found


_DEPENDS = object()


def _cache(memo, what, found):
    if len(memo) > _CACHE_SIZE:
        memo.clear()
    memo[what] = found
    return found


def _cell(value):
    if isinstance(value, Cell):
        return value
    return Cell(value) if value not in (None, "") else EMPTY


def _exists(day):
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
