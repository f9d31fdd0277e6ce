import threading
import uuid
from datetime import date

import pytest
from django.db import connection, transaction

from accounts.audit.checking import check
from accounts.audit.keys import key_in_use
from accounts.audit.trail import record, record_many
from accounts.models import AuditEntry, User
from accounts.ops.logs import working_on


@pytest.fixture
def someone(db):
    return User.objects.create_user("someone@example.org")


def test_an_entry_says_who_did_what_to_which_object(someone):
    with working_on("request-7"):
        entry = record(someone, "account.changed", someone, fields=["language"])
    entry.refresh_from_db()
    assert entry.actor == someone
    assert (entry.verb, entry.target_type, entry.target_id) == ("account.changed", "accounts.user", str(someone.pk))
    assert entry.details == {"fields": ["language"]}
    assert entry.request_id == "request-7"


def test_the_system_may_act_without_a_person_or_an_object(db):
    entry = record(None, "sweep.done", None)
    assert (entry.actor, entry.target_type, entry.target_id) == (None, "", "")


def test_every_entry_follows_the_one_before(someone):
    first, second = record(someone, "a.done", None), record(someone, "b.done", None)
    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert (first.sequence, second.sequence) == (1, 2)
    report = check()
    assert (report.entries, report.last_hash, report.faults) == (2, second.hash, [])


def test_every_entry_is_sealed_with_the_key(someone):
    entry = record(someone, "a.done", None)
    assert entry.seal == key_in_use().seal(entry.hash)


def test_a_change_that_is_undone_leaves_no_gap_in_the_numbers(someone):
    record(someone, "a.done", None)
    with transaction.atomic():
        record(someone, "b.done", None)
        transaction.set_rollback(True)
    assert record(someone, "c.done", None).sequence == 2


def test_bulk_work_writes_one_entry_per_object_in_order(someone, django_assert_num_queries):
    with transaction.atomic():
        # The lock and the keys of the rows are asked for on PostgreSQL alone.
        queries = 4 if connection.vendor == "postgresql" else 2
        with django_assert_num_queries(queries):
            entries = record_many(someone, "officer.created", [(someone, {"row": n}) for n in range(40)])
    assert [entry.details["row"] for entry in AuditEntry.objects.in_order()] == list(range(40))
    report = check()
    assert (report.entries, report.last_hash, report.faults) == (40, entries[-1].hash, [])
    assert record_many(someone, "officer.created", []) == []


def test_details_come_back_as_they_were_hashed(someone):
    record(
        someone, "a.done", None, on=date(2026, 11, 21), job=uuid.UUID(int=7), words="সেতু", count=3, before=None, ok=True
    )
    assert check().is_whole
    assert AuditEntry.objects.get().details["on"] == "2026-11-21"


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "full_name",
        "nameEn",
        "mobile",
        "phone_number",
        "email",
        "e_mail",
        "service_number",
        "home_address",
        "nid",
    ],
)
def test_personal_data_stay_out(someone, key):
    for details in ({key: 1}, {"officer": {key: 1}}, {"rows": [{key: 1}]}):
        with pytest.raises(ValueError, match="personal data"):
            record(someone, "officer.changed", None, **details)


def test_fractions_are_refused_because_databases_write_them_differently(someone):
    with pytest.raises(ValueError, match="fractions"):
        record(someone, "a.done", None, share=0.1)


def test_an_unsaved_object_cannot_be_a_target(someone):
    with pytest.raises(ValueError, match="saved"):
        record(someone, "account.created", User())


def test_a_change_that_is_undone_leaves_no_entry(someone):
    with transaction.atomic():
        record(someone, "a.done", None)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


@pytest.mark.skipif(
    "connection.vendor == 'sqlite' and connection.is_in_memory_db()",
    reason="a database in memory refuses a second writer",
)
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_unbroken_chain():
    def write():
        try:
            for n in range(10):
                record(None, "a.done", None, n=n)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _n in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    report = check()
    assert (report.entries, report.faults) == (50, [])
