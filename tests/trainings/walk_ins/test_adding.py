"""Whoever teaches adds an officer who is in the room and not on the list."""

import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from jobs.models import Job
from participants.models import NumberMatch, Officer
from tests.factories import (
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    RankFactory,
    SessionFactory,
    UserFactory,
    named_for,
)
from tests.trainings.conftest import at, mark_everyone
from tests.trainings.walk_ins.conftest import NOW, NUMBER
from trainings.attendance.grid import grid_of
from trainings.attendance.marking import mark, mark_column
from trainings.enrolment.enrolment import withdraw
from trainings.models import AttendanceMark, Enrolment, Half, OfficerRequest, SessionQuota, WalkIn
from trainings.sessions.completion import completion_statuses, work_out
from trainings.sessions.half_days import HalfDay, unmarked
from trainings.walk_ins.adding import EntryReasonNeeded, NotOnRecord, add
from trainings.walk_ins.telling import note_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(programme):
    """An officer on record of the programme, in no session."""
    return OfficerFactory(service_number=NUMBER, programme=programme)


def test_an_officer_on_record_goes_in_by_number(session, known, entry, trainer):
    added = add(session, entry(), by=trainer, now=NOW)
    assert (added.enrolment.officer, added.enrolment.state, added.already) == (known, "confirmed", False)
    assert (added.enrolment.rank, added.enrolment.unit) == (known.rank, known.unit)
    assert list(session.enrolments.active()) == [added.enrolment]
    assert AuditEntry.objects.filter(verb="walk_in.added", actor_id=trainer.pk).count() == 1


def test_an_officer_nobody_knows_is_recorded_for_the_programme(session, programme, entry, person, trainer):
    with pytest.raises(NotOnRecord):
        add(session, entry(), by=trainer, now=NOW)
    added = add(session, entry(person=person(mobile="+8801700123456")), by=trainer, now=NOW)
    officer = Officer.objects.get(service_number=NUMBER)
    assert (officer.name_en, officer.programme, officer.mobile) == ("Nazmul Huda", programme, "+8801700123456")
    assert officer.postings.count() == 1
    assert (added.enrolment.officer, added.walk_in.has_new_record) == (officer, True)


def test_the_same_form_twice_makes_one(session, known, entry, trainer):
    form = uuid.uuid4()
    first = add(session, entry(form=form), by=trainer, now=NOW)
    again = add(session, entry(form=form), by=trainer, now=NOW)
    assert first.walk_in == again.walk_in
    assert (Enrolment.objects.count(), WalkIn.objects.count()) == (1, 1)


def test_the_same_form_in_another_session_is_refused_in_a_sentence(session, known, entry, trainer):
    other = SessionFactory(
        programme=session.programme, led_by=trainer, starts_on=session.starts_on, ends_on=session.ends_on
    )
    first = entry()
    add(session, first, by=trainer, now=NOW)
    there = replace(first, joined=HalfDay(other.days.get(number=1), first.joined.half))
    with pytest.raises(Refused, match="another session"):
        add(other, there, by=trainer, now=NOW)
    assert not other.enrolments.exists()


def test_who_is_on_the_list_already_stays_as_they_are(session, known, entry, trainer):
    here = EnrolmentFactory(session=session, officer=known)
    added = add(session, entry(), by=trainer, now=NOW)
    assert (added.already, added.enrolment, added.walk_in) == (True, here, None)
    assert WalkIn.objects.count() == 0


def test_somebody_withdrawn_returns_and_a_nominee_is_confirmed(session, known, entry, trainer):
    here = EnrolmentFactory(session=session, officer=known)
    withdraw(here, by=None, reason="Did not come.")
    add(session, entry(), by=trainer, now=NOW)
    here.refresh_from_db()
    assert here.state == "confirmed"


# Who may, and when


def test_a_guest_and_a_trainer_of_another_session_may_not(session, programme, known, entry):
    guest, stranger = UserFactory(), UserFactory()
    named_for(session, guest, role="guest")
    SessionFactory(programme=programme, led_by=stranger)
    for user in (guest, stranger):
        with pytest.raises(NotAllowed):
            add(session, entry(), by=user, now=NOW)


