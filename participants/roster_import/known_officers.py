"""Officers on record under the service numbers of a list; of those whom another programme holds, only that they exist."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts.models import User
from participants.held_elsewhere.lookup_limits import count_matches, lock_user, matched_today, remaining_today
from participants.models import LookUp, Officer, RosterImport, RosterRow, RowDecision
from participants.models.coded_fields import code_lookup
from participants.officers.former_service_numbers import officers_of_former_numbers
from participants.officers.postings import earlier_postings
from participants.roster.base.fields import COMPARED_FIELDS, POSTED_FIELDS
from participants.roster.base.rows import RawRow
from participants.roster.cells.values import service_number_of
from participants.roster.check.known import KnownOfficer

FORCE = "BP"
NUMBERS_PER_QUERY = 500
_COMPARED_LOOKUPS = [code_lookup(field) for field in COMPARED_FIELDS]


def first_row_beyond_limit(
    rows: Iterable[RawRow],
    officers: Mapping[str, KnownOfficer],
    *,
    roster: RosterImport,
    enrolled: Collection[int],
    kind: LookUp,
    by: User | None,
) -> int | None:
    """Counts the matches with other programmes among RawRows. Returns the number of the first row beyond the daily limit, or None.

    From that row on no number is looked up, so that no row reveals a match. officers: {service number: KnownOfficer}. enrolled:
    ids of the officers in the session. kind: a LookUp. by: the User, or None for no limit.
    """
    numbered = [(row.number, number) for row in rows if (number := service_number_of(row))]
    if by is None or not numbered:
        return None
    matches = [next(iter(ids_held_elsewhere([number], officers, enrolled=enrolled)), None) for _row, number in numbered]
    with transaction.atomic():
        lock_user(by)
        if not remaining_today(by, kind):
            return numbered[0][0]
        before = matched_today(by, kind)
        within = count_matches(by, filter(None, matches), programme=roster.programme, kind=kind)
        if remaining_today(by, kind):
            return None
    # Stopping at the next match would reveal it: so stop at the next row with a number.
    last_within = max(matches.index(officer) for officer in within - before)
    return next((row for row, _number in numbered[last_within + 1 :]), None)


def ids_held_elsewhere(
    numbers: Iterable[str], officers: Mapping[str, KnownOfficer], *, enrolled: Collection[int] = ()
) -> list[int]:
    """Returns the ids of officers of other programmes with these numbers, without those who are in the session by consent."""
    found = (officers[number] for number in numbers if number in officers)
    return [officer.id for officer in found if officer.is_hidden and officer.id not in enrolled]


def known_officers(
    numbers: Iterable[str | None], *, lock: bool = False, day: date | None = None, seen_by: int | None = None
) -> dict[str, KnownOfficer]:
    """Returns {service number: KnownOfficer} of the force; a constant number of queries per NUMBERS_PER_QUERY numbers.

    An officer with a posting after `day` (date, or None) has the rank and unit of that day. lock: whether to lock the officers.
    seen_by: id of a programme; officers whom it does not hold have no values and `is_hidden`. None: all have values.
    """
    found: dict[str, KnownOfficer] = {}
    wanted = [number for number in dict.fromkeys(numbers) if number]
    for start in range(0, len(wanted), NUMBERS_PER_QUERY):
        part = wanted[start : start + NUMBERS_PER_QUERY]
        officers = Officer.objects.filter(force__code=FORCE, service_number__in=part)
        if lock:
            officers.lock()
        # After the locks: an officer who was merged meanwhile is found by the former number.
        former = officers_of_former_numbers(part, force=FORCE)
        if former:
            officers = officers | Officer.objects.filter(pk__in=former.values())
        rows = list(officers.values_list("pk", "service_number", *_COMPARED_LOOKUPS))
        earlier = earlier_postings(day, [row[0] for row in rows]) if day else {}
        visible = _visible_ids([row[0] for row in rows], seen_by)
        for pk, number, *columns in rows:
            if pk not in visible:
                found[number] = KnownOfficer(pk, {}, is_hidden=True)
                continue
            values = {field: value or None for field, value in zip(COMPARED_FIELDS, columns, strict=True)}
            values["joined_on"] = values["joined_on"] and values["joined_on"].isoformat()
            then, since = earlier.get(pk) or (None, None)
            if then:
                values |= {field: _code(getattr(then, field)) for field in POSTED_FIELDS}
            found[number] = KnownOfficer(pk, values, since.isoformat() if since else None)
        by_id = {officer.id: officer for officer in found.values()} if former else {}
        found |= {number: by_id[pk] for number, pk in former.items()}
    return found


def _visible_ids(ids, programme):
    if programme is None or not ids:
        return ids
    return set(Officer.objects.of_programme(programme).filter(pk__in=ids).values_list("pk", flat=True))


def officers_named_by_people(
    rows: Iterable[RosterRow], *, roster: RosterImport, day: date | None
) -> dict[int, KnownOfficer]:
    """Returns {row number: KnownOfficer}, locked, of the RosterRows for which a person chose the officer on record."""
    named = {row.number: row.alike_id for row in rows if row.decision == RowDecision.SAME and row.alike_id}
    officers = Officer.objects.filter(pk__in=named.values())
    numbers = officers.order_by("pk").select_for_update(of=("self",)).values_list("service_number", flat=True)
    found = known_officers(list(numbers), day=day, seen_by=roster.programme_id) if named else {}
    known = {officer.id: officer for officer in found.values() if not officer.is_hidden}
    return {number: known[pk] for number, pk in named.items() if pk in known}


def _code(link):
    return link and link.code
