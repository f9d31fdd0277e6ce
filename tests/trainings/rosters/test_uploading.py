"""A file arrives: what is stored of it, and what is refused before anybody reads it."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job
from participants.models import RosterImport, RosterImportState
from programmes.workbooks import limits
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from tests.trainings.rosters.building import roster_file
from trainings.models import SessionState
from trainings.rosters.importing import READ, upload

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_and_its_reading_is_asked_for(session, coordinator):
    roster = upload(session, roster_file(1), by=coordinator)
    assert roster.state == RosterImportState.READING
    assert roster.session_roster.session == session
    assert roster.programme == session.programme
    assert roster.uploaded_by == coordinator
    job = Job.objects.get()
    assert (job.kind, job.requested_by, job.scope) == (READ, coordinator, f"programme:{session.programme.pk}")
    assert roster.reading == job


def test_the_name_of_the_stored_file_tells_nothing(session, coordinator):
    roster = upload(session, roster_file(1, name="list of Farhana Sultana.csv"), by=coordinator)
    assert roster.original_name == "list of Farhana Sultana.csv"
    assert "farhana" not in roster.file.name.lower()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("C:\\Users\\me\\roster.xlsx", "roster.xlsx"),
        ("../../etc/roster.xlsx", "roster.xlsx"),
        ("ros\u202ecod.xlsx", "roscod.xlsx"),
        ("\u202e", "roster"),
    ],
)
def test_the_name_is_shown_without_folders_and_hidden_signs(session, coordinator, sent, shown):
    file = roster_file(1)
    file._name = sent
    assert upload(session, file, by=coordinator).original_name == shown


def test_the_upload_is_on_the_audit_trail_without_the_name_of_the_file(session, coordinator):
    roster = upload(session, roster_file(1, name="Farhana.csv"), by=coordinator)
    entry = AuditEntry.objects.get(verb="roster.uploaded")
    assert (entry.actor, entry.target_id) == (coordinator, str(roster.pk))
    assert "Farhana" not in str(entry.details)


def test_an_empty_file_is_refused(session, coordinator):
    with pytest.raises(Refused, match="The file is empty"):
        upload(session, SimpleUploadedFile("roster.csv", b""), by=coordinator)
    assert_nothing_stays()


def test_a_huge_file_is_refused(session, coordinator, monkeypatch):
    monkeypatch.setattr(limits, "BYTES", 10)
    with pytest.raises(Refused, match="more than 0 MB"):
        upload(session, roster_file(1), by=coordinator)
    assert_nothing_stays()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (SessionState.HELD, "is over"),
        (SessionState.CLOSED, "is closed"),
        (SessionState.CANCELLED, "was cancelled"),
    ],
)
def test_a_session_that_takes_nobody_any_more_takes_no_roster(programme, coordinator, state, sentence):
    facts = {"closed_at": "2026-11-24T10:00+06:00", "state_reason": "Flood"}
    session = SessionFactory(programme=programme, state=state, **facts)
    with pytest.raises(Refused, match=sentence):
        upload(session, roster_file(1), by=coordinator)
    assert_nothing_stays()


def test_the_trainer_of_the_session_may_not(session, trainer):
    with pytest.raises(Refused, match="Only a coordinator"):
        upload(session, roster_file(1), by=trainer)
    assert_nothing_stays()


def test_the_coordinator_of_another_programme_may_not(session):
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    with pytest.raises(Refused, match="Only a coordinator"):
        upload(session, roster_file(1), by=stranger)
    assert_nothing_stays()


def assert_nothing_stays():
    assert not RosterImport.objects.exists()
    assert not Job.objects.exists()
    assert not default_storage.exists("rosters")
