"""Whose a column is: those behind the name of another person may be that person's, until the name of the officer comes."""

from collections.abc import Callable, Collection, Mapping

from participants.roster.layout.heading_meaning import Meaning

# What both the officer and another person may have; of a service number a person is asked.
_OF_ANYBODY = ("rank", "designation", "mobile", "email", "unit", "district")
# Without these a list is complete.
_MAY_BE_MISSING = ("designation", "email")
_NEAR = 3


def with_own_columns(
    fields: Mapping[int, str],
    own_name: int | None,
    headed: Collection[int],
    others: Collection[int],
    says: Callable[[str, int], bool],
) -> dict[int, str]:
    """Returns {column: field} with the column of the officer where another person in the row has one with the same heading.

    own_name: the column of the officer's name. headed: the columns with headings. others: the columns of names of other people.
    says: whether the heading of a column says a field clearly. In "Supervisor, Rank, Mobile, Name, Rank" the second rank is the
    officer's. A father's name between the name and the only rank changes nothing.
    """
    found = dict(fields)
    if own_name is None or not others:
        return found
    people = sorted({own_name, *others})

    def is_own(at):
        return max((one for one in people if one <= at), default=own_name) == own_name

    for at, field in fields.items():
        if field not in _OF_ANYBODY or is_own(at):
            continue
        free = [other for other in headed if other not in found and says(field, other) and is_own(other)]
        if free or (at < own_name and field in _MAY_BE_MISSING):
            del found[at]
        if free:
            found[free[0]] = field
    return found


def other_people(meanings: Mapping[int, Meaning]) -> set[int]:
    """Returns the columns whose headings are of other people."""
    return {at for at, meaning in meanings.items() if meaning.excluded == "other_person" and not meaning.fields}


def may_be_of_another(at: int | None, own_name: int | None, others: Collection[int]) -> bool:
    """Whether a column is close behind the name of another person, with that of the officer only behind it."""
    return at is not None and own_name is not None and at < own_name and any(0 < at - one <= _NEAR for one in others)
