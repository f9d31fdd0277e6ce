"""Rows on which later work rests: nothing is taken back, and each row says why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.refusal import Refused
from certificates.models import SerialReservation
from jobs.requesting import run_now
from participants.duplicates.distinct_pairs import declare_distinct
from participants.merging.merges import merge, take_back
from participants.models import Delegate, Officer, RosterImportState, RosterRow
from participants.officers.postings import correct_posting, record_posting
from participants.roster_import import undo_rules
from participants.roster_import.undo_rules import unregistered_relations
from participants.row_snapshots import as_data
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory, SessionFactory, UnitFactory, UserFactory
from tests.programmes.factories import ConsultationFactory
from tests.trainings.rosters.building import applied, roster_file, row
from tests.trainings.rosters.undo.database_state import reasons, undone
from trainings.attendance.marking import mark
from trainings.enrolment import nominations
from trainings.enrolment.enrolment import enrol, withdraw
from trainings.models import Enrolment
from trainings.rosters import importing, undo
from trainings.rosters.undo import request_undo, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(session, coordinator):
    """Applied: two officers recorded and enrolled; later work is done on the first, in row 2."""
    return applied(session, 1, 2, by=coordinator)


@pytest.fixture
def officer(roster):
    return roster.rows.get(number=2).officer


@pytest.fixture
def enrolment(officer):
    return officer.enrolments.get()


def only_row_2(roster):
    """Returns the one sentence that row 2 says; nothing else stands in the way."""
    [(number, [sentence])] = reasons(roster).items()
    assert number == 2
    return sentence


@pytest.mark.parametrize("model", [Officer, Enrolment])
def test_every_relation_has_been_thought_of(model):
    assert unregistered_relations(model) == []


def test_a_relation_that_nobody_thought_of_stands_in_the_way(roster, officer, coordinator, monkeypatch):
    undo.review(roster)
    monkeypatch.delitem(undo_rules._rules, "participants.Delegate.officer")
    Delegate.objects.create(consultation=ConsultationFactory(), officer=officer, category="range")
    assert only_row_2(roster) == "Other records depend on it now: delegates."


def test_attendance(roster, enrolment, days, trainer):
    mark(enrolment, days[0], "morning", "present", by=trainer, now=timezone.now())
    assert only_row_2(roster) == "Attendance is marked."


def test_marks_from_before_do_not_but_later_ones_do(session, coordinator, days, trainer, clock):
    clock(21, "09:00")
    enrolment = EnrolmentFactory(session=session, officer__service_number="9900600001", officer__name_en=row(1)[0])
    mark(enrolment, days[0], "morning", "present", by=trainer, now=timezone.now())
    withdraw(enrolment, by=coordinator, reason="Ill")
    roster = applied(session, 1, by=coordinator)
    assert reasons(roster) == {}
    clock(21, "11:00")
    mark(enrolment, days[0], "morning", "late", by=trainer, now=timezone.now())
    assert only_row_2(roster) == "Attendance is marked."


def test_a_completed_course(roster, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed")
    assert only_row_2(roster) == "The officer completed the course."


def test_a_withdrawal(roster, enrolment, coordinator):
    withdraw(enrolment, by=coordinator, reason="Ill")
    assert only_row_2(roster) == "The officer was withdrawn or declined since."


def test_a_certificate_in_the_making(roster, enrolment):
    SerialReservation.objects.create(enrolment=enrolment, serial="A-1", code="A" * 26)
    assert only_row_2(roster) == "A certificate is being made."


def test_another_session(roster, officer, programme, coordinator):
    enrol(SessionFactory(programme=programme), [officer], by=coordinator)
    assert only_row_2(roster) == "The officer was enrolled in another session since."


def test_another_session_of_somebody_known_matters_only_for_a_new_posting(session, programme, coordinator):
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    moved, phoned = (OfficerFactory(service_number=row(n)[2], name_en=row(n)[0], mobile="") for n in (1, 2))
    enrol(SessionFactory(programme=programme), [moved, phoned], by=coordinator)
    roster = applied(session, row(1, rank="Sub-Inspector"), 2, by=coordinator)
    assert reasons(roster) == {}
    for known in (moved, phoned):
        known.refresh_from_db()
    enrol(SessionFactory(programme=programme), [moved, phoned], by=coordinator)
    assert only_row_2(roster) == "The officer was enrolled in another session since."


def test_a_value_changed_by_hand(roster, officer):
    officer.mobile = "+8801911111111"
    officer.save()
    assert only_row_2(roster) == "Changed again since: mobile."


def test_a_value_of_somebody_known_matters_only_where_the_import_changed_it(session, coordinator):
    officer = OfficerFactory(
        programme=session.programme, service_number=row(1)[2], name_en=row(1)[0], sex="male", mobile=""
    )
    roster = applied(session, 1, by=coordinator)
    officer.refresh_from_db()
    officer.email = "new@example.org"
    officer.save()
    undone(roster, by=coordinator)
    officer.refresh_from_db()
    assert (officer.email, officer.mobile, officer.sex) == ("new@example.org", "", "male")


def test_a_new_posting(roster, officer, coordinator, clock):
    clock(25)
    record_posting(officer, rank=None, unit=officer.unit, since=date(2026, 11, 24), by=coordinator)
    assert "The officer was posted again since." in reasons(roster)[2]


def test_a_corrected_posting(roster, officer, coordinator):
    correct_posting(
        officer.postings.get(), rank=officer.rank, unit=officer.unit, since=date(2026, 1, 1), by=coordinator
    )
    assert only_row_2(roster) == "The posting was corrected or removed since."


def test_an_account(roster, officer):
    officer.user = UserFactory(email=None, service_number=officer.service_number)
    officer.save()
    assert only_row_2(roster) == "The officer has an account."


def test_a_seat_at_a_consultation(roster, officer):
    Delegate.objects.create(consultation=ConsultationFactory(), officer=officer, category="range")
    assert only_row_2(roster) == "The officer is a delegate at a consultation."


def test_somebodys_word_that_two_are_two(roster, officer, programme, coordinator):
    declare_distinct(officer, OfficerFactory(programme=programme), by=coordinator)
    assert only_row_2(roster) == "Someone said that the officer and another one are two people."


def test_a_merge_into_another_record(roster, officer, programme, coordinator):
    merge(OfficerFactory(programme=programme), officer, by=coordinator)
    assert "The record of this officer was merged with another one since, or removed." in reasons(roster)[2]


def test_a_merge_into_this_record(roster, officer, programme, coordinator):
    merge(officer, OfficerFactory(programme=programme), by=coordinator)
    assert "Another record was merged with this one since." in reasons(roster)[2]


@pytest.mark.parametrize("kept_is", ["of the roster", "the other"])
def test_a_merge_that_was_taken_back_does_not(roster, officer, programme, coordinator, kept_is):
    other = OfficerFactory(programme=programme)
    pair = (officer, other) if kept_is == "of the roster" else (other, officer)
    take_back(merge(*pair, by=coordinator), by=coordinator)
    assert reasons(roster) == {}
    undone(roster, by=coordinator)
    assert list(Officer.objects.filter(pk__in=[officer.pk, other.pk])) == [other]


def test_a_merge_into_a_known_officer_that_was_taken_back_does_not(session, programme, coordinator):
    known = OfficerFactory(programme=programme, service_number="9900600001", name_en=row(1)[0])
    roster = applied(session, 1, by=coordinator)
    merged = merge(known, OfficerFactory(programme=programme), by=coordinator)
    assert "Another record was merged with this one since." in reasons(roster)[2]
    take_back(merged, by=coordinator)
    assert reasons(roster) == {}


def test_another_roster_that_found_the_officer(roster, programme, coordinator):
    second = applied(SessionFactory(programme=programme), row(1, role="Driver"), by=coordinator)
    assert only_row_2(roster).startswith("Another roster that names the officer was applied since.")
    undone(second, by=coordinator)
    assert reasons(roster) == {}


def test_a_nomination_that_was_confirmed(session, coordinator):
    roster = importing.upload(session, roster_file(1), by=coordinator, nominating_unit=UnitFactory())
    run_now(roster.reading)
    run_now(importing.request_apply(roster, by=coordinator))
    roster.refresh_from_db()
    assert reasons(roster) == {}
    nominations.confirm_all(session, by=coordinator)
    assert only_row_2(roster) == "The nomination was confirmed since."


def test_an_import_from_before_its_effects_were_kept(roster):
    RosterRow.objects.filter(number=2).update(effects={})
    assert only_row_2(roster).startswith("The effects of this row were not stored")


def test_one_such_row_keeps_the_whole_import(roster, enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], "morning", "present", by=trainer, now=timezone.now())
    with pytest.raises(Refused, match="Nothing was taken back: later work rests on 1 row"):
        request_undo(roster, by=coordinator)
    roster.refresh_from_db()
    assert (roster.state, Enrolment.objects.count()) == (RosterImportState.APPLIED, 2)


def test_on_request_such_rows_stay_and_the_others_go(roster, officer, enrolment, days, trainer, coordinator):
    mark(enrolment, days[0], "morning", "present", by=trainer, now=timezone.now())
    stays = as_data(Officer.objects.get(pk=officer.pk))
    undone(roster, by=coordinator, keep_blocked=True)
    assert roster.state == RosterImportState.UNDONE
    assert (roster.counts["taken_back"], roster.counts["kept"]) == (1, 1)
    assert as_data(Officer.objects.get()) == stays
    assert Enrolment.objects.get() == enrolment
    assert list(roster.rows.filter(applied=True).values_list("number", flat=True)) == [2]


def test_where_no_row_can_go_there_is_nothing_to_keep_apart(roster, coordinator):
    RosterRow.objects.update(effects={})
    with pytest.raises(Refused, match="No row of this roster can be taken back"):
        request_undo(roster, by=coordinator, keep_blocked=True)


def test_work_that_comes_between_the_asking_and_the_worker_keeps_the_whole(
    roster, enrolment, days, trainer, coordinator
):
    job = request_undo(roster, by=coordinator)
    mark(enrolment, days[0], "morning", "present", by=trainer, now=timezone.now())
    assert run_now(job).result == {"taken_back": 0, "kept": 2}
    roster.refresh_from_db()
    assert (roster.state, roster.undoing, Enrolment.objects.count()) == (RosterImportState.APPLIED, None, 2)


def test_a_review_costs_the_same_for_one_and_for_four_rows(session, programme, coordinator):
    one = applied(session, 1, by=coordinator)
    four = applied(SessionFactory(programme=programme), 2, 3, 4, 5, by=coordinator)
    assert queries_of(review, one) == queries_of(review, four) < 35


def queries_of(act, roster):
    with CaptureQueriesContext(connection) as queries:
        act(roster)
    return len(queries)
