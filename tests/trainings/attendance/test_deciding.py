"""A person decides which of two marks counts."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, UserFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.attendance.undecided import decide, put_aside
from trainings.models import AttendanceMark, Half, UndecidedMark

AM = Half.MORNING
NOW = at(21, "11:00")


def words_of(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.fixture
def waiting(session, two, days, trainer, coordinator):
    """The coordinator marked the officer absent at 9:00; the trainer's device saw her present at 9:10."""
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "09:00"))
    return wait(session, two[0], days[0], trainer)


def wait(session, enrolment, day, trainer, *, why="other", made_at=at(21, "09:10"), reason=""):  # noqa: B008
    facts = {"why": why, "act": uuid4(), "by": trainer, "made_at": made_at, "now": NOW, "reason": reason}
    put_aside(session, day, AM, {enrolment.pk: "present"}, **facts)
    return UndecidedMark.objects.open().get(enrolment=enrolment)


def test_the_mark_that_waited_is_taken_with_who_gave_it_and_when(waiting, trainer, coordinator):
    decide(waiting.pk, take=True, by=coordinator, now=NOW)
    row = AttendanceMark.objects.get()
    assert (row.mark, row.marked_by, row.marked_at, row.source) == ("present", trainer, at(21, "09:10"), "offline")
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.decided_by, waiting.decided_at) == ("taken", coordinator, NOW)


def test_the_mark_on_record_stays(waiting, trainer):
    decide(waiting.pk, take=False, by=trainer, now=NOW)
    assert AttendanceMark.objects.get().mark == "absent"
    waiting.refresh_from_db()
    assert waiting.decision == "kept"


def test_a_decision_is_made_once_and_audited(waiting, trainer, coordinator):
    decide(waiting.pk, take=True, by=trainer, now=NOW)
    with pytest.raises(Refused, match="decided already"):
        decide(waiting.pk, take=False, by=coordinator, now=NOW)
    entry = AuditEntry.objects.get(verb="attendance.decided")
    assert (entry.actor, entry.details["undecided"], entry.details["taken"]) == (trainer, waiting.pk, True)


def test_whoever_may_not_mark_decides_nothing(waiting):
    with pytest.raises(Refused):
        decide(waiting.pk, take=True, by=UserFactory(), now=NOW)
    assert AttendanceMark.objects.get().mark == "absent"


def test_a_mark_that_changes_a_day_that_was_over_is_taken_with_a_reason_only(session, two, days, trainer):
    mark(two[0], days[0], AM, "absent", by=trainer, now=at(21, "09:00"))
    row = wait(session, two[0], days[0], trainer, why="reason", made_at=at(22))
    with pytest.raises(Refused, match="Say why"):
        decide(row.pk, take=True, by=trainer, now=at(22))
    decide(row.pk, take=True, by=trainer, now=at(22), reason="Signed on paper.")
    assert AttendanceMark.objects.get().mark == "present"


def post(client, session, row, **more):
    return client.post(reverse("trainings:decide_mark", args=[session.code]), {"undecided": row.pk, **more})


def test_the_page_shows_both_marks_with_both_names_and_both_times_above_the_list(session, waiting, trainer, signed_in):
    page = signed_in(trainer).get(reverse("trainings:attendance", args=[session.code])).content.decode()
    said = words_of(page)
    assert "1 mark to decide" in said
    assert "Leave it as it is: absent Nusrat Coordinator, 09:00" in said
    assert "Take the one that waited: present Rafiqul Trainer, 09:10" in said
    assert page.index("data-undecided") < page.index("data-sheet")


def test_a_plain_form_decides(session, waiting, trainer, signed_in, clock):
    clock(21, "11:00")
    client = signed_in(trainer)
    assert post(client, session, waiting, take="yes").status_code == 302
    assert AttendanceMark.objects.get().mark == "present"
    page = client.get(reverse("trainings:attendance", args=[session.code])).content.decode()
    assert "data-undecided=" not in page


def test_both_marks_stay_in_the_history(session, two, waiting, trainer, coordinator, signed_in, clock):
    clock(21, "11:00")
    decide(waiting.pk, take=False, by=coordinator, now=NOW)
    address = reverse("trainings:correct", args=[session.code, two[0].pk]) + "?day=1&half=morning"
    said = words_of(signed_in(trainer).get(address).content.decode())
    assert "not yet marked → absent Nusrat Coordinator" in said
    assert "Waited for a decision: present Rafiqul Trainer, 21 November 2026, 09:10" in said
    assert "Left as it was : Nusrat Coordinator" in said.replace("was:", "was :")


def test_a_mark_of_another_session_is_not_there(waiting, trainer, signed_in):
    other = EnrolmentFactory().session
    other.trainers.all().delete()
    other.trainers.create(user=trainer, role="lead")
    other.phase.programme.team.create(user=trainer, role="trainer")
    assert post(signed_in(trainer), other, waiting, take="yes").status_code == 404
    assert AttendanceMark.objects.get().mark == "absent"


def test_the_start_page_of_the_trainer_says_what_is_to_decide(session, waiting, trainer, signed_in):
    page = signed_in(trainer).get(reverse("trainings:today")).content.decode()
    assert "1 mark to decide" in words_of(page)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_marks_to_decide(
    session, days, trainer, signed_in, number, takes_queries
):
    for _number in range(3):
        enrolment = EnrolmentFactory(session=session)
        if _number < number:
            wait(session, enrolment, days[0], trainer, why="time", made_at=None)
    client = signed_in(trainer)
    with takes_queries(13):
        client.get(reverse("trainings:attendance", args=[session.code]))
