"""The command that makes the first administrator, and the one that is closed."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.management.commands import first_administrator, prepare
from accounts.models import Administrator, User
from tests.factories import PASSWORD, UserFactory

GIVEN = {
    "SHETU_ADMINISTRATOR_EMAIL": "first@example.org",
    "SHETU_ADMINISTRATOR_NAME": "Tahmina A.",
    "SHETU_ADMINISTRATOR_PASSWORD": PASSWORD,
}


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def given(monkeypatch):
    def give(**facts):
        for name, value in facts.items():
            monkeypatch.setenv(name, value)

    return give


@pytest.fixture
def answers(monkeypatch):
    """Answers the questions of the command in their order; passwords are asked without echo."""

    def sit_down(*typed, passwords=(PASSWORD, PASSWORD)):
        said, hidden = iter(typed), iter(passwords)
        monkeypatch.setattr(first_administrator.Command, "_at_a_terminal", lambda self: True)
        monkeypatch.setattr("builtins.input", lambda question: next(said))
        monkeypatch.setattr(first_administrator.getpass, "getpass", lambda question: next(hidden))

    return sit_down


def run():
    out = StringIO()
    call_command("first_administrator", stdout=out)
    return out.getvalue()


def test_it_takes_the_environment(db, given):
    given(**GIVEN)
    assert "first@example.org is the administrator" in run()
    assert User.objects.get().is_administrator


def test_it_asks_at_a_terminal(db, answers):
    answers("first@example.org", "Tahmina A.")
    run()
    assert User.objects.get().check_password(PASSWORD)


def test_two_different_passwords_make_nothing(db, answers):
    answers("first@example.org", "Tahmina A.", passwords=(PASSWORD, "another-password-9"))
    with pytest.raises(CommandError, match="passwords differ"):
        run()
    assert not User.objects.exists()


def test_without_a_terminal_and_without_values_it_says_what_to_set(db, monkeypatch):
    monkeypatch.setattr(first_administrator.Command, "_at_a_terminal", lambda self: False)
    with pytest.raises(CommandError, match="SHETU_ADMINISTRATOR_EMAIL"):
        run()


@pytest.mark.parametrize("missing", GIVEN)
def test_a_missing_value_is_named(db, given, missing):
    given(**{name: value for name, value in GIVEN.items() if name != missing})
    with pytest.raises(CommandError, match=missing):
        run()
    assert not User.objects.exists()


def test_the_rules_for_passwords_hold(db, given):
    given(**{**GIVEN, "SHETU_ADMINISTRATOR_PASSWORD": "short"})
    with pytest.raises(CommandError, match="at least 10 characters"):
        run()


def test_it_refuses_where_there_is_one_before_it_asks(administrator, answers):
    answers()
    with pytest.raises(CommandError, match="administrator already"):
        run()


def test_an_account_that_exists_needs_no_password(db, given):
    UserFactory(email="first@example.org", full_name="Nusrat")
    given(SHETU_ADMINISTRATOR_EMAIL="FIRST@example.org")
    run()
    assert Administrator.objects.get().user.full_name == "Nusrat"


@pytest.mark.parametrize("arguments", [(), ("--noinput", "--email", "root@example.org")])
def test_the_command_of_django_is_closed_and_names_ours(db, arguments):
    with pytest.raises(CommandError, match="first_administrator"):
        call_command("createsuperuser", *arguments)
    assert not User.objects.exists()


def test_prepare_names_the_command_while_nobody_opens_programmes(db, settings, monkeypatch):
    monkeypatch.setattr(prepare, "call_command", lambda *args, **options: None)
    monkeypatch.setattr(prepare, "collect_static_files", lambda out: None)
    settings.DEMO = False

    def said():
        out = StringIO()
        prepare.Command(stdout=out).handle(verbosity=1)
        return out.getvalue()

    assert "manage.py first_administrator" in said()
    Administrator.objects.create(user=UserFactory())
    assert said() == ""
