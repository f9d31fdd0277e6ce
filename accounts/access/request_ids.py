"""Ids that come with a request: the one place that reads them, from a form, a query, JSON or an address.

An id of the database is a whole number from 1 to LARGEST. Whatever else stands where an id belongs was not sent by a page of
ours, so it names nothing: a longer number, a sign, "1e3", a NUL, digits of another script. (Numbers that people type, such as
F12 or a service number, are read elsewhere, in both scripts.)
"""

from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation

# What a bigint of the database holds; a number beyond it is an error there, not a row that is not found.
LARGEST = 2**63 - 1
MOST_AT_ONCE = 10_000


class TooManyIds(SuspiciousOperation):
    """More ids than a page of ours can send; Django answers 400."""


def id_of(sent: object) -> int | None:
    """Returns the id (int) that a request sent as text or as a JSON number; None for anything that can be no id."""
    if isinstance(sent, int) and not isinstance(sent, bool):
        return sent if 0 < sent <= LARGEST else None
    if not isinstance(sent, str) or not (sent.isascii() and sent.isdecimal()) or len(sent) > len(str(LARGEST)):
        return None
    number = int(sent)
    return number if 0 < number <= LARGEST else None


def ids_of(sent: Iterable[object], *, most: int = MOST_AT_ONCE) -> list[int]:
    """Returns the ids in a list of texts, each once, in their order; what can be no id is left out.

    sent: what `getlist` returns, or any other iterable. Raises TooManyIds for a list of more than `most`.
    """
    sent = list(sent)
    if len(sent) > most:
        raise TooManyIds(f"{len(sent)} ids were sent; at most {most} are read.")
    return list(dict.fromkeys(number for one in sent if (number := id_of(one)) is not None))


class IdConverter:
    """`<id:pk>` in an address: a number that can be an id. With any other the address is not there (404)."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = id_of(value)
        if number is None:
            raise ValueError
        return number

    def to_url(self, value: object) -> str:
        return str(value)
