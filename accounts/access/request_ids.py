"""Parses the ids of a request, from a form, a query, JSON or an address. The only place that does.

An id of the database is a whole number from 1 to LARGEST. Any other value (a longer number, a sign, "1e3", a NUL, digits of
another script) was not sent by a page of ours and matches nothing. (Numbers that people type, such as F12 or a service
number, are parsed elsewhere, in both scripts.)
"""

from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation

# The largest bigint. The database raises an error for a larger number instead of finding no row.
LARGEST = 2**63 - 1
MOST_AT_ONCE = 10_000


class TooManyIds(SuspiciousOperation):
    """More ids than a page of ours can send; Django answers 400."""


def id_of(sent: object) -> int | None:
    """Returns the id that a request sent as text or as a JSON number; None for any other value."""
    if isinstance(sent, int) and not isinstance(sent, bool):
        return sent if 0 < sent <= LARGEST else None
    if not isinstance(sent, str) or not (sent.isascii() and sent.isdecimal()) or len(sent) > len(str(LARGEST)):
        return None
    number = int(sent)
    return number if 0 < number <= LARGEST else None


def ids_of(sent: Iterable[object], *, most: int = MOST_AT_ONCE) -> list[int]:
    """Returns the ids in a list of texts, each once, in their order. Leaves out other values.

    sent: what `getlist` returns, or any other iterable. Raises TooManyIds for a list of more than `most`.
    """
    sent = list(sent)
    if len(sent) > most:
        raise TooManyIds(f"{len(sent)} ids were sent; at most {most} are read.")
    return list(dict.fromkeys(number for one in sent if (number := id_of(one)) is not None))


class IdConverter:
    """`<id:pk>` in an address: a number that can be an id. Any other value gives a 404."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = id_of(value)
        if number is None:
            raise ValueError
        return number

    def to_url(self, value: object) -> str:
        return str(value)
