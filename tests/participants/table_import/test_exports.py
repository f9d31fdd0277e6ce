"""Officers as a table that comes back as it went out, and in which nothing runs."""

import csv
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import AuditEntry
from participants.models import Officer
from participants.table_import.formats import FORMATS
from participants.table_import.officer_resource import OfficerResource
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.participants.table_import.conftest import RAHIMA, reasons, table, take_in

pytestmark = pytest.mark.usefixtures("register")

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)"]
FORMULAS += ['"=1+1', "|calc", "%0A=1"]


def exported(kind, by):
    content = FORMATS[kind]().export_data(OfficerResource(by=by).export(Officer.objects.order_by("service_number")))
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_runs(coordinator, programme, kind, formula):
    OfficerFactory(programme=programme, designation=formula, name_en=formula)
    headings, row = exported(kind, coordinator)
    for heading in ("Designation", "Name in English"):
        assert row[headings.index(heading)].startswith("'")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_telephone_number_is_written_as_it_is_dialled(coordinator, programme, kind):
    OfficerFactory(programme=programme, mobile="+8801700000086")
    headings, row = exported(kind, coordinator)
    assert row[headings.index("Mobile")] == "+8801700000086"
    assert [heading for heading in headings if not heading[0].isupper()] == []


def test_the_sheet_of_officers_says_what_it_holds(coordinator, programme):
    OfficerFactory(programme=programme)
    content = FORMATS["xlsx"]().export_data(OfficerResource(by=coordinator).export(Officer.objects.all()))
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Officers"]


def test_cells_of_a_workbook_are_text(coordinator, programme):
    OfficerFactory(programme=programme, service_number="9900000001")
    content = FORMATS["xlsx"]().export_data(OfficerResource(by=coordinator).export(Officer.objects.all()))
    for row in load_workbook(io.BytesIO(content)).active.iter_rows():
        assert {(cell.data_type, cell.quotePrefix) for cell in row if cell.value is not None} == {("s", True)}


def test_excel_takes_the_bangla_of_a_csv_for_bangla(coordinator, programme):
    OfficerFactory(programme=programme, name_bn="রহিমা খাতুন")
    content = FORMATS["csv"]().export_data(OfficerResource(by=coordinator).export(Officer.objects.all()))
    assert content.encode().startswith(b"\xef\xbb\xbf")
    assert "রহিমা খাতুন" in content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "bn"])
def test_what_went_out_comes_back_and_changes_nothing(coordinator, programme, tmp_path, kind, language):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    Officer.objects.update(designation="-=+", honours="BPM", joined_on="2012-06-03")
    with translation.override(language):
        content = FORMATS[kind]().export_data(OfficerResource(by=coordinator).export(Officer.objects.all()))
    path = tmp_path / "table"
    path.write_bytes(content.encode() if kind == "csv" else content)
    result = take_in(FORMATS[kind]().create_dataset(path), by=coordinator, programme=programme)
    assert (result.base_errors, reasons(result), result.totals["skip"]) == ([], {}, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(coordinator, programme, rows, django_assert_num_queries):
    for _row in range(rows):
        OfficerFactory(programme=programme)
    with django_assert_num_queries(1):
        exported("csv", coordinator)


def test_the_page_exports_what_the_user_may_see_and_says_so_in_the_audit_trail(signed_in, coordinator, programme):
    OfficerFactory(programme=programme, service_number="9900000001")
    OfficerFactory(programme=ProgrammeFactory(), service_number="9900000002")
    page = signed_in(coordinator)
    form = {"format": "0", "columns": list(OfficerResource().fields)}
    response = page.post("/admin/participants/officer/export/", form)
    assert response.headers["Content-Disposition"] == 'attachment; filename="officers.csv"'
    assert "9900000001" in response.content.decode()
    assert "9900000002" not in response.content.decode()
    entry = AuditEntry.objects.get(verb="officers.exported")
    assert (entry.actor_id, entry.details) == (coordinator.pk, {"rows": 1, "format": "csv"})


def test_too_many_officers_for_one_file_are_a_sentence(signed_in, coordinator, programme, monkeypatch):
    monkeypatch.setattr("participants.table_import.admin.MOST_EXPORTED", {"csv": 1, "xlsx": 1})
    OfficerFactory(programme=programme)
    OfficerFactory(programme=programme)
    form = {"format": "0", "columns": ["service_number"]}
    response = signed_in(coordinator).post("/admin/participants/officer/export/", form)
    assert "More than 1 officers do not fit" in response.content.decode()


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_else_exports(signed_in, request, session, who):
    response = signed_in(request.getfixturevalue(who)).post("/admin/participants/officer/export/", {"format": "0"})
    assert response.status_code in (302, 403, 404)
    assert not AuditEntry.objects.filter(verb="officers.exported").exists()


def test_only_the_chosen_columns_are_in_the_file(signed_in, coordinator, programme):
    OfficerFactory(programme=programme, service_number="9900000001", mobile="+8801711000001")
    form = {"format": "0", "columns": ["sex", "service_number"]}
    response = signed_in(coordinator).post("/admin/participants/officer/export/", form)
    headings, cells = csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")))
    assert headings == ["Service number", "Sex"]
    assert cells[0].endswith("9900000001")


@pytest.mark.parametrize("form", [{"format": "0"}, {"columns": ["sex"]}, {"format": "7", "columns": ["sex"]}])
def test_a_file_of_nothing_is_not_made(signed_in, coordinator, programme, form):
    response = signed_in(coordinator).post("/admin/participants/officer/export/", form)
    assert response.status_code == 422
    assert not AuditEntry.objects.filter(verb="officers.exported").exists()


def test_the_page_says_how_many_and_that_it_is_recorded(signed_in, coordinator, programme):
    OfficerFactory(programme=programme, sex="female")
    OfficerFactory(programme=programme, sex="male")
    OfficerFactory(programme=ProgrammeFactory())
    client = signed_in(coordinator)
    page = client.get("/admin/participants/officer/export/").content.decode()
    assert "2 officers in one table." in page
    assert "Each download is recorded" in page
    filtered = client.get("/admin/participants/officer/export/?sex__exact=female").content.decode()
    assert "1 officer in one table." in filtered
    assert "The list is filtered" in filtered
