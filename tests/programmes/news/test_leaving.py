"""One click ends a subscription, and its address is gone."""

import pytest

from accounts.models import AuditEntry
from programmes.models import Subscription, SubscriptionState
from programmes.news import subscriptions
from tests.programmes.news.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return SubscriptionFactory(email="reader@example.org")


def link(subscription):
    return f"/updates/leave/{subscription.leave_key}/"


def test_opening_the_link_changes_nothing(client, reader):
    page = client.get(link(reader)).content.decode()
    assert "End the updates?" in page
    assert "reader" not in page
    reader.refresh_from_db()
    assert reader.state == SubscriptionState.ACTIVE


def test_its_button_ends_the_subscription_and_forgets_the_address(client, reader):
    assert "No more updates will come" in client.post(link(reader)).content.decode()
    reader.refresh_from_db()
    assert (reader.state, reader.email) == (SubscriptionState.ENDED, None)
    entry = AuditEntry.objects.get(verb="subscription.ended")
    assert (entry.actor, entry.details) == (None, {"before": "active", "after": "ended"})


def test_a_mail_program_may_press_it_without_cookie_or_token(client, reader):
    client.handler.enforce_csrf_checks = True
    answer = client.post(link(reader), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    reader.refresh_from_db()
    assert reader.state == SubscriptionState.ENDED


def test_leaving_again_or_never_having_come_gets_the_same_answer(client, reader):
    first = client.post(link(reader))
    again, never = client.post(link(reader)), client.post("/updates/leave/nobody-has-this-key/")
    assert first.status_code == again.status_code == never.status_code == 200
    assert again.content == never.content
    assert AuditEntry.objects.filter(verb="subscription.ended").count() == 1


def test_whoever_left_may_come_again_as_somebody_new(client, reader):
    client.post(link(reader))
    subscriptions.ask("reader@example.org", language="bn")
    new = Subscription.objects.get(email="reader@example.org")
    assert new.pk != reader.pk
    assert new.state == SubscriptionState.WAITING
    assert new.leave_key != reader.leave_key


def test_the_page_sets_no_cookie_and_is_not_kept(client, reader):
    answer = client.get(link(reader))
    assert dict(answer.cookies) == {}
    assert "no-store" in answer["Cache-Control"]
