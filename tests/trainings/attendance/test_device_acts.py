"""What a device sends is taken in once, and nothing of it is dropped or overwrites another person's mark in silence."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, UserFactory
from tests.trainings.conftest import at
from trainings.attendance import device_acts
from trainings.attendance.device_acts import KNOWN_FOR, Act, receive
from trainings.attendance.device_time import Moment
from trainings.attendance.marking import mark, mark_column, undo
from trainings.attendance.undecided import MOST_PER_MARK, to_decide
from trainings.models import AttendanceChange, AttendanceMark, DeviceAct, Half, UndecidedMark
from trainings.sessions import lifecycle
from trainings.tasks import forget_old_acts

AM = Half.MORNING
NOW = at(21, "11:00")


@pytest.fixture
def device(session, trainer):
    """A function: sends one act of the trainer's device that waited, and returns the answer."""

    def send(kind="mark", officers=(), *, made="09:10", by=None, known_as=None, at_moment=None, **more):
        moment = at_moment or Moment(at(21, made), certain=True)
        facts = {"day": 1, "half": AM, "mark": "present", "waited": True, **more}
        act = Act(
            id=known_as or uuid4(),
            kind=kind,
            moment=moment,
            officers=tuple(officer.pk for officer in officers),
            **facts,
        )
        return receive(session, act, by=by or trainer, now=NOW)

    return send


def marks():
    return dict(AttendanceMark.objects.values_list("enrolment", "mark"))


def test_a_mark_that_waited_keeps_its_own_time_and_says_that_it_waited(device, two):
    assert device(officers=two[:1], mark="late").outcome == "saved"
    row = AttendanceMark.objects.get()
    assert (row.mark, row.source, row.marked_at) == ("late", "offline", at(21, "09:10"))


def test_what_is_delivered_twice_changes_nothing(device, two, days, coordinator):
    act = uuid4()
    assert device(officers=two[:1], mark="late", known_as=act).outcome == "saved"
    mark(two[0], days[0], AM, "excused", by=coordinator, now=at(21, "10:00"))
    assert device(officers=two[:1], mark="late", known_as=act).outcome == "saved"
    assert (marks(), UndecidedMark.objects.count()) == ({two[0].pk: "excused"}, 0)
    assert AttendanceChange.objects.count() == 2


def test_the_id_of_somebody_elses_act_opens_nothing(device, two, coordinator):
    act = uuid4()
    device(officers=two[:1], known_as=act)
    with pytest.raises(Refused):
        device(officers=two[:1], known_as=act, by=coordinator, mark="absent")
    assert marks() == {two[0].pk: "present"}


@pytest.mark.parametrize("given", ["08:50", "10:00"])  # before and after the mark that waited
def test_another_persons_mark_is_never_overwritten_without_a_word(device, two, days, session, coordinator, given):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, given))
    assert device(officers=two[:1]).outcome == "to_decide"
    assert marks() == {two[0].pk: "absent"}
    waits = to_decide(session).get()
    assert (waits.mark, waits.made_at, waits.why) == ("present", at(21, "09:10"), "other")


def test_a_tap_on_a_page_that_did_not_show_the_other_mark_is_asked_too(device, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "08:50"))
    assert device(officers=two[:1], waited=False, seen="").outcome == "to_decide"


def test_a_tap_on_a_page_that_showed_the_other_mark_changes_it(device, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "08:50"))
    assert device(officers=two[:1], waited=False, seen="absent").outcome == "saved"
    assert marks() == {two[0].pk: "present"}


def test_the_same_mark_of_two_people_is_no_quarrel(device, two, days, coordinator):
    mark(two[0], days[0], AM, "present", by=coordinator, now=at(21, "10:00"))
    assert device(officers=two[:1]).outcome == "same"
    assert not UndecidedMark.objects.exists()


