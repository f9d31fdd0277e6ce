"""Rows of a list compared with each other: one person twice, one service number for two people, a phone that several share.

The order of the rows decides nothing but which of two equal rows of one person goes in.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations

from participants.identity.names import variant_key
from participants.identity.weighing import are_neighbours, description_of
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.problems import REJECT, REVIEW, problem
from participants.roster.base.spellings import fold
from participants.roster.check.known import CheckedRow
from participants.roster.check.likeness import is_one_name_or_unknown, is_same_name, name_of

# A number or phone that more people have is a column that was filled downwards; their names are not compared one by one.
_MOST_NAMES = 40
_MOST_SHOWN = 3
# People with one phone, from which on it is no evidence that two of them are one.
_OF_AN_OFFICE = 3
_SHARED = {"mobile": ("phone_same", "PHONE_SHARED"), "email": ("email_same", "EMAIL_SHARED")}


def mark_duplicates(
    checked: Sequence[CheckedRow], *, taken: Collection[int] = frozenset(), known_by_hand: Collection[int] = ()
) -> None:
    """Adds the problems of rows that may be about one person, or that claim one service number.

    checked: the rows of the list in its order; rows rejected for another reason are not compared. taken: numbers of the rows that a
    person took: the first of them has the service number. known_by_hand: numbers of rows whose officer on record a person chose;
    the service number in them does not count.
    """
    compared = [row for row in checked if not any(item.severity == REJECT for item in row.problems)]
    numbered = defaultdict(list)
    for row in compared:
        if row.values.get("service_number") and row.number not in known_by_hand:
            numbered[row.values["service_number"]].append(row)
    # {row number: number of the row that goes in for the same person}
    stands_for: dict[int, int] = {}
    for group in numbered.values():
        if len(group) > 1:
            stands_for |= _mark_one_number(group, taken)
    _mark_possible(compared, stands_for)
    for field, (_reason, code) in _SHARED.items():
        _mark_shared(checked, compared, field, code)


# One service number


def _mark_one_number(group, taken):
    """Marks rows with one service number. Returns {row number: number of the row that goes in for the same person}."""
    claimed = next((row for row in group if row.number in taken), None)
    is_one_person = _are_one_person(group)
    if not is_one_person and claimed is None:
        _mark_conflict(group)
        return {}
    first = claimed or next((row for row in group if not _waits(row)), group[0])
    code = "DUPLICATE_OF_ROW" if is_one_person else "NUMBER_TAKEN_BY_ROW"
    for row in group:
        if row is not first:
            row.problems.append(problem(code, "service_number", row=first.number))
    return {row.number: first.number for row in group}


def _are_one_person(group):
    """Whether rows with one service number are about one person, each pair of them."""
    by_name = {}
    for row in group:
        facts = (_spelling(row), *(row.values.get(field) for field in _SHARED))
        by_name.setdefault(facts, row)
    if len(by_name) > _MOST_NAMES:
        return False
    if len(by_name) == 1:
        return bool(name_of(group[0].values))
    return all(_is_one_person(one.values, other.values) for one, other in combinations(by_name.values(), 2))


def _is_one_person(one, other):
    """Whether two values with one service number are certainly about one person: nobody is lost when one of them is left out."""
    if not name_of(one) or not name_of(other):
        return False
    shares = any(one.get(field) and one.get(field) == other.get(field) for field in _SHARED)
    return is_one_name_or_unknown(one, other) if shares else is_same_name(one, other)


def _differ(one, other, field):
    return bool(one.get(field) and other.get(field) and one[field] != other[field])


def _mark_conflict(group):
    """Adds, for each row, up to _MOST_SHOWN others with the number: those of other names, or all where the names are one."""
    first_of = {}
    for row in group:
        first_of.setdefault(_spelling(row), row)
    named = list(first_of.items())[: _MOST_SHOWN + 1]
    for row in group:
        mine = _spelling(row) if len(named) > 1 else None
        others = [other for spelling, other in named if spelling != mine and other is not row]
        others = others or [other for other in group[: _MOST_SHOWN + 1] if other is not row]
        for other in others[:_MOST_SHOWN]:
            row.problems.append(problem("SAME_NUMBER_AS_ROW", "service_number", row=other.number, other=_shown(other)))


def _shown(row):
    """Returns the name of a row, or what its name cell has; also for a row that was stored, without its cells."""
    seen = (item.facts["seen"] for item in row.problems if item.field in NAME_COLUMNS and "seen" in item.facts)
    return name_of(row.values) or next(seen, "–")


def _spelling(row):
    return fold(variant_key(name_of(row.values)))


# One person under two numbers


def _mark_possible(compared, stands_for):
    """Marks rows that may be about the person of another row with another number; the one of them that waits for nothing else goes in."""
    near = _alike_rows(compared, stands_for)
    by_number = {row.number: row for row in compared}
    for people in _connected(near):
        rows = [by_number[at] for at in sorted(people)]
        first = next((row for row in rows if not _waits(row)), rows[0])
        for row in rows:
            if row is not first:
                at = min(near[row.number], key=lambda at: (at > row.number, at))
                reasons = _reasons(row, by_number[at])
                row.problems.append(problem("POSSIBLE_DUPLICATE_OF_ROW", "service_number", row=at, reasons=reasons))


def _alike_rows(compared, stands_for):
    """Returns {row number: numbers of the rows that it resembles}, each person by the row that goes in."""
    near = defaultdict(set)
    for group in _sharing(compared, _person):
        _join(near, stands_for, _pairs_of_one_name(group))
    for field in _SHARED:
        for group in _sharing(compared, lambda row, field=field: row.values.get(field)):
            _join(near, stands_for, _pairs_alike(group))
    return near


def _pairs_of_one_name(group):
    """Yields the pairs of rows with one name and unit who may be one person; namesakes of one intake are noted."""
    pairs = combinations(group, 2) if len(group) <= _MOST_NAMES else ((group[0], other) for other in group[1:])
    noted = set()
    for one, other in pairs:
        if not _are_namesakes(one.values, other.values):
            yield one, other
            continue
        for row, namesake in ((one, other), (other, one)):
            if row.number not in noted:
                noted.add(row.number)
                row.problems.append(problem("SAME_NAME_AS_ROW", "name", row=namesake.number))


def _are_namesakes(one, other):
    shares = any(one.get(field) and one.get(field) == other.get(field) for field in _SHARED)
    return not shares and are_neighbours(description_of(one), description_of(other))


def _join(near, stands_for, pairs):
    for one, other in pairs:
        mine, yours = (stands_for.get(row.number, row.number) for row in (one, other))
        if mine != yours and not _claim_one_number(one, other):
            near[mine].add(yours)
            near[yours].add(mine)


def _claim_one_number(one, other):
    return bool(one.values.get("service_number")) and one.values["service_number"] == other.values.get("service_number")


def _pairs_alike(group):
    """Yields the pairs of rows with one phone or e-mail address who may be one person.

    Where three people or more share it, it belongs to an office and says nothing; then only one name makes them one person.
    """
    found = list(_pairs(group, is_one_name_or_unknown))
    near = defaultdict(set, {row.number: set() for row in group})
    for one, other in found:
        near[one.number].add(other.number)
        near[other.number].add(one.number)
    is_of_office = sum(1 for _people in _connected(near)) >= _OF_AN_OFFICE
    return _pairs(group, is_same_name) if is_of_office else found


def _pairs(group, are_alike: Callable) -> Iterator[tuple[CheckedRow, CheckedRow]]:
    if len(group) <= _MOST_NAMES:
        yield from (pair for pair in combinations(group, 2) if are_alike(pair[0].values, pair[1].values))
        return
    for same in _sharing(group, lambda row: _spelling(row) or None):
        yield from ((same[0], other) for other in same[1:])


def _sharing(rows: Iterable[CheckedRow], fact: Callable) -> Iterator[list[CheckedRow]]:
    """Yields the rows that share a fact which is not None, where there are two or more."""
    groups = defaultdict(list)
    for row in rows:
        if (found := fact(row)) is not None:
            groups[found].append(row)
    return (group for group in groups.values() if len(group) > 1)


def _connected(near: dict[int, set[int]]) -> Iterator[set[int]]:
    """Yields the sets of row numbers that are connected by `near`."""
    seen: set[int] = set()
    for start in near:
        if start in seen:
            continue
        people, waiting = {start}, [start]
        while waiting:
            new = near[waiting.pop()] - people
            people |= new
            waiting.extend(new)
        seen |= people
        yield people


def _person(row):
    """Returns a key that rows of one person share: the name without differences of spelling, and the unit; or None."""
    full_name = row.values.get("name_bn") or row.values.get("name_en")
    unit = row.values.get("unit")
    return (fold(variant_key(full_name)), unit) if full_name and unit else None


def _waits(row):
    return any(item.severity == REVIEW for item in row.problems)


def _reasons(one, other):
    """Returns what two rows have in common, and whether they differ in the number, as codes of `identity.evidence`."""
    mine, yours = one.values, other.values
    found = [
        reason for field, (reason, _code) in _SHARED.items() if mine.get(field) and mine[field] == yours.get(field)
    ]
    if name_of(mine) and name_of(yours):
        found.append("name_same" if is_same_name(mine, yours) else "name_alike")
    if mine.get("unit") and mine["unit"] == yours.get("unit"):
        found.append("unit_same")
    return [*found, "number_other"] if _differ(mine, yours, "service_number") else found


# A phone or an e-mail address of several people


def _mark_shared(checked, compared, field, code):
    counts = defaultdict(int)
    for row in checked:
        counts[row.values.get(field)] += 1
    for group in _sharing(compared, lambda row: row.values.get(field)):
        named = [row for row in group if name_of(row.values)]
        first = named[0] if named else None
        if first and any(not is_one_name_or_unknown(first.values, row.values) for row in named):
            for row in group:
                row.problems.append(problem(code, field, count=counts[row.values[field]]))
