"""Statements that PostgreSQL plans once for each connection: asked like any other, and by other databases as ever."""

import pytest
from django.db import connection

from accounts.database.prepared import first_row, full_name
from accounts.models import User
from tests.factories import UserFactory

STATEMENT = "SELECT id, full_name FROM accounts_user WHERE email = %s"


@pytest.mark.django_db
def test_each_value_gets_its_row(django_assert_num_queries):
    people = [UserFactory() for _number in range(8)]
    for person in people:
        with django_assert_num_queries(1):
            assert first_row("test_of_email", STATEMENT, person.email) == (person.pk, person.full_name)
    for text in ("nobody", "'; DROP TABLE accounts_user; --", "%s", "$1", ""):
        assert first_row("test_of_email", STATEMENT, text) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["forgotten", "opened anew", "known already"])
def test_a_connection_that_forgot_or_was_opened_anew_answers(how):
    person = UserFactory()
    first_row("test_of_email", STATEMENT, person.email)
    if how == "opened anew":
        connection.close()
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if how == "forgotten":
                cursor.execute("DEALLOCATE ALL")
            else:
                name = full_name("test_of_mail", STATEMENT)
                cursor.execute(f"PREPARE {name}(text) AS {STATEMENT.replace('%s', '$1')}")
    for _time in range(2):
        assert first_row("test_of_email", STATEMENT, person.email) == (person.pk, person.full_name)
        assert first_row("test_of_mail", STATEMENT, person.email) == (person.pk, person.full_name)
    # The next test finds a connection of its own.
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_asked_on_after_a_migration_changed_what_it_returns():
    person = UserFactory()
    first_row("test_of_email", STATEMENT, person.email)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user ALTER COLUMN full_name TYPE text")
    try:
        for _time in range(2):
            assert first_row("test_of_email", STATEMENT, person.email) == (person.pk, person.full_name)
    finally:
        if connection.vendor == "postgresql":
            length = User._meta.get_field("full_name").max_length
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE accounts_user ALTER COLUMN full_name TYPE varchar({length})")
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_another_release_asked_under_the_same_name_is_another_statement():
    person = UserFactory()
    assert first_row("test_of_email", STATEMENT, person.email) == (person.pk, person.full_name)
    turned = STATEMENT.replace("id, full_name", "full_name, id")
    assert first_row("test_of_email", turned, person.email) == (person.full_name, person.pk)
    connection.close()


@pytest.mark.django_db
def test_what_is_no_name_or_has_no_place_is_refused():
    if connection.vendor == "postgresql":
        for name, statement in (("a; b", STATEMENT), ("a", "SELECT 1")):
            with pytest.raises(ValueError, match="a statement with one place"):
                first_row(name, statement, "x")
