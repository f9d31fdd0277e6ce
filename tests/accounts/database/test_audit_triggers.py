"""The audit trail only grows, whoever asks: the model, a queryset, or plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit.trail import record
from accounts.database import audit_triggers
from accounts.models import AuditEntry
from accounts.models.audit_entry import AppendOnlyError

TABLE = AuditEntry._meta.db_table
COLUMNS = [field.column for field in AuditEntry._meta.fields]
ONLY_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
ONLY_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")


@pytest.fixture
def entry(db):
    return record(None, "a.done", None)


def refused(sql, values=()):
    """Runs SQL that the triggers must refuse."""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    [kept] = AuditEntry.objects.values_list("verb", flat=True)
    assert kept == "a.done"


def another(entry, *same):
    """Returns the values of a row like `entry` that shares only the columns `same` with it, in the order of COLUMNS."""
    fresh = {
        "id": entry.pk + 1,
        "sequence": entry.sequence + 1,
        "hash": "a" * 64,
        "previous_hash": "b" * 64,
        "verb": "b.done",
        "details": "{}",
        "at": entry.at.isoformat(),
    }
    own = {field.column: getattr(entry, field.attname) for field in AuditEntry._meta.fields}
    return [own[column] if column in same else fresh.get(column, own[column]) for column in COLUMNS]


def insert(act, ending=""):
    return f"{act} INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) {ending}"


def unique_keys():
    """The columns that no two entries share, from the model."""
    keys = [(field.column,) for field in AuditEntry._meta.fields if field.unique]
    return sorted([*keys, *(tuple(one.fields) for one in AuditEntry._meta.total_unique_constraints)])


def test_an_entry_is_not_saved_twice_or_deleted(entry):
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()


def test_many_entries_are_not_updated_or_deleted(entry):
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(verb="b.done")
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.filter(pk=entry.pk).delete()


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET verb = 'b.done'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_plain_sql(entry, sql):
    refused(sql)


@ONLY_POSTGRESQL
def test_the_database_refuses_to_truncate(db):
    # Without an entry of this transaction, whose foreign keys wait to be checked: PostgreSQL refuses that by itself.
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")


def test_every_key_of_the_table_is_guarded():
    assert sorted(key.columns for key in audit_triggers.KEYS) == unique_keys()


@ONLY_SQLITE
@pytest.mark.parametrize("key", ["id", "sequence", "hash", "previous_hash"])
@pytest.mark.parametrize("act", ["REPLACE", "INSERT OR REPLACE"])
def test_no_row_is_replaced_by_way_of_any_key(entry, act, key):
    refused(insert(act), another(entry, key))


@ONLY_SQLITE
def test_no_update_replaces_a_row(entry):
    refused(f"UPDATE OR REPLACE {TABLE} SET id = id + 1")


@pytest.mark.parametrize("key", ["id", "sequence", "hash", "previous_hash"])
def test_an_insert_that_meets_a_row_does_not_change_it(entry, key):
    refused(insert("INSERT", f"ON CONFLICT ({key}) DO UPDATE SET verb = excluded.verb"), another(entry, key))


@ONLY_SQLITE
def test_an_insert_that_meets_nothing_goes_in_whatever_its_clause(entry):
    with connection.cursor() as cursor:
        cursor.execute(insert("INSERT OR REPLACE"), another(entry))
    assert AuditEntry.objects.count() == 2


def test_the_table_name_in_the_triggers_is_the_table_of_the_model():
    assert audit_triggers.TABLE == TABLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_the_test_database_is_emptied_between_tests_and_locked_again(round_number):
    assert not AuditEntry.objects.exists()
    record(None, "a.done", None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
