"""After a test that commits nothing is left of it, and the database guards its tables as before."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection

from accounts.audit.trail import record
from accounts.models import AuditEntry
from tests.factories import SessionFactory
from tests.flushing import empty, tables_with_rows


def written_by_migrating():
    return [list(model.objects.order_by("pk").values()) for model in (ContentType, Permission)]


@pytest.mark.django_db(transaction=True)
def test_what_a_test_leaves_is_gone_and_what_migrating_wrote_is_there():
    before = written_by_migrating()
    assert all(before)
    session = SessionFactory(with_officers=2)
    record(None, "tests.left", session)
    assert {"accounts_auditentry", "trainings_enrolment"} <= set(tables_with_rows(connection))
    empty(connection)
    assert tables_with_rows(connection) == []
    assert written_by_migrating() == before


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_append_only_again():
    for _n in range(2):
        record(None, "tests.left", None)
        with pytest.raises(DatabaseError, match="append-only"):
            AuditEntry.objects.all()._raw_delete("default")
        empty(connection)
