"""`manage.py import_roster`: the same code as the page, for scripts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jobs.models import Job, State
from jobs.requesting import cancel
from participants.models import Officer, RosterImport, RosterImportState
from tests.factories import UserFactory
from tests.trainings.rosters.building import HEADINGS, previewed, roster_file, row
from trainings.models import Enrolment, SessionState
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    """A roster of a good row, one without a number and one with a unit nobody knows."""
    file = tmp_path / "roster.csv"
    file.write_bytes(roster_file(1, row(2, number=""), row(3, unit="Nowhere at all")).read())
    return file


def run(path, session, by, **options):
    """Returns what the command prints."""
    printed = StringIO()
    call_command("import_roster", str(path), session=session.code, by=by, stdout=printed, **options)
    return printed.getvalue()


def test_it_imports_the_good_rows(path, session, coordinator):
    run(path, session, coordinator.email)
    assert Enrolment.objects.get().officer.service_number == "9900600001"
    assert RosterImport.objects.get().state == RosterImportState.APPLIED


def test_it_says_what_became_of_each_row(path, session, coordinator):
    lines = run(path, session, coordinator.email).splitlines()
    assert [line.split()[:3] for line in lines[:3]] == [
        ["row", "2", "new"],
        ["row", "3", "rejected"],
        ["row", "4", "review"],
    ]
    assert lines[1].endswith("A service number is needed.")
    assert lines[-1] == "1 new, 0 match, 0 change, 0 enrolled, 1 review, 1 rejected, 1 taken"


def test_as_json_it_gives_number_outcome_problems_and_values_of_each_row(path, session, coordinator):
    found = json.loads(run(path, session, coordinator.email, json=True))
    assert (found["state"], found["counts"]["taken"]) == ("applied", 1)
    assert [(line["number"], line["outcome"], line["applied"]) for line in found["rows"]] == [
        (2, "new", True),
        (3, "rejected", False),
        (4, "review", False),
    ]
    [told] = found["rows"][1]["problems"]
    assert (told["code"], told["field"], told["message"]) == (
        "SERVICE_NUMBER_MISSING",
        "service_number",
        "A service number is needed.",
    )
    assert found["rows"][0]["values"]["name_en"] == "Officer Number Belal"
    assert set(found["rows"][0]) == {"number", "outcome", "applied", "problems", "changes", "values"}


def test_a_preview_saves_nothing_but_itself(path, session, coordinator):
    found = json.loads(run(path, session, coordinator.email, preview=True, json=True))
    assert found["state"] == "ready"
    assert not Officer.objects.exists()
    assert not Enrolment.objects.exists()


def test_after_a_preview_the_same_file_is_applied(path, session, coordinator):
    run(path, session, coordinator.email, preview=True)
    run(path, session, coordinator.email)
    assert RosterImport.objects.count() == 1
    assert Enrolment.objects.count() == 1


def test_run_twice_it_enrols_once(path, session, coordinator):
    run(path, session, coordinator.email)
    found = json.loads(run(path, session, coordinator.email, json=True))
    assert [line["outcome"] for line in found["rows"]] == ["enrolled", "rejected", "review"]
    assert (found["state"], Enrolment.objects.count()) == ("ready", 1)


@pytest.mark.parametrize("is_only_the_end_missing", [False, True])
def test_it_goes_on_where_an_earlier_run_stopped(path, session, coordinator, is_only_the_end_missing):
    run(path, session, coordinator.email, preview=True)
    roster = RosterImport.objects.get()
    job = request_apply(roster, by=coordinator)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, reason="A fault.")
    roster.rows.filter(outcome="new").update(applied=is_only_the_end_missing)
    run(path, session, coordinator.email)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.APPLIED
    assert Enrolment.objects.count() == (0 if is_only_the_end_missing else 1)


def test_work_that_somebody_stopped_is_said(path, session, coordinator, monkeypatch):
    monkeypatch.setattr("trainings.management.commands.import_roster.run_now", lambda job: cancel(job, by=None))
    with pytest.raises(CommandError, match="The work was stopped on request"):
        run(path, session, coordinator.email)


def test_service_numbers_name_the_coordinator_too(path, session, coordinator):
    coordinator.service_number = "9900000077"
    coordinator.save()
    run(path, session, "BP 9900000077")
    assert RosterImport.objects.get().uploaded_by == coordinator


def test_what_is_wrong_is_said_and_nothing_is_saved(path, session, coordinator, tmp_path):
    stranger = UserFactory()
    pdf = tmp_path / "roster.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    for file, who, sentence in (
        (path, "nobody@example.org", "Nobody signs in"),
        (path, stranger.email, "Only a coordinator"),
        (tmp_path / "none.csv", coordinator.email, "There is no file"),
        (pdf, coordinator.email, "This kind of file is not read"),
        (empty, coordinator.email, "The file is empty"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(file, session, who)
    assert not Officer.objects.exists()


def test_a_session_nobody_knows_is_named(path, session, coordinator):
    session.code = "TOT-XXX-99"
    with pytest.raises(CommandError, match="There is no session TOT-XXX-99"):
        run(path, session, coordinator.email)


def test_a_closed_session_refuses(path, session, coordinator):
    type(session).objects.update(state=SessionState.HELD)
    with pytest.raises(CommandError, match="is over"):
        run(path, session, coordinator.email)


def test_it_waits_for_nobody_when_the_roster_is_open_on_the_page(path, session, coordinator):
    roster = previewed(session, 1, row(2, number=""), row(3, unit="Nowhere at all"), by=coordinator)
    run(path, session, coordinator.email)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.APPLIED


def test_as_json_it_says_what_is_to_say_about_the_file_and_that_nothing_is_asked(path, session, coordinator):
    path.write_bytes(roster_file(row(1), headings=[*HEADINGS[:6], "Shoe size"]).read())
    found = json.loads(run(path, session, coordinator.email, preview=True, json=True))
    [told] = found["file"]
    assert (told["code"], told["severity"], told["message"]) == (
        "FILE_UNKNOWN_COLUMN",
        "note",
        "Column G, “Shoe size”, is not used.",
    )
    assert found["asks"] == []


# Questions


@pytest.fixture
def unsure(path):
    """A roster whose service numbers are headed by a word that nobody knows."""
    path.write_bytes(roster_file(1, 2, headings=["Name", "Rank", "Quux", "Unit", "Mobile", "Sex", ""]).read())
    return path


def test_a_question_ends_with_3_and_prints_what_it_is_about(unsure, session, coordinator):
    printed = StringIO()
    with pytest.raises(CommandError) as asked:
        call_command(
            "import_roster", str(unsure), session=session.code, by=coordinator.email, json=True, stdout=printed
        )
    found = json.loads(printed.getvalue())
    assert asked.value.returncode == 3
    assert (found["state"], found["rows"]) == ("columns", [])
    assert [(ask["column"], ask["candidates"][0]) for ask in found["asks"]] == [("C", "service_number")]
    assert not Officer.objects.exists()


def test_a_question_is_answered_by_naming_the_column(unsure, session, coordinator):
    found = json.loads(run(unsure, session, coordinator.email, preview=True, json=True, columns=["c=service_number"]))
    assert [line["values"]["service_number"] for line in found["rows"]] == ["9900600001", "9900600002"]
    assert found["asks"] == []
    assert found["rows"][0]["values"]["rank"] == "INSP"


def test_a_column_that_is_named_wins_over_the_one_that_was_understood(path, session, coordinator):
    path.write_bytes(roster_file(row(1, role="9900600099"), row(2, role="9900600098")).read())
    options = {"preview": True, "json": True, "columns": ["G=service_number", "F="]}
    found = json.loads(run(path, session, coordinator.email, **options))
    assert [line["values"]["service_number"] for line in found["rows"]] == ["9900600099", "9900600098"]
    assert not found["rows"][0]["values"].get("sex")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"columns": ["the third"]}, "is not understood. Write it as C=service_number"),
        ({"columns": ["C=shoe_size"]}, "Choose for each column what it holds"),
        ({"sheet": "Elsewhere"}, "The file has no sheet “Elsewhere”"),
        ({"table": 9}, "Choose one of the tables of the file"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused(path, session, coordinator, options, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run(path, session, coordinator.email, **options)
    assert refused.value.returncode == 1
    assert not Officer.objects.exists()


def test_another_row_of_headings_is_read_from_there(path, session, coordinator):
    path.write_bytes(roster_file(HEADINGS, row(3), headings=["A list of officers"]).read())
    found = json.loads(run(path, session, coordinator.email, preview=True, json=True, header_row=2))
    assert (found["header_row"], len(found["rows"])) == (2, 1)


def test_a_refused_file_is_json_too_and_ends_with_1(session, coordinator, tmp_path):
    pdf = tmp_path / "roster.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    printed = StringIO()
    with pytest.raises(CommandError, match="This kind of file is not read") as refused:
        call_command("import_roster", str(pdf), session=session.code, by=coordinator.email, json=True, stdout=printed)
    found = json.loads(printed.getvalue())
    assert refused.value.returncode == 1
    assert (found["asks"], found["rows"]) == ([], [])
    [told] = found["file"]
    assert (told["code"], told["severity"]) == ("REFUSED", "reject")
    assert "This kind of file is not read" in told["message"]
