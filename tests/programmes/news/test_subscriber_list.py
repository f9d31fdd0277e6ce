"""Subscribers in the admin: enough to help someone, too little to copy a list of addresses."""

import pytest

from accounts.models import AuditEntry
from programmes.models import SubscriptionState
from tests.programmes.news.factories import SubscriptionFactory

LIST = "/admin/programmes/subscription/"


@pytest.fixture
def reader(programme):
    return SubscriptionFactory(email="sabina.yasmin@example.org")


def test_addresses_are_not_shown_in_full(signed_in, coordinator, reader):
    page = signed_in(coordinator).get(LIST).content.decode()
    assert "sa…@example.org" in page
    assert "sabina" not in page


def test_an_address_is_found_only_by_those_who_know_it(signed_in, coordinator, reader):
    client = signed_in(coordinator)
    whole, part = (
        client.post(LIST, {"words_to_find": words}, follow=True) for words in ("sabina.yasmin@example.org", "sabina")
    )
    assert "sa…@example.org" in whole.content.decode()
    assert "sa…@example.org" not in part.content.decode()


def test_a_coordinator_ends_a_subscription_for_someone_who_asks(signed_in, coordinator, reader):
    signed_in(coordinator).post(LIST, {"action": "end_subscriptions", "_selected_action": [reader.pk]})
    reader.refresh_from_db()
    assert (reader.state, reader.email) == (SubscriptionState.ENDED, None)
    assert AuditEntry.objects.get(verb="subscription.ended").actor == coordinator


def test_nobody_adds_changes_or_deletes_a_subscriber_by_hand(signed_in, coordinator, reader):
    client = signed_in(coordinator)
    for page in ("add/", *(f"{reader.pk}/{page}/" for page in ("change", "delete", "history"))):
        assert client.get(LIST + page).status_code == 404
        assert client.post(LIST + page, {"email": "other@example.org", "post": "yes"}).status_code == 404


def test_only_coordinators_see_that_there_are_subscribers(signed_in, reader, outsider, observer):
    for somebody in (outsider, observer):
        assert signed_in(somebody).get(LIST).status_code == 404
