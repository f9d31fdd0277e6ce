"""Lets Django empty the test database between tests although some tables refuse it.

The audit trail is append-only and a certificate is never deleted: triggers in the database see to that. Tests that
commit (transactional_db, live_server) end with `flush`, and around that one command the triggers come off and go on
again. The product has no such door: no setting, no row and no command (but migrating backwards) takes a trigger off.
"""

from contextlib import contextmanager

import pytest
from django.db import connections
from django.test import TransactionTestCase


@contextmanager
def triggers_off(connection):
    """Takes every trigger of our own off inside the block, on SQLite and on PostgreSQL."""
    switch = {"sqlite": _dropped, "postgresql": _disabled}[connection.vendor]
    with connection.cursor() as cursor, switch(cursor):
        yield


@contextmanager
def _dropped(cursor):
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        for _name, sql in triggers:
            cursor.execute(sql)


@contextmanager
def _disabled(cursor):
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    tables = [table for (table,) in cursor.fetchall()]

    def switch(act):
        # A table with foreign keys still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {act} TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    switch("DISABLE")
    try:
        yield
    finally:
        switch("ENABLE")


def _forget_ids():
    """SQLite remembers the highest id ever used; behind an emptied audit trail it would look like a cut."""
    if connections["default"].vendor == "sqlite":
        with connections["default"].cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'accounts_auditentry'")


@pytest.fixture(scope="session", autouse=True)
def _tables_may_be_emptied_between_tests():
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with triggers_off(connections["default"]):
            flush(case)
            _forget_ids()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
