"""The search keys of officers. Every function that writes officers updates them; `index_missing` adds missing ones.

An officer without a key is not indexed yet: every service number gives a key. A bulk import may call `delete_keys`, which is
quick, and leave the rest to `index_missing`.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from participants.identity import Description, keys_of
from participants.identity.finding_keys import finding_keys
from participants.models import Officer, OfficerKey, id_of
from participants.models.coded_fields import code_lookup

OFFICERS_PER_STEP = 500
# In the order of Description.
_LOOKUPS = [code_lookup(field) for field in Description._fields]


def index(officers: Iterable[Officer | int]) -> int:
    """Writes the search keys of officers who were recorded or changed; returns how many officers.

    officers: saved Officers, or their ids, in any number. Inside the transaction that changed them. Reads the values
    from the database, not from the objects. Three queries for every OFFICERS_PER_STEP officers, besides the batches of an insert.
    """
    ids = sorted({id_of(officer) for officer in officers})
    for start in range(0, len(ids), OFFICERS_PER_STEP):
        part = ids[start : start + OFFICERS_PER_STEP]
        delete_keys(part)
        _write(descriptions(part))
    return len(ids)


def delete_keys(officer_ids: Iterable[int]) -> None:
    """Deletes the keys of up to OFFICERS_PER_STEP officers; searches do not find them until `index_missing`. One query."""
    OfficerKey.objects.filter(officer__in=officer_ids)._raw_delete(OfficerKey.objects.db)


def descriptions(officer_ids: Iterable[int]) -> dict[int, Description]:
    """Returns {id: Description} of the officers on record. One query; no more than OFFICERS_PER_STEP ids."""
    rows = Officer.objects.filter(pk__in=officer_ids).order_by().values_list("pk", *_LOOKUPS)
    return {
        pk: Description._make(value.isoformat() if isinstance(value, date) else value or "" for value in values)
        for pk, *values in rows
    }


def index_missing(*, limit: int) -> int:
    """Indexes up to `limit` officers who have no keys; returns how many. Call it again until it returns 0."""
    missing = Officer.objects.filter(~Exists(OfficerKey.objects.filter(officer=OuterRef("pk"))))
    return index(missing.order_by("pk").values_list("pk", flat=True)[:limit])


def index_all(after: int = 0) -> Iterator[tuple[int, int]]:
    """Indexes every officer again, in order of id, a transaction for every OFFICERS_PER_STEP of them.

    Yields (number of officers in the batch, id of its last one). To resume, pass that id as `after`.
    """
    while True:
        step = list(
            Officer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:OFFICERS_PER_STEP]
        )
        if not step:
            return
        with transaction.atomic():
            index(step)
        after = step[-1]
        yield len(step), after


def _write(described):
    keys = [
        OfficerKey(key=key, officer_id=pk)
        for pk, person in described.items()
        for key in sorted(keys_of(person) | finding_keys((person.name_en, person.name_bn), person.mobile))
    ]
    # Two processes that index one officer at the same time write the same keys.
    OfficerKey.objects.bulk_create(keys, ignore_conflicts=True)
