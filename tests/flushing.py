"""Empties the test database after tests that commit (transactional_db, live_server), quicker than Django does.

Django truncates every table and writes the content types and permissions anew: with 130 tables most of a second, and
more than that on PostgreSQL. Here the few tables that have rows are emptied, and what the migrations wrote stays.

The audit trail is append-only and a certificate is never deleted: triggers in the database see to that. While their
tables are emptied they come off, and then go on again. The product has no such door: no setting, no row and no command
(but migrating backwards) takes a trigger off.
"""

from contextlib import contextmanager
from functools import cache

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase

# Written by migrating; the product only reads them.
WRITTEN_BY_MIGRATING = {"auth_permission", "django_content_type"}


@contextmanager
def triggers_off(connection, tables=None):
    """Takes the triggers of our own off inside the block, on SQLite and on PostgreSQL: those of `tables`, or all."""
    switch = {"sqlite": _dropped, "postgresql": _disabled}[connection.vendor]
    with connection.cursor() as cursor, switch(cursor, tables):
        yield


@contextmanager
def _dropped(cursor, tables):
    cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(name, sql) for name, sql, table in cursor.fetchall() if tables is None or table in tables]
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        for _name, sql in triggers:
            cursor.execute(sql)


@contextmanager
def _disabled(cursor, tables):
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    guarded = [table for (table,) in cursor.fetchall() if tables is None or table in tables]

    def switch(act):
        # A table with foreign keys still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} {act} TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    switch("DISABLE")
    try:
        yield
    finally:
        switch("ENABLE")


@cache
def _tables(alias):
    found = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - WRITTEN_BY_MIGRATING)


def tables_with_rows(connection):
    """Returns the names of the tables that a test has left something in."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in _tables(connection.alias)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def empty(connection):
    """Empties every table but those that migrating fills. In one transaction, so that foreign keys are checked in the end."""
    with transaction.atomic(using=connection.alias):
        tables = tables_with_rows(connection)
        with triggers_off(connection, tables), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')
            _forget_ids(connection)


def _forget_ids(connection):
    """SQLite remembers the highest id ever used; behind an emptied audit trail it would look like a cut."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'accounts_auditentry'")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_after_tests_that_commit():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty(connections["default"]))
        yield
