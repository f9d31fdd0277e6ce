"""Two people, or two workers, at the same moment, on two real connections."""

import pytest
from django.utils import timezone

from accounts.refusal import Refused
from jobs.models import Job
from jobs.requesting import run_now
from participants.models import ColumnMapping, Officer, RosterImport, RosterRow
from tests.factories import SessionFactory
from tests.trainings.attendance.test_two_at_once import at_once
from tests.trainings.rosters.building import applied, previewed, roster_file
from trainings.attendance.marking import mark
from trainings.models import AttendanceMark, Enrolment
from trainings.rosters.cell_edits import edit_cell
from trainings.rosters.column_matching import set_columns
from trainings.rosters.decisions import decide
from trainings.rosters.importing import APPLY, request_apply, upload
from trainings.rosters.undo import request_undo

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = {0: "name", 1: "rank", 2: "service_number", 3: "unit", 4: "mobile", 5: "sex", 6: ""}


def test_two_who_upload_the_same_file_share_one_preview(session, coordinator):
    first, second = at_once(*[lambda: upload(session, roster_file(1, 2), by=coordinator)] * 2)
    assert first == second
    assert (RosterImport.objects.count(), Job.objects.count()) == (1, 1)


def test_two_who_apply_share_one_work(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    first, second = at_once(*[lambda: request_apply(roster, by=coordinator)] * 2)
    assert first == second
    assert Job.objects.filter(kind=APPLY).count() == 1
    run_now(first)
    assert Enrolment.objects.count() == 2


def test_the_same_new_officer_in_two_rosters_is_recorded_once(session, programme, coordinator):
    other = SessionFactory(programme=programme)
    jobs = [
        request_apply(previewed(one, 1, 2, own, by=coordinator), by=coordinator)
        for one, own in ((session, 3), (other, 4))
    ]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert list(Job.objects.filter(kind=APPLY).values_list("state", flat=True)) == ["done", "done"]
    assert Officer.objects.count() == 4
    assert Enrolment.objects.count() == 6


def test_two_rosters_of_one_session_never_overfill_it(session, coordinator):
    session.capacity = 3
    session.save()
    jobs = [request_apply(previewed(session, *numbers, by=coordinator), by=coordinator) for numbers in ((1, 2), (3, 4))]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert Enrolment.objects.count() == 3
    assert sorted(RosterRow.objects.values_list("outcome", flat=True)) == ["new", "new", "new", "rejected"]


def test_two_who_take_a_roster_back_share_one_work(session, coordinator):
    roster = applied(session, 1, 2, by=coordinator)
    first, second = at_once(*[lambda: request_undo(roster, by=coordinator)] * 2)
    assert first == second
    at_once(*[lambda: run_now(first)] * 2)
    roster.refresh_from_db()
    assert (roster.state, roster.counts["taken_back"]) == ("undone", 2)
    assert (Officer.objects.count(), Enrolment.objects.count()) == (0, 0)


def test_taking_back_and_a_mark_leave_no_mark_without_its_officer(session, coordinator, trainer):
    roster = applied(session, 1, by=coordinator)
    enrolment, day, job = Enrolment.objects.get(), session.days.first(), request_undo(roster, by=coordinator)

    def mark_present():
        try:
            mark(enrolment, day, "morning", "present", by=trainer, now=timezone.now())
        except Refused:
            return "too late"
        return "marked"

    done, said = at_once(lambda: run_now(job), mark_present)
    roster.refresh_from_db()
    # Whoever came first stands: the mark keeps the whole roster, or there is nobody left to mark.
    assert (done.state, said, roster.state, AttendanceMark.objects.count(), Enrolment.objects.count()) in (
        ("done", "marked", "applied", 1, 1),
        ("done", "too late", "undone", 0, 0),
    )


def test_a_decision_and_an_apply_leave_no_row_between_them(session, coordinator):
    roster = previewed(
        session, 1, ["Officer Number Champa", "Inspector", "9900600002", "Nowhere at all", "", "", ""], by=coordinator
    )
    _decided, job = at_once(
        lambda: decide(roster, 3, "take", by=coordinator), lambda: request_apply(roster, by=coordinator)
    )
    run_now(job)
    job.refresh_from_db()
    # Either the decision came first and counts, or it was refused.
    assert job.total == job.done == Enrolment.objects.count()
    assert RosterRow.objects.filter(decision="take").count() == Enrolment.objects.count() - 1


def test_columns_matched_twice_at_once_are_read_once(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    other = {0: "name", 2: "service_number"}
    jobs = at_once(
        *[lambda columns=columns: matched(roster, columns, by=coordinator) for columns in (EVERYTHING, other)]
    )
    assert "The roster is still being read." in jobs
    (job,) = [job for job in jobs if isinstance(job, Job)]
    run_now(job)
    roster.refresh_from_db()
    # What is remembered is what was read.
    assert roster.state == "ready"
    assert roster.chosen["columns"] == roster.mapping.columns == ColumnMapping.objects.get().columns
    assert roster.rows.count() == 2


def matched(roster, columns, *, by):
    return set_columns(roster, sheet=0, header_row=1, columns=columns, by=by)


def test_two_cells_of_a_row_corrected_at_once_both_stand(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    at_once(
        lambda: edit_cell(roster, 2, "mobile", "01711223344", by=coordinator).pk,
        lambda: edit_cell(roster, 2, "name", "Officer Number Belal Khan", by=coordinator).pk,
    )
    row = roster.rows.get(number=2)
    assert row.edits == {"mobile": "01711223344", "name": "Officer Number Belal Khan"}
    assert (row.values["mobile"], row.values["name_en"]) == ("+8801711223344", "Officer Number Belal Khan")


def test_one_cell_corrected_twice_at_once_holds_one_of_the_texts(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    texts = {"01711223344": "+8801711223344", "01711223355": "+8801711223355"}
    at_once(*[lambda text=text: edit_cell(roster, 2, "mobile", text, by=coordinator).pk for text in texts])
    row = roster.rows.get(number=2)
    assert row.values["mobile"] == texts[row.edits["mobile"]]


def test_a_correction_and_an_apply_leave_no_row_between_them(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    corrected, job = at_once(
        lambda: edit_cell(roster, 2, "mobile", "01711223344", by=coordinator).pk,
        lambda: request_apply(roster, by=coordinator),
    )
    run_now(job)
    mobile = Officer.objects.get().mobile
    assert mobile == roster.rows.get().values["mobile"]
    assert (corrected == roster.pk) == (mobile == "+8801711223344")
