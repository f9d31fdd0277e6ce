"""Verbs × people who may not: each is refused inside the rule, and nothing is written, not even an audit line."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.permissions import coordinates, require
from accounts.refusal import NotAllowed, Refused
from certificates.badges import making
from certificates.issuing import batches, programme_batches, records
from certificates.lifecycle import revocations
from certificates.reinstatement import decisions
from jobs import requesting
from participants.officers import postings
from programmes.findings import merging
from reports.matrix import pdf
from reports.pages import nomination_letters
from reports.session_letters import printing as letters_printing
from reports.timetable import printing as timetable_printing
from tests.built_once import built_once
from tests.certificates.conftest import _built_once, _english, closed, completes, design, issued
from tests.factories import (
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
)
from tests.programmes.factories import FindingFactory
from trainings.attendance import device_acts, marking, undecided
from trainings.attendance.device_time import Moment
from trainings.curriculum import pinning
from trainings.enrolment import enrolment as enrolling
from trainings.enrolment import frozen_posting, nominations, waiting_list
from trainings.excuses import asking, deciding
from trainings.letters import offices as letters_offices
from trainings.letters import sending as letters_sending
from trainings.letters.wording import OwnWords
from trainings.making_up import recording
from trainings.models import AttendanceChange, Excuse, Half, MadeUpHalfDay, Slot, UndecidedMark
from trainings.nomination_links import making as nomination_links
from trainings.nomination_links import taking_over
from trainings.sessions import completion, lifecycle
from trainings.sessions.half_days import HalfDay
from trainings.timetable import editing, standard

__all__ = ["_built_once", "_english", "closed", "design"]
pytestmark = pytest.mark.django_db
WHY = "Because."
AM = Half.MORNING
LINE = editing.SlotFacts(kind="other", starts_at=time(9), minutes=30, title_en="Talk")


def _with_a_closed_account(world):
    user = UserFactory()
    world.programme.team.create(user=user, role="coordinator")
    user.is_active = False
    user.save()
    return user


ACTORS = {
    "a stranger": lambda world: UserFactory(),
    "a coordinator of another programme": lambda world: ProgrammeFactory(coordinators=[user := UserFactory()]) and user,
    "a trainer of another session": lambda world: (
        SessionFactory(programme=world.programme, led_by=(user := UserFactory())) and user
    ),
    "an observer": lambda world: world.programme.team.create(user=(user := UserFactory()), role="observer") and user,
    "a coordinator whose account is closed": _with_a_closed_account,
}


# What each verb is asked here would be refused to everybody in many cases: who may is asked first, whatever the state.
VERBS = {
    "attendance.mark": lambda w, by: marking.mark(w.enrolment, w.day, AM, "present", by=by, now=w.now),
    "attendance.mark_sheet": lambda w, by: marking.mark_sheet(
        w.session, w.day, AM, {w.enrolment.pk: "present"}, by=by, now=w.now
    ),
    "attendance.mark_column": lambda w, by: marking.mark_column(w.session, w.day, AM, "present", by=by, now=w.now),
    "attendance.receive": lambda w, by: device_acts.receive(w.session, w.act, by=by, now=w.now),
    "attendance.put_aside": lambda w, by: undecided.put_aside(
        w.session, w.day, AM, {w.enrolment.pk: "late"}, why="time", act=uuid4(), by=by, made_at=None, now=w.now
    ),
    "attendance.decide": lambda w, by: undecided.decide(w.undecided.pk, take=True, by=by, now=w.now),
    "attendance.undo": lambda w, by: marking.undo(w.action, by=by, now=w.now),
    "completion.decide_by_hand": lambda w, by: completion.decide_by_hand(
        w.enrolment, completes=True, by=by, reason=WHY
    ),
    "completion.leave_to_attendance": lambda w, by: completion.leave_to_attendance(w.enrolment, by=by),
    "enrolling.enrol": lambda w, by: enrolling.enrol(w.session, [w.officer], by=by),
    "enrolling.withdraw": lambda w, by: enrolling.withdraw(w.enrolment, by=by, reason=WHY),
    "nominating.nominate": lambda w, by: nominations.nominate(w.session, [w.officer], unit=None, by=by),
    "nominating.confirm": lambda w, by: nominations.confirm(w.session, [w.enrolment.pk], by=by),
    "nominating.confirm_all": lambda w, by: nominations.confirm_all(w.session, by=by),
    "nominating.decline": lambda w, by: nominations.decline(w.session, [w.enrolment.pk], reason=WHY, by=by),
    "nominating.set_quotas": lambda w, by: nominations.set_quotas(
        w.session, [], women_share=0, due_on=None, send_to="", by=by
    ),
    "nomination_links.make": lambda w, by: nomination_links.make(w.session, by=by),
    "nomination_links.take_back": lambda w, by: nomination_links.take_back(w.nomination_link, by=by),
    "nomination_links.take_over": lambda w, by: taking_over.take_over(w.session, w.nomination_link.unit, [1], by=by),
    "excuses.ask": lambda w, by: asking.ask(
        w.enrolment, [(w.day.pk, AM)], kind="duty", reason=WHY, by=by, now=w.now - timedelta(days=9)
    ),
    "excuses.withdraw": lambda w, by: asking.withdraw(w.excuse, by=by, now=w.now),
    "excuses.decide": lambda w, by: deciding.decide(w.excuse, [], by=by, now=w.now, answer=WHY),
    "made_up.record_visit": lambda w, by: recording.record_visit(
        w.enrolment, HalfDay(w.day, AM), HalfDay(w.day, AM), seen_by=by, by=by, now=w.now
    ),
    "made_up.take_back": lambda w, by: recording.take_back(MadeUpHalfDay(enrolment=w.enrolment), by=by, now=w.now),
    "letters.request": lambda w, by: letters_sending.request(w.session, "invitation", OwnWords(), seen="", by=by),
    "letters.ask": lambda w, by: letters_printing.ask(w.session, "invitation", OwnWords(), to="units", seen="", by=by),
    "letters.note_offices": lambda w, by: letters_offices.note(w.session, {}, by=by, now=w.now),
    "waiting_list.promote_waiting": lambda w, by: waiting_list.promote_waiting(w.session, by=by),
    "waiting_list.move_up": lambda w, by: waiting_list.move_up(w.enrolment, to=1, reason=WHY, by=by),
    "scheduling.plan_days": lambda w, by: lifecycle.plan_days(w.session, by=by),
    "scheduling.schedule": lambda w, by: lifecycle.schedule(w.session, by=by),
    "scheduling.start": lambda w, by: lifecycle.start(w.session, by=by),
    "scheduling.hold": lambda w, by: lifecycle.hold(w.session, by=by),
    "scheduling.close": lambda w, by: lifecycle.close(w.session, by=by),
    "scheduling.reopen": lambda w, by: lifecycle.reopen(w.session, by=by, reason=WHY),
    "pinning.pin": lambda w, by: pinning.pin(w.session, by=by),
    "pinning.take_over": lambda w, by: pinning.take_over(w.session, by=by),
    "timetable.add": lambda w, by: editing.add(w.day, LINE, by=by),
    "timetable.change": lambda w, by: editing.change(Slot(pk=1, day=w.day), LINE, by=by),
    "timetable.take_out": lambda w, by: editing.take_out(Slot(pk=1, day=w.day), by=by),
    "timetable.move": lambda w, by: editing.move(Slot(pk=1, day=w.day), down=True, by=by),
    "timetable.place": lambda w, by: editing.place(Slot(pk=1, day=w.day), before=None, by=by),
    "timetable.choose_halves": lambda w, by: editing.choose_halves(w.day, has_morning=True, has_afternoon=False, by=by),
    "standard.take_into_empty": lambda w, by: standard.take_into_empty(w.session, by=by),
    "standard.take_again": lambda w, by: standard.take_again(w.session, by=by),
    "standard.make_standard": lambda w, by: standard.make_standard(w.session, by=by),
    "timetable_print.ask": lambda w, by: timetable_printing.ask(w.session, day=None, by=by),
    "scheduling.cancel": lambda w, by: lifecycle.cancel(w.session, by=by, reason=WHY),
    "rank_then.correct_frozen_posting": lambda w, by: frozen_posting.correct_frozen_posting(
        w.enrolment, by=by, rank=w.officer.rank
    ),
    "posting.record_posting": lambda w, by: postings.record_posting(
        w.officer, rank=w.officer.rank, unit=None, since=date(2024, 1, 1), by=by
    ),
    "posting.record_leaving": lambda w, by: postings.record_leaving(w.officer, since=date(2024, 1, 1), by=by),
    "posting.correct_posting": lambda w, by: postings.correct_posting(
        w.posting, rank=w.officer.rank, unit=None, since=date(2024, 1, 1), by=by
    ),
    "posting.remove_posting": lambda w, by: postings.remove_posting(w.posting, by=by),
    "finding_merging.declare_distinct": lambda w, by: merging.mark_distinct(*w.findings, by=by),
    "requesting.cancel": lambda w, by: requesting.cancel(w.job, by=by),
    "requesting.resume": lambda w, by: requesting.resume(w.job, by=by),
    "matrix_print.ask": lambda w, by: pdf.ask(w.programme, {}, by=by),
    "nomination_letters.ask": lambda w, by: nomination_letters.ask(w.session, by=by),
    "issuing.request": lambda w, by: batches.request(w.closed, by=by),
    "issuing.revoke": lambda w, by: records.revoke(w.certificate, by=by, reason=WHY),
    "revoking.revoke": lambda w, by: revocations.revoke([w.certificate], by=by, reason=WHY),
    "programme_issuing.request": lambda w, by: programme_batches.request(w.programme, by=by),
    "making.ask": lambda w, by: making.ask(w.certificate, by=by),
    "decisions.propose": lambda w, by: decisions.propose(w.certificate, by=by, reason=WHY),
}


def _act(day, enrolment):
    return device_acts.Act(
        id=uuid4(),
        kind=device_acts.MARK,
        moment=Moment(timezone.now(), certain=True),
        day=day.number,
        half=AM,
        officers=(enrolment.pk,),
        mark="present",
    )


def _excuse(enrolment, by):
    return Excuse.objects.create(enrolment=enrolment, kind="duty", reason=WHY, asked_by=by, asked_at=timezone.now())


def _link(session, coordinator):
    session.quotas.create(unit=UnitFactory(), seats=2)
    return nomination_links.make(session, by=coordinator)[0]


@pytest.fixture
@built_once
def world(programme, session, closed, coordinator):
    """One of everything that the verbs are about, in the programme of `coordinator`."""
    officer = OfficerFactory(programme=programme)
    postings.record_postings([officer], since=date(2020, 1, 1))
    enrolment = EnrolmentFactory(session=session)
    completes(closed)
    day = session.days.first()
    change = AttendanceChange.objects.create(
        enrolment=enrolment,
        day=day,
        half=AM,
        after="present",
        action=uuid4(),
        changed_at=timezone.now(),
        changed_by=coordinator,
    )
    return SimpleNamespace(
        programme=programme,
        session=session,
        closed=closed,
        officer=officer,
        posting=officer.postings.get(),
        enrolment=enrolment,
        certificate=issued(closed, by=coordinator)[0],
        day=day,
        action=change.action,
        act=_act(day, enrolment),
        undecided=UndecidedMark.objects.create(
            enrolment=enrolment,
            day=day,
            half=AM,
            mark="late",
            why="time",
            act=uuid4(),
            made_by=coordinator,
            received_at=timezone.now(),
        ),
        now=timezone.make_aware(datetime.combine(day.date, time(10))),
        excuse=_excuse(enrolment, coordinator),
        nomination_link=_link(session, coordinator),
        findings=[FindingFactory(programme=programme), FindingFactory(programme=programme)],
        job=requesting.request("tests.work", by=coordinator, scope=f"programme:{programme.pk}"),
    )


@pytest.mark.parametrize("who", ACTORS)
def test_who_may_not_is_refused_and_nothing_is_written(world, who):
    by, audited, wrong = ACTORS[who](world), AuditEntry.objects.count(), []
    by.forget_roles()
    for name, verb in VERBS.items():
        with CaptureQueriesContext(connection) as queries:
            try:
                verb(world, by)
                wrong.append(f"{name}: was done")
            except Refused:
                pass
        changing = ("INSERT", "UPDATE", "DELETE")
        wrong += [f"{name}: {one['sql'][:80]}" for one in queries if one["sql"].lstrip().upper().startswith(changing)]
    assert wrong == []
    assert AuditEntry.objects.count() == audited


@pytest.mark.parametrize(
    "name", [name for name in VERBS if name.split(".")[0] in {"attendance", "scheduling", "nominating"}]
)
def test_the_sentence_is_one_and_names_who_can(world, name):
    with pytest.raises(NotAllowed, match=r"^You may not do this\. A coordinator of the programme can\.$"):
        VERBS[name](world, UserFactory())


@pytest.mark.parametrize("role", ["co_trainer", "expert", "guest"])
def test_each_part_in_a_session_may_what_it_may(world, role):
    user = UserFactory()
    world.programme.team.create(user=user, role="trainer")
    world.session.trainers.create(user=user, role=role)
    marks = VERBS["attendance.mark_column"]
    if role == "guest":
        with pytest.raises(NotAllowed):
            marks(world, user)
    else:
        marks(world, user)
    for verb in ("scheduling.hold", "scheduling.close", "completion.decide_by_hand", "enrolling.withdraw"):
        with pytest.raises(NotAllowed):
            VERBS[verb](world, user)


def test_the_system_itself_is_not_asked(world, outsider):
    require(None, coordinates, world.programme)
    with pytest.raises(NotAllowed):
        require(outsider, coordinates, world.programme)
    assert requesting.cancel(world.job, by=None).state == "cancelled"


def test_whoever_asked_for_work_may_stop_it_without_coordinating(outsider):
    job = requesting.request("tests.work", by=outsider)
    assert requesting.cancel(job, by=outsider).state == "cancelled"
