"""Reads the tables of a workbook: the chosen one and those below it, and counts the people of all others."""

import dataclasses
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow, Section
from participants.roster.layout.people_rows import people_rows
from participants.roster.layout.sections import Line, meaning_of, says_nothing_else
from participants.roster.layout.tables import (
    FoundTable,
    Header,
    HeaderAt,
    Table,
    first_header,
    people_without_headings,
    tables_of,
)
from programmes.workbooks.sheets import Sheet

_MOST_TEXTS, _MOST_TABLES_NAMED = 4, 10


class FieldsOf(Protocol):
    """Returns {column: field} of a table; None for a table to be read whose columns are not sure."""

    def __call__(self, one: Table, *, is_read: bool) -> Mapping[int, str] | None:
        """is_read: whether its people are read, not only counted."""


@dataclasses.dataclass
class Reading:
    """What was read of a sheet.

    parts: the tables that were read, from the top. rows: their people. ignored: (row number, reason). found: all tables of the sheet.
    problems: notes on tables and sections.
    """

    parts: list[Table]
    rows: list[RawRow] = dataclasses.field(default_factory=list)
    ignored: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    found: list[FoundTable] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)


def tables_to_read(
    parts: list[list[Table]], *, header_row: int | None, span: str | None, columns: Collection[int] = ()
) -> list[Table]:
    """Returns one table of each part that is read, from the top. parts: as `tables_of` returns them.

    header_row, span ("G–K"): of the table that a person chose; or columns: those that a person chose below the headings. Then the
    tables above it are not read, nor those below it that are not like it. Raises Refused where there is no such table.
    """
    if span is None:
        first = next((at for at, part in enumerate(parts) if header_row in {table.header_row for table in part}), 0)
        return [_holding(parts[first], columns), *(_fullest(part) for part in parts[first + 1 :])]
    for at, part in enumerate(parts):
        for table in part:
            if (table.header_row, table.columns) == (header_row, span):
                below = parts[at + 1 :]
                if table is part[0]:
                    return [table, *map(_fullest, below)]
                return [
                    table,
                    *(one for part_below in below for one in part_below if one.columns == span and one.header),
                ]
    raise Refused(_("The sheet has no list in the columns %(columns)s. Choose another list.") % {"columns": span})


def _holding(part, columns):
    """Returns the table of a part that has the chosen columns."""
    spans = ((table, table.span or (0, max(columns, default=0))) for table in part if columns)
    return next((table for table, (left, right) in spans if all(left <= at <= right for at in columns)), _fullest(part))


def _fullest(part):
    """Returns the first table of a part that has rows below its headings."""
    with_rows = (table for table in part if table.header and len(table.sheet.rows) > table.start)
    return next(with_rows, part[0])


def read_tables(
    sheet: Sheet, parts: list[list[Table]], chosen: list[Table], fields_of: FieldsOf, reference: Reference
) -> Reading:
    """Returns the `Reading` of the tables `chosen` among `parts`, all tables of `sheet`."""
    reading = Reading([])
    section = _section_of_title(chosen[0], is_only_list=len(parts) == 1)
    lines: list[tuple[int, Line]] = []
    counts = {}
    for table in chosen:
        fields = fields_of(table, is_read=True)
        if fields is None:
            continue
        reading.parts.append(table)
        people = people_rows(table.sheet, table.start, fields, reference, headings=table.repeats, above=section)
        counts[id(table)] = len(people.rows)
        if table is not chosen[0]:
            headings = [(number, "heading") for number, _cells in table.sheet.rows[: table.start]]
            reading.ignored += headings
        reading.rows += people.rows
        reading.ignored += people.ignored
        reading.problems += [problem("FILE_EXAMPLE", line=number, seen=text) for number, text in people.examples]
        lines += people.lines
        section = _section_for_the_next(people)
    unread = []
    for part in parts:
        found = [_found(sheet, table, counts.get(id(table)), fields_of, reference) for table in part]
        unread += _unread(found)
        reading.found += found
    reading.problems += _notes_on_tables_below(reading.found, chosen[0])
    reading.problems += _notes_on_sections(reading.rows, lines)
    reading.problems = unread + reading.problems
    reading.ignored += _rows_of_other_tables(reading, sheet, parts[0])
    return reading


