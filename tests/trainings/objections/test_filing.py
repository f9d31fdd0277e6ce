"""Who objects to which mark until when."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import UserFactory, named_for
from tests.trainings.conftest import at
from tests.trainings.objections.conftest import TEXT, objects
from trainings.models import Course, ObjectedHalfDay, Objection, TrainingSession
from trainings.objections import deciding, filing, window
from trainings.sessions.lifecycle import close, reopen

pytestmark = pytest.mark.django_db
AM, PM = "morning", "afternoon"


def test_an_officer_objects_to_named_half_days_and_the_trail_has_no_word_of_it(closed, mine, days, officer_user):
    paper = SimpleUploadedFile("Sabina Yasmin.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    made = objects(mine, (days[0], PM), (days[0], AM), by=officer_user, text=f" {TEXT} ", paper=paper)
    assert made.text == TEXT
    lines = made.half_days.values_list("day", "half", "mark_before", "state")
    assert list(lines) == [(days[0].pk, AM, "absent", "open"), (days[0].pk, PM, "absent", "open")]
    assert "abina" not in made.paper.name
    entry = AuditEntry.objects.get(verb="objection.filed")
    assert entry.details == {"session": closed.pk, "half_days": 2, "recorded": False}
    assert (entry.actor, entry.programme_id) == (officer_user, closed.phase.programme_id)


def test_the_window_ends_with_the_day_in_dhaka_and_then_says_whom_to_ask(closed, mine, days, officer_user):
    assert closed.objections_until.isoformat() == "2026-11-30"
    objects(mine, (days[0], AM), by=officer_user, now=at(30, "23:59"))
    with pytest.raises(Refused) as no:
        objects(mine, (days[0], PM), by=officer_user, now=at(30, "23:59").replace(day=1, month=12, hour=0, minute=0))
    assert str(no.value) == (
        "Objections were possible until the end of 30 November 2026. Ask a coordinator: Nusrat Coordinator."
    )


def test_closing_fixes_the_days_of_the_course_and_reopening_ends_the_window(closed, mine, days, coordinator, trainer):
    Course.objects.update(objection_days=2)
    closed.refresh_from_db()
    assert closed.objections_until.isoformat() == "2026-11-30"
    again = reopen(closed, by=coordinator, reason="A sheet turned up.")
    assert again.objections_until is None
    assert window.sentence_of(again, now=at(24)).startswith("This session is not closed yet.")
    assert close(again, by=trainer, now=at(25)).objections_until.isoformat() == "2026-11-27"


def test_a_course_may_take_none(session, mine, days, trainer, officer_user):
    Course.objects.update(objection_days=0)
    closed = close(session, by=trainer, now=at(23, "18:00"))
    assert closed.objections_until is None
    with pytest.raises(Refused, match="are not taken here"):
        objects(mine, (days[0], AM), by=officer_user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.update(objection_days=61)


def test_one_objection_to_a_half_day_waits_and_its_paper_is_not_left_behind(
    closed, mine, days, officer_user, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    objects(mine, (days[0], AM), by=officer_user)
    paper = SimpleUploadedFile("card.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    with pytest.raises(Refused, match="waits already"):
        objects(mine, (days[0], AM), (days[0], PM), by=officer_user, paper=paper)
    assert Objection.objects.count() == 1
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_the_same_form_twice_is_one_objection_and_of_somebody_else_none(
    closed, mine, other, days, officer_user, trainer
):
    form = uuid.uuid4()
    first, again = (objects(mine, (days[0], AM), by=officer_user, form=form) for _time in range(2))
    assert first == again
    with pytest.raises(Refused, match="sent before"):
        objects(other, (days[0], AM), by=trainer, form=form)
    assert AuditEntry.objects.filter(verb="objection.filed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_that_waits(closed, mine, days, officer_user):
    sent = [lambda: objects(mine, (days[0], AM), by=officer_user) for _time in range(2)]
    [said] = at_once(*sent)
    assert "waits already" in said
    assert ObjectedHalfDay.objects.filter(state="open").count() == 1


@pytest.mark.parametrize(
    ("half_days", "more", "said"),
    [
        ([], {}, "Choose the half-days"),
        ([(0, AM)], {"text": " \n"}, "Say what is wrong"),
        ([(0, AM)], {"paper": SimpleUploadedFile("a.pdf", b"MZ not a PDF")}, "PDF"),
        ([(0, AM)], {"paper": SimpleUploadedFile("a.exe", b"MZ")}, "Take a photo"),
    ],
)
def test_what_says_nothing_or_is_no_paper_is_refused(closed, mine, days, officer_user, half_days, more, said):
    with pytest.raises(Refused, match=said):
        objects(mine, *[(days[number], half) for number, half in half_days], by=officer_user, **more)
    assert not Objection.objects.exists()


def test_a_half_day_that_is_not_taught_or_of_another_session_is_refused(closed, mine, days, officer_user):
    days[0].has_morning = False
    days[0].save()
    with pytest.raises(Refused, match="Choose the half-days"):
        objects(mine, (days[0], AM), by=officer_user)


def test_an_officer_files_a_bounded_number(closed, mine, days, officer_user, monkeypatch):
    monkeypatch.setattr(filing, "MOST", 1)
    filing.withdraw(objects(mine, (days[0], AM), by=officer_user), by=officer_user, now=at(24))
    with pytest.raises(Refused, match="1 objections were filed"):
        objects(mine, (days[0], AM), by=officer_user)


def test_who_teaches_records_it_for_an_officer_without_an_account_alone(
    closed, mine, other, days, trainer, coordinator, programme, officer_user
):
    made = objects(other, (days[1], AM), by=trainer)
    assert AuditEntry.objects.get(verb="objection.filed").details["recorded"] is True
    filing.withdraw(made, by=trainer, now=at(24))
    objects(other, (days[1], AM), by=coordinator)
    guest, watcher = UserFactory(), UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(closed, guest, role="guest")
    programme.team.create(user=watcher, role="observer")
    for enrolment, by in (
        (mine, trainer),
        (mine, coordinator),
        (other, officer_user),
        (other, guest),
        (other, watcher),
    ):
        with pytest.raises(NotAllowed):
            objects(enrolment, (days[2], AM), by=by)


def test_only_the_officer_or_who_recorded_it_takes_it_back_while_it_waits(
    closed, mine, days, officer_user, trainer, coordinator
):
    made = objects(mine, (days[0], AM), (days[0], PM), by=officer_user)
    with pytest.raises(NotAllowed):
        filing.withdraw(made, by=trainer, now=at(24))
    deciding.decide(made.half_days.first(), mark=None, answer="Nobody saw you.", by=coordinator, now=at(24))
    filing.withdraw(made, by=officer_user, now=at(24))
    assert list(made.half_days.values_list("state", flat=True)) == ["left", "withdrawn"]
    with pytest.raises(Refused, match="decided or taken back meanwhile"):
        filing.withdraw(made, by=officer_user, now=at(24))


def test_a_session_of_before_there_were_objections_says_so(closed, mine, days, officer_user):
    TrainingSession.objects.update(objections_until=None)
    closed.refresh_from_db()
    assert window.sentence_of(closed, now=at(24)) == (
        "Objections to the marks of this session are not taken here. Ask a coordinator: Nusrat Coordinator."
    )
