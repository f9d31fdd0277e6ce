"""The page that accepts: the secret leaves the address at once, and every wrong link gets the same answer."""

import logging
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.ops.logs import LineFormatter
from programmes.invitations import inviting, link
from programmes.models import Invitation
from tests.factories import PASSWORD

ACCEPT = "/invitation/"
NEW = {"full_name": "Lamia Rahman", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def follow(client, secret):
    def go(invitation):
        return client.get(f"/invitation/{secret(invitation)}/")

    return go


def test_the_secret_goes_from_the_address_into_the_session_as_a_hash(client, invite, follow, secret):
    invitation = invite()
    answer = follow(invitation)
    assert answer.headers["Location"] == ACCEPT
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret(invitation) not in str(dict(client.session))
    page = client.get(ACCEPT)
    assert "Nusrat Coordinator" in page.text
    assert secret(invitation) not in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_log_masks_the_secret(secret, invite):
    line = logging.LogRecord("x", logging.INFO, "", 0, "GET /invitation/%s/ 302", (secret(invite()),), None)
    assert "/invitation/[key]" in LineFormatter().format(line)


def test_somebody_new_sets_name_and_password_and_is_in(client, invite, follow, programme):
    follow(invite())
    client.cookies["django_language"] = "bn"
    answer = client.post(ACCEPT, NEW)
    assert answer.headers["Location"] == "/training/"
    user = User.objects.get(email="lamia@example.org")
    assert (user.language, user.check_password(PASSWORD)) == ("bn", True)
    assert client.get("/training/").status_code == 200
    assert client.get(ACCEPT).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"full_name": ""}, "Give your full name."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "another-one-9"}, "The two passwords differ."),
        ({"password1": ""}, "Choose a password."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, invite, follow, wrong, sentence):
    follow(invite())
    answer = client.post(ACCEPT, {**NEW, **wrong})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert not User.objects.filter(email="lamia@example.org").exists()


def test_an_account_that_exists_signs_in_and_comes_back(client, invite, follow, outsider, programme):
    follow(invite(outsider.email, "observer"))
    page = client.get(ACCEPT)
    assert "/accounts/login/?next=%2Finvitation%2F" in page.text
    assert 'name="password1"' not in page.text
    answer = client.post("/accounts/login/", {"login": outsider.email, "password": PASSWORD, "next": ACCEPT})
    assert answer.headers["Location"] == ACCEPT
    assert client.post(ACCEPT).headers["Location"] == "/reports/"
    assert programme.team.filter(user=outsider, role="observer").exists()


def test_an_address_with_an_account_cannot_be_taken_over_by_a_new_password(client, invite, follow, outsider):
    follow(invite(outsider.email))
    client.post(ACCEPT, NEW)
    outsider.refresh_from_db()
    assert outsider.full_name == "Outsider"
    assert Invitation.objects.get().accepted_at is None


def test_another_account_is_refused_with_a_sentence(signed_in, invite, secret, outsider, programme):
    client = signed_in(outsider)
    client.get(f"/invitation/{secret(invite())}/")
    assert "for another e-mail than the one of your account" in client.get(ACCEPT).text
    assert client.post(ACCEPT, NEW).status_code == 409
    assert not programme.team.filter(user=outsider).exists()


def test_wrong_used_run_out_and_taken_back_look_the_same(client, invite, secret, coordinator, outsider):
    used, old, back = invite(outsider.email), invite("old@example.org"), invite("back@example.org")
    Invitation.objects.filter(pk=used.pk).update(accepted_at=timezone.now(), accepted_by=outsider)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    inviting.revoke(back, by=coordinator)
    pages = {
        (answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text))
        for answer in (client.get(f"/invitation/{one}/", follow=True) for one in ("x", *map(secret, (used, old, back))))
    }
    assert len(pages) == 1
    assert pages.pop()[0] == 404
    assert client.get(ACCEPT).status_code == 404


def test_an_invitation_taken_back_while_the_page_is_open_says_so(client, invite, follow, coordinator):
    invitation = invite()
    follow(invitation)
    inviting.revoke(invitation, by=coordinator)
    assert client.post(ACCEPT, NEW).status_code == 404
    assert not User.objects.filter(email="lamia@example.org").exists()


def test_guessing_is_throttled(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invitation": "3/m/ip"}
    tries = [client.get(f"/invitation/guess{n}/", follow=True).status_code for n in range(5)]
    assert tries == [404, 404, 404, 429, 429]


def test_a_right_link_is_never_kept_waiting(client, invite, follow, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invitation": "1/m/ip"}
    for n in range(3):
        client.get(f"/invitation/guess{n}/")
    assert follow(invite()).status_code == 302


def test_an_administrator_who_accepts_lands_on_the_page_of_administrators(client, administrator):
    invitation = inviting.invite_administrator("second@example.org", by=administrator)
    client.get(f"/invitation/{link.secret_of(invitation)}/")
    assert client.post(ACCEPT, NEW).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
