"""The audit trail only grows, whoever asks: the model, a queryset, or plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import append_only
from accounts.audit import record
from accounts.models import AuditEntry
from accounts.models.audit_entry import AppendOnlyError

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def entry(db):
    return record(None, "a.done", None)


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
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEntry.objects.get().verb == "a.done"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_truncate(db):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")


def test_the_table_name_in_the_triggers_is_the_table_of_the_model():
    assert append_only.TABLE == TABLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_the_test_database_is_emptied_between_tests_and_locked_again(round_number):
    assert not AuditEntry.objects.exists()
    record(None, "a.done", None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
