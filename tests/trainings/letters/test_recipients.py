"""Trainers, guests and offices of units get letters from the same place as officers: once each, and only while it concerns them."""

import uuid

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import run_now
from programmes.deliveries import sending as deliveries
from tests.factories import ProgrammeFactory, UserFactory
from tests.trainings.letters.conftest import seen
from trainings.letters import offices, sending
from trainings.letters.recipients import reach_of, recipients
from trainings.letters.wording import OFFERED, OwnWords, words_of, words_to
from trainings.models import GuestExpert, LetterDelivery, LetterKind, LetterTo, SessionQuota, SessionState, UnitOffice
from trainings.trainer_pool import guests, naming

pytestmark = pytest.mark.django_db

ALL = tuple(LetterTo)
NAMES = ("Anwara", "Belal", "Chand", "9900555777")


@pytest.fixture
def guest(session):
    """A guest of the session with an address and a phone."""
    made = GuestExpert.objects.create(
        form=uuid.uuid4(),
        programme=session.phase.programme,
        name_en="Guest Speaker",
        email="guest@police.example",
        phone="01700",
    )
    session.guests.create(guest=made)
    return made


@pytest.fixture
def office(session, khulna, coordinator):
    """The office of the unit of two of the three officers, with an address."""
    SessionQuota.objects.create(session=session, unit=khulna, seats=5)
    offices.note(session, {khulna.pk: " office@police.example "}, by=coordinator, now=timezone.now())
    return UnitOffice.objects.get()


@pytest.fixture
def everyone(three, guest, office, trainer):
    """Two officers with an address and one without, a trainer, a guest and an office."""
    return [
        "guest@police.example",
        "office@police.example",
        "one@police.example",
        trainer.email,
        "two@police.example",
    ]


@pytest.fixture
def ask(session, coordinator):
    """A function: requests a letter as it is previewed now, to some or all; returns the LetterSending."""

    def request(kind="change", to=ALL, text="The hall is another one.", by=None):
        own = OwnWords(en=text)
        return sending.request(session, kind, own, seen=seen(session, kind, own), by=by or coordinator, to=to)

    return request


def sent_to():
    return sorted(address for message in mail.outbox for address in message.to)


def cancel(session):
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()


@pytest.mark.parametrize("kind", ["change", "cancellation"])
def test_all_kinds_get_a_change_and_a_cancellation_once_and_no_officer_is_named(ask, everyone, session, kind):
    if kind == "cancellation":
        cancel(session)
    done = run_now(ask(kind).job)
    assert done.result == {"sent": 5, "refused": 0, "left": 0, "again": 0}
    assert sent_to() == sorted(everyone)
    for message in mail.outbox:
        assert not any(name in str(message.message()) + message.subject + message.body for name in NAMES)
    with pytest.raises(Refused, match="had this letter already"):
        ask(kind)
    details = AuditEntry.objects.get(verb="session_letter.sending_requested").details
    assert (details["officers"], details["trainers"], details["guests"], details["units"]) == (2, 1, 1, 1)
    assert "police.example" not in str(list(AuditEntry.objects.values("details")))


def test_a_trainer_reads_the_own_language_and_guests_and_offices_both(ask, everyone, trainer):
    trainer.language = "bn"
    trainer.save()
    run_now(ask().job)
    by_address = {message.to[0]: message for message in mail.outbox}
    assert by_address[trainer.email].extra_headers["Content-Language"] == "bn"
    assert "Dates" not in by_address[trainer.email].body
    for address in ("guest@police.example", "office@police.example"):
        message = by_address[address]
        assert message.extra_headers["Content-Language"] == "bn, en"
        assert "২১–২৩ নভেম্বর ২০২৬" in message.body
        assert "21–23 November 2026" in message.body
    assert "tell the officers of your unit" in by_address["office@police.example"].body
    assert "tell the officers of your unit" not in by_address["guest@police.example"].body


@pytest.mark.parametrize("kind", LetterKind.values)
def test_each_kind_of_recipient_has_words_of_its_own_in_both_languages(session, kind):
    words = words_of(session, kind, OwnWords(en="x"))
    for language in ("bn", "en"):
        assert words[language]["others"].keys() == {str(to) for to in OFFERED[kind]} - {"officer"}
        for to in OFFERED[kind]:
            said = words_to(words[language], to)
            assert said["opening"]
            assert said["closing"]
            assert "below named" not in said["opening"]


def test_a_version_that_was_written_before_trainers_were_written_to_still_goes_out():
    assert words_to({"opening": "As it was"}, LetterTo.TRAINER)["opening"] == "As it was"


def test_a_unit_is_not_invited_by_e_mail_and_somebody_must_be_chosen(ask, everyone):
    for to in ((), ("unit",), ("officer", "unit"), ("nobody",)):
        with pytest.raises(Refused, match="Choose who gets the letter"):
            ask("invitation", to)
    assert not Job.objects.exists()


def test_who_has_no_address_is_listed_and_gets_nothing(ask, session, khulna, three, trainer, guest):
    trainer.email, trainer.service_number = None, "9900555123"
    trainer.save()
    GuestExpert.objects.update(email="")
    reach = {one.to: one for one in reach_of(session, LetterKind.CHANGE)}
    assert [one.name for one in reach["officer"].without] == ["Chand Miah"]
    assert [one.name for one in reach["trainer"].without] == [trainer.full_name]
    assert [(one.name, one.phone) for one in reach["guest"].without] == [("Guest Speaker", "01700")]
    assert [one.pk for one in reach["unit"].without] == [khulna.pk]
    with pytest.raises(Refused, match="Nobody of those you chose has an e-mail address"):
        ask(to=("trainer", "guest", "unit"))
    session.guests.all().delete()
    with pytest.raises(Refused, match="There is nobody in the session"):
        ask(to=("guest",))


