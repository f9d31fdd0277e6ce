"""Signing in and asking for a new password cost the same whether there is such a person or not: hashes and queries."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PasswordResetRequest, User
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


@pytest.fixture
def people(db):
    """Accounts of every kind there is, by what is typed to sign in with them."""
    User.objects.create_user("with@example.org", PASSWORD)
    User.objects.create_user("without@example.org")
    User.objects.create_user("closed@example.org", PASSWORD, is_active=False)
    User.objects.create_user("both@example.org", PASSWORD, service_number="9900700003")
    User.objects.create_user(service_number="9900700001", password=PASSWORD)
    User.objects.create_user(service_number="9900700002")


@pytest.fixture
def hashes(monkeypatch):
    """A list that grows by one with every password hashed."""
    done = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: done.append(1) or encode(*given))
    return done


def cost(client, hashes, path, **typed):
    client.get(path)  # what a first page costs is not asked
    hashes.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(path, typed)
    assert answer.status_code in (200, 302)
    return len(hashes), [query["sql"].split()[0] for query in queries.captured_queries]


@pytest.mark.parametrize(
    "login",
    [
        "with@example.org",
        "without@example.org",
        "closed@example.org",
        "both@example.org",
        "9900700001",
        "9900700002",
        "9900700003",
    ],
)
def test_a_wrong_password_costs_what_an_unknown_name_costs(client, people, hashes, login):
    unknown = "nobody@example.org" if "@" in login else "9900799999"
    wrong = cost(client, hashes, LOGIN, login=login, password="not-the-password")
    assert wrong == cost(client, hashes, LOGIN, login=unknown, password="not-the-password")
    assert wrong[0] == 1


@pytest.mark.parametrize("email", ["with@example.org", "without@example.org", "closed@example.org"])
def test_asking_for_a_new_password_costs_the_same_for_everybody(client, people, hashes, mailoutbox, email):
    known = cost(client, hashes, RESET, email=email)
    letters = len(mailoutbox)
    assert known == cost(client, hashes, RESET, email="nobody@example.org")
    assert (known[0], letters, len(mailoutbox)) == (0, 0, 0)
    assert list(PasswordResetRequest.objects.values_list("email", flat=True)) == [email, "nobody@example.org"]


def test_the_answers_are_the_same_too(client, people):
    known = client.post(RESET, {"email": "with@example.org"})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