def test_a_coordinator_may(session, known, entry, coordinator):
    assert add(session, entry(), by=coordinator, now=NOW).enrolment


def test_before_the_first_day_nobody_is_added(session, known, entry, trainer):
    with pytest.raises(Refused, match="The first day is 21 November 2026"):
        add(session, entry(day=0), by=trainer, now=at(20))


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_nor_once_the_session_is_over(session, known, entry, trainer, state):
    session.state, session.state_reason, session.closed_at = state, "Over.", NOW
    session.save()
    with pytest.raises(Refused):
        add(session, entry(), by=trainer, now=NOW)


def test_the_first_one_starts_a_scheduled_session(session, known, entry, trainer):
    session.state = "scheduled"
    session.save()
    add(session, entry(day=0), by=trainer, now=at(21))
    session.refresh_from_db()
    assert session.state == "running"


def test_nobody_joins_on_a_day_that_is_still_to_come(session, known, entry, trainer):
    with pytest.raises(Refused, match="Choose a half-day that has come"):
        add(session, entry(day=2), by=trainer, now=NOW)


# Within the seats


def test_without_a_free_seat_nobody_is_added_nor_recorded(session, entry, person, trainer):
    session.capacity = 1
    session.save()
    EnrolmentFactory(session=session)
    with pytest.raises(Refused, match="Every seat is taken"):
        add(session, entry(person=person()), by=trainer, now=NOW)
    assert not Officer.objects.filter(service_number=NUMBER).exists()
    assert WalkIn.objects.count() == 0


def test_a_quota_that_is_used_up_needs_a_reason(session, known, entry, trainer):
    SessionQuota.objects.create(session=session, unit=known.unit, seats=0)
    with pytest.raises(EntryReasonNeeded) as no:
        add(session, entry(), by=trainer, now=NOW)
    assert no.value.facts == ["The quota of Khulna District Police is used up (0)."]
    assert add(session, entry(reason="Sent by the range."), by=trainer, now=NOW).walk_in.reason == "Sent by the range."


# What should be known before


@pytest.mark.parametrize(
    ("kind", "asks"), [("tot", True), ("supervisors", True), ("cascade", False), ("refresher", False)]
)
def test_a_constable_goes_into_a_course_for_supervisors_with_a_reason_only(
    session, entry, trainer, programme, kind, asks
):
    session.course.kind = kind
    session.course.save()
    constable = RankFactory(code="CONST", order=1, name_en="Constable")
    OfficerFactory(service_number=NUMBER, programme=programme, rank=constable)
    if not asks:
        assert add(session, entry(), by=trainer, now=NOW).enrolment
        return
    with pytest.raises(EntryReasonNeeded) as no:
        add(session, entry(reason=" "), by=trainer, now=NOW)
    assert no.value.facts == ["The course is for those who lead others; the rank is Constable."]
    assert (
        add(session, entry(reason="Leads the beat team."), by=trainer, now=NOW).walk_in.reason == "Leads the beat team."
    )


def test_another_session_on_the_same_day_is_named(session, known, entry, trainer, programme):
    other = SessionFactory(programme=programme, code="TOT-BAR-05", course=session.course)
    EnrolmentFactory(session=other, officer=known)
    with pytest.raises(EntryReasonNeeded) as no:
        add(session, entry(), by=trainer, now=NOW)
    assert no.value.facts == ["Also in TOT-BAR-05 on the same days."]


def test_of_a_session_of_another_programme_it_says_only_not_free(session, known, entry, trainer):
    EnrolmentFactory(session=SessionFactory(code="SECRET-01"), officer=known)
    with pytest.raises(EntryReasonNeeded) as no:
        add(session, entry(), by=trainer, now=NOW)
    assert no.value.facts == ["Not free on these days."]


def test_a_namesake_on_record_is_told(session, entry, person, trainer, programme):
    from participants.duplicates import search_keys  # noqa: PLC0415

    search_keys.index([OfficerFactory(name_en="Nazmul Huda", programme=programme)])
    with pytest.raises(EntryReasonNeeded) as no:
        add(session, entry(person=person()), by=trainer, now=NOW)
    assert "Somebody of this name is on record under another service number." in no.value.facts[0]


