"""Sending an update: to everyone who subscribes now, once."""

from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import cancel, resume, run_now
from programmes.deliveries import sending as deliveries
from programmes.models import DeliveryState, NewsDelivery, NewsMailing
from programmes.news import mailing as sending
from programmes.news import publishing, subscriptions
from tests.programmes.news.factories import SubscriptionFactory, WaitingFactory


@pytest.fixture
def readers(db):
    return [SubscriptionFactory() for _n in range(5)]


@pytest.fixture
def job(published, coordinator, readers):
    """The work of sending `published` to `readers`."""
    return sending.request(published, by=coordinator).job


def recipients(letters):
    return sorted(message_from_bytes(letter, policy=policy.default)["To"] for letter in letters.values())


def test_everyone_who_confirmed_gets_it_and_nobody_else(published, coordinator, readers, mailbox):
    WaitingFactory()
    subscriptions.end(SubscriptionFactory())
    mailing = sending.request(published, by=coordinator)
    assert mailing.job.total == 5
    ended = run_now(mailing.job)
    assert (ended.state, ended.done, ended.set_aside) == (State.DONE, 5, 0)
    assert ended.result == {"sent": 5, "refused": 0, "left": 0, "again": 0}
    assert recipients(mailbox()) == sorted(reader.email for reader in readers)


def test_asking_is_written_down_without_addresses(published, coordinator, readers):
    mailing = sending.request(published, by=coordinator)
    entry = AuditEntry.objects.get(verb="news.sending_requested")
    assert (entry.actor, entry.details) == (coordinator, {"subscribers": 5, "job": mailing.job.pk})
    assert "@" not in str([mailing.job.params, mailing.words])


def test_an_update_goes_out_once(published, coordinator, job):
    with pytest.raises(Refused, match="was sent already"):
        sending.request(published, by=coordinator)
    assert NewsMailing.objects.count() == 1
    assert Job.objects.count() == 1


def test_the_database_keeps_one_delivery_per_subscriber(published, job, readers):
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsDelivery.objects.create(news=published, subscription=readers[0])


def test_only_a_published_update_is_sent(draft, coordinator, readers, programme):
    with pytest.raises(Refused, match="Only a published update"):
        sending.request(draft, by=coordinator)
    update = publishing.publish(draft, by=coordinator)
    programme.is_public = False
    programme.save()
    with pytest.raises(Refused, match="Only a published update"):
        sending.request(update, by=coordinator)


def test_only_a_coordinator_of_the_programme_sends(published, stranger, readers):
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        sending.request(published, by=stranger)


def test_without_subscribers_there_is_nothing_to_send(published, coordinator):
    with pytest.raises(Refused, match="Nobody has subscribed yet"):
        sending.request(published, by=coordinator)


def test_who_subscribes_later_does_not_get_it(job, mailbox):
    late = SubscriptionFactory()
    run_now(job)
    assert late.email not in recipients(mailbox())


def test_who_leaves_before_their_turn_does_not_get_it(job, readers, mailbox):
    address = readers[2].email
    subscriptions.end(readers[2])
    ended = run_now(job)
    assert ended.result == {"sent": 4, "refused": 0, "left": 1, "again": 0}
    assert (ended.done, ended.set_aside) == (5, 1)
    assert address not in recipients(mailbox())


def test_when_everyone_has_left_the_work_still_ends(job, readers, mailbox):
    for reader in readers:
        subscriptions.end(reader)
    assert run_now(job).result == {"sent": 0, "refused": 0, "left": 5, "again": 0}
    assert mailbox() == {}


def test_an_edit_meanwhile_does_not_change_the_letters(job, published, mailbox):
    published.title_en = "Another title"
    published.save()
    run_now(job)
    assert {message_from_bytes(letter, policy=policy.default)["Subject"] for letter in mailbox().values()} == {
        "Graduates teach in their districts"
    }


def test_a_withdrawn_update_goes_no_further(job, published, coordinator, mailbox):
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    ended = run_now(resume(job, by=coordinator))
    assert (ended.state, ended.reason) == (
        State.FAILED,
        "The update was withdrawn. Those who have not got it yet will not.",
    )
    assert mailbox() == {}


def test_work_that_is_stopped_goes_on_with_those_still_missing(job, coordinator, mailbox, monkeypatch, readers):
    monkeypatch.setattr(deliveries, "BATCH_SIZE", 2)
    send_batch, handed = deliveries.send_batch, []

    def stopped_after_the_first_handful(taken, *rest):
        send_batch(taken, *rest)
        if not handed:
            cancel(job, by=coordinator)
        handed.extend(delivery.pk for delivery in taken)

    monkeypatch.setattr(deliveries, "send_batch", stopped_after_the_first_handful)
    assert run(job.pk).state == State.CANCELLED
    assert NewsDelivery.objects.filter(state=DeliveryState.SENT).count() == len(mailbox()) == 2
    ended = run_now(resume(job, by=coordinator))
    assert ended.result == {"sent": 5, "refused": 0, "left": 0, "again": 0}
    assert sorted(handed) == sorted(set(handed))
    assert len(mailbox()) == 5


@pytest.mark.parametrize("number", [1, 30])
def test_a_handful_costs_the_same_whatever_is_in_it(published, coordinator, mailbox, django_assert_num_queries, number):
    for _n in range(number):
        SubscriptionFactory()
    job = sending.request(published, by=coordinator).job
    with django_assert_num_queries(27):
        assert run(job.pk).state == State.DONE
