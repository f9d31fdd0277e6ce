"""From the stored file to checked rows, by a worker that may die at any moment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from jobs.models import State
from jobs.requesting import run_now
from participants.models import Officer, RosterImportState, RosterRow
from participants.roster_import import receiving, stored_rows
from tests.factories import OfficerFactory
from tests.programmes.workbooks.files import bytes_of
from tests.trainings.rosters.building import (
    HEADINGS,
    Killed,
    outcomes,
    previewed,
    read,
    roster_file,
    row,
    the_worker_is_gone,
)
from trainings.models import Enrolment
from trainings.rosters.importing import discard, upload

pytestmark = pytest.mark.django_db


def test_each_row_is_kept_as_typed_and_as_understood(session, coordinator):
    roster = previewed(session, row(1, mobile="০১৭০০-০০০০০১"), by=coordinator)
    stored = roster.rows.get()
    assert (stored.number, stored.outcome) == (2, "new")
    assert stored.cells["cells"]["mobile"] == "০১৭০০-০০০০০১"
    assert stored.values["mobile"] == "+8801700000001"
    assert stored.values["unit"] == "DP-4047"


def test_the_file_is_told_of(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator, headings=(*HEADINGS[:-1], "Shoe size"))
    assert roster.state == RosterImportState.READY
    assert (roster.header_row, roster.column_map["2"]) == (1, "service_number")
    assert roster.headers[0] == ["Name", "name"]
    assert [told["code"] for told in roster.notes] == ["FILE_UNKNOWN_COLUMN"]
    assert roster.counts == {"new": 2, "match": 0, "change": 0, "enrolled": 0, "review": 0, "rejected": 0}


def test_nobody_is_recorded_or_enrolled(session, coordinator):
    previewed(session, 1, 2, by=coordinator)
    assert not Officer.objects.exists()
    assert not Enrolment.objects.exists()


def test_known_officers_are_found(session, coordinator):
    officer = OfficerFactory(programme=session.programme, service_number="9900600001", name_en="Officer Number Belal")
    roster = previewed(session, row(1, name="Officer Number Belal", sex="Male", mobile=""), by=coordinator)
    assert outcomes(roster) == ["match"]
    assert roster.rows.get().officer == officer


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("roster.pdf", b"%PDF-1.7", "This kind of file is not read"),
        ("roster.xlsx", b"%PDF-1.7", "This is a PDF"),
        ("roster.csv", ",".join(HEADINGS).encode(), "no officer below the headings"),
        ("roster.xlsx", bytes_of([HEADINGS]), "no officer below the headings"),
        ("roster.xlsx", bytes_of([]), "The file has no rows"),
        ("roster.xlsx", bytes_of([HEADINGS, row(1)])[:-900], "damaged or incomplete"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_answer_and_no_fault(session, coordinator, name, content, sentence):
    roster = read(session, SimpleUploadedFile(name, content), by=coordinator)
    assert roster.state == RosterImportState.REFUSED
    assert sentence in roster.reason
    assert roster.reading.state == State.DONE
    assert not RosterRow.objects.exists()
    assert AuditEntry.objects.filter(verb="roster.not_readable").count() == 1


def test_a_reading_cut_off_half_way_begins_anew_without_a_double_row(session, coordinator, small_chunks, monkeypatch):
    roster = upload(session, roster_file(1, 2, 3, 4, 5), by=coordinator)
    stored, calls = stored_rows.stored_row, []

    def dying(*args):
        calls.append(args)
        if len(calls) == 4:
            raise Killed
        return stored(*args)

    with monkeypatch.context() as patch:
        patch.setattr(stored_rows, "stored_row", dying)
        with pytest.raises(Killed):
            run_now(roster.reading)
    assert RosterRow.objects.count() == 2
    the_worker_is_gone(roster.reading)
    assert run_now(roster.reading).state == State.DONE
    assert list(roster.rows.order_by("number").values_list("number", flat=True)) == [2, 3, 4, 5, 6]
    assert AuditEntry.objects.filter(verb="roster.read").count() == 1


def test_a_roster_that_was_put_aside_while_its_reading_had_stopped_stays_aside(session, coordinator):
    roster = upload(session, SimpleUploadedFile("roster.csv", roster_file(1).read()), by=coordinator)
    type(roster.reading).objects.update(state=State.FAILED, reason="A fault.")
    discard(roster, by=coordinator)
    assert run_now(roster.reading).state == State.DONE
    roster.refresh_from_db()
    assert (roster.state, roster.rows.count()) == (RosterImportState.DISCARDED, 0)


def test_a_roster_that_is_put_aside_in_the_middle_of_its_reading_stays_aside(session, coordinator, monkeypatch):
    roster = upload(session, roster_file(1), by=coordinator)
    checked_rows = receiving.checked_rows

    def meanwhile(*args, **facts):
        type(roster).objects.update(state=RosterImportState.DISCARDED)
        return checked_rows(*args, **facts)

    monkeypatch.setattr(receiving, "checked_rows", meanwhile)
    assert run_now(roster.reading).state == State.DONE
    roster.refresh_from_db()
    assert roster.state == RosterImportState.DISCARDED
    assert not AuditEntry.objects.filter(verb="roster.read").exists()