def test_a_trainer_who_left_gets_nothing_and_one_added_later_gets_the_same_version_alone(
    ask, session, everyone, trainer, programme, coordinator
):
    made = ask()
    session.trainers.filter(user=trainer).delete()
    session.guests.all().delete()
    assert run_now(made.job).result["left"] == 2
    assert sent_to() == ["office@police.example", "one@police.example", "two@police.example"]
    mail.outbox.clear()
    late = UserFactory(email="late@police.example")
    programme.team.create(user=late, role="trainer")
    naming.name_trainer(session, late, "co_trainer", by=coordinator)
    naming.name_trainer(session, trainer, "co_trainer", by=coordinator)
    again = ask()
    assert again.letter == made.letter
    run_now(again.job)
    assert sent_to() == sorted(["late@police.example", trainer.email])


@pytest.mark.parametrize("lost", ["role", "account"])
def test_who_is_no_trainer_of_the_programme_any_more_is_not_written_to(session, trainer, programme, lost):
    assert [one.pk for one in recipients(session, "change", "trainer")] == [trainer.pk]
    if lost == "role":
        programme.team.filter(user=trainer).delete()
    else:
        trainer.is_active = False
        trainer.save()
    assert recipients(session, "change", "trainer") == []


def test_an_office_without_an_address_any_more_or_without_a_part_in_the_session_is_left_out(ask, session, everyone):
    made = ask(to=("unit",))
    session.quotas.all().delete()
    session.enrolments.update(state="withdrawn")
    assert run_now(made.job).result["left"] == 1
    assert mail.outbox == []


def test_a_unit_with_a_quota_hears_of_changes_though_it_nominated_nobody(session, office):
    assert [one.address for one in recipients(session, "change", "unit")] == ["office@police.example"]
    assert recipients(session, "thanks", "unit") == []


def test_a_worker_that_dies_in_the_middle_leaves_the_rest_to_the_next_one_and_nobody_gets_it_twice(
    ask, everyone, monkeypatch
):
    job = ask().job
    send = deliveries.smtp.send

    def dying(letter, connection):
        if len(mail.outbox) == 3:
            raise KeyboardInterrupt
        return send(letter, connection)

    monkeypatch.setattr(deliveries.smtp, "send", dying)
    with pytest.raises(KeyboardInterrupt):
        run(job.pk)
    assert LetterDelivery.objects.filter(state="sent").count() == 3
    monkeypatch.setattr(deliveries.smtp, "send", send)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    assert run(job.pk).result["sent"] == 5
    assert sent_to() == sorted(everyone)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    run(job.pk)
    assert len(mail.outbox) == 5


def test_an_address_that_the_server_refuses_stops_nobody_else(ask, everyone, monkeypatch):
    send = deliveries.smtp.send

    def picky(letter, connection):
        if letter.to == ["guest@police.example"]:
            return deliveries.smtp.Delivery.REJECTED, 550
        return send(letter, connection)

    monkeypatch.setattr(deliveries.smtp, "send", picky)
    assert run_now(ask().job).result == {"sent": 4, "refused": 1, "left": 0, "again": 0}
    monkeypatch.setattr(deliveries.smtp, "send", send)
    assert ask().total == 1  # corrected since, perhaps


def test_a_delivery_has_one_recipient_and_each_gets_a_version_once(ask, everyone, trainer, guest, khulna):
    made = ask()
    row = {"letter": made.letter, "sending": made, "language": "en"}
    wrong = [{}, {"trainer": trainer, "guest": guest}, {"trainer": trainer}, {"guest": guest}, {"unit": khulna}]
    for recipient in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            LetterDelivery.objects.create(**row, **recipient)


def test_nobody_else_sends_or_notes_addresses(ask, session, everyone, trainer, khulna):
    stranger = UserFactory()
    ProgrammeFactory(code="OTHER", coordinators=[stranger])
    for by in (trainer, stranger, UserFactory()):
        with pytest.raises(NotAllowed):
            ask(by=by)
        with pytest.raises(NotAllowed):
            offices.note(session, {khulna.pk: "x@police.example"}, by=by, now=timezone.now())
    assert not LetterDelivery.objects.exists()
    assert not UnitOffice.objects.coordinated_by(stranger).exists()


def test_the_address_of_an_office_is_checked_kept_for_the_programme_alone_and_taken_out(
    session, office, khulna, khulna_range, coordinator
):
    def note(addresses):
        return offices.note(session, addresses, by=coordinator, now=timezone.now())

    assert office.email == "office@police.example"
    with pytest.raises(Refused, match="Write an e-mail address"):
        note({khulna.pk: "no address"})
    with pytest.raises(Refused, match="sends nobody to the session"):
        note({khulna_range.pk: "range@police.example"})
    UnitOffice.objects.update(programme=ProgrammeFactory(code="OTHER"))
    assert [one.address for one in recipients(session, "change", "unit")] == [""]
    UnitOffice.objects.update(programme=session.phase.programme)
    assert note({khulna.pk: "office@police.example"}) == 0
    assert note({khulna.pk: ""}) == 1
    assert not UnitOffice.objects.exists()
    verbs = list(
        AuditEntry.objects.filter(verb__startswith="unit_office").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["unit_office.noted", "unit_office.removed"]


def test_a_guest_who_had_a_letter_leaves_the_pool_without_address_and_the_record_stays(
    ask, everyone, session, guest, coordinator
):
    run_now(ask().job)
    session.guests.all().delete()
    assert guests.take_out(guest, by=coordinator).email == ""
    assert LetterDelivery.objects.filter(guest=guest).exists()
