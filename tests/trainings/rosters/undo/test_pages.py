"""From the applied roster to the review, from there to the work, and from the work to the result."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job, State
from jobs.requesting import run_now
from participants.models import Officer, RosterImportState
from tests.factories import SessionFactory
from tests.trainings.rosters.building import applied, previewed
from tests.trainings.rosters.undo.database_state import undone
from trainings.attendance.marking import mark
from trainings.rosters.undo import request_undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(session, coordinator):
    return applied(session, 1, 2, by=coordinator)


@pytest.fixture
def work_rests_on_row_2(roster, days, trainer):
    mark(
        roster.rows.get(number=2).officer.enrolments.get(),
        days[0],
        "morning",
        "present",
        by=trainer,
        now=timezone.now(),
    )


def address(name, roster):
    return reverse(f"sessions:{name}", args=[roster.session_roster.session.code, roster.public_id])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_applied_roster_leads_to_the_review_and_that_to_the_work_and_the_result(signed_in, coordinator, roster):
    client = signed_in(coordinator)
    assert address("undo", roster) in text(client.get(address("roster", roster)))
    review = text(client.get(address("undo", roster)))
    assert "Nothing has been taken back yet." in review
    assert "Take back 2 rows" in review
    answer = client.post(address("undo", roster))
    job = Job.objects.get(kind="trainings.undo_roster")
    assert answer["Location"] == job.get_absolute_url()
    assert client.get(address("roster", roster))["Location"] == job.get_absolute_url()
    run_now(job)
    assert client.get(job.params["next"])["Location"] == address("roster", roster)
    result = text(client.get(address("roster", roster)))
    assert "2 rows were taken back." in result
    assert coordinator.full_name in result
    assert "Take this import back" not in result


def test_the_review_writes_nothing(signed_in, coordinator, roster, writes_nothing):
    client = signed_in(coordinator)
    client.get(address("undo", roster))
    with writes_nothing():
        client.get(address("undo", roster))


def test_rows_that_stand_in_the_way_are_listed_with_the_reason(signed_in, coordinator, roster, work_rests_on_row_2):
    page = text(signed_in(coordinator).get(address("undo", roster)))
    assert "Later work rests on 1 row" in page
    assert "Attendance is marked." in page
    assert "9900600001" in page
    assert "9900600002" not in page
    assert "Keep 1, take back the other 1 row" in page
    assert "Take back 2 rows" not in page


def test_asked_for_the_whole_all_the_same_it_says_no(signed_in, coordinator, roster, work_rests_on_row_2):
    answer = signed_in(coordinator).post(address("undo", roster))
    assert answer.status_code == 422
    assert "Nothing was taken back: later work rests on 1 row." in text(answer)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.APPLIED


def test_the_others_can_be_taken_back(signed_in, coordinator, roster, work_rests_on_row_2):
    client = signed_in(coordinator)
    client.post(address("undo", roster), {"keep": "blocked"})
    run_now(Job.objects.get(kind="trainings.undo_roster"))
    assert Officer.objects.count() == 1
    result = text(client.get(address("roster", roster)))
    assert "1 row was taken back." in result
    assert "1 row stayed as it was, because later work rests on it." in result


def test_work_that_stopped_goes_on_from_the_page(signed_in, coordinator, roster):
    job = request_undo(roster, by=coordinator)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, reason="A fault.")
    client = signed_in(coordinator)
    page = text(client.get(address("roster", roster)))
    assert "2 rows were still to be taken back when the work stopped." in page
    assert address("discard", roster) not in page
    assert client.post(address("undo", roster))["Location"] == job.get_absolute_url()
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_a_roster_that_was_not_applied_has_nothing_to_take_back(signed_in, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    client = signed_in(coordinator)
    assert address("undo", roster) not in text(client.get(address("roster", roster)))
    assert client.get(address("undo", roster))["Location"] == address("roster", roster)


def test_from_an_old_page_nothing_is_done_twice(signed_in, coordinator, roster):
    undone(roster, by=coordinator)
    answer = signed_in(coordinator).post(address("undo", roster), follow=True)
    assert "The roster was taken back already. Nothing was done twice." in text(answer)


def test_the_review_page_costs_the_same_with_one_and_three_rows(signed_in, programme, coordinator):
    client = signed_in(coordinator)
    one = applied(SessionFactory(programme=programme), 1, by=coordinator)
    three = applied(SessionFactory(programme=programme), 2, 3, 4, by=coordinator)
    client.get(address("undo", one))
    assert queries_of(client, one) == queries_of(client, three)


def queries_of(client, roster):
    url = address("undo", roster)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
