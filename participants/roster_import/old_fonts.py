"""Texts of a roster that were converted from an old Bangla font or a wrong encoding.

A person must confirm them before the roster is applied.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from participants.models import RosterImport
from participants.roster.check.known import CheckedRow

_SAME = ("field", "before", "after")


def conversions_in(checked: Iterable[CheckedRow], known: Iterable[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Returns the distinct conversions of CheckedRows, as RosterImport.conversions stores them, in the order of the file.

    Each has `field`, `before`, `after`, a `key` of the three, the numbers of its `rows` and whether it is `confirmed`. known:
    the stored conversions. Rejected rows are left out.
    """
    confirmed = {_mark(one) for one in known if one["confirmed"]}
    found: dict[tuple, list[int]] = {}
    for row in checked:
        if row.outcome == "rejected":
            continue
        for mark in row.conversions:
            found.setdefault(mark, []).append(row.number)
    return [
        {**dict(zip(_SAME, mark, strict=True)), "key": _key(mark), "rows": rows, "confirmed": mark in confirmed}
        for mark, rows in found.items()
    ]


def _mark(one):
    return tuple(one[name] for name in _SAME)


def _key(mark):
    return hashlib.sha256("\0".join(mark).encode()).hexdigest()[:16]


def unconfirmed(roster: RosterImport) -> list[dict[str, Any]]:
    """Returns the conversions of a RosterImport that nobody has confirmed yet."""
    return [one for one in roster.conversions if not one["confirmed"]]


def unconfirmed_rows(roster: RosterImport) -> set[int]:
    """Returns the numbers of the rows that hold a conversion nobody has confirmed yet."""
    return {number for one in unconfirmed(roster) for number in one["rows"]}
