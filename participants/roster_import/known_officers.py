"""Who of the force is on record under the numbers of a list, and of whom nothing may be known but that."""

from django.db import transaction

from participants.held_elsewhere.lookup_limits import count_matches, lock_user, matched_today, remaining_today
from participants.models import Officer, RowDecision
from participants.models.coded_fields import code_lookup
from participants.officers.former_service_numbers import officers_of_former_numbers
from participants.officers.postings import known_otherwise
from participants.roster.base.fields import COMPARED_FIELDS, POSTED_FIELDS
from participants.roster.cells.values import service_number_of
from participants.roster.check.checking import KnownOfficer

FORCE = "BP"
NUMBERS_PER_QUERY = 500
_COMPARED_LOOKUPS = [code_lookup(field) for field in COMPARED_FIELDS]


def first_row_beyond_limit(rows, officers, *, roster, enrolled, kind, by):
    """Counts the numbers of other programmes among RawRows; returns the number of the first row beyond the limit of the day.

    None where there is none. From that row on no number is looked up, so that nothing is told of any. officers: {service number:
    KnownOfficer}; enrolled: ids of those in the session; kind: a LookUp; by: the User, or None for no limit.
    """
    numbered = [(row.number, service_number_of(row)) for row in rows]
    numbered = [(row, number) for row, number in numbered if number]
    if by is None or not numbered:
        return None
    led = [next(iter(ids_held_elsewhere([number], officers, enrolled=enrolled)), None) for _row, number in numbered]
    with transaction.atomic():
        lock_user(by)
        if not remaining_today(by, kind):
            return numbered[0][0]
        before = matched_today(by, kind)
        within = count_matches(by, filter(None, led), programme=roster.programme, kind=kind)
        if remaining_today(by, kind):
            return None
    # The first of those beyond would tell that it is held: so the next row, whatever its number is.
    used_up_at = max(led.index(officer) for officer in within - before)
    return next((row for row, _number in numbered[used_up_at + 1 :]), None)


def ids_held_elsewhere(numbers, officers, *, enrolled=()):
    """Returns the ids of the officers of other programmes to whom these numbers lead, without those in the session by consent."""
    found = (officers[number] for number in numbers if number in officers)
    return [officer.id for officer in found if officer.is_hidden and officer.id not in enrolled]


def known_officers(numbers, *, lock=False, day=None, seen_by=None):
    """Returns {service number: KnownOfficer} of the force; a constant number of queries per NUMBERS_PER_QUERY numbers.

    Who was posted again after `day` (date, or None) is known with the rank and unit of that day. seen_by: id of a programme; of
    officers whom it does not hold nothing is known but that there is one. None: all are known.
    """
    found = {}
    numbers = [number for number in dict.fromkeys(numbers) if number]
    for start in range(0, len(numbers), NUMBERS_PER_QUERY):
        part = numbers[start : start + NUMBERS_PER_QUERY]
        officers = Officer.objects.filter(force__code=FORCE, service_number__in=part)
        if lock:
            # First the locks, then the reading: rows joined by the locking query would be those from before the wait.
            list(officers.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        # Asked after the locks: whoever was merged meanwhile is found under the number that was given up.
        former = officers_of_former_numbers(part, force=FORCE)
        if former:
            officers = officers | Officer.objects.filter(pk__in=former.values())
        rows = list(officers.values_list("pk", "service_number", *_COMPARED_LOOKUPS))
        otherwise = known_otherwise(day, [row[0] for row in rows]) if day else {}
        seen = _seen([row[0] for row in rows], seen_by)
        for pk, number, *columns in rows:
            if pk not in seen:
                found[number] = KnownOfficer(pk, {}, is_hidden=True)
                continue
            values = {field: value or None for field, value in zip(COMPARED_FIELDS, columns, strict=True)}
            values["joined_on"] = values["joined_on"] and values["joined_on"].isoformat()
            then, since = otherwise.get(pk, (None, None))
            if then:
                values |= {field: _code(getattr(then, field)) for field in POSTED_FIELDS}
            found[number] = KnownOfficer(pk, values, since and since.isoformat())
        by_id = {officer.id: officer for officer in found.values()} if former else {}
        found |= {number: by_id[pk] for number, pk in former.items()}
    return found


def _seen(ids, programme):
    if programme is None or not ids:
        return ids
    return set(Officer.objects.of_programme(programme).filter(pk__in=ids).values_list("pk", flat=True))


def named_by_people(rows, *, roster, day):
    """Returns {row number: KnownOfficer}, locked, of the RosterRows of which a person said whom they mean."""
    named = {row.number: row.alike_id for row in rows if row.decision == RowDecision.SAME and row.alike_id}
    officers = Officer.objects.filter(pk__in=named.values())
    numbers = officers.order_by("pk").select_for_update(of=("self",)).values_list("service_number", flat=True)
    found = known_officers(list(numbers), day=day, seen_by=roster.programme_id) if named else {}
    known = {officer.id: officer for officer in found.values() if not officer.is_hidden}
    return {number: known[pk] for number, pk in named.items() if pk in known}


def _code(link):
    return link and link.code
