"""Many rows are written at once, by COPY where the database has it, and stand there as if each had been saved."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.database.many_rows import WORTH_A_COPY, insert_many
from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db
HARD = ["tab\there", "line\nbreak", "back\\slash", "\\N", "quote \" and '", "র‍্যাব", "", "{}"]


def accounts():
    return [
        User(email=f"reader-{at}@example.org", full_name=name, language="bn", is_active=at % 2 == 0)
        for at, name in enumerate(HARD * 3)
    ]


def test_what_is_read_is_what_was_given_and_each_has_its_key():
    made = insert_many(accounts())
    read = list(User.objects.order_by("pk"))
    assert [one.pk for one in made] == [one.pk for one in read]
    for field in User._meta.local_concrete_fields:
        assert [getattr(one, field.attname) for one in read] == [getattr(one, field.attname) for one in made], field
    assert not any(one._state.adding for one in made)


def test_a_row_saved_after_them_has_a_key_of_its_own():
    made = insert_many(accounts())
    later = User.objects.create_user("later@example.org", "bridge-over-river-9")
    assert later.pk > max(one.pk for one in made)


def test_constraints_hold_and_then_nothing_is_there():
    twice = accounts()
    twice[-1].email = twice[0].email
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(twice)
    assert not User.objects.exists()


def test_structured_facts_come_back_whole():
    details = {"texts": HARD, "ids": [1, 2], "none": None, "is": True}
    entries = [
        AuditEntry(
            sequence=at,
            form=0,
            at=timezone.now(),
            verb="thing.done",
            details=details,
            previous_hash=f"{at - 1:064}",
            hash=f"{at:064}",
        )
        for at in range(1, WORTH_A_COPY + 1)
    ]
    insert_many(entries)
    assert [one.details for one in AuditEntry.objects.order_by("sequence")] == [details] * WORTH_A_COPY


def test_no_row_takes_no_statement_and_one_takes_one(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_many([]) == []
    with django_assert_num_queries(1):
        insert_many(accounts()[:1])
