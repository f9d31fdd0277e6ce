"""`manage.py import_officers`: a table into the register, by the same code as the page."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from participants.models import Officer, OfficerTable, OfficerTableState
from tests.factories import ProgrammeFactory
from tests.participants.table_import.conftest import HEADINGS, KARIM, RAHIMA, _english, register  # noqa: F401 -- fixtures

pytestmark = pytest.mark.usefixtures("register")
BAD = ["12", "Nobody Known", *KARIM[2:]]


@pytest.fixture
def table(tmp_path):
    """Returns a function that writes a CSV of these rows."""

    def write(*rows, headings=HEADINGS):
        path = tmp_path / "officers.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        return path

    return write


def run(path, by, **options):
    printed = StringIO()
    call_command("import_officers", str(path), by=by.email, stdout=printed, **options)
    return printed.getvalue()


def as_json(path, by, **options):
    return json.loads(run(path, by, json=True, **options))


def test_good_rows_go_in_and_the_others_say_why_not(table, coordinator, programme):
    lines = run(table(RAHIMA, BAD), coordinator).splitlines()
    assert lines == [
        "row     2  new",
        "row     3  left_out 2 digits; a service number has 10.",
        "1 new, 0 change, 0 same, 1 left_out; applied",
    ]
    assert Officer.objects.get().programme == programme


def test_as_json_each_row_has_number_outcome_problems_and_values(table, coordinator):
    found = as_json(table(RAHIMA, BAD), coordinator)
    assert (found["file"], found["asks"], found["state"]) == ([], [], "applied")
    good, bad = found["rows"]
    assert (good["number"], good["outcome"], good["problems"]) == (2, "new", [])
    assert good["values"]["service_number"] == "9900000001"
    assert good["values"]["name_bn"] == "রহিমা খাতুন"
    assert (bad["number"], bad["outcome"]) == (3, "left_out")
    assert [one["message"] for one in bad["problems"]] == ["2 digits; a service number has 10."]


def test_a_row_on_record_is_the_same_or_a_change_with_what_the_record_will_say(table, coordinator):
    run(table(RAHIMA, KARIM), coordinator)
    moved = [*RAHIMA[:7], "+8801711000009", RAHIMA[8]]
    change, same = as_json(table(moved, KARIM), coordinator, preview=True)["rows"]
    assert (change["outcome"], same["outcome"]) == ("change", "same")
    assert change["values"]["mobile"] == "+8801711000009"
    assert change["values"]["name_en"] == "Rahima Khatun"
    assert [one["field"] for one in change["changes"]] == ["mobile"]
    assert same["values"]["mobile"] == KARIM[7]


def test_a_preview_writes_no_officer(table, coordinator):
    assert as_json(table(RAHIMA), coordinator, preview=True)["state"] == "ready"
    assert not Officer.objects.exists()
    assert OfficerTable.objects.get().state == OfficerTableState.READY


def test_a_table_of_which_nothing_is_new_is_no_error(table, coordinator):
    run(table(RAHIMA), coordinator)
    assert run(table(RAHIMA), coordinator).endswith("0 new, 0 change, 1 same, 0 left_out; preview\n")


NO_NUMBERS = "There is no column of service numbers. The first row must hold the headings."


def test_a_table_without_service_numbers_is_refused(table, coordinator, capsys):
    path = table(["Rahima Khatun", "Inspector"], headings=["Name in English", "Rank"])
    with pytest.raises(CommandError) as refused:
        run(path, coordinator)
    assert (str(refused.value), refused.value.returncode) == (NO_NUMBERS, 1)
    printed = StringIO()
    with pytest.raises(CommandError):
        call_command("import_officers", str(path), by=coordinator.email, json=True, stdout=printed)
    assert json.loads(printed.getvalue()) == {
        "file": [{"code": "REFUSED", "severity": "reject", "message": NO_NUMBERS}],
        "asks": [],
        "rows": [],
    }


def test_the_programme_is_that_of_the_page_or_the_one_named(table, coordinator, programme):
    with pytest.raises(CommandError, match="Only a coordinator of the programme"):
        run(table(RAHIMA), coordinator, programme=ProgrammeFactory().code)
    run(table(RAHIMA), coordinator, programme=programme.code)
    assert Officer.objects.get().programme == programme


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_import(request, who, session, table):
    with pytest.raises(CommandError, match="Only a coordinator of the programme"):
        run(table(RAHIMA), request.getfixturevalue(who))
    assert not OfficerTable.objects.exists()


def test_what_is_not_there_is_named(table, coordinator, tmp_path):
    with pytest.raises(CommandError, match="There is no account"):
        call_command("import_officers", str(table(RAHIMA)), by="nobody@example.org")
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "other.csv", coordinator)
