"""What a mail server may answer, and what becomes of the letter and of the work."""

import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend

from accounts.ops import smtp
from accounts.refusal import Refused
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import resume
from programmes.deliveries import sending
from programmes.models import DeliveryState, NewsDelivery
from programmes.news import mailing
from tests.programmes.news.factories import SubscriptionFactory


def no(code):
    return lambda address: smtplib.SMTPRecipientsRefused({address: (code, b"no")})


@pytest.fixture
def server(monkeypatch):
    """A function: `server({address: [answers]})`; an answer is an exception, or a function of the address that makes one.

    Each address gets its answers one by one, then its letter is taken. "*" stands for every other address.
    """
    take = EmailBackend.send_messages

    def arrange(answers):
        def send_messages(backend, letters):
            [address] = letters[0].to
            waiting = answers.get(address, answers.get("*", []))
            if waiting:
                answer = waiting.pop(0) if address in answers else waiting[0]
                raise answer(address) if callable(answer) and not isinstance(answer, type) else answer
            return take(backend, letters)

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    return arrange


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(sending, "PAUSE", 0)


@pytest.fixture
def job(published, coordinator):
    for name in ("ada", "bela", "chitra"):
        SubscriptionFactory(email=f"{name}@example.org")
    return mailing.request(published, by=coordinator).job


def delivery(name):
    return NewsDelivery.objects.get(subscription__email=f"{name}@example.org")


def sent_to(mailoutbox):
    return [letter.to[0].split("@")[0] for letter in mailoutbox]


def test_an_address_the_server_refuses_is_set_aside_and_the_others_get_theirs(job, server, mailoutbox):
    server({"bela@example.org": [no(550)]})
    ended = run(job.pk)
    assert ended.result == {"sent": 2, "refused": 1, "left": 0, "again": 0}
    assert (ended.state, ended.done, ended.set_aside) == (State.DONE, 3, 1)
    assert sent_to(mailoutbox) == ["ada", "chitra"]
    assert (delivery("bela").state, delivery("bela").code) == (DeliveryState.REFUSED, 550)


def test_a_letter_the_server_refuses_is_set_aside_too(job, server):
    server({"bela@example.org": [smtplib.SMTPDataError(554, b"no")]})
    assert run(job.pk).result["refused"] == 1


def test_later_means_after_the_others(job, server, mailoutbox):
    server({"ada@example.org": [no(451)]})
    assert run(job.pk).result == {"sent": 3, "refused": 0, "left": 0, "again": 1}
    assert sent_to(mailoutbox) == ["bela", "chitra", "ada"]


def test_later_three_times_is_no(job, server, mailoutbox):
    server({"ada@example.org": [no(451)] * 3})
    assert run(job.pk).result == {"sent": 2, "refused": 1, "left": 0, "again": 0}
    assert delivery("ada").code == 451


def test_an_address_that_cannot_be_written_is_set_aside(job, server):
    server({"ada@example.org": [UnicodeEncodeError("ascii", "x", 0, 1, "no")]})
    assert run(job.pk).result["refused"] == 1


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b"no"),
    ],
)
def test_a_server_that_goes_away_is_tried_again_later(job, server, mailoutbox, error):
    server({"bela@example.org": [error]})
    waiting = run(job.pk)
    assert (waiting.state, waiting.token) == (State.QUEUED, None)
    assert waiting.next_bell_at > waiting.due_at
    assert run(job.pk).result == {"sent": 3, "refused": 0, "left": 0, "again": 1}
    assert sent_to(mailoutbox) == ["ada", "chitra", "bela"]


def test_a_server_that_stays_away_is_said_and_the_work_can_be_resumed(job, server, coordinator, settings, mailoutbox):
    answers = {"bela@example.org": [ConnectionRefusedError()] * settings.JOB_MAX_ATTEMPTS}
    server(answers)
    for _attempt in range(settings.JOB_MAX_ATTEMPTS):
        ended = run(job.pk)
    assert ended.state == State.FAILED
    assert (
        ended.reason
        == "The mail server does not answer. E-mails that were sent stay sent. Resume this work when the server is back."
    )
    assert run(resume(ended, by=coordinator).pk).result["sent"] == 3
    assert sorted(sent_to(mailoutbox)) == ["ada", "bela", "chitra"]


def test_a_server_that_refuses_everyone_spoils_nothing(job, server, coordinator, mailoutbox):
    server({"*": [no(550)]})
    ended = run(job.pk)
    assert ended.state == State.FAILED
    assert ended.reason.startswith("The mail server refused every letter so far")
    assert set(NewsDelivery.objects.values_list("state", flat=True)) == {DeliveryState.PENDING}
    server({})
    assert run(resume(ended, by=coordinator).pk).result == {"sent": 3, "refused": 0, "left": 0, "again": 0}
    assert len(mailoutbox) == 3


def test_the_log_names_no_address(job, server, caplog):
    server({"bela@example.org": [smtplib.SMTPServerDisconnected("bela@example.org said goodbye")]})
    run(job.pk)
    assert "SMTPServerDisconnected" in caplog.text
    assert "bela" not in caplog.text


def test_when_the_work_was_tried_often_enough_it_is_refused_with_a_sentence(settings):
    job = Job(attempts=settings.JOB_MAX_ATTEMPTS, kind="x")
    with pytest.raises(Refused, match="The mail server does not answer"):
        smtp.retry_later(job, None, OSError())
