"""What a person must decide about a column, with what speaks for and against each field."""

from typing import Any, NamedTuple

from participants.roster.layout.column_evidence import Column
from programmes.workbooks.sheets import column_letters

# A heading that says a field as clearly as CLEAR decides, unless the cells contradict it.
CLEAR, HALF_CLEAR = 0.85, 0.6
_FEWEST_SHOWN = 0.1
REASONS = {
    "10_digits": "10_digits",
    "birth_year": "birth_year",
    "on_record": "on_record",
    "nid": "13_or_17_digits",
    "mobile": "mobiles",
    "landline": "landlines",
    "name": "names",
    "with_rank": "with_ranks",
    "rank": "ranks",
    "unit": "units",
    "district": "districts",
    "thana": "stations",
    "date": "dates",
    "email": "emails",
    "sex": "sexes",
    "running": "running",
    "number": "numbers",
    "code": "codes",
}


class Ask(NamedTuple):
    """A column about which a person must decide.

    column: its place from 0. field: the field that it may hold. heading: its text, "" for none. samples: the first different
    cells. candidates: the fields that it may hold, the likeliest first. reasons: what speaks for and against it, as (code,
    number): a value of REASONS or "blank" with the share of the cells (0 to 1), or "heading_clear", "heading_alike",
    "heading_vague" with how surely the heading says the field.
    """

    column: int
    field: str
    heading: str
    samples: list[str]
    candidates: list[str]
    reasons: list[tuple[str, float]]

    def as_json(self) -> dict[str, Any]:
        """Returns it as plain JSON, the column by its letters."""
        return {
            "column": column_letters(self.column),
            "heading": self.heading,
            "field": self.field,
            "candidates": self.candidates,
            "samples": self.samples,
            "reasons": [[code, share] for code, share in self.reasons],
        }


def reasons_of(column: Column, heading: float) -> list[tuple[str, float]]:
    """Returns the reasons of an Ask, as it describes them. heading: how surely the heading says the field, 0 for not at all."""
    reasons = []
    if heading > 0:
        code = "heading_clear" if heading >= CLEAR else "heading_alike" if heading >= HALF_CLEAR else "heading_vague"
        reasons.append((code, round(heading, 2)))
    shares = [(code, round(column.share(kind), 2)) for kind, code in REASONS.items()]
    reasons += [(code, share) for code, share in sorted(shares, key=lambda one: -one[1]) if share >= _FEWEST_SHOWN]
    if column.of and column.filled < column.of:
        reasons.append(("blank", round(1 - column.filled / column.of, 2)))
    return reasons
