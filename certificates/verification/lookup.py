"""Finding a certificate by its code, or by the SHA-256 of its file.

A mistyped code and one that never existed get the same answer for the same work; a text that cannot be a code never comes
here (forms.py). A code has 128 bits (accounts/access/secret_codes.py), and misses are counted (throttle.py). Nothing else is
stored about who checked what. Each answer is read from the database anew: what was revoked a moment ago is revoked.
"""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from accounts.database.prepared import first_row
from certificates.models import Certificate, CertificateState


class Checked(NamedTuple):
    """What the public check reads of a Certificate, and nothing more; the fields are those of the model."""

    pk: int
    code: str
    state: str
    facts: dict[str, Any]
    reason: str
    reason_bn: str
    issued_at: datetime
    state_changed_at: datetime | None

    @property
    def is_valid(self) -> bool:
        """Whether it is valid today."""
        return self.state == CertificateState.ISSUED


def look_up(code: str) -> Checked | None:
    """Returns what is on record of a code (26 letters), whatever its state; None when there is none."""
    return _read("code", code)


def look_up_file(sha256: str) -> Checked | None:
    """Returns what is on record of the file with this SHA-256 (64 hexadecimal digits), whatever its state; None when there is none.

    Only the very bytes that were issued have it: a file that was changed, saved again or scanned is not found.
    """
    return _read("sha256", sha256.lower())


def sha256_of(file: UploadedFile) -> str:
    """Returns the SHA-256 (hexadecimal) of an uploaded file, which is neither parsed nor stored."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@cache
def _statement(column: str, _vendor: str) -> str:
    """The statement that asks for one value of a column; building it takes longer than asking."""
    rows = Certificate.objects.filter(**{column: ""}).values_list(*Checked._fields)
    # One of its code at most: nothing to put in order.
    rows = rows.order_by() if column == "code" else rows[:1]
    return rows.query.sql_with_params()[0]


def _read(column: str, value: str) -> Checked | None:
    row = first_row(
        f"shetu_check_by_{'code' if column == 'code' else 'file'}", _statement(column, connection.vendor), value
    )
    if row is None:
        return None
    pk, code, state, facts, reason, reason_bn, issued_at, changed_at = row
    since = changed_at and _aware(changed_at)
    return Checked(pk, code, state, json.loads(facts), reason, reason_bn, _aware(issued_at), since)


def _aware(moment: datetime) -> datetime:
    """SQLite has no time zones: Django writes UTC there."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
