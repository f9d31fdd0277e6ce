import pytest
from allauth.account.adapter import get_adapter

from accounts.models import AuditEntry, User
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


@pytest.fixture
def sabina(db):
    return User.objects.create_user(service_number="9900100001", password=PASSWORD, full_name="Sabina")


@pytest.fixture
def nusrat(db):
    return User.objects.create_user("nusrat@example.org", PASSWORD, full_name="Nusrat")


def who_is_in(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("typed", ["9900100001", "BP 99001-00001", "বিপি ৯৯০০১০০০০১", " ৯৯০০১ ০০০০১ "])
def test_an_officer_signs_in_with_the_service_number_as_written_on_paper(client, sabina, typed):
    client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert who_is_in(client) == str(sabina.pk)


@pytest.mark.parametrize("typed", ["nusrat@example.org", " Nusrat@Example.ORG "])
def test_others_sign_in_with_their_email(client, nusrat, typed):
    client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert who_is_in(client) == str(nusrat.pk)


def test_signing_in_leaves_an_entry_and_a_refusal_a_log_line_without_names(client, sabina, caplog):
    client.post(LOGIN, {"login": "9900100001", "password": "not-the-password"})
    assert [line.getMessage() for line in caplog.records if line.name == "accounts.sign_in.allauth_adapters"] == [
        "sign-in refused"
    ]
    assert not AuditEntry.objects.exists()
    client.post(LOGIN, {"login": "9900100001", "password": PASSWORD})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.details) == (sabina, "account.signed_in", {})


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, sabina):
    wrong = client.post(LOGIN, {"login": "9900100001", "password": "not-the-password"})
    unknown = client.post(LOGIN, {"login": "9900100002", "password": "not-the-password"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.status_code == unknown.status_code == 200
    assert who_is_in(client) is None


def test_a_closed_account_does_not_sign_in(client, sabina):
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": "9900100001", "password": PASSWORD})
    assert who_is_in(client) is None


def test_closing_an_account_ends_its_sessions(signed_in, sabina):
    client = signed_in(sabina)
    User.objects.update(is_active=False)
    assert client.get("/accounts/sessions/").status_code == 302


def test_an_account_without_a_password_does_not_sign_in(client, db):
    User.objects.create_user("new@example.org")
    client.post(LOGIN, {"login": "new@example.org", "password": ""})
    assert who_is_in(client) is None


def test_the_form_asks_in_our_words_and_offers_nothing_to_remember(client, db):
    form = client.get(LOGIN).context["form"]
    assert list(form.fields) == ["login", "password"]
    assert form.fields["login"].label == "E-mail or service number"


def test_nobody_signs_up_or_changes_an_address_alone(client, signed_in, nusrat):
    assert not get_adapter().is_open_for_signup(None)
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "x@example.org"}).status_code == 404
    assert signed_in(nusrat).get("/accounts/email/").status_code == 404


def test_signing_out_needs_a_post(signed_in, nusrat):
    client = signed_in(nusrat)
    client.get("/accounts/logout/")
    assert who_is_in(client) == str(nusrat.pk)
    client.post("/accounts/logout/")
    assert who_is_in(client) is None


def test_signing_in_leads_nowhere_outside(client, nusrat):
    answer = client.post(LOGIN, {"login": nusrat.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