def test_ones_own_later_mark_counts_and_ones_own_earlier_one_is_asked(device, two, days, trainer):
    mark(two[0], days[0], AM, "absent", by=trainer, now=at(21, "09:00"))
    assert device(officers=two[:1], made="09:10").outcome == "saved"
    assert device(officers=two[:1], made="08:40", mark="late").outcome == "to_decide"
    assert marks() == {two[0].pk: "present"}


def test_a_mark_for_everybody_never_beats_an_observation(device, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "09:30"))
    assert device("rest", two, made="10:00").count == 1
    assert marks() == {two[0].pk: "absent", two[1].pk: "present"}
    assert not UndecidedMark.objects.exists()


@pytest.mark.parametrize("made", ["08:50", "10:30"])
def test_an_observation_beats_a_mark_for_everybody_also_when_it_is_the_earlier_one(
    device, session, two, days, coordinator, made
):
    mark_column(session, days[0], AM, "present", by=coordinator, now=at(21, "10:00"))
    assert device(officers=two[:1], mark="absent", made=made).outcome == "saved"
    assert marks() == {two[0].pk: "absent", two[1].pk: "present"}


def test_an_observation_that_agrees_with_a_mark_for_everybody_stays_one(device, session, two, days, coordinator):
    column = mark_column(session, days[0], AM, "present", by=coordinator, now=at(21, "09:00"))
    device(officers=two[:1], mark="present")
    assert AttendanceMark.objects.get(enrolment=two[0]).is_blanket is False
    other = UserFactory()
    session.phase.programme.team.create(user=other, role="coordinator")
    assert device(officers=two[:1], mark="absent", by=other).outcome == "to_decide"
    assert undo(column.action, by=coordinator, now=at(21, "10:00"), partly=True).count == 1
    assert marks() == {two[0].pk: "present"}


def test_only_those_whom_the_device_showed_unmarked_are_marked_with_the_others(device, session, two):
    late_comer = EnrolmentFactory(session=session)
    device("rest", two)
    assert late_comer.pk not in marks()


def test_undoing_leaves_what_was_seen_since(device, two):
    everybody = uuid4()
    device("rest", two, known_as=everybody, made="09:00")
    device(officers=two[:1], mark="absent", made="09:05")
    answer = device("undo", undoes=everybody, made="09:06")
    assert (answer.outcome, answer.count) == ("undone", 1)
    assert answer.sentence == "Marks that were changed since stay as they are."
    assert marks() == {two[0].pk: "absent"}


def test_undoing_a_mark_that_waits_for_a_decision_ends_the_question(device, session, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "09:00"))
    act = uuid4()
    device(officers=two[:1], known_as=act)
    assert device("undo", undoes=act).outcome == "undone"
    assert not to_decide(session).exists()


def test_a_change_of_mind_leaves_one_question(device, session, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "09:00"))
    device(officers=two[:1], mark="present", made="09:10")
    device(officers=two[:1], mark="late", made="09:11")
    assert to_decide(session).get().mark == "late"
    device(officers=two[:1], mark="absent", made="09:12")
    assert not to_decide(session).exists()


def test_one_device_cannot_fill_the_table_of_what_waits(device, session, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "10:00"))
    for number in range(MOST_PER_MARK):
        assert device(officers=two[:1], mark="present" if number % 2 else "late").outcome == "to_decide"
    lines = AuditEntry.objects.count()
    with pytest.raises(Refused, match="waited for a decision 10 times already"):
        device(officers=two[:1], mark="late")
    # Nothing is stored of it, and what waited goes on waiting.
    assert (UndecidedMark.objects.count(), DeviceAct.objects.count()) == (MOST_PER_MARK, MOST_PER_MARK)
    assert (to_decide(session).get().mark, AuditEntry.objects.count()) == ("present", lines)
    # Another officer, another half-day and a mark on the page as it stands are as before.
    mark(two[1], days[0], AM, "absent", by=coordinator, now=at(21, "10:00"))
    assert device(officers=two[1:]).outcome == "to_decide"
    assert device(officers=two[:1], mark="late", seen="absent", waited=False, made="10:30").outcome == "saved"


