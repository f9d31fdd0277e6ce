"""No migration has lost a trigger: SQLite drops those of every table it rebuilds."""

import re

from django.apps import apps
from django.db import connection

from accounts.database import audit_triggers
from certificates.models import immutability_triggers
from certificates.reinstatement import triggers as reinstatement_triggers
from programmes.team import observer_triggers

ALL = (
    audit_triggers.triggers(),
    immutability_triggers.triggers(),
    reinstatement_triggers.triggers(),
    observer_triggers.triggers(),
)


def expected():
    """The (name, table) of every trigger that the product's migrations install."""
    statements = [
        statement
        for triggers in ALL
        for statement in (triggers.sqlite_install if connection.vendor == "sqlite" else triggers.postgresql_install)
    ]
    found = (re.match(r"CREATE TRIGGER (\w+) .*? ON (\w+)", statement, re.DOTALL) for statement in statements)
    return {match.groups() for match in found if match}


def installed():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return set(cursor.fetchall())


def test_every_trigger_is_there_after_all_migrations(db):
    assert installed() == expected()
    assert len(expected()) >= 6


def test_the_guarded_tables_are_tables(db):
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {table for _name, table in expected()} <= tables
