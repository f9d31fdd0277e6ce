"""The link of the letter: good for three days, once, and only through its button."""

import logging
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.ops.logs import LineFormatter
from programmes.models import SubscriptionState
from programmes.news import subscriptions
from tests.programmes.news.factories import WaitingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return WaitingFactory(email="reader@example.org")


def link(subscription):
    return f"/updates/confirm/{subscriptions.token_for(subscription)}/"


def after(monkeypatch, **time):
    later = timezone.now().timestamp() + timedelta(**time).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: later)


def test_opening_the_link_changes_nothing(client, waiting):
    page = client.get(link(waiting)).content.decode()
    assert "Begin the updates?" in page
    assert "reader" not in page
    waiting.refresh_from_db()
    assert waiting.state == SubscriptionState.WAITING


def test_its_button_begins_the_subscription(client, waiting):
    page = client.post(link(waiting)).content.decode()
    assert "The updates will come" in page
    waiting.refresh_from_db()
    assert (waiting.state, waiting.confirm_key) == (SubscriptionState.ACTIVE, None)
    assert waiting.confirmed_at is not None
    entry = AuditEntry.objects.get(verb="subscription.confirmed")
    assert (entry.actor, entry.target_id, entry.details) == (None, str(waiting.pk), {})


def test_it_works_once(client, waiting):
    address = link(waiting)
    client.post(address)
    for again in (client.get(address), client.post(address)):
        assert again.status_code == 410
        assert "This link was used already." in again.content.decode()


def test_it_works_for_three_days(client, waiting, monkeypatch):
    address = link(waiting)
    after(monkeypatch, days=2, hours=23)
    assert client.get(address).status_code == 200
    after(monkeypatch, days=3, minutes=1)
    answer = client.post(address)
    assert answer.status_code == 410
    assert "This link is more than three days old. Ask for a new one below." in answer.content.decode()
    assert 'name="email"' in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == SubscriptionState.WAITING


@pytest.mark.parametrize("broken", ["x", "a:b:c", "%00", "x" * 3000])
def test_a_broken_link_is_said_to_be_one(client, broken):
    answer = client.get(f"/updates/confirm/{broken}/")
    assert answer.status_code == 410
    assert "This link is not complete." in answer.content.decode()


def test_a_link_cannot_be_made_from_what_else_is_known(client, waiting):
    forged = signing.TimestampSigner(salt="something else").sign(waiting.confirm_key)
    assert client.post(f"/updates/confirm/{forged}/").status_code == 410
    leave = signing.TimestampSigner(salt=subscriptions.SALT).sign(waiting.leave_key)
    assert client.post(f"/updates/confirm/{leave}/").status_code == 410


def test_an_earlier_letter_still_works_after_a_later_one(client, waiting):
    first = link(waiting)
    subscriptions.ask("reader@example.org", language="en")
    assert client.post(first).status_code == 200


def test_the_page_speaks_the_language_of_the_letter_unless_the_browser_has_another(client):
    reader = WaitingFactory(language="bn")
    assert '<html lang="bn"' in client.get(link(reader)).content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get(link(reader)).content.decode()


def test_a_used_or_old_link_still_answers_in_the_language_of_its_letter(client, monkeypatch):
    waiting = WaitingFactory(email="reader@example.org", language="bn")
    address = link(waiting)
    assert client.post(address).status_code == 200
    used = client.get(address)
    assert used.status_code == 410
    assert '<html lang="bn"' in used.content.decode()
    after(monkeypatch, days=4)
    assert '<html lang="bn"' in Client().get(address).content.decode()


def test_another_site_cannot_press_the_button(waiting):
    assert Client(enforce_csrf_checks=True).post(link(waiting)).status_code == 403


def test_the_log_holds_no_link():
    message = "Not Found: /updates/confirm/abc:def:ghi/ and /updates/leave/xyz/"
    line = LineFormatter().format(logging.LogRecord("django.request", logging.WARNING, "", 0, message, (), None))
    assert "/updates/confirm/[key]/ and /updates/leave/[key]/" in line
