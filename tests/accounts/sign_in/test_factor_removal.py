"""The second factor is taken off an account by someone who looks after it, and by nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import Administrator, AuditEntry
from accounts.refusal import Refused
from accounts.sign_in.factor_removal import can_remove_factor, take_off
from tests import factories
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def administrator(db):
    user = factories.UserFactory(email="administrator@example.org")
    Administrator.objects.create(user=user)
    return user


@pytest.fixture
def colleague(programme):
    user = factories.UserFactory(email="colleague@example.org")
    programme.team.create(user=user, role="trainer")
    TOTP.activate(user, SECRET)
    return user


def test_a_coordinator_takes_it_off_a_person_of_the_own_programme(
    coordinator, colleague, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        take_off(colleague, by=coordinator)
    assert not Authenticator.objects.filter(user=colleague).exists()
    entry = AuditEntry.objects.get(verb="account.second_factor_taken_off")
    assert (entry.actor, entry.target_id, entry.details["kinds"]) == (coordinator, str(colleague.pk), ["totp"])
    assert mailoutbox[0].to == [colleague.email]


def test_the_account_is_signed_out_everywhere(coordinator, colleague):
    browser = Client()
    browser.post("/accounts/login/", {"login": colleague.email, "password": PASSWORD})
    browser.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.get_or_create(
        session_key=browser.session.session_key, defaults={"user": colleague, "ip": "127.0.0.1", "user_agent": ""}
    )
    take_off(colleague, by=coordinator)
    assert browser.get("/accounts/sessions/").status_code == 302


def test_nobody_takes_it_off_an_account_that_opens_more_than_the_own(coordinator, colleague, administrator):
    """Of another programme as well, or an administrator's."""
    TOTP.activate(administrator, SECRET)
    assert can_remove_factor(coordinator, colleague)
    assert not can_remove_factor(coordinator, administrator)
    other = factories.ProgrammeFactory(code="OTHER")
    other.team.create(user=colleague, role="observer")
    colleague.forget_roles()
    assert not can_remove_factor(coordinator, colleague)
    assert can_remove_factor(administrator, colleague)


@pytest.mark.parametrize("who", ["colleague", "trainer", "officer_user", "observer", "outsider"])
def test_others_may_not(request, session, colleague, coordinator, who):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused):
        take_off(colleague, by=by)
    assert Authenticator.objects.filter(user=colleague).exists()


def test_nobody_takes_off_the_own_one(administrator):
    TOTP.activate(administrator, SECRET)
    with pytest.raises(Refused):
        take_off(administrator, by=administrator)


def test_where_there_is_none_a_sentence_says_so(coordinator, programme):
    user = factories.UserFactory()
    programme.team.create(user=user, role="trainer")
    with pytest.raises(Refused, match="no second step"):
        take_off(user, by=coordinator)


def test_the_page_asks_first_and_is_not_there_for_accounts_of_others(signed_in, coordinator, colleague, outsider):
    client = signed_in(coordinator)
    address = f"/accounts/{colleague.pk}/second-step/"
    assert "Take the second step off?" in client.get(address).content.decode()
    assert client.get(f"/accounts/{outsider.pk}/second-step/").status_code == 404
    assert client.get("/accounts/999999999999999999999/second-step/").status_code == 404
    # Reading is free; doing it asks for the password once more.
    assert client.post(address).headers["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post(address, follow=True).status_code == 200
    assert not Authenticator.objects.filter(user=colleague).exists()


def test_a_coordinator_takes_none_off_an_officer_s_account(coordinator, colleague, administrator):
    factories.OfficerFactory(user=colleague)
    colleague.forget_roles()
    assert not can_remove_factor(coordinator, colleague)
    assert can_remove_factor(administrator, colleague)
