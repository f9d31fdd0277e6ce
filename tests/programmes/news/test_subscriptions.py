"""Asking for the news, and the letter that answers."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.requesting import run_now
from programmes.models import Subscription, SubscriptionState
from programmes.news import subscriptions
from tests.programmes.news.factories import SubscriptionFactory, WaitingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(mailoutbox):
    """A function: performs the work that waits and returns the letters so far."""

    def performed():
        for job in Job.objects.unfinished():
            run_now(job)
        return mailoutbox

    return performed


def test_asking_brings_one_letter_with_a_link(letters):
    subscriptions.ask("Reader@Example.ORG ", language="en")
    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.state) == ("reader@example.org", SubscriptionState.WAITING)
    [letter] = letters()
    assert letter.to == ["reader@example.org"]
    assert "http://testserver/updates/confirm/" in letter.body


def test_asking_twice_brings_two_letters_and_one_subscription(letters):
    for _n in range(2):
        subscriptions.ask("reader@example.org", language="en")
        letters()
    assert Subscription.objects.count() == 1
    assert [letter.subject for letter in letters()] == ["Confirm: updates of Shetu by e-mail"] * 2


def test_asking_twice_before_anyone_worked_brings_one_letter(letters):
    for _n in range(2):
        subscriptions.ask("reader@example.org", language="en")
    assert len(letters()) == 1


def test_the_second_asking_may_choose_another_language(letters):
    subscriptions.ask("reader@example.org", language="en")
    subscriptions.ask("reader@example.org", language="bn")
    [letter] = letters()
    assert letter.message()["Content-Language"] == "bn"


def test_someone_who_gets_the_news_already_is_told_so_and_stays_as_they_are(letters):
    subscription = SubscriptionFactory(email="reader@example.org", language="bn")
    subscriptions.ask("reader@example.org", language="en")
    [letter] = letters()
    assert "/updates/confirm/" not in letter.body
    assert f"/updates/leave/{subscription.leave_key}/" in letter.body
    subscription.refresh_from_db()
    assert (subscription.state, subscription.language) == (SubscriptionState.ACTIVE, "bn")


def test_no_letter_goes_to_someone_who_left_meanwhile(letters):
    subscriptions.ask("reader@example.org", language="en")
    subscriptions.end(Subscription.objects.get())
    assert letters() == []


def test_who_never_confirmed_is_forgotten(letters):
    old = WaitingFactory(asked_at=timezone.now() - timedelta(days=3, minutes=1))
    recent, active = WaitingFactory(), SubscriptionFactory(asked_at=timezone.now() - timedelta(days=400))
    subscriptions.ask("new@example.org", language="en")
    kept = set(Subscription.objects.values_list("pk", flat=True))
    assert old.pk not in kept
    assert {recent.pk, active.pk} < kept


def test_a_mail_server_that_is_away_is_tried_again_later(settings, monkeypatch):
    def away(_backend, _messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
    subscriptions.ask("reader@example.org", language="en")
    job = Job.objects.get()
    subscribing_job = run_now(job)
    assert (subscribing_job.state, subscribing_job.attempts) == ("failed", settings.JOB_MAX_ATTEMPTS)
    assert subscribing_job.reason.startswith("The mail server does not answer.")


def test_the_work_names_nobody(letters):
    subscriptions.ask("reader@example.org", language="en")
    letters()
    job = Job.objects.get()
    assert "reader" not in str([job.params, job.result, job.reason, job.steps])


def test_the_letter_is_the_same_however_often_it_is_handed_over(mailbox):
    subscriptions.ask("reader@example.org", language="en")
    job = run_now(Job.objects.get())
    Job.objects.filter(pk=job.pk).update(state="queued", token=None)
    run_now(job)
    [letter] = mailbox().values()
    assert message_from_bytes(letter, policy=policy.default)["To"] == "reader@example.org"
