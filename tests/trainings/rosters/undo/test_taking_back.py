"""A whole import is taken back: afterwards everything stands as before."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job
from jobs.requesting import run_now
from participants.duplicates.search_keys import index
from participants.models import DistinctPair, Officer, OfficerKey, Posting, RosterImportState
from participants.models.posting import officers_out_of_sync
from tests.factories import EnrolmentFactory, RankFactory, UserFactory
from tests.trainings.rosters.building import (
    Killed,
    applied,
    apply,
    on_record,
    previewed,
    read,
    roster_file,
    row,
    the_worker_is_gone,
)
from tests.trainings.rosters.undo.database_state import reasons, undone
from trainings.attendance.marking import mark
from trainings.enrolment import nominations
from trainings.enrolment.enrolment import withdraw
from trainings.models import Enrolment, EnrolmentState
from trainings.rosters import undo
from trainings.rosters.decisions import decide
from trainings.rosters.importing import discard, request_apply
from trainings.rosters.undo import request_undo, review

pytestmark = pytest.mark.django_db

SI = {"code": "SI", "order": 4, "name_en": "Sub-Inspector", "name_bn": "উপ-পরিদর্শক"}


def known(n, **facts):
    """An officer on record whom `row(n)` names, with the same values but for `facts`."""
    said = row(n)
    facts = {"name_en": said[0], "sex": said[5].lower(), "mobile": f"+88{said[4]}"} | facts
    officer = on_record(service_number=said[2], name_bn="", **facts)
    index([officer])
    return officer


def test_officers_that_it_recorded_go_with_all_they_brought(session, coordinator, as_before):
    same = as_before()
    roster = applied(session, 1, 2, row(3, role="Driver"), by=coordinator)
    assert (Officer.objects.count(), Posting.objects.count(), Enrolment.objects.count()) == (3, 3, 2)
    assert OfficerKey.objects.exists()
    undone(roster, by=coordinator)
    same()


def test_values_that_it_changed_are_what_they_were(session, coordinator, as_before):
    RankFactory(**SI)
    officer = known(1, mobile="+8801911111111", email="old@example.org")
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=date(2020, 1, 1))
    same = as_before()
    roster = applied(session, row(1, rank="Sub-Inspector"), by=coordinator)
    officer.refresh_from_db()
    assert (officer.rank.code, officer.mobile) == ("SI", "+8801700000001")
    undone(roster, by=coordinator)
    same()
    assert not officers_out_of_sync().exists()


def test_a_posting_of_the_same_day_is_again_what_it_was(session, coordinator, as_before):
    RankFactory(**SI)
    officer = known(1)
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=session.starts_on)
    same = as_before()
    roster = applied(session, row(1, rank="Sub-Inspector"), by=coordinator)
    assert Posting.objects.get().rank.code == "SI"
    undone(roster, by=coordinator)
    same()


def test_a_posting_noted_in_the_past_goes_and_the_later_one_stays(session, coordinator, as_before):
    RankFactory(**SI)
    officer = known(1)
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=date(2020, 1, 1))
    type(session).objects.filter(pk=session.pk).update(starts_on=date(2019, 5, 1))
    same = as_before()
    roster = applied(session, row(1, rank="Sub-Inspector"), by=coordinator)
    assert Posting.objects.count() == 2
    undone(roster, by=coordinator)
    same()


def test_who_was_withdrawn_or_proposed_before_is_so_again(session, coordinator, as_before, clock, days, trainer):
    withdrawn = EnrolmentFactory(session=session, officer=known(1))
    mark(withdrawn, days[0], "morning", "present", by=trainer, now=timezone.now())
    withdraw(withdrawn, by=coordinator, reason="Ill")
    nominations.nominate(session, [known(2)], unit=None, by=coordinator)
    same = as_before()
    roster = applied(session, 1, 2, by=coordinator)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.CONFIRMED}
    undone(roster, by=coordinator)
    same()


def test_an_answer_that_came_with_a_row_goes_with_its_officer(session, coordinator, as_before):
    other = known(5, programme=session.programme)
    same = as_before()
    roster = previewed(session, row(6, name=other.name_en, mobile="0" + other.mobile[4:]), by=coordinator)
    decide(roster, 2, "take", by=coordinator)
    roster = apply(roster, by=coordinator)
    assert DistinctPair.objects.exists()
    undone(roster, by=coordinator)
    same()


def test_history_and_audit_trail_tell_of_both(session, coordinator):
    officer = known(1, mobile="")
    roster = applied(session, 1, 2, by=coordinator)
    new = Officer.objects.exclude(pk=officer.pk).get()
    undone(roster, by=coordinator)
    assert [(entry.history_type, entry.history_user) for entry in Officer.history.filter(id=new.pk)] == [
        ("-", coordinator),
        ("+", coordinator),
    ]
    assert [entry.mobile for entry in officer.history.all()[:2]] == ["", "+8801700000001"]
    entry = AuditEntry.objects.get(verb="officers.taken_back")
    assert entry.details == {"removed": [new.pk], "restored": [officer.pk]}
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-4:] == [
        "roster.undo_requested",
        "enrolments.taken_back",
        "officers.taken_back",
        "roster.undone",
    ]


def test_the_roster_knows_who_took_it_back_and_when(session, coordinator):
    roster = undone(applied(session, 1, row(2, number=""), by=coordinator), by=coordinator)
    assert (roster.state, roster.undone_by) == (RosterImportState.UNDONE, coordinator)
    assert timezone.localdate(roster.undone_at) == timezone.localdate()
    assert (roster.counts["taken"], roster.counts["taken_back"], roster.counts["kept"]) == (1, 1, 0)
    assert not roster.rows.filter(applied=True).exists()
    # What it took is not kept longer than needed.
    assert set(map(str, roster.rows.values_list("effects", flat=True))) == {"{}"}


def test_the_review_says_what_would_happen_and_writes_nothing(session, coordinator, writes_nothing):
    known(1, mobile="")
    EnrolmentFactory(session=session, officer=known(2), state="withdrawn", state_reason="Ill")
    roster = applied(session, 1, 2, 3, by=coordinator)
    with writes_nothing():
        found = review(roster)
    assert (found.rows, found.free, found.blocked) == (3, 3, [])
    assert (found.officers_removed, found.officers_restored) == (1, 1)
    assert (found.postings, found.enrolments_removed, found.enrolments_restored) == (0, 2, 1)


def test_the_file_can_be_uploaded_again_and_says_that_it_was_taken_back(session, coordinator):
    first = undone(applied(session, 1, 2, by=coordinator), by=coordinator)
    again = read(session, roster_file(1, 2), by=coordinator)
    assert again != first
    assert [told["code"] for told in again.notes] == ["FILE_TAKEN_BACK"]
    assert [one.outcome for one in again.rows.all()] == ["new", "new"]


def test_a_roster_is_taken_back_once(session, coordinator):
    roster = undone(applied(session, 1, by=coordinator), by=coordinator)
    with pytest.raises(Refused, match="taken back already"):
        request_undo(roster, by=coordinator)
    with pytest.raises(Refused, match="was taken back"):
        request_apply(roster, by=coordinator)


def test_asked_twice_it_is_one_work(session, coordinator):
    roster = applied(session, 1, by=coordinator)
    colleague = UserFactory()
    session.programme.team.create(user=colleague, role="coordinator")
    assert request_undo(roster, by=coordinator) == request_undo(roster, by=colleague)
    assert Job.objects.filter(kind=undo.UNDO).count() == 1
    with pytest.raises(Refused, match="being taken back"):
        discard(roster, by=coordinator)


def test_only_what_was_applied_can_be_taken_back(session, coordinator):
    with pytest.raises(Refused, match="Only a roster that was applied"):
        request_undo(previewed(session, 1, by=coordinator), by=coordinator)


def test_only_a_coordinator_of_the_programme_may(session, coordinator, trainer):
    with pytest.raises(Refused, match="Only a coordinator"):
        request_undo(applied(session, 1, by=coordinator), by=trainer)


def test_a_worker_that_dies_in_the_middle_leaves_it_to_the_next(session, coordinator, as_before, monkeypatch):
    monkeypatch.setattr(undo, "ROWS_PER_CHUNK", 2)
    same = as_before()
    roster = applied(session, 1, 2, 3, 4, 5, by=coordinator)
    job = request_undo(roster, by=coordinator)
    take_back = undo._take_back

    def die_in_the_second(rows, *args, **facts):
        done = take_back(rows, *args, **facts)
        if Officer.objects.count() < 3:
            raise Killed
        return done

    with monkeypatch.context() as patch:
        patch.setattr(undo, "_take_back", die_in_the_second)
        with pytest.raises(Killed):
            run_now(job)
    roster.refresh_from_db()
    assert (roster.state, Officer.objects.count(), Enrolment.objects.count()) == (RosterImportState.UNDOING, 3, 3)
    the_worker_is_gone(job)
    job = run_now(job)
    assert (job.result, job.done) == ({"taken_back": 5, "kept": 0}, 5)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.UNDONE
    same()


def test_two_imports_of_one_officer_go_back_the_last_one_first(session, programme, coordinator, as_before):
    same = as_before()
    first = applied(session, 1, by=coordinator)
    between = as_before()
    second = applied(session, row(1, mobile="01911111111"), by=coordinator)
    assert reasons(first) == {
        2: [
            "Changed again since: mobile.",
            "Another roster that names the officer was applied since. Take that one back first.",
        ]
    }
    undone(second, by=coordinator)
    between()
    undone(first, by=coordinator)
    same()
