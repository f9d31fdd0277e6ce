"""Decides which column holds which field, for the table as a whole; asks a person where that is not sure."""

from typing import Any, NamedTuple

from participants.roster.base.sheets import column_letters


class Ask(NamedTuple):
    """A column about which a person must decide.

    column: its place from 0. field: the field that it probably holds. heading: its text, "" for none. samples: the first
    different cells. candidates: the fields that it may hold, the likeliest first. reasons: what speaks for `field`, as
    (code, number): a code such as "10_digits", "names", "on_record" with the share of the cells (0 to 1), or "heading_alike"
    with 1.
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