# A roster is no key to officers of other programmes


@pytest.fixture
def elsewhere(db):
    """An officer of another programme under NUMBER."""
    return OfficerFactory(service_number=NUMBER, programme=ProgrammeFactory(code="OTHER"), name_en="Hidden Person")


def test_whom_another_programme_holds_is_asked_for_and_not_added(session, elsewhere, entry, person, trainer):
    with pytest.raises(NotOnRecord):  # as for a number that nobody has
        add(session, entry(), by=trainer, now=NOW)
    added = add(session, entry(person=person()), by=trainer, now=NOW)
    assert (added.asked, added.enrolment) == (True, None)
    request = OfficerRequest.objects.get()
    assert (request.officer, request.number_given, request.name_given) == (elsewhere, NUMBER, "Nazmul Huda")
    assert Enrolment.objects.count() == 0
    elsewhere.refresh_from_db()
    assert elsewhere.name_en == "Hidden Person"
    assert NumberMatch.objects.filter(by=trainer, record=elsewhere.pk).count() == 1


def test_it_is_asked_for_once(session, elsewhere, entry, person, trainer):
    for _form in range(2):
        add(session, entry(person=person()), by=trainer, now=NOW)
    assert OfficerRequest.objects.count() == 1


def test_once_the_limit_of_the_day_is_reached_every_unknown_number_has_the_same_answer(
    session, elsewhere, entry, person, trainer
):
    for record in range(10):
        NumberMatch.objects.create(by=trainer, record=10_000 + record, kind="single", day=timezone.localdate())
    answers = []
    for number in (NUMBER, "9900777999"):
        with pytest.raises(Refused) as no:
            add(session, entry(number, person=person()), by=trainer, now=NOW)
        answers.append(str(no.value))
    assert answers[0] == answers[1]
    assert OfficerRequest.objects.count() == 0


# From the half-day they joined


def test_half_days_before_are_no_gap_and_not_attended(session, two, days, known, entry, trainer):
    added = add(session, entry(day=1, half=Half.AFTERNOON), by=trainer, now=at(22, "14:10"))
    mark_everyone(session, days, trainer)
    assert unmarked(session) == []
    assert AttendanceMark.objects.filter(enrolment=added.enrolment).count() == 3
    assert work_out(session)[added.enrolment.pk] == (3, 6, False)
    assert not completion_statuses(session)[added.enrolment.pk].open


def test_the_grid_shows_that_the_officer_joined_later(session, two, days, known, entry, trainer):
    added = add(session, entry(day=1), by=trainer, now=NOW)
    mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(23))
    grid = grid_of(session, now=NOW)
    row = next(row for row in grid.rows if row.enrolment == added.enrolment)
    assert [cell.before for cell in row.cells] == [True, True, False, False, False, False]
    assert (grid.columns[0].expected, grid.columns[0].marked, grid.columns[2].expected) == (2, 2, 3)


def test_a_mark_from_before_counts_all_the_same(session, days, known, entry, trainer):
    added = add(session, entry(day=1), by=trainer, now=NOW)
    mark(added.enrolment, days[0], Half.MORNING, "present", by=trainer, now=NOW)
    assert work_out(session)[added.enrolment.pk].attended == 1
    assert next(half_day.place for half_day, _count in unmarked(session)) == "Day 2 morning"


# The coordinators are told


def test_each_coordinator_gets_one_letter_a_day(session, known, entry, person, trainer, coordinator):
    add(session, entry(), by=trainer, now=NOW)
    add(session, entry("9900777002", person=person()), by=trainer, now=NOW)
    assert [job.params["user"] for job in Job.objects.filter(kind="trainings.walk_in_letter")] == [coordinator.pk]


def test_a_coordinator_notes_them(session, known, entry, trainer, coordinator):
    add(session, entry(), by=trainer, now=NOW)
    with pytest.raises(NotAllowed):
        note_all(session, by=trainer)
    assert (note_all(session, by=coordinator), note_all(session, by=coordinator)) == (1, 0)
    assert WalkIn.objects.unread().count() == 0
