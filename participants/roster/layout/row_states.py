"""Finds what the cells of a row beside the name say of the person: absent, cancelled, on the waiting list."""

import dataclasses
import re
from collections import Counter
from collections.abc import Container, Sequence

from participants.roster.base.problems import Problem, problem
from participants.roster.base.rows import RawRow
from participants.roster.layout.sections import ABSENT, LEFT_OUT, may_say_a_state, says_nothing_else, state_of
from programmes.workbooks.sheets import Cell

# "Pending" may be said of a bill, and "No, never attended" answers a question of a form.
_OF_PEOPLE = re.compile("wait|stand.?by|অপেক্ষ", re.IGNORECASE)
_ANSWER = re.compile(r"(?:yes|no|না|হ্যাঁ|জি)\W", re.IGNORECASE)
_LONGEST_STATE, _LONGEST_REMARK = 40, 120
_FEWEST_ROWS = 3


def said_elsewhere(cells: Sequence[Cell], used: Container[int]) -> str:
    """Returns the text of the first cell of no known column that says that the officer does not take part, else "".

    The heading does not matter: "Status", "Attendance". The state has to be the whole text. used: the known columns from 0.
    """
    for at, cell in enumerate(cells):
        if at in used or not isinstance(cell.value, str) or not may_say_a_state(cell.value):
            continue
        text = " ".join(cell.value.split())
        if len(text) > _LONGEST_STATE or _ANSWER.match(text) or not says_nothing_else(text):
            continue
        state = state_of(text)
        if state in (ABSENT, LEFT_OUT) or (state and _OF_PEOPLE.search(text)):
            return text
    return ""


def without_usual_answers(rows: Sequence[RawRow]) -> list[RawRow]:
    """Returns the rows of a list without what most of them say: a column of the form asks about something else."""
    usual = {text for text, count in Counter(row.said for row in rows).items() if text and count * 2 > len(rows)}
    if not usual or len(rows) < _FEWEST_ROWS:
        return list(rows)
    return [dataclasses.replace(row, said="") if row.said in usual else row for row in rows]


def states_of(row: RawRow) -> list[Problem]:
    """Returns the problem of a row that says in its remarks, as its role or in `said` that the officer does not take part."""
    for field in ("remarks", "role"):
        value = row.cells[field].value if field in row.cells else None
        if not isinstance(value, str) or not may_say_a_state(value):
            continue
        text = " ".join(value.split())
        # In a remark the state may be one word among others.
        is_said = state_of(text) and len(text) <= _LONGEST_REMARK
        if is_said and (field == "remarks" or says_nothing_else(text)):
            return [problem("ROW_SAYS_STATE", field, seen=text)]
    return [problem("ROW_SAYS_STATE", seen=row.said)] if row.said else []
