"""A new password by e-mail: the page notes the wish, a worker sends the letter."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts import tasks
from accounts.models import AuditEntry, PasswordResetRequest, User
from accounts.sign_in import resets
from tests.factories import PASSWORD

RESET = "/accounts/password/reset/"


@pytest.fixture
def nusrat(db):
    return User.objects.create_user("nusrat@example.org", PASSWORD, full_name="Nusrat", service_number="9900100009")


def send(now=None):
    return resets.send_due(now or timezone.now())


def test_a_forgotten_password_is_set_again_through_a_link_to_our_address(client, nusrat, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": " Nusrat@Example.ORG "}, headers={"host": "evil.example"})
    assert send() == 1
    link = re.search(r"http\S+", mailoutbox[0].body)[0]
    assert link.startswith("http://testserver/accounts/password/reset/key/")
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another-bridge-7", "password2": "another-bridge-7"})
    nusrat.refresh_from_db()
    assert nusrat.check_password("another-bridge-7")
    assert AuditEntry.objects.get().verb == "account.password_changed"
    assert not PasswordResetRequest.objects.exists()


@pytest.mark.parametrize("email", ["nobody@example.org", "closed@example.org"])
def test_without_an_open_account_the_letter_says_so(client, db, mailoutbox, email):
    User.objects.create_user("closed@example.org", PASSWORD, is_active=False)
    client.post(RESET, {"email": email})
    send()
    assert (mailoutbox[0].to, mailoutbox[0].subject) == ([email], "No account with this address")
    assert "http" not in mailoutbox[0].body


def test_a_letter_goes_out_once(client, nusrat, mailoutbox):
    client.post(RESET, {"email": nusrat.email})
    assert (send(), send(), len(mailoutbox)) == (1, 0, 1)


def test_a_letter_that_could_not_be_sent_is_tried_again_and_dropped_after_an_hour(
    client, nusrat, mailoutbox, monkeypatch
):
    client.post(RESET, {"email": nusrat.email})

    def away(*_given):
        raise SMTPServerDisconnected

    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        assert send(now) == 0
    assert send(now) == 0  # not yet
    assert send(now + resets.RETRY_AFTER) == 1
    client.post(RESET, {"email": nusrat.email})
    assert send(now + resets.TOO_OLD + timedelta(minutes=1)) == 0
    assert not PasswordResetRequest.objects.exists()


def test_a_wish_that_another_worker_took_is_left_to_it(client, nusrat, mailoutbox):
    client.post(RESET, {"email": nusrat.email})
    wish = PasswordResetRequest.objects.get()
    now = timezone.now()
    assert resets._claim(wish, now)
    assert not resets._claim(wish, now)


def test_a_stranger_cannot_flood_a_mailbox_and_meets_the_same_answer(client, nusrat):
    answers = [client.post(RESET, {"email": nusrat.email}).status_code for _n in range(5)]
    assert answers == [302] * 5
    assert PasswordResetRequest.objects.count() == 3


def test_a_stranger_does_not_keep_the_page_shut_for_a_person(client, nusrat):
    for n in range(12):
        client.post(RESET, {"email": nusrat.email}, REMOTE_ADDR=f"203.0.113.{n}")
    assert client.post(RESET, {"email": nusrat.email}, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_the_page_does_not_wait_for_a_broker_that_is_down(
    client, nusrat, monkeypatch, django_capture_on_commit_callbacks
):
    def down(**_given):
        raise ConnectionError

    monkeypatch.setattr(tasks.send_password_letters, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(RESET, {"email": nusrat.email}).status_code == 302
    assert PasswordResetRequest.objects.count() == 1


def test_an_address_that_is_none_is_told_in_place(client, db):
    answer = client.post(RESET, {"email": "not an address"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
