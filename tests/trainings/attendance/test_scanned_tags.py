"""A tag that was scanned, when it arrives: believed for its check, marked once, named where it belongs elsewhere."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.sign_in.device_person import device_person
from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.device_acts import MARK, UNDO, Act, receive
from trainings.attendance.device_time import Moment
from trainings.attendance.marking import mark
from trainings.models import AttendanceChange, AttendanceMark, NameTag, UndecidedMark
from trainings.tags.numbers import give_numbers
from trainings.tags.tag_codes import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officers(session, two, trainer):
    """Two officers with tags."""
    give_numbers(session, by=trainer)
    return [tag.enrolment for tag in NameTag.objects.select_related("enrolment").order_by("number")]


def scan(session, number, **more):
    facts = {"id": uuid4(), "kind": MARK, "moment": Moment(at(21), certain=True), "day": 1, "half": "morning"}
    return Act(**facts | {"mark": "present", "seen": "", "tag": text_of(session, number)} | more)


def test_a_genuine_tag_marks_its_officer_with_the_source_qr(session, officers, trainer):
    answer = receive(session, scan(session, 2), by=trainer, now=at(21))
    assert (answer.outcome, answer.officer) == ("saved", officers[1].pk)
    mark_on_record = AttendanceMark.objects.get()
    assert (mark_on_record.enrolment, mark_on_record.source) == (officers[1], "qr")


def test_a_tag_that_waited_off_line_is_no_less_a_scan(session, officers, trainer):
    receive(session, scan(session, 1, waited=True), by=trainer, now=at(21, "11:00"))
    assert AttendanceMark.objects.get().source == "qr"


def test_the_number_counts_and_not_whom_the_list_of_the_phone_named(session, officers, trainer):
    receive(session, scan(session, 2, officers=(officers[0].pk,)), by=trainer, now=at(21))
    assert AttendanceMark.objects.get().enrolment == officers[1]


def test_a_tag_with_a_false_check_is_refused_with_a_sentence_and_on_record(session, officers, trainer):
    genuine = text_of(session, 1)
    false = genuine[:-1] + ("0" if genuine[-1] != "0" else "1")
    answer = receive(session, scan(session, 1, tag=false), by=trainer, now=at(21))
    assert answer.outcome == "refused"
    assert "Tag 1 was not made here" in answer.sentence
    assert not AttendanceMark.objects.exists()
    assert AuditEntry.objects.get(verb="attendance.tag_refused").details["number"] == 1


def test_a_tag_of_another_session_marks_nobody(session, officers, trainer):
    other = SessionFactory(code="TOT-KHU-02", phase=session.phase, course=session.course)
    answer = receive(session, scan(session, 1, tag=text_of(other, 1)), by=trainer, now=at(21))
    assert (answer.outcome, "another session" in answer.sentence) == ("refused", True)
    assert not AttendanceMark.objects.exists()


def test_the_tag_of_an_officer_who_is_gone_says_so(session, officers, trainer):
    NameTag.objects.filter(number=2).update(enrolment=None)
    answer = receive(session, scan(session, 2), by=trainer, now=at(21))
    assert "tag 2 is not in the session any more" in answer.sentence
    answer = receive(session, scan(session, 9), by=trainer, now=at(21))
    assert answer.outcome == "refused"


def test_scanned_twice_changes_nothing_and_the_first_time_stays(session, officers, trainer):
    receive(session, scan(session, 1), by=trainer, now=at(21))
    again = scan(session, 1, moment=Moment(at(21, "10:30"), certain=True), seen="present")
    assert receive(session, again, by=trainer, now=at(21, "10:30")).outcome == "same"
    assert AttendanceChange.objects.count() == 1
    assert AttendanceMark.objects.get().marked_at == at(21)


def test_a_scan_never_replaces_another_persons_mark_without_a_word(session, days, officers, trainer, coordinator):
    mark(officers[0], days[0], "morning", "excused", by=coordinator, now=at(21))
    answer = receive(session, scan(session, 1, waited=True), by=trainer, now=at(21, "11:00"))
    assert (answer.outcome, answer.officer) == ("to_decide", officers[0].pk)
    assert UndecidedMark.objects.get().enrolment == officers[0]


def test_a_scan_is_undone_like_every_act(session, officers, trainer):
    act = scan(session, 1)
    receive(session, act, by=trainer, now=at(21))
    undo = Act(id=uuid4(), kind=UNDO, moment=act.moment, undoes=act.id)
    assert receive(session, undo, by=trainer, now=at(21)).outcome == "undone"
    assert not AttendanceMark.objects.exists()


def test_an_act_that_arrives_twice_marks_once(session, officers, trainer):
    act = scan(session, 1)
    assert [receive(session, act, by=trainer, now=at(21)).repeated for _time in range(2)] == [False, True]
    assert receive(session, replace(act, tag=text_of(session, 2)), by=trainer, now=at(21)).repeated
    assert AttendanceMark.objects.count() == 1


def test_the_page_of_acts_says_whose_tag_it_was(session, officers, trainer, signed_in, clock):
    clock(21)
    later = EnrolmentFactory(session=session)
    give_numbers(session, by=trainer)
    sent = {"id": str(uuid4()), "kind": "mark", "day": 1, "half": "morning", "officers": [], "mark": "present"}
    answer = signed_in(trainer).post(
        reverse("trainings:acts", args=[session.code]),
        json.dumps({"person": device_person(trainer), "acts": [sent | {"tag": text_of(session, 3)}]}),
        content_type="application/json",
    )
    (said,) = answer.json()["answers"].values()
    assert (said["outcome"], said["officer"], said["marks"]) == ("saved", later.pk, {str(later.pk): "present"})


@pytest.mark.parametrize("more", [{}, {"tag": ""}, {"tag": "x" * 500}, {"tag": 7}, {"tag": ["T1"]}])
def test_a_mark_without_officer_and_without_a_tag_cannot_be_read(session, officers, trainer, signed_in, clock, more):
    clock(21)
    sent = {"id": str(uuid4()), "kind": "mark", "day": 1, "half": "morning", "officers": [], "mark": "present"}
    answer = signed_in(trainer).post(
        reverse("trainings:acts", args=[session.code]),
        json.dumps({"person": device_person(trainer), "acts": [sent | more]}),
        content_type="application/json",
    )
    assert answer.json()["answers"][sent["id"]]["outcome"] == "refused"
    assert not AttendanceMark.objects.exists()
