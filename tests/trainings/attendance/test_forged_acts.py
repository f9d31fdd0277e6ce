"""Acts that no page of ours sends: of another session, of somebody who lost the session, sent again with other contents."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.sign_in.device_person import device_person
from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark, mark_column
from trainings.attendance.undecided import put_aside
from trainings.models import AttendanceChange, AttendanceMark, DeviceAct, Half, UndecidedMark

AM = Half.MORNING


@pytest.fixture
def send(session, signed_in, clock):
    """A function: somebody sends one act on Sunday the 22nd at 10:04. Returns the status, and what became of it or None."""
    clock(22)

    def post(by, act, to=session):
        sent = json.dumps({"person": device_person(by), "acts": [act]})
        response = signed_in(by).post(reverse("trainings:acts", args=[to.code]), sent, content_type="application/json")
        if response.status_code != 200:
            return response.status_code, None
        return 200, response.json()["answers"][act["id"]]["outcome"]

    return post


@pytest.fixture
def elsewhere(session, days, coordinator, trainer):
    """An officer of another session of the same trainer, with a mark of the coordinator and one of the trainer that waits."""
    other = SessionFactory(
        programme=session.phase.programme, led_by=trainer, starts_on=session.starts_on, ends_on=session.ends_on
    )
    officer = EnrolmentFactory(session=other)
    day = other.days.get(number=1)
    mark(officer, day, AM, "absent", by=coordinator, now=at(21))
    facts = {"why": "other", "act": uuid4(), "by": trainer, "made_at": at(21), "now": at(21)}
    put_aside(other, day, AM, {officer.pk: "late"}, **facts)
    return officer


def act(kind="mark", **facts):
    return {"id": str(uuid4()), "kind": kind, "day": 2, "half": "morning", "mark": "present"} | facts


def everything():
    marks = list(AttendanceMark.objects.order_by("pk").values_list("enrolment", "mark", "marked_by"))
    return marks, list(UndecidedMark.objects.order_by("pk").values_list("pk", "decision"))


def test_no_act_reaches_into_another_session(send, session, elsewhere, trainer):
    waits = UndecidedMark.objects.get()
    before = everything()
    forged = [
        act(officers=[elsewhere.pk]),
        act("rest", officers=[elsewhere.pk]),
        act("undo", officers=[elsewhere.pk], undoes=str(waits.act)),
        act("decide", officers=[elsewhere.pk], undecided=waits.pk, take=True),
    ]
    assert [send(trainer, one) for one in forged] == [
        (200, "refused"),
        (200, "same"),
        (200, "nothing"),
        (200, "nothing"),
    ]
    assert everything() == before


def test_whoever_watches_or_was_taken_off_the_session_sends_nothing(send, session, two, trainer, observer, outsider):
    send(trainer, act(officers=[two[0].pk]))
    session.trainers.filter(user=trainer).delete()
    told = AuditEntry.objects.filter(verb__startswith="attendance.")
    before, audited = everything(), told.count()
    for somebody in (trainer, observer, outsider):
        assert send(somebody, act(officers=[two[1].pk]))[0] in (403, 404)
    assert (everything(), told.count()) == (before, audited)


def test_an_act_that_is_sent_again_with_other_contents_does_nothing_more(send, two, trainer):
    first = act(officers=[two[0].pk], mark="late")
    assert send(trainer, first) == (200, "saved")
    before = everything()
    for change in (
        {"mark": "absent"},
        {"officers": [two[1].pk]},
        {"kind": "rest", "officers": [one.pk for one in two]},
    ):
        assert send(trainer, first | change) == (200, "saved")
    assert everything() == before
    assert DeviceAct.objects.count() == 1


@pytest.mark.parametrize("clock_of_the_device", [-400 * 86400.0, 400 * 86400.0, 1e300])
def test_no_clock_of_a_device_dates_a_mark_into_the_future_or_before_its_day(send, two, trainer, clock_of_the_device):
    facts = {"waited": True, "age_wall": clock_of_the_device, "anchor": clock_of_the_device, "age_steady": 60}
    send(trainer, act(officers=[two[0].pk], **facts))
    assert not AttendanceMark.objects.exclude(marked_at__range=(at(22, "00:00"), at(22))).exists()


def test_a_half_day_to_come_is_not_marked_ahead(send, two, days, trainer):
    assert send(trainer, act(officers=[two[0].pk], day=3, reason="I know already.")) == (200, "to_decide")
    assert not AttendanceMark.objects.exists()


def test_an_act_under_the_id_of_another_action_is_no_part_of_it(send, two, days, trainer, coordinator):
    officer = two[0]
    mark(officer, days[1], AM, "late", by=coordinator, now=at(22))
    column = mark_column(officer.session, days[0], AM, "present", by=coordinator, now=at(22))
    send(trainer, act(id=str(column.action), officers=[officer.pk], mark="absent", seen="late"))
    send(trainer, act("undo", undoes=str(column.action)))
    marks = AttendanceMark.objects.filter(enrolment=officer).values_list("day__number", "mark")
    assert list(marks) == [(2, "absent")]
    undone = AttendanceChange.objects.exclude(undoes=None).filter(enrolment=officer)
    assert list(undone.values_list("day__number", "before", "after")) == [(1, "present", "")]
