"""Whoever owns the database can take the triggers off; the chain then names what they touched."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.audit import record
from accounts.models import AuditEntry, User
from tests.flushing import triggers_off

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def chain(db):
    return [record(None, "a.done", None, n=n) for n in range(5)]


def tamper(sql, *values):
    with triggers_off(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_chain_is_good(chain, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out.strip() == f"5 audit entries, one unbroken chain. Last hash: {chain[-1].hash}"


def test_an_empty_chain_is_good(db, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("0 audit entries")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "b.done"),
        ("details", '{"n": 7}'),
        ("request_id", "x"),
        ("target_id", "9"),
        ("at", "2020-01-01 00:00:00+00:00"),
    ],
)
def test_a_changed_entry_is_named(chain, column, value):
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, chain[2].pk)
    with pytest.raises(CommandError, match=f"entry {chain[2].pk} is bad: its content") as stopped:
        call_command("verify_audit")
    assert stopped.value.returncode == 1


def test_another_actor_put_in_an_entry_is_named(chain):
    somebody = User.objects.create_user("somebody@example.org")
    tamper(f"UPDATE {TABLE} SET actor_id = %s WHERE id = %s", somebody.pk, chain[2].pk)
    with pytest.raises(CommandError, match=f"entry {chain[2].pk} is bad: its content"):
        call_command("verify_audit")


def test_a_changed_hash_is_named(chain):
    tamper(f"UPDATE {TABLE} SET hash = %s WHERE id = %s", "f" * 64, chain[2].pk)
    with pytest.raises(CommandError, match=f"entry {chain[2].pk} is bad"):
        call_command("verify_audit")


@pytest.mark.parametrize("gone", [0, 2])
def test_the_entry_after_a_missing_one_is_named(chain, gone):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", chain[gone].pk)
    with pytest.raises(CommandError, match=f"entry {chain[gone + 1].pk} is bad: it does not follow"):
        call_command("verify_audit")


def test_a_cut_off_end_shows_against_a_hash_noted_before(chain):
    call_command("verify_audit", head=chain[-1].hash)
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", chain[-1].pk)
    call_command("verify_audit")
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_audit", head=chain[-1].hash)