def count_people(table: Table, fields_of: FieldsOf, reference: Reference) -> int:
    """Returns the number of people of a table that is not read."""
    fields = fields_of(table, is_read=False) or {}
    # The cells of many tables beside each other are copied one table after the other.
    table = dataclasses.replace(table)
    if table.header is None:
        return people_without_headings(table.sheet)
    return len(people_rows(table.sheet, table.start, fields, reference, headings=table.repeats).rows)


def found_elsewhere(
    sheet: Sheet, header: Header | None, header_at: HeaderAt, fields_of: FieldsOf, reference: Reference
) -> list[FoundTable]:
    """Returns the tables with people of a sheet that is not read. header: its best headings, or None."""
    if header is None:
        table = Table(sheet, None, 0, max((len(cells) for _number, cells in sheet.rows), default=1) - 1)
        tables = [table]
    else:
        tables = [
            table for part in tables_of(sheet, first_header(sheet, header, header_at), header_at) for table in part
        ]
    found = [_found(sheet, table, None, fields_of, reference) for table in tables]
    return [table for table in found if table.people]


def _found(sheet, table, people, fields_of, reference):
    """Returns the FoundTable of a Table. people: those that were read of it; None where it was not read."""
    return FoundTable(
        sheet=sheet.name,
        columns=table.columns,
        header_row=table.header_row,
        people=count_people(table, fields_of, reference) if people is None else people,
        is_read=people is not None,
        title=table.title,
        is_hidden=sheet.is_hidden,
    )


def _unread(part):
    """Returns the problems of the tables beside each other that hold people and were not read."""
    problems = []
    is_beside = any(table.is_read for table in part)
    for table in part:
        if table.is_read or not table.people:
            continue
        if not table.header_row:
            problems.append(problem("FILE_NUMBERS_BESIDE", columns=table.columns, count=table.people))
        elif is_beside:
            problems.append(problem("FILE_TABLE_BESIDE", columns=table.columns, count=table.people))
        else:
            problems.append(problem("FILE_TABLE_NOT_READ", line=table.header_row, count=table.people))
    return problems


def _notes_on_tables_below(found, first):
    below = [table for table in found if table.is_read and table.header_row != first.header_row]
    problems = [
        problem("FILE_TABLE_BELOW", line=table.header_row, count=table.people) for table in below[:_MOST_TABLES_NAMED]
    ]
    if more := below[_MOST_TABLES_NAMED:]:
        problems.append(problem("FILE_TABLES_BELOW", count=len(more), people=sum(table.people for table in more)))
    return problems


def _notes_on_sections(rows, lines):
    below = Counter(row.section for row in rows if row.section)
    problems = [
        problem(
            "FILE_SECTION_STATE" if section.state else "FILE_SECTION_ROLE",
            line=section.row,
            seen=section.text,
            count=count,
        )
        for section, count in below.items()
    ]
    dividing = [line.text for _number, line in lines if line.kind not in ("role", "state")]
    if dividing:
        shown = [f"“{text}”" for text in dict.fromkeys(dividing)]
        more = ", …" if len(shown) > _MOST_TEXTS else ""
        problems.append(problem("FILE_SECTIONS", count=len(dividing), seen=", ".join(shown[:_MOST_TEXTS]) + more))
    return problems


def _rows_of_other_tables(reading, sheet, first_part):
    """Returns the rows that belong only to tables that were not read."""
    seen = {row.number for row in reading.rows} | {number for number, _reason in reading.ignored}
    seen.update(number for number, _cells in reading.parts[0].sheet.rows[: reading.parts[0].start])
    seen.update(number for number, _text in reading.parts[0].titles)
    begin = first_part[0].part.rows[0][0]
    return [(number, "other_table") for number, _cells in sheet.rows if number >= begin and number not in seen]


def _section_for_the_next(people):
    """Returns the section line below the last person of a table: the title of the table below."""
    section = people.last_section
    last = people.rows[-1].number if people.rows else 0
    return section if section and section.row > last else None


def _section_of_title(table, *, is_only_list):
    """Returns the Section that the title directly above a table gives its people, or None.

    The title of the only list of a sheet counts only where it says nothing else: a course may be for drivers.
    """
    for number, text in reversed(table.titles):
        line = meaning_of(text)
        if line.kind == "state" and (not is_only_list or says_nothing_else(text)):
            return Section(text, number, line.role, line.state)
        if line.kind == "role" and not is_only_list:
            return Section(text, number, line.role)
    return None
