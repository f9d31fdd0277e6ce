"""The search keys of officers: kept by every rule that writes officers, made again where they are missing.

An officer without any key was not indexed yet; everybody has a service number, and with it a key. Whoever writes very many
officers at once may call `forget`, which is quick, and leave the rest to `index_missing`.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef

from participants.identity import Description, keys_of
from participants.models import Officer, OfficerKey
from participants.models.coded_fields import code_lookup

OFFICERS_PER_STEP = 500
# In the order of Description, whose last field is the only date.
_LOOKUPS = [code_lookup(field) for field in Description._fields]


def index(officers):
    """Writes the search keys of officers who were recorded or changed; returns how many officers.

    officers: saved Officers, or their ids, in any number. Inside the transaction that changed them. What is on record counts,
    not what the objects hold. Three queries for every OFFICERS_PER_STEP officers, besides the batches of an insert.
    """
    ids = sorted({getattr(officer, "pk", officer) for officer in officers})
    for start in range(0, len(ids), OFFICERS_PER_STEP):
        part = ids[start : start + OFFICERS_PER_STEP]
        forget(part)
        _write(descriptions(part))
    return len(ids)


def forget(officer_ids):
    """Removes the keys of up to OFFICERS_PER_STEP officers, who are then not found until `index_missing`. One query."""
    OfficerKey.objects.filter(officer__in=officer_ids)._raw_delete(OfficerKey.objects.db)


def descriptions(officer_ids):
    """Returns {id: Description} of the officers on record. One query; no more than OFFICERS_PER_STEP ids."""
    rows = Officer.objects.filter(pk__in=officer_ids).order_by().values_list("pk", *_LOOKUPS)
    return {
        pk: Description(*(value or "" for value in values), joined_on=joined_on.isoformat() if joined_on else "")
        for pk, *values, joined_on in rows
    }


def index_missing(*, limit):
    """Indexes up to `limit` officers who have no keys; returns how many. Call it again until it returns 0."""
    missing = Officer.objects.filter(~Exists(OfficerKey.objects.filter(officer=OuterRef("pk"))))
    return index(missing.order_by("pk").values_list("pk", flat=True)[:limit])


def index_all(after=0):
    """Indexes every officer again, in order of id, a transaction for every OFFICERS_PER_STEP of them.

    Yields (number of officers of a step, id of its last one): work that was cut off goes on `after` that id.
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
    keys = [OfficerKey(key=key, officer_id=pk) for pk, person in described.items() for key in sorted(keys_of(person))]
    # Two who index one officer at the same moment write the same keys.
    OfficerKey.objects.bulk_create(keys, ignore_conflicts=True)
