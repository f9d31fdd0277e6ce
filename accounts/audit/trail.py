"""The audit trail: who did what to which object, in a hash chain in which every change can be detected.

Each entry carries a number without gaps, the SHA-256 of itself and of the entry before it, and a seal over that hash made
with a key outside of the database. Entries are written in the transaction of their change, one writer at a time, so the chain
never forks and a rolled-back change leaves no entry. accounts/audit/checking.py checks all of it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.audit.keys import key_in_use
from accounts.database.compiled import Compiled
from accounts.database.many_rows import insert_many
from accounts.models import User
from accounts.models.audit_entry import FIRST, SEALED, AuditEntry
from accounts.models.audit_programmes import programmes_of
from accounts.ops.logs import current_request_id

# Any number no other advisory lock of the product uses.
CHAIN_LOCK = 7_305_020_251

_PERSONAL = re.compile(
    r"name|mobile|phone|mail|address|service_?number|password|birth|national_id|(^|_)nid(_|$)", re.IGNORECASE
)


def record(by: User | None, verb: str, target: Model | None, **details: Any) -> AuditEntry:
    """Writes one AuditEntry in the caller's transaction (opens one when there is none) and returns it.

    by: the User who acts, or None for the system. verb: "object.past_participle". target: a saved object or None.
    details: ids, states, counts, dates; ValueError for a key that suggests personal data and for fractions (a database may
    return them changed, which would break the chain).
    """
    return record_many(by, verb, [(target, details)])[0]


def record_many(
    by: User | None, verb: str, targets_with_details: Iterable[tuple[Model | None, dict[str, Any]]]
) -> list[AuditEntry]:
    """Writes one entry per (target, details dict) under one lock, in the given order; returns them. For bulk work."""
    targets_with_details = list(targets_with_details)
    prepared = [(*_target(target), _plain(details)) for target, details in targets_with_details]
    if not prepared:
        return []
    programmes = programmes_of([target for target, _details in targets_with_details])
    actor_id = by.pk if by is not None else None
    key = key_in_use()
    with _one_writer():
        sequence, last_hash = _NEWEST.first() or (0, FIRST)
        at = timezone.now()
        entries = []
        for (target_type, target_id, details), found in zip(prepared, programmes, strict=True):
            # An entry about an account belongs to the programme that its details name, so that its coordinators can read it.
            programme_id = details.get("programme") if found is None else found
            sequence += 1
            entry = AuditEntry(
                sequence=sequence,
                form=SEALED,
                at=at,
                actor_id=actor_id,
                verb=verb,
                target_type=target_type,
                target_id=target_id,
                details=details,
                request_id=current_request_id(),
                programme_id=programme_id,
                previous_hash=last_hash,
            )
            entry.hash = last_hash = entry.digest()
            entry.seal = key.seal(entry.hash)
            entries.append(entry)
        return insert_many(entries)


_NEWEST = Compiled(lambda: AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash")[:1])


@contextmanager
def _one_writer() -> Iterator[None]:
    """Locks the chain for other writers until the transaction ends."""
    # Without a savepoint: what fails to be recorded must not stand, so the change goes with its entry.
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        # SQLite: transactions are IMMEDIATE (config/environment.py), so this one already holds the only write lock.
        yield


def _target(target: Model | None) -> tuple[str, str]:
    if target is None:
        return "", ""
    if target.pk is None:
        raise ValueError("An audit entry needs a saved object.")
    return target._meta.label_lower, str(target.pk)


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """Returns the details as the database will return them. Refuses what must not or cannot be stored."""
    plain = json.loads(json.dumps(details, cls=DjangoJSONEncoder))
    _check(plain)
    return plain


def _check(value: object) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if _PERSONAL.search(key):
                raise ValueError(f"{key!r} suggests personal data; the audit trail stores ids and states only.")
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, float):
        raise ValueError("The audit trail keeps no fractions; write them as text.")
