"""The two sample rosters, through the whole house: upload, worker, database, page and command."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from participants.models import Officer
from participants.roster.base.problems import problem_from_json
from tests.participants.roster.test_samples import ALSO_SAID, FIELDS, FILES, OUTCOMES
from tests.programmes.workbooks.files import SAMPLES
from tests.trainings.rosters.building import apply, outcomes, read
from trainings.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture(params=FILES)
def sample(request, _on_record):
    """Returns (file, what is expected of it), with all reference data on record."""
    call_command("load_reference", verbosity=0)
    expected = json.loads((SAMPLES / f"{request.param}.expected.json").read_text(encoding="utf-8"))
    return SAMPLES / expected["file"], expected


def test_the_database_holds_what_is_expected(sample, session, coordinator):
    path, expected = sample
    roster = read(session, SimpleUploadedFile(path.name, path.read_bytes()), by=coordinator)
    assert (roster.sheet, roster.header_row) == (expected["sheet"], expected["header_row"])
    assert roster.rows.count() == expected["counts"]["data_rows"]
    compare({row.number: row_as_json(row) for row in roster.rows.all()}, expected)


def test_the_command_prints_what_is_expected(sample, session, coordinator):
    path, expected = sample
    printed = StringIO()
    call_command(
        "import_roster", path, session=session.code, by=coordinator.email, preview=True, json=True, stdout=printed
    )
    found = json.loads(printed.getvalue())
    assert (found["state"], found["sheet"]) == ("ready", expected["sheet"])
    compare({row["number"]: row for row in found["rows"]}, expected)
    assert not Officer.objects.exists()


def test_what_is_ready_goes_in_and_the_rest_comes_back(sample, session, coordinator):
    path, expected = sample
    roster = read(session, SimpleUploadedFile(path.name, path.read_bytes()), by=coordinator)
    before = outcomes(roster)
    apply(roster, by=coordinator)
    assert outcomes(roster) == before
    ready = [row["normalised"]["bp_no"] for row in expected["rows"] if row["status"] == "ready"]
    assert set(Officer.objects.values_list("service_number", flat=True)) == set(ready)
    assert roster.counts["taken"] == len(ready)
    helpers = sum(bool(row.values.get("role_hint")) for row in roster.rows.filter(applied=True))
    assert Enrolment.objects.count() == len(ready) - helpers


def row_as_json(row):
    return {"outcome": row.outcome, "problems": row.problems, "values": row.values}


def compare(found, expected):
    """Compares rows as stored or printed with what was written down for the sample."""
    assert {number: row["outcome"] for number, row in found.items()} == {
        row["source_row"]: OUTCOMES[row["status"]] for row in expected["rows"]
    }
    for row in expected["rows"]:
        got = found[row["source_row"]]
        said = {told["code"] for told in got["problems"]}
        assert set(row["issues"]) <= said
        assert said - set(row["issues"]) <= ALSO_SAID
        for field, value in row["normalised"].items():
            if field.endswith(("_raw", "_decoded", "suggestion")):
                continue  # what the row may become, not what it is: tested where it is made
            assert got["values"].get(FIELDS.get(field, field)) == value, (row["source_row"], field)
        suggested = {told["suggestion"] for told in got["problems"]}
        assert {value for field, value in row["normalised"].items() if field.endswith("suggestion")} <= suggested
        assert all(problem_from_json({key: told[key] for key in KEPT}).message for told in got["problems"])


KEPT = ("code", "severity", "field", "suggestion", "facts")