def test_a_mark_whose_time_nobody_knows_waits(device, session, two):
    assert device(officers=two[:1], at_moment=Moment(None, certain=False)).outcome == "to_decide"
    waits = to_decide(session).get()
    assert (waits.why, waits.made_at, marks()) == ("time", None, {})


def test_a_mark_that_reaches_a_closed_session_waits(device, session, marked_session, two, days, trainer):
    AttendanceMark.objects.filter(enrolment=two[0], day=days[0], half=AM).update(mark="late", marked_by=trainer)
    lifecycle.close(session, by=trainer, now=at(23, "18:00"), today=at(23).date())
    assert device(officers=two[:1], made="09:10", seen="late").outcome == "to_decide"
    assert to_decide(session).get().why in ("closed", "other")


def test_a_change_of_a_day_that_was_over_waits_for_its_reason(device, session, two, days, trainer):
    mark(two[0], days[0], AM, "absent", by=trainer, now=at(21, "09:00"))
    answer = device(officers=two[:1], at_moment=Moment(at(22), certain=True))
    assert (answer.outcome, to_decide(session).get().why) == ("to_decide", "reason")
    assert "Say why the mark changes" in answer.sentence


def test_a_change_given_on_the_day_needs_no_reason_when_it_arrives_a_day_late(session, two, days, trainer):
    mark(two[0], days[0], AM, "absent", by=trainer, now=at(21, "09:00"))
    moment = Moment(at(22) - timedelta(hours=20), certain=True)
    act = Act(id=uuid4(), kind="mark", moment=moment, waited=True, day=1, half=AM, officers=(two[0].pk,), mark="late")
    assert receive(session, act, by=trainer, now=at(22)).outcome == "saved"


def test_whoever_may_not_mark_sends_nothing(device, two):
    with pytest.raises(Refused):
        device(officers=two[:1], by=UserFactory())
    assert marks() == {}


def test_what_waits_is_audited_without_a_name(device, two, days, coordinator):
    mark(two[0], days[0], AM, "absent", by=coordinator, now=at(21, "09:00"))
    device(officers=two[:1])
    details = AuditEntry.objects.get(verb="attendance.put_aside").details
    assert (details["why"], details["count"]) == ("other", 1)


@pytest.mark.parametrize("number", [1, 30])
def test_a_mark_costs_the_same_with_one_and_thirty_officers(device, session, number, takes_queries):
    officers = [EnrolmentFactory(session=session) for _number in range(number)]
    with takes_queries(15):
        device(officers=officers[:1])


def test_old_acts_are_forgotten_in_portions_and_their_marks_stay(device, two, monkeypatch, settings):
    monkeypatch.setattr(device_acts, "FORGOTTEN_AT_A_TIME", 2)
    for number in range(5):
        device(officers=two[number % 2 :][:1], mark=("late", "present")[number // 2 % 2])
    before = marks()
    assert device_acts.forget_old(NOW + KNOWN_FOR) == 0
    assert device_acts.forget_old(NOW + KNOWN_FOR + timedelta(seconds=1)) == 5
    assert (DeviceAct.objects.count(), marks()) == (0, before)
    scheduled = {one["task"]: one["schedule"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled[forget_old_acts.name] <= timedelta(days=1)


def test_an_act_that_comes_again_after_it_was_forgotten_changes_no_mark(session, two, days, trainer, coordinator):
    made = Moment(at(21, "09:10"), certain=True)
    act = Act(id=uuid4(), kind="mark", moment=made, waited=True, day=1, half=AM, officers=(two[0].pk,), mark="late")
    receive(session, act, by=trainer, now=NOW)
    mark(two[0], days[0], AM, "excused", by=coordinator, now=at(21, "12:00"))
    long_after = NOW + KNOWN_FOR + timedelta(days=1)
    device_acts.forget_old(long_after)
    again = replace(act, moment=Moment(None, certain=False))
    assert receive(session, again, by=trainer, now=long_after).outcome == "to_decide"
    assert marks() == {two[0].pk: "excused"}
