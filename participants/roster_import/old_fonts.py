"""Texts of a roster that came out of an old Bangla font: a person reads them once, before anything is applied."""

import hashlib

_SAME = ("field", "before", "after")


def conversions_in(checked, known=()):
    """Returns the distinct conversions of CheckedRows as RosterImport.conversions keeps them, in the order of the file.

    Each has `field`, `before`, `after`, a `key` of the three, the numbers of its `rows` and whether it is `confirmed`. known:
    those kept so far.
    Rows that are rejected go nowhere and need no reading.
    """
    confirmed = {_mark(one) for one in known if one["confirmed"]}
    found = {}
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


def unconfirmed(roster):
    """Returns the conversions of a RosterImport that nobody has confirmed yet."""
    return [one for one in roster.conversions if not one["confirmed"]]


def rows_to_read(roster):
    """Returns the numbers of the rows that hold a conversion nobody has confirmed yet."""
    return {number for one in unconfirmed(roster) for number in one["rows"]}
