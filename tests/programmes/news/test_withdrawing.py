"""Taking a published update back."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import State
from programmes.models import NewsState
from programmes.news import mailing as sending
from programmes.news import publishing
from tests.programmes.news.factories import SubscriptionFactory, add_picture


def test_a_withdrawn_update_keeps_its_reason_for_the_coordinators(published, coordinator, client):
    update = publishing.withdraw(published, by=coordinator, reason=" It showed a face. ")
    assert (update.state, update.reason) == (NewsState.WITHDRAWN, "It showed a face.")
    assert update.withdrawn_at is not None
    answer = client.get(update.get_absolute_url())
    assert answer.status_code == 410
    assert "This update was withdrawn" in answer.content.decode()
    assert "face" not in answer.content.decode()
    assert AuditEntry.objects.get(verb="news.withdrawn").details == {"before": "published", "after": "withdrawn"}


def test_it_is_gone_from_the_list_the_feed_and_the_pictures(published, coordinator, client):
    picture = add_picture(published)
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    for path in ("/updates/", "/updates/feed/", "/updates/feed/bn/"):
        assert "Graduates teach" not in client.get(path).content.decode()
    assert client.get(f"/updates/pictures/{picture.name}/").status_code == 404


def test_a_reason_is_needed(published, coordinator):
    with pytest.raises(Refused, match="Give a reason"):
        publishing.withdraw(published, by=coordinator, reason=" ")


def test_a_draft_is_not_withdrawn_and_a_withdrawn_one_not_again(draft, coordinator):
    with pytest.raises(Refused, match="Only a published update"):
        publishing.withdraw(draft, by=coordinator, reason="x")
    update = publishing.withdraw(publishing.publish(draft, by=coordinator), by=coordinator, reason="x")
    with pytest.raises(Refused, match="Only a published update"):
        publishing.withdraw(update, by=coordinator, reason="y")
    with pytest.raises(Refused, match="Only a draft"):
        publishing.publish(update, by=coordinator)


def test_only_a_coordinator_of_the_programme_withdraws(published, stranger):
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        publishing.withdraw(published, by=stranger, reason="x")


def test_letters_that_are_on_the_way_are_stopped(published, coordinator):
    SubscriptionFactory()
    mailing = sending.request(published, by=coordinator)
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    mailing.job.refresh_from_db()
    assert mailing.job.state == State.CANCELLED
