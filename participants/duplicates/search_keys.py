"""The search keys of officers. Every function that writes officers updates them; `index_missing` adds missing ones.

An officer without a key is not indexed yet: every service number gives a key. A bulk import may call `delete_keys`, which is
quick, and leave the rest to `index_missing`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from jobs.execution.garbage_collection import gc_paused
from participants.identity import Description, keys_of
from participants.identity.finding_keys import finding_keys
from participants.models import Officer, OfficerKey, id_of
from participants.models.coded_fields import code_lookup

OFFICERS_PER_STEP = 500
# In the order of Description.
_LOOKUPS = [code_lookup(field) for field in Description._fields]
# What the keys are made of.
_KEYED = ("service_number", "name_en", "name_bn", "mobile", "email", "unit")
_KEYED_LOOKUPS = [code_lookup(field) for field in _KEYED]
_KEYS = OfficerKey._meta.db_table


def index(officers: Iterable[Officer | int]) -> int:
    """Writes the search keys of officers who were recorded or changed; returns how many officers.

    officers: saved Officers, or their ids, in any number. Inside the transaction that changed them. Reads the values
    from the database, not from the objects. Three queries for every OFFICERS_PER_STEP officers, besides the batches of an insert.
    """
    ids = sorted({id_of(officer) for officer in officers})
    for start in range(0, len(ids), OFFICERS_PER_STEP):
        part = ids[start : start + OFFICERS_PER_STEP]
        delete_keys(part)
        _write(part)
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
    return index(_missing(0).values_list("pk", flat=True)[:limit])


def index_missing_after(last: int, *, limit: int) -> int | None:
    """Indexes up to `limit` officers with ids above `last` who have no keys. Returns the id of the last one, or None when none is left.

    Call it again with that id: officers who were looked at are not looked at again, so that many cost no more than a few.
    """
    with gc_paused():
        officers = list(_missing(last).values_list("pk", *_KEYED_LOOKUPS)[:limit])
        _insert(_keyed(officers), is_new=True)
    return officers[-1][0] if officers else None


def _missing(after):
    without_key = ~Exists(OfficerKey.objects.filter(officer=OuterRef("pk")))
    return Officer.objects.filter(without_key, pk__gt=after).order_by("pk")


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


def _write(ids):
    """Writes the keys of up to OFFICERS_PER_STEP officers who have none."""
    _insert(_keyed(Officer.objects.filter(pk__in=ids).order_by("pk").values_list("pk", *_KEYED_LOOKUPS)))


def _keyed(officers):
    """Returns [(key, id)] of officers, (id, *values of _KEYED) in the order of ids."""
    keyed = []
    for pk, number, name_en, name_bn, mobile, email, unit in officers:
        person = Description(
            service_number=number, name_en=name_en, name_bn=name_bn, mobile=mobile, email=email, unit=unit or ""
        )
        keys = keys_of(person)
        keys |= finding_keys((name_en, name_bn), mobile)
        keyed += [(key, pk) for key in keys]
    # In their order, because the index is filled from one end to the other then.
    keyed.sort(key=itemgetter(0))
    return keyed


def _insert(keyed, *, is_new=False):
    """Writes keys. is_new: whether hardly any of them can be there, so that COPY, which is quicker, is tried first."""
    if not keyed:
        return
    with connection.cursor() as cursor:
        # Two processes that index one officer at the same time write the same keys.
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT OR IGNORE INTO {_KEYS} (key, officer_id) VALUES (%s, %s)", keyed)  # noqa: S608 -- names of our own
            return
        if is_new and _is_copied(cursor, keyed):
            return
        # Lists as texts, which the driver passes on as they are.
        cursor.execute(
            f"INSERT INTO {_KEYS} (key, officer_id) SELECT * FROM "  # noqa: S608 -- as above
            "unnest(string_to_array(%s, ' ')::bigint[], string_to_array(%s, ' ')::bigint[]) ON CONFLICT DO NOTHING",
            [" ".join(map(str, column)) for column in zip(*keyed, strict=True)],
        )


def _is_copied(cursor, keyed):
    """Writes keys by COPY; returns whether none of them was there."""
    try:
        with (
            transaction.atomic(),
            connection.wrap_database_errors,
            cursor.copy(f"COPY {_KEYS} (key, officer_id) FROM STDIN") as copy,
        ):
            copy.write("".join([f"{key}\t{pk}\n" for key, pk in keyed]))
    except IntegrityError:
        return False
    return True
