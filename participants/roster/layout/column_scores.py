"""How well a column suits a field: its heading and its cells together."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from participants.roster.layout.column_evidence import Column
from participants.roster.layout.heading_meaning import SURE, VAGUE, Meaning

NAMES = ("name", "name_en", "name_bn")
NAME_PARTS = ("name_first", "name_middle", "name_last")
# The cells of a field, and how much each kind speaks for it.
_SPEAKS_FOR: dict[str, dict[str, float]] = {
    "service_number": {"10_digits": 1.0},
    **{field: {"name": 1.0, "name_shape": 0.75} for field in (*NAMES, *NAME_PARTS)},
    "mobile": {"mobile": 1.0},
    "rank": {"rank": 1.0},
    "designation": {"rank": 0.5, "text": 0.2, "unit": 0.1},
    "unit": {"unit": 1.0, "district": 0.5, "thana": 0.5},
    "district": {"district": 1.0, "thana": 0.4},
    "thana": {"thana": 1.0, "district": 0.5, "unit": 0.4, "name_shape": 0.2},
    "home_district": {"district": 0.8, "thana": 0.4},
    "email": {"email": 1.0},
    "sex": {"sex": 1.0},
    "joined_on": {"date": 0.8, "stamp": 0.1},
    "attended_on": {"date": 0.5, "recent": 0.3, "stamp": 0.3},
    "date_of_birth": {"birth": 1.0, "date": 0.1},
    "serial": {"running": 0.8, "number": 0.2},
}
_KINDS = (
    "10_digits", "nid", "mobile", "landline", "number", "long_number", "date", "stamp", "email", "code", "blood", "name",
    "unit", "district", "thana", "rank", "sex",
)  # fmt: skip
_OF_NUMBERS = ("service_number", "mobile")
# Fields that the cells alone may decide, without a heading that says so.
BY_CELLS = {"service_number", "name", "mobile", "rank", "email", "sex", "unit", "serial"}
_FEWEST_FOR_CELLS = 0.8
_BLANK, _CELLS_COUNT, _HEADING_OF_ANOTHER = -0.4, 0.6, -0.4
# Odd cells do not take a column from a clear heading, except where another person could come of it.
_MOST_AGAINST, _MOST_OF_ONE_CELL = -0.55, -0.45
_CLEAR = 0.85
_OF_PERSONS = {"service_number", *NAMES, *NAME_PARTS}


class Score(NamedTuple):
    """heading: 0 to 1, how surely the heading says the field; negative where it says another one. cells: -1 to 1."""

    heading: float
    cells: float

    @property
    def total(self) -> float:
        """The weight of the pair of column and field."""
        return self.heading + (self.cells * _CELLS_COUNT if self.cells > 0 else self.cells)


def cells_fit(field: str, column: Column) -> float:
    """Returns how the cells of a column suit a field: 1 entirely, 0 says nothing, -1 they are something else."""
    if not column.filled:
        return _BLANK if field in ("service_number", *NAMES) else 0.0
    speaks = _SPEAKS_FOR.get(field)
    if speaks is None:
        return 0.0
    fit = sum(weight * column.share(kind) for kind, weight in speaks.items())
    others = sum(column.share(kind) for kind in _KINDS if kind not in speaks)
    if field == "service_number":
        # Numbers of another length may be old, or mistyped.
        others -= column.share("long_number")
    if field in _OF_NUMBERS:
        others += column.share("text", "name_shape") / 2
    own = column.share(*speaks)
    fit = min(1.0, fit) - min(1.0 - own, others)
    if field == "service_number":
        # Mobiles without their zero have ten digits too.
        fit -= max(0.0, column.share("mobile") - column.share("birth_year"))
    if field == "joined_on":
        fit -= column.share("recent") * 0.3
    if column.is_constant and field in ("service_number", *NAMES, *NAME_PARTS):
        return -1.0
    wrong_script = {"name_en": frozenset({"bn"}), "name_bn": frozenset({"en"})}.get(field)
    return -1.0 if wrong_script and column.scripts == wrong_script and fit > 0 else fit


def scores_of(
    meanings: Mapping[int, Meaning], evidence: Mapping[int, Column], fields: Sequence[str]
) -> dict[str, dict[int, Score]]:
    """Returns {field: {column: Score}} of all pairs that are possible at all.

    meanings: of the columns with a heading. evidence: of all columns. fields: in the order of preference.
    """
    found: dict[str, dict[int, Score]] = {field: {} for field in fields}
    for at, column in evidence.items():
        meaning = meanings.get(at)
        if meaning and meaning.excluded and not meaning.fields:
            continue
        said = meaning.fields if meaning else {}
        for field in fields:
            cells = cells_fit(field, column)
            heading = said.get(field, 0.0)
            if field in _OF_NUMBERS and 0 < heading < VAGUE - 0.05:
                # "WhatsApp", "Old BP No": never without a person's word.
                continue
            if field == "mobile" and heading < SURE and column.share("landline") > 0.5:
                continue
            if not heading and (field not in BY_CELLS or cells < _FEWEST_FOR_CELLS):
                continue
            if not heading and said:
                heading = _HEADING_OF_ANOTHER * max(said.values())
            if field not in _OF_PERSONS:
                cells = max(cells, _MOST_AGAINST)
            elif column.filled == 1 or (column.is_constant and heading >= _CLEAR):
                cells = max(cells, _MOST_OF_ONE_CELL)
            found[field][at] = Score(heading, cells)
    return found


def best_pairs(scores: Mapping[str, Mapping[int, Score]], *, at_least: float) -> dict[int, str]:
    """Returns {column: field} of the assignment with the greatest sum of totals; no pair has less than `at_least`.

    Each field has one column at most, and each column one field; of equals the column further left wins.
    """
    fields = [field for field, row in scores.items() if any(score.total >= at_least for score in row.values())]
    columns = sorted({at for field in fields for at in scores[field]})
    gains = [[_gain(scores[field].get(at), at, at_least) for at in columns] + [0.0] * len(fields) for field in fields]
    return {
        columns[to]: fields[row]
        for row, to in enumerate(_assignment(gains))
        if to < len(columns) and gains[row][to] > 0
    }


def _gain(score, at, at_least):
    return score.total - at * 1e-6 if score is not None and score.total >= at_least else 0.0


def _assignment(gains):
    """Returns the column of each row so that the sum of gains is greatest (the Hungarian method, by shortest paths)."""
    width = len(gains[0]) if gains else 0
    row_price, column_price, row_of = [0.0] * (len(gains) + 1), [0.0] * (width + 1), [0] * (width + 1)
    for row in range(1, len(gains) + 1):
        row_of[0] = row
        at, came_from = _shortest_path(gains, row_price, column_price, row_of)
        while at:
            row_of[at], at = row_of[came_from[at]], came_from[at]
    found = [0] * len(gains)
    for to in range(1, width + 1):
        if row_of[to]:
            found[row_of[to] - 1] = to - 1
    return found


def _shortest_path(gains, row_price, column_price, row_of):
    """Returns (a free column, {column: the one before it}) of the cheapest way to give a column to the row of column 0."""
    width = len(row_of)
    came_from, least, done, at = [0] * width, [float("inf")] * width, [False] * width, 0
    while row_of[at]:
        done[at] = True
        row = row_of[at]
        for to in range(1, width):
            cost = -gains[row - 1][to - 1] - row_price[row] - column_price[to]
            if not done[to] and cost < least[to]:
                least[to], came_from[to] = cost, at
        at = min((to for to in range(1, width) if not done[to]), key=least.__getitem__)
        step = least[at]
        for to in range(width):
            if done[to]:
                row_price[row_of[to]] += step
                column_price[to] -= step
            else:
                least[to] -= step
    return at, came_from
