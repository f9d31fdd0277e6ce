"""Work that failed or was stopped before its end: it goes on, or what is left is discarded."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job, State
from jobs.requesting import resume, run_now
from participants.models import Officer, RosterImportState
from participants.roster_import.preview import plan
from tests.trainings.rosters.building import codes, outcomes, previewed, roster_file, row, sheet_of
from trainings.models import Enrolment, SessionState
from trainings.rosters import importing, workbooks
from trainings.rosters.importing import discard, request_apply, stopped_job, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(session, coordinator, small_chunks, monkeypatch):
    """A roster of five whose apply stopped after two rows, since the session was over."""
    roster = previewed(session, 1, 2, 3, row(4, number=""), 5, by=coordinator)
    job = request_apply(roster, by=coordinator)
    take = importing._take_next

    def over_after_the_first(*args, **facts):
        if Enrolment.objects.exists():
            raise Refused("The session is over.")
        return take(*args, **facts)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_take_next", over_after_the_first)
        assert run_now(job).state == State.FAILED
    roster.refresh_from_db()
    return roster


def test_what_was_taken_in_stays(stopped):
    assert stopped.state == RosterImportState.APPLYING
    assert list(stopped.rows.filter(applied=True).values_list("number", flat=True)) == [2, 3]
    assert Enrolment.objects.count() == 2
    assert (plan(stopped).applied, plan(stopped).ready) == (2, 2)


def test_the_work_that_stopped_is_known(stopped, session, coordinator):
    assert stopped_job(stopped) == stopped.applying
    assert stopped_job(previewed(session, 7, by=coordinator)) is None


def test_asking_again_goes_on_where_it_stopped(stopped, coordinator):
    assert request_apply(stopped, by=coordinator) == stopped.applying
    job = run_now(stopped.applying)
    assert (job.state, job.done) == (State.DONE, 4)
    assert Enrolment.objects.count() == 4


def test_asking_again_is_refused_while_the_session_takes_nobody(stopped, session, coordinator):
    type(session).objects.update(state=SessionState.HELD)
    with pytest.raises(Refused, match="is over"):
        request_apply(stopped, by=coordinator)
    assert Job.objects.get(pk=stopped.applying_id).state == State.FAILED


def test_what_is_left_can_be_put_aside_and_says_so(stopped, coordinator):
    roster = discard(stopped, by=coordinator)
    assert roster.state == RosterImportState.APPLIED
    assert outcomes(roster) == ["new", "new", "rejected", "rejected", "rejected"]
    assert (codes(roster, 4), codes(roster, 5)) == ({"PUT_ASIDE"}, {"SERVICE_NUMBER_MISSING"})
    assert roster.counts["taken"] == 2
    assert AuditEntry.objects.filter(verb="roster.applied").count() == 1


def test_what_was_put_aside_comes_back_with_the_reason(stopped, coordinator):
    roster = discard(stopped, by=coordinator)
    rows = sheet_of(workbooks.workbook_of_returned(roster))
    assert [cells[0] for cells in rows[1:]] == ["4", "5", "6"]
    assert rows[1][-1] == "The rest of the roster was discarded before this row went in."


def test_nobody_is_told_of_stopped_work_any_more(stopped, coordinator):
    discard(stopped, by=coordinator)
    assert run_now(stopped.applying).state == State.DONE
    assert (Officer.objects.count(), Enrolment.objects.count()) == (2, 2)


@pytest.mark.parametrize("state", [RosterImportState.DISCARDED, RosterImportState.APPLIED])
def test_a_worker_that_was_about_to_go_on_finds_nothing_left(stopped, coordinator, monkeypatch, state):
    job = resume(stopped.applying, by=coordinator)
    reference_for_rosters = importing.reference_for_rosters

    def meanwhile():
        type(stopped).objects.update(state=state, applied_at="2026-11-21T10:00+06:00")
        return reference_for_rosters()

    monkeypatch.setattr(importing, "reference_for_rosters", meanwhile)
    assert run_now(job).state == State.DONE
    stopped.refresh_from_db()
    assert (stopped.state, stopped.counts["rejected"]) == (state, 1)
    assert Enrolment.objects.count() == 2
    assert not AuditEntry.objects.filter(verb="roster.applied").exists()


def test_while_it_goes_on_nothing_can_be_put_aside(stopped, coordinator):
    request_apply(stopped, by=coordinator)
    with pytest.raises(Refused, match="being applied already"):
        discard(stopped, by=coordinator)


def test_a_reading_that_stopped_can_be_put_aside(session, coordinator):
    roster = upload(session, roster_file(1), by=coordinator)
    with pytest.raises(Refused, match="still being read"):
        discard(roster, by=coordinator)
    Job.objects.update(state=State.FAILED, reason="A fault.")
    assert discard(roster, by=coordinator).state == RosterImportState.DISCARDED
