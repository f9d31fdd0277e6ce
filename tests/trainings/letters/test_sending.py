"""A letter goes out by e-mail once per officer, also when the work stops in the middle."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import cancel, resume, run_now
from programmes.deliveries import sending as deliveries
from tests.at_once import at_once
from tests.factories import EnrolmentFactory, OfficerFactory, UserFactory
from tests.trainings.enrolment.conftest import propose
from tests.trainings.letters.conftest import seen
from trainings.letters import sending
from trainings.letters.wording import OwnWords
from trainings.models import LetterDelivery, LetterSending, SessionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(session, coordinator):
    """A function: requests a letter as it is previewed now; returns the LetterSending."""

    def request(kind="invitation", text="", by=None):
        own = OwnWords(en=text)
        return sending.request(session, kind, own, seen=seen(session, kind, own), by=by or coordinator)

    return request


@pytest.fixture
def crowd(session):
    """Five officers with an address."""
    return [
        EnrolmentFactory(session=session, officer=OfficerFactory(email=f"officer{number}@police.example"))
        for number in range(5)
    ]


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def test_all_with_an_address_get_it_in_their_language(ask, three):
    made = ask()
    assert made.total == 2
    assert run_now(made.job).result == {"sent": 2, "refused": 0, "left": 0, "again": 0}
    assert recipients() == ["one@police.example", "two@police.example"]
    english, bangla = sorted(mail.outbox, key=lambda message: message.to)
    assert english.subject.startswith("Invitation: ")
    assert "You are invited to the training below." in english.body
    assert english.extra_headers["Content-Language"] == "en"
    assert bangla.extra_headers["Content-Language"] == "bn"
    assert "২১–২৩ নভেম্বর ২০২৬" in bangla.body


def test_no_letter_names_an_officer(ask, three, caplog):
    made = ask(text="Bring boots.")
    caplog.set_level("DEBUG")
    run_now(made.job)
    for message in mail.outbox:
        assert not any(name in message.subject + message.body for name in ("Anwara", "Belal", "9900555777"))
    assert "Anwara" not in caplog.text
    assert "@police.example" not in str([made.job.params, made.letter.words, *AuditEntry.objects.values("details")])


def test_whoever_had_it_does_not_get_it_again_and_new_ones_do(ask, three, session):
    run_now(ask().job)
    with pytest.raises(Refused, match="had this letter already"):
        ask()
    EnrolmentFactory(session=session, officer=OfficerFactory(email="late@police.example"))
    run_now(ask().job)
    assert recipients() == ["late@police.example", "one@police.example", "two@police.example"]


def test_other_words_go_to_everybody(ask, three):
    run_now(ask().job)
    run_now(ask(text="The hall is another one.").job)
    assert recipients() == ["one@police.example"] * 2 + ["two@police.example"] * 2
    assert [made.letter.version for made in LetterSending.objects.order_by("pk")] == [1, 2]


def test_a_letter_to_nobody_is_refused_with_a_sentence(ask, session):
    with pytest.raises(Refused, match="There is nobody in the session"):
        ask()
    EnrolmentFactory(session=session, officer=OfficerFactory(email=""))
    with pytest.raises(Refused, match="Nobody of those you chose has an e-mail address"):
        ask()
    assert not Job.objects.exists()
    assert not LetterSending.objects.exists()


def test_the_address_on_a_record_of_another_programme_is_not_used(ask, three):
    three[0].is_shared = True
    three[0].save()
    made = ask()
    assert made.total == 1
    run_now(made.job)
    assert recipients() == ["two@police.example"]


def test_who_is_only_proposed_reads_of_changes_and_of_a_cancellation_but_is_not_invited(ask, session, khulna, three):
    propose(session, [OfficerFactory(email="proposed@police.example", unit=khulna)])
    run_now(ask().job)
    assert "proposed@police.example" not in recipients()
    run_now(ask("change", "Another hall.").job)
    assert "proposed@police.example" in recipients()
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()
    mail.outbox.clear()
    run_now(ask("cancellation").job)
    assert recipients() == ["one@police.example", "proposed@police.example", "two@police.example"]
    assert "Flood" not in mail.outbox[0].body


def test_work_that_is_stopped_in_the_middle_goes_on_with_those_still_missing(ask, crowd, coordinator, monkeypatch):
    job = ask().job
    send_batch = deliveries.send_batch

    def stopped_after_two(batch, *rest):
        send_batch(batch, *rest)
        if len(mail.outbox) == 2:
            cancel(job, by=coordinator)

    monkeypatch.setattr(deliveries, "send_batch", stopped_after_two)
    assert run(job.pk).state == State.CANCELLED
    assert len(mail.outbox) == 2
    ended = run_now(resume(job, by=coordinator))
    assert ended.result == {"sent": 5, "refused": 0, "left": 0, "again": 0}
    assert recipients() == sorted({enrolment.officer.email for enrolment in crowd})


def test_done_twice_sends_nothing_more(ask, crowd):
    job = ask().job
    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    run(job.pk)
    assert len(mail.outbox) == 5


def test_a_session_that_is_cancelled_while_letters_go_out_stops_them(ask, crowd, session):
    job = ask().job
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()
    ended = run(job.pk)
    assert ended.state == State.FAILED
    assert "do not get it" in ended.reason
    assert mail.outbox == []


def test_who_withdrew_or_lost_the_address_meanwhile_is_left_out_and_may_get_it_later(ask, crowd, session):
    made = ask()
    crowd[0].state = "withdrawn"
    crowd[0].save()
    crowd[1].officer.email = ""
    crowd[1].officer.save()
    assert run_now(made.job).result == {"sent": 3, "refused": 0, "left": 2, "again": 0}
    crowd[1].officer.email = "again@police.example"
    crowd[1].officer.save()
    run_now(ask().job)
    assert "again@police.example" in recipients()
    assert len(mail.outbox) == 4


def test_nobody_else_sends(ask, crowd, trainer):
    for by in (trainer, UserFactory()):
        with pytest.raises(NotAllowed):
            ask(by=by)
    assert not LetterDelivery.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_requesting_costs_the_same_however_many_get_it(ask, session, number):
    for one in range(number):
        EnrolmentFactory(session=session, officer=OfficerFactory(email=f"officer{one}@police.example"))
    with CaptureQueriesContext(connection) as queries:
        ask()
    counted = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(counted) <= 25, "\n".join(counted)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(ask, crowd):
    refused = at_once(ask, ask)
    assert len(refused) == 1
    assert LetterDelivery.objects.count() == 5
