"""A table on its way through the admin: upload, check, preview, apply, and the rows that come back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job
from jobs.requesting import run_now
from participants.models import Officer, OfficerKey, OfficerTable
from participants.table_import import import_jobs
from tests.factories import ProgrammeFactory, UnitFactory, UserFactory
from tests.participants.table_import.conftest import HEADINGS, KARIM, RAHIMA

pytestmark = pytest.mark.usefixtures("register")
IMPORT = "/admin/participants/officer/import/"


def file_of(*rows, name="officers.csv"):
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def uploaded(*rows, by, programme):
    return import_jobs.upload(file_of(*rows), programme=programme, by=by)


def checked(*rows, by, programme):
    table = uploaded(*rows, by=by, programme=programme)
    run_now(table.checking)
    table.refresh_from_db()
    return table


def test_from_the_file_to_the_officers(signed_in, coordinator, programme):
    page = signed_in(coordinator)
    response = page.post(IMPORT, {"file": file_of(RAHIMA, KARIM, ["12", *KARIM[1:]]), "programme": programme.pk})
    table = OfficerTable.objects.get()
    assert response.url == table.checking.get_absolute_url()
    assert not Officer.objects.exists()
    run_now(table.checking)
    preview = page.get(f"{IMPORT}{table.public_id}/").content.decode()
    assert "Apply 2 rows" in preview
    assert "2 digits; a service number has 10." in preview
    assert not Officer.objects.exists()
    response = page.post(f"{IMPORT}{table.public_id}/apply/")
    run_now(Job.objects.latest("pk"))
    assert "Table applied" in page.get(f"{IMPORT}{table.public_id}/").content.decode()
    assert set(Officer.objects.values_list("service_number", "programme")) == {
        ("9900000001", programme.pk),
        ("9900000002", programme.pk),
    }
    table.refresh_from_db()
    assert table.counts == {"new": 2, "change": 0, "same": 0, "left_out": 1}
    assert set(OfficerKey.objects.values_list("officer", flat=True)) == set(
        Officer.objects.values_list("pk", flat=True)
    )
    assert set(AuditEntry.objects.filter(verb__startswith="officer_table").values_list("verb", flat=True)) == {
        "officer_table.uploaded",
        "officer_table.checked",
        "officer_table.apply_requested",
        "officer_table.applied",
    }


def test_rows_not_taken_come_back_as_a_workbook_with_reasons(signed_in, coordinator, programme):
    table = checked(["12", *KARIM[1:]], by=coordinator, programme=programme)
    response = signed_in(coordinator).get(f"{IMPORT}{table.public_id}/rows-not-taken/")
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))
    assert any("2 digits; a service number has 10." in str(cell) for row in rows for cell in row)
    assert AuditEntry.objects.filter(verb="officer_table.downloaded", target_id=str(table.pk)).exists()


def test_applying_twice_is_once(coordinator, programme):
    table = checked(RAHIMA, by=coordinator, programme=programme)
    job = import_jobs.request_apply(table, by=coordinator)
    assert import_jobs.request_apply(table, by=coordinator) == job
    run_now(job)
    Job.objects.filter(pk=job.pk).update(state="queued", attempts=0)
    run_now(job)
    assert Officer.objects.count() == 1
    assert AuditEntry.objects.filter(verb="officers.recorded").count() == 1
    with pytest.raises(Refused, match="applied already"):
        import_jobs.request_apply(table, by=coordinator)


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(
    coordinator, programme, monkeypatch
):
    table = checked(RAHIMA, KARIM, by=coordinator, programme=programme)
    job = import_jobs.request_apply(table, by=coordinator)
    with monkeypatch.context() as broken:
        broken.setattr("participants.table_import.import_jobs._save_result", lambda *_args, **_facts: 1 / 0)
        run_now(job)
    assert not Officer.objects.exists()
    table.refresh_from_db()
    assert table.state == "applying"
    run_now(import_jobs.request_apply(table, by=coordinator))
    assert Officer.objects.count() == 2


def test_what_changed_since_the_preview_counts(coordinator, programme):
    table = checked(RAHIMA, KARIM, by=coordinator, programme=programme)
    other = checked(RAHIMA, by=coordinator, programme=programme)
    run_now(import_jobs.request_apply(other, by=coordinator))
    run_now(import_jobs.request_apply(table, by=coordinator))
    table.refresh_from_db()
    assert table.counts == {"new": 1, "change": 0, "same": 1, "left_out": 0}


def test_a_table_that_would_change_nothing_is_not_applied(signed_in, coordinator, programme):
    run_now(import_jobs.request_apply(checked(RAHIMA, by=coordinator, programme=programme), by=coordinator))
    again = checked(RAHIMA, by=coordinator, programme=programme)
    assert "No row would change anything." in signed_in(coordinator).get(f"{IMPORT}{again.public_id}/").content.decode()
    with pytest.raises(Refused, match="No row would change anything"):
        import_jobs.request_apply(again, by=coordinator)


def test_a_table_that_cannot_be_read_says_why(signed_in, coordinator, programme):
    table = import_jobs.upload(SimpleUploadedFile("a.csv", b"Name\nRahima\n"), programme=programme, by=coordinator)
    run_now(table.checking)
    page = signed_in(coordinator).get(f"{IMPORT}{table.public_id}/").content.decode()
    assert "There is no column of service numbers." in page


@pytest.mark.parametrize(("content", "sentence"), [(b"", "The file is empty."), (b"x" * 11, "MB")])
def test_an_empty_or_huge_file_is_refused_at_once(signed_in, coordinator, programme, monkeypatch, content, sentence):
    monkeypatch.setattr("participants.table_import.import_jobs.BYTES", 10)
    response = signed_in(coordinator).post(
        IMPORT, {"file": SimpleUploadedFile("a.csv", content), "programme": programme.pk}
    )
    assert (response.status_code, OfficerTable.objects.count()) == (422, 0)
    assert sentence in response.content.decode()


def test_a_table_put_aside_changes_nothing(signed_in, coordinator, programme):
    table = checked(RAHIMA, by=coordinator, programme=programme)
    signed_in(coordinator).post(f"{IMPORT}{table.public_id}/discard/")
    with pytest.raises(Refused, match="discarded"):
        import_jobs.request_apply(table, by=coordinator)


def test_new_officers_are_recorded_by_an_own_programme_only(signed_in, coordinator, programme):
    other = ProgrammeFactory()
    response = signed_in(coordinator).post(IMPORT, {"file": file_of(RAHIMA), "programme": other.pk})
    assert response.status_code == 422
    with pytest.raises(Refused, match="Only a coordinator"):
        import_jobs.upload(file_of(RAHIMA), programme=other, by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_else_imports(signed_in, request, session, who):
    response = signed_in(request.getfixturevalue(who)).post(IMPORT, {"file": file_of(RAHIMA)})
    assert response.status_code in (302, 403, 404)
    assert not OfficerTable.objects.exists()


@pytest.mark.parametrize("page", ["", "rows-not-taken/"])
def test_tables_of_other_programmes_do_not_exist(signed_in, coordinator, programme, page):
    table = checked(RAHIMA, ["12"], by=coordinator, programme=programme)
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    assert signed_in(stranger).get(f"{IMPORT}{table.public_id}/{page}").status_code == 404


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_tables_of_other_programmes_cannot_be_changed(signed_in, coordinator, programme, act):
    table = checked(RAHIMA, by=coordinator, programme=programme)
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    assert signed_in(stranger).post(f"{IMPORT}{table.public_id}/{act}/").status_code == 404
    table.refresh_from_db()
    assert table.state == "ready"


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_a_look_changes_nothing(signed_in, coordinator, programme, act):
    table = checked(RAHIMA, by=coordinator, programme=programme)
    assert signed_in(coordinator).get(f"{IMPORT}{table.public_id}/{act}/").status_code == 404


def test_the_page_of_the_library_that_reads_files_is_closed(signed_in, coordinator, programme):
    assert signed_in(coordinator).post("/admin/participants/officer/process_import/").status_code == 404


def test_the_list_offers_import_and_export(signed_in, coordinator, programme):
    page = signed_in(coordinator).get("/admin/participants/officer/").content.decode()
    assert IMPORT in page
    assert "/admin/participants/officer/export/" in page


def test_a_colleague_of_the_same_programme_does_not_see_the_table(signed_in, coordinator, programme):
    """What is on record of officers whom only the uploader sees may stand in it."""
    table = checked(RAHIMA, by=coordinator, programme=programme)
    colleague = UserFactory()
    programme.team.create(user=colleague, role="coordinator")
    assert signed_in(colleague).get(f"{IMPORT}{table.public_id}/").status_code == 404
    with pytest.raises(Refused, match="Only who uploaded"):
        import_jobs.request_apply(table, by=colleague)


def test_the_preview_names_rank_unit_district_and_sex(signed_in, coordinator, programme):
    run_now(import_jobs.request_apply(checked(RAHIMA, by=coordinator, programme=programme), by=coordinator))
    UnitFactory(code="DP-BGR", name_en="Bagerhat District Police", name_bn="বাগেরহাট জেলা পুলিশ", kind="district")
    moved = [*RAHIMA[:4], "Bagerhat District Police", *RAHIMA[5:]]
    table = checked(moved, KARIM, by=coordinator, programme=programme)
    page = signed_in(coordinator).get(f"{IMPORT}{table.public_id}/").content.decode()
    assert "<del>Khulna District Police</del><br><ins>Bagerhat District Police</ins>" in page
    assert ">Inspector<" in page
    assert ">Woman<" in page
    for code in ("DP-BGR", "DP-4047", ">female<"):
        assert code not in page


def test_an_applied_table_says_what_was_done(signed_in, coordinator, programme):
    table = checked(RAHIMA, KARIM, ["12"], by=coordinator, programme=programme)
    run_now(import_jobs.request_apply(table, by=coordinator))
    page = signed_in(coordinator).get(f"{IMPORT}{table.public_id}/").content.decode()
    assert "2 rows were applied." in page
    assert "1 row was not taken" in page
