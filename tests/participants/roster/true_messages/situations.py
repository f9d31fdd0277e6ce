"""Small lists, from rows to checked rows, and what a fact may look at."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from participants.roster.base.problems import Problem
from participants.roster.base.reference import Reference
from participants.roster.check.checking import CheckedRow, Known, check
from participants.roster.layout.headers import Layout, lay_out
from programmes.workbooks.sheets import Cell, Sheet, Workbook

HEADING = {
    "serial": "Sl", "name": "Name", "name_en": "Name (English)", "name_bn": "Name (Bangla)", "rank": "Rank", "number": "BP No",
    "unit": "Unit", "district": "District", "thana": "Police Station", "mobile": "Mobile", "email": "E-mail", "sex": "Sex",
    "designation": "Designation", "joined": "Joining Date", "role": "Role", "remarks": "Remarks",
}  # fmt: skip
FIELD = {"number": "service_number", "joined": "joined_on"}
# Nobody takes one of them for another.
PEOPLE = [
    {"name": "Farhana Sultana", "rank": "Inspector", "number": "9900800001", "unit": "DMP", "mobile": "01700000051"},
    {"name": "Kamal Hossain", "rank": "SI", "number": "9900800002", "unit": "PBI", "mobile": "01700000052"},
    {"name": "Shirin Akter", "rank": "ASI", "number": "9900800003", "unit": "CID", "mobile": "01700000053"},
    {"name": "Bimal Chandra Das", "rank": "Constable", "number": "9900800004", "unit": "SB", "mobile": "01700000054"},
]


class Officer(NamedTuple):
    """An officer on record, as the check reads one."""

    id: int
    values: dict[str, Any]
    posted_since: str | None = None
    is_hidden: bool = False


class Seen(NamedTuple):
    """A problem where it appeared: in a checked row, or in the file (row is None)."""

    problem: Problem
    row: CheckedRow | None
    layout: Layout
    rows: list[CheckedRow]

    @property
    def facts(self) -> dict[str, Any]:
        return self.problem.facts

    @property
    def value(self) -> Any:
        """The value of the field that the problem is about."""
        return self.values.get(self.problem.field)

    @property
    def values(self) -> dict[str, Any]:
        assert self.row is not None
        return self.row.values

    @property
    def typed(self) -> str:
        """The text of the cell that the problem is about."""
        assert self.row is not None
        return self.row.raw[self.problem.field]

    @property
    def waits(self) -> bool:
        return self.row is not None and self.row.outcome == "review"

    @property
    def raw(self) -> Any:
        """The RawRow of the row."""
        return next(row for row in self.layout.rows if self.row is not None and row.number == self.row.number)

    def other(self) -> CheckedRow:
        """The row that the sentence names."""
        return next(row for row in self.rows if row.number == self.facts["row"])


Situation = Callable[[Reference], list[Seen]]


class Case(NamedTuple):
    """situation: a list in which the sentence appears. is_true: whether the fact behind it holds there."""

    situation: Situation
    is_true: Callable[[Seen], bool]


def people(
    *rows: dict[str, Any],
    known: Known | None = None,
    font: str | None = None,
    titles: tuple[str, ...] = (),
    headings: dict[str, str] | None = None,
    sheets: tuple[Sheet, ...] = (),
    taken: frozenset[int] = frozenset(),
    **sheet: Any,
) -> Situation:
    """Returns a list of people, one for each of `rows`, with these cells instead of the usual ones.

    titles: lines above the headings. headings: other words for some. sheets: more sheets. taken: rows that a person took. sheet:
    what the sheet is like.
    """

    def seen(reference: Reference) -> list[Seen]:
        filled = [PEOPLE[at] | changed for at, changed in enumerate(rows)]
        columns = [name for name in HEADING if any(name in row for row in filled)]
        words = HEADING | (headings or {})
        lines = [
            *([title] for title in titles),
            [words[name] for name in columns],
            *([row.get(name) for name in columns] for row in filled),
        ]
        workbook = Workbook("xlsx", [sheet_of(*lines, font=font, **sheet), *sheets])
        return problems_of(workbook, reference, known or Known(), taken=taken)

    return seen


def sheet_of(*lines: Any, font: str | None = None, name: str = "S", **settings: Any) -> Sheet:
    """Returns a Sheet with these lines from row 1 on; None is an empty row, a Cell stays as it is."""
    sheet = Sheet(name=name, **settings)
    for number, line in enumerate(lines, 1):
        cells = [cell if isinstance(cell, Cell) else Cell(cell, font) for cell in line or []]
        sheet.add(number, cells, is_hidden=number in sheet.hidden_rows)
    return sheet


def book(*sheets: Sheet, known: Known | None = None, **chosen: Any) -> Situation:
    """Returns a file of these sheets. chosen: the list that a person chose, as `lay_out` takes it."""
    return lambda reference: problems_of(Workbook("xlsx", list(sheets)), reference, known or Known(), **chosen)


def late(build: Callable[[], Situation]) -> Situation:
    """Returns a Situation that is built when it is looked at."""
    return lambda reference: build()(reference)  # noqa: PLW0108 -- built anew, and only when it is called


def problems_of(
    workbook: Workbook, reference: Reference, known: Known, *, taken: frozenset[int] = frozenset(), **chosen: Any
) -> list[Seen]:
    """Returns every problem of a file and of its rows."""
    layout = lay_out(workbook, reference, **chosen)
    rows = check(layout.rows, reference, known, divisions=layout.context.divisions, taken=taken)
    of_file = [Seen(one, None, layout, rows) for one in layout.problems]
    return of_file + [Seen(one, row, layout, rows) for row in rows for one in row.problems]


def on_record(*, posted_since: str | None = None, is_hidden: bool = False, **values: Any) -> Known:
    """Returns a register in which the first of PEOPLE has these values."""
    same = {"name_en": "Farhana Sultana", "name_bn": "", "rank": "INSP", "unit": "DMP", "mobile": "+8801700000051"}
    return Known({"9900800001": Officer(7, same | values, posted_since, is_hidden)})  # type: ignore[dict-item]


def with_known(known: Known, **facts: Any) -> Known:
    """Returns a Known with other facts."""
    return dataclasses.replace(known, **facts)
