"""Verbs × people who may not: each is refused inside the rule, and nothing is written, not even an audit line."""

from datetime import date, datetime, time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

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
from tests.certificates.conftest import closed, completes, design, issued
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.programmes.factories import FindingFactory
from trainings.attendance import marking
from trainings.enrolment import enrolment as enrolling
from trainings.enrolment import frozen_posting, nominations, waiting_list
from trainings.models import AttendanceChange, Half
from trainings.sessions import completion, lifecycle

__all__ = ["closed", "design"]
pytestmark = pytest.mark.django_db
WHY = "Because."
AM = Half.MORNING


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
    "waiting_list.promote_waiting": lambda w, by: waiting_list.promote_waiting(w.session, by=by),
    "waiting_list.move_up": lambda w, by: waiting_list.move_up(w.enrolment, to=1, reason=WHY, by=by),
    "scheduling.plan_days": lambda w, by: lifecycle.plan_days(w.session, by=by),
    "scheduling.schedule": lambda w, by: lifecycle.schedule(w.session, by=by),
    "scheduling.start": lambda w, by: lifecycle.start(w.session, by=by),
    "scheduling.hold": lambda w, by: lifecycle.hold(w.session, by=by),
    "scheduling.close": lambda w, by: lifecycle.close(w.session, by=by),
    "scheduling.reopen": lambda w, by: lifecycle.reopen(w.session, by=by, reason=WHY),
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


@pytest.fixture
def world(programme, session, closed, coordinator):
    """One of everything that the verbs are about, in the programme of `coordinator`."""
    with translation.override("en"):
        officer = OfficerFactory(programme=programme)
        postings.record_postings([officer], since=date(2020, 1, 1))
        enrolment = EnrolmentFactory(session=session)
        completes(closed)
        [certificate] = issued(closed, by=coordinator)
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
        yield SimpleNamespace(
            programme=programme,
            session=session,
            closed=closed,
            officer=officer,
            posting=officer.postings.get(),
            enrolment=enrolment,
            certificate=certificate,
            day=day,
            action=change.action,
            now=timezone.make_aware(datetime.combine(day.date, time(10))),
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
