"""A worker that dies at any moment of sending, and one that comes after it."""

import uuid

import pytest
from django.core.mail.backends.locmem import EmailBackend as ListBackend

from accounts.ops import mail_folder
from jobs.execution.leases import Lease, LeaseLost, claim
from jobs.execution.running import run
from jobs.models import State
from programmes.deliveries import sending as deliveries
from programmes.models import DeliveryState, NewsDelivery, NewsMailing
from programmes.news import mailing as sending
from tests.jobs.conftest import let_the_lease_run_out
from tests.programmes.news.factories import SubscriptionFactory

READERS = 7


class Killed(BaseException):
    """Nothing catches this but the test, as nothing catches a SIGKILL."""


@pytest.fixture
def job(published, coordinator):
    for _n in range(READERS):
        SubscriptionFactory()
    return sending.request(published, by=coordinator).job


@pytest.fixture
def dies(monkeypatch):
    """A function: `dies(backend, method, at)` makes the `at`-th call of a backend's method the last thing a worker does."""

    def arrange(backend, method, at, *, after=True):
        original, calls = getattr(backend, method), []

        def mortal(self, *args):
            calls.append(1)
            if len(calls) == at and not after:
                raise Killed
            result = original(self, *args)
            if len(calls) == at:
                raise Killed
            return result

        monkeypatch.setattr(backend, method, mortal)

    return arrange


def die(job, monkeypatch):
    """Runs the work until the worker is gone: what it would still write down is lost, its lease runs out."""
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "record_results", lambda *_args: None)
        with pytest.raises(Killed):
            run(job.pk)
    let_the_lease_run_out(job)


def states():
    return sorted(NewsDelivery.objects.values_list("state", flat=True))


@pytest.mark.parametrize("at", range(1, READERS + 1))
@pytest.mark.parametrize("after", [True, False])
def test_a_folder_holds_each_letter_once_wherever_the_worker_died(job, mailbox, dies, monkeypatch, at, after):
    dies(mail_folder.EmailBackend, "_write", at, after=after)
    die(job, monkeypatch)
    assert states() == [DeliveryState.SENDING] * READERS
    before = mailbox()
    assert len(before) == at - 1 + after
    ended = run(job.pk)
    assert (ended.state, ended.result["sent"]) == (State.DONE, READERS)
    assert states() == [DeliveryState.SENT] * READERS
    assert len(mailbox()) == READERS
    # Those that were there already were written again, the same to the byte.
    assert before.items() <= mailbox().items()


def test_over_smtp_only_the_letter_in_hand_is_in_doubt_and_comes_again_under_the_same_number(job, mailoutbox, dies):
    dies(ListBackend, "send_messages", 3)
    with pytest.raises(Killed):
        run(job.pk)
    let_the_lease_run_out(job)
    assert states() == [DeliveryState.PENDING] * 4 + [DeliveryState.SENDING] + [DeliveryState.SENT] * 2
    ended = run(job.pk)
    assert ended.result == {"sent": READERS, "refused": 0, "left": 0, "again": 1}
    numbers = [letter.extra_headers["Message-ID"] for letter in mailoutbox]
    assert len(numbers) == READERS + 1
    assert len(set(numbers)) == READERS
    doubled = [letter for letter in mailoutbox if numbers.count(letter.extra_headers["Message-ID"]) == 2]
    assert doubled[0].message().as_bytes() == doubled[1].message().as_bytes()


def test_who_dies_before_handing_over_leaves_nobody_out(job, mailoutbox, dies):
    dies(ListBackend, "send_messages", 3, after=False)
    with pytest.raises(Killed):
        run(job.pk)
    let_the_lease_run_out(job)
    run(job.pk)
    assert len(mailoutbox) == READERS


def test_a_worker_that_lost_its_lease_takes_no_more_rows(job, published, mailbox):
    mailing = NewsMailing.objects.get(job=job)
    slow = Lease(claim(job.pk))
    let_the_lease_run_out(job)
    assert run(job.pk).state == State.DONE
    with pytest.raises(LeaseLost):
        deliveries.claim_batch(sending.UpdateMailing(mailing), slow, 100)


def test_a_worker_that_was_thought_dead_cannot_change_what_another_one_has_in_hand(job, published):
    delivery = NewsDelivery.objects.first()
    NewsDelivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING, token=uuid.uuid4())
    deliveries.record_results(NewsDelivery.objects.all(), [(delivery, DeliveryState.SENT, None)], uuid.uuid4())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENDING


def test_doing_it_all_again_sends_nothing_more(job, mailoutbox):
    run(job.pk)
    type(job).objects.filter(pk=job.pk).update(state=State.QUEUED)
    assert run(job.pk).result["sent"] == READERS
    assert len(mailoutbox) == READERS
