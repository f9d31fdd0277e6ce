"""A trail that was begun before entries had numbers and seals is carried over as it is, and goes on sealed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import json, django; django.setup()
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

call_command("migrate", "accounts", "0002_roles", verbosity=0, skip_checks=True)
previous = "0" * 64
with connection.cursor() as cursor:
    # The gap is one that PostgreSQL leaves where a change was undone.
    for pk in (1, 2, 5, 6):
        at = timezone.now() + timedelta(microseconds=pk)
        facts = {"at": at.astimezone(UTC).isoformat(timespec="microseconds"), "actor": None, "verb": "old.done",
                 "target_type": "", "target_id": "", "details": {"n": pk}, "request_id": "", "previous_hash": previous}
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = sha256(text.encode()).hexdigest()
        cursor.execute(
            "INSERT INTO accounts_auditentry (id, at, actor_id, verb, target_type, target_id, details, request_id,"
            " previous_hash, hash) VALUES (%s, %s, NULL, 'old.done', '', '', %s, '', %s, %s)",
            [pk, at, json.dumps({"n": pk}), previous, digest],
        )
        previous = digest
call_command("migrate", "accounts", verbosity=0, skip_checks=True)

from accounts.audit.trail import record
from accounts.audit import heads
from accounts.audit.checking import check
from accounts.models import AuditEntry
record(None, "new.done", None)
heads.seal()
report = check()
print(report.faults, report.entries, report.unsealed, list(AuditEntry.objects.in_order().values_list("sequence", "form")))
try:
    with connection.cursor() as cursor:
        cursor.execute("REPLACE INTO accounts_auditentry (id, sequence, form, at, verb, target_type, target_id, details,"
                       " request_id, previous_hash, hash, seal) VALUES (2, 2, 1, '2020', 'x.y', '', '', '{}', '', 'x', 'y', '')")
except Exception as no:
    print(no)
"""


@pytest.mark.processes
def test_old_entries_are_numbered_stay_good_and_are_guarded(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'old.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()[-2:]
    assert first == "[] 6 4 [(1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2)]"
    assert second == "The audit trail is append-only."
