"""The audit trail: who did what to which object, in one chain that cannot be rewritten without showing it.

Each entry carries the SHA-256 of itself and of the entry before it. Entries are written in the transaction of the
change they speak of, one writer at a time, so the chain never forks and an undone change leaves nothing behind.
"""

import json
import re
from contextlib import contextmanager

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts.logs import current_request_id
from accounts.models.audit_entry import FIRST, AuditEntry

# Any number no other advisory lock of the product uses.
CHAIN_LOCK = 7_305_020_251

_PERSONAL = re.compile(
    r"name|mobile|phone|mail|address|service_?number|password|birth|national_id|(^|_)nid(_|$)", re.IGNORECASE
)


def record(by, verb, target, **details):
    """Writes one AuditEntry in the caller's transaction (opens one when there is none) and returns it.

    by: the User who acts, or None for the system. verb: "object.past_participle". target: a saved object or None.
    details: ids, states, counts, dates; ValueError for a key that smells of personal data and for fractions (a database
    may write them back differently, and the chain would break).
    """
    return record_many(by, verb, [(target, details)])[0]


def record_many(by, verb, targets_with_details):
    """Writes one entry per (target, details dict) under one lock, in the given order; returns them. For bulk work."""
    prepared = [(*_target(target), _plain(details)) for target, details in targets_with_details]
    if not prepared:
        return []
    actor_id = by.pk if by is not None else None
    with _one_writer():
        last_hash = AuditEntry.objects.in_order().values_list("hash", flat=True).last() or FIRST
        at = timezone.now()
        entries = []
        for target_type, target_id, details in prepared:
            entry = AuditEntry(
                at=at,
                actor_id=actor_id,
                verb=verb,
                target_type=target_type,
                target_id=target_id,
                details=details,
                request_id=current_request_id(),
                previous_hash=last_hash,
            )
            entry.hash = last_hash = entry.digest()
            entries.append(entry)
        return AuditEntry.objects.bulk_create(entries, batch_size=500)


@contextmanager
def _one_writer():
    """Keeps everyone else from adding to the chain until the transaction ends."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        # SQLite: transactions are IMMEDIATE (config/environment.py), so this one already holds the only write lock.
        yield


def _target(target):
    if target is None:
        return "", ""
    if target.pk is None:
        raise ValueError("An audit entry needs a saved object.")
    return target._meta.label_lower, str(target.pk)


def _plain(details):
    """Returns the details as they will come back from the database; refuses what must not or cannot be kept."""
    plain = json.loads(json.dumps(details, cls=DjangoJSONEncoder))
    _check(plain)
    return plain


def _check(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if _PERSONAL.search(key):
                raise ValueError(f"{key!r} smells of personal data; the audit trail keeps ids and states only.")
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, float):
        raise ValueError("The audit trail keeps no fractions; write them as text.")


def first_bad_entry():
    """Walks the chain; returns (count of good entries, last good hash, first bad AuditEntry or None, why it is bad)."""
    previous_hash, good = FIRST, 0
    for entry in AuditEntry.objects.in_order().iterator(chunk_size=2000):
        if entry.previous_hash != previous_hash:
            return good, previous_hash, entry, "it does not follow the entry before it"
        if entry.hash != entry.digest():
            return good, previous_hash, entry, "its content does not match its hash"
        previous_hash, good = entry.hash, good + 1
    return good, previous_hash, None, ""
