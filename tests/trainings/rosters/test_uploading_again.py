"""The same file a second time."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from jobs.models import Job, State
from participants.models import RosterImport, RosterImportState, RosterRow
from tests.factories import SessionFactory
from tests.trainings.rosters.building import applied, outcomes, previewed, roster_file
from trainings.models import Enrolment
from trainings.rosters.importing import discard, upload

pytestmark = pytest.mark.django_db


def stored_files():
    return len(list(Path(default_storage.path("rosters")).iterdir()))


def test_while_its_preview_is_open_it_leads_to_that_preview(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    assert upload(session, roster_file(1, 2, name="another name.csv"), by=coordinator) == roster
    assert (RosterImport.objects.count(), Job.objects.count(), stored_files()) == (1, 1, 1)


def test_while_it_is_being_read_it_leads_to_that_reading(session, coordinator):
    first, second = (upload(session, roster_file(1), by=coordinator) for _time in range(2))
    assert (first, Job.objects.count()) == (second, 1)


def test_where_the_reading_stopped_it_is_taken_up_again(session, coordinator):
    roster = upload(session, roster_file(1), by=coordinator)
    Job.objects.update(state=State.FAILED, reason="A fault.")
    assert upload(session, roster_file(1), by=coordinator) == roster
    assert Job.objects.get().state == State.QUEUED


def test_after_it_was_applied_it_says_so_and_everyone_is_enrolled(session, coordinator):
    applied(session, 1, 2, by=coordinator)
    roster = previewed(session, 1, 2, by=coordinator)
    assert outcomes(roster) == ["enrolled", "enrolled"]
    [told] = roster.notes
    assert (told["code"], told["facts"]["taken"]) == ("FILE_APPLIED_BEFORE", 2)
    assert Enrolment.objects.count() == 2


def test_after_it_was_put_aside_it_is_read_anew(session, coordinator):
    discard(previewed(session, 1, by=coordinator), by=coordinator)
    roster = previewed(session, 1, by=coordinator)
    assert (roster.state, roster.notes, RosterImport.objects.count()) == (RosterImportState.READY, [], 2)


def test_another_session_reads_it_for_itself(session, programme, coordinator):
    other = SessionFactory(programme=programme)
    previewed(session, 1, by=coordinator)
    assert previewed(other, 1, by=coordinator).session_roster.session == other
    assert RosterRow.objects.count() == 2
