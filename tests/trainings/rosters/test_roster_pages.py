"""The pages of a roster, as a coordinator meets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from jobs.models import Job, State
from jobs.requesting import run_now
from participants.models import RosterImport, RosterImportState
from participants.roster.base.problems import problem
from tests.trainings.rosters.building import applied, previewed, read, roster_file, row, sheet_of
from trainings.models import Enrolment, SessionState
from trainings.rosters import decisions
from trainings.rosters.importing import discard, request_apply, upload

pytestmark = pytest.mark.django_db


def address(name, roster, *more):
    return reverse(f"sessions:{name}", args=[roster.session_roster.session.code, roster.public_id, *more])


@pytest.fixture
def page(signed_in, coordinator):
    """A function: the text of a page of a roster."""

    def get(roster, query=""):
        response = signed_in(coordinator).get(address("roster", roster) + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return get


# Upload


def test_uploading_leads_to_the_work_and_the_work_to_the_preview(signed_in, session, coordinator):
    client = signed_in(coordinator)
    upload_page = reverse("sessions:upload", args=[session.code])
    assert "50 of 50 seats are free" in client.get(upload_page).content.decode()
    response = client.post(upload_page, {"file": roster_file(1)})
    roster = RosterImport.objects.get()
    assert response["Location"] == address("roster", roster)
    assert client.get(response["Location"])["Location"] == roster.reading.get_absolute_url()
    job = run_now(roster.reading)
    assert client.get(job.get_absolute_url())["Location"] == address("roster", roster)
    assert client.get(address("roster", roster)).status_code == 200


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("roster.csv", b""), "The file is empty"),
        (None, "This field is required"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field(signed_in, session, coordinator, file, sentence):
    response = signed_in(coordinator).post(
        reverse("sessions:upload", args=[session.code]), {"file": file} if file else {}
    )
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not RosterImport.objects.exists()


def test_a_session_that_is_over_says_so_instead_of_asking_for_a_file(signed_in, session, coordinator):
    type(session).objects.update(state=SessionState.HELD)
    content = signed_in(coordinator).get(reverse("sessions:upload", args=[session.code])).content.decode()
    assert "is over; officers can be added until the last day" in content
    assert 'type="file"' not in content


def test_the_empty_roster_can_be_downloaded(signed_in, session, coordinator):
    response = signed_in(coordinator).get(reverse("sessions:template", args=[session.code]))
    assert "roster-TOT-KHU-03.xlsx" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"PK")


# Preview


def test_a_preview_changes_nothing(signed_in, session, coordinator, writes_nothing):
    roster = previewed(session, 1, row(2, number=""), row(3, unit="Nowhere at all"), by=coordinator)
    client = signed_in(coordinator)
    with writes_nothing():
        assert client.get(address("roster", roster)).status_code == 200
        assert client.get(address("roster", roster) + "?rows=problems&page=9").status_code == 200


def test_the_preview_says_what_an_apply_would_do(page, session, coordinator):
    roster = previewed(session, 1, row(2, number=""), row(3, unit="Nowhere at all"), by=coordinator)
    content = page(roster)
    assert "Nothing has been saved yet." in content
    assert "Apply 1 row" in content
    assert "Download 2 rows with reasons" in content
    assert "A service number is needed." in content
    assert "Take it without unit" in content
    assert "row numbers are those of your file" in content


def test_a_filter_keeps_its_place(page, session, coordinator):
    roster = previewed(session, 1, row(2, number=""), by=coordinator)
    content = page(roster, "?rows=rejected")
    assert 'id="row-3"' in content
    assert 'id="row-2"' not in content


def test_one_answer_for_many_rows_is_offered_only_where_rows_wait(page, session, coordinator):
    roster = previewed(session, 1, row(2, number=""), row(3, unit="Nowhere at all"), by=coordinator)
    assert 'id="bulk"' in page(roster)
    assert 'id="bulk"' in page(roster, "?rows=review")
    assert 'id="bulk"' not in page(roster, "?rows=rejected")


def test_after_applying_names_lead_to_the_records(page, session, coordinator):
    content = page(applied(session, 1, row(2, number=""), by=coordinator))
    officer = session.enrolments.get().officer
    record = reverse("reports:officer", args=[officer.pk])
    assert content.count(record) == content.count(f'<a href="{record}">{officer.name_en}</a>') == 1


def test_what_people_typed_is_shown_as_text(page, session, coordinator):
    content = page(previewed(session, row(1, unit="<script>alert(1)</script>"), by=coordinator, name="<b>x.csv"))
    assert "<script>alert(1)</script>" not in content
    assert "&lt;script&gt;" in content
    assert "&lt;b&gt;x.csv" in content


def test_a_roster_where_nothing_can_go_in_says_why_and_offers_no_apply(page, session, coordinator):
    applied(session, 1, 2, by=coordinator)
    content = page(previewed(session, 1, 2, by=coordinator))
    assert "No row can be applied." in content
    assert "2 officers of this file are enrolled already." in content
    assert "This very file was applied here on" in content
    assert reverse("sessions:upload", args=[session.code]) in content
    assert "Apply 0" not in content


@pytest.mark.parametrize("rows", [1, 3, 25])
def test_the_preview_costs_the_same_with_one_three_and_twenty_five_rows(
    signed_in, session, coordinator, django_assert_num_queries, rows
):
    roster = previewed(session, *range(1, rows + 1), by=coordinator)
    client = signed_in(coordinator)
    client.get(address("roster", roster))
    with django_assert_num_queries(18):
        client.get(address("roster", roster))


def test_long_rosters_are_shown_by_twenty_five(page, session, coordinator):
    roster = previewed(session, *range(1, 28), by=coordinator)
    assert page(roster).count('id="row-') == 25
    assert page(roster, "?page=2").count('id="row-') == 2


# Decisions


@pytest.mark.parametrize(
    ("number", "rows", "anchor"),
    [(2, "all", "#row-2"), (2, "review", "#row-3"), (3, "review", "#preview")],
)
def test_a_decision_leads_back_to_its_row_or_to_the_next_that_waits(
    signed_in, session, coordinator, number, rows, anchor
):
    roster = previewed(session, *(row(n, unit="Nowhere at all") for n in (1, 2)), by=coordinator)
    response = signed_in(coordinator).post(
        address("decide", roster, number), {"decision": "take", "rows": rows, "page": "1"}
    )
    assert response["Location"] == address("roster", roster) + f"?rows={rows}&page=1{anchor}"
    assert roster.rows.get(number=number).decision == "take"


def test_what_is_decided_is_no_longer_counted_as_to_decide(signed_in, page, session, coordinator):
    roster = previewed(session, *(row(n, unit="Nowhere at all") for n in (1, 2, 3)), by=coordinator)
    assert "3 rows wait for your decision" in page(roster)
    client = signed_in(coordinator)
    client.post(address("decide", roster, 2), {"decision": "take"})
    client.post(address("decide", roster, 3), {"decision": "leave"})
    content = page(roster, "?rows=review")
    assert "1 row waits for your decision" in content
    assert "2 decided" in content
    assert "1 row is left out by decision" in content
    assert "Apply 1 row" in content
    assert content.count('id="row-') == 1
    assert page(roster, "?rows=decided").count('id="row-') == 2


def test_a_decision_that_is_refused_says_so(signed_in, session, coordinator):
    roster = previewed(session, row(1, number="123"), by=coordinator)
    response = signed_in(coordinator).post(address("decide", roster, 2), {"decision": "take"}, follow=True)
    assert "Row 2: It has no usable service number or name" in response.content.decode()


# Apply and afterwards


def test_applying_leads_to_the_work_and_the_work_to_the_result(signed_in, session, coordinator):
    roster = previewed(session, 1, row(2, number=""), by=coordinator)
    client = signed_in(coordinator)
    response = client.post(address("apply", roster))
    job = Job.objects.get(kind="trainings.apply_roster")
    assert response["Location"] == job.get_absolute_url()
    assert client.get(address("roster", roster))["Location"] == job.get_absolute_url()
    run_now(job)
    assert client.get(job.get_absolute_url())["Location"] == address("roster", roster)
    content = client.get(address("roster", roster)).content.decode()
    assert "1 row was applied." in content
    assert "1 row was not taken" in content


def test_applying_a_second_time_says_that_nothing_was_done_twice(signed_in, session, coordinator):
    roster = applied(session, 1, by=coordinator)
    response = signed_in(coordinator).post(address("apply", roster), follow=True)
    assert "Nothing was done twice." in response.content.decode()
    assert Enrolment.objects.count() == 1


def test_a_preview_can_be_put_aside(signed_in, page, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    response = signed_in(coordinator).post(address("discard", roster), follow=True)
    assert "The roster was discarded. Nothing was saved from it." in response.content.decode()
    assert "This roster was discarded." in page(roster)


def test_a_roster_that_could_not_be_read_says_why(page, session, coordinator):
    roster = read(session, SimpleUploadedFile("roster.pdf", b"%PDF-1.7"), by=coordinator)
    content = page(roster)
    assert "This kind of file is not read." in content
    assert "Choose another file" in content
    assert 'id="row-' not in content


def test_work_that_stopped_says_what_is_safe_and_how_to_go_on(signed_in, page, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    job = request_apply(roster, by=coordinator)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, reason="The signing key was locked.")
    content = page(roster)
    assert "The work on this roster stopped" in content
    assert "Nothing has been saved yet." in content
    assert "The signing key was locked." in content
    response = signed_in(coordinator).post(address("apply", roster))
    assert response["Location"] == job.get_absolute_url()
    run_now(job)
    assert Enrolment.objects.count() == 1


def test_a_reading_that_stopped_can_go_on_from_the_page(signed_in, page, session, coordinator):
    roster = upload(session, roster_file(1), by=coordinator)
    Job.objects.update(state=State.CANCELLED)
    content = page(roster)
    assert "The work was stopped on request." in content
    assert reverse("jobs:resume", args=[roster.reading.public_id]) in content
    assert 'id="row-' not in content


def test_what_is_left_of_stopped_work_is_put_aside_in_one_click(signed_in, session, coordinator, small_chunks):
    roster = previewed(session, 1, 2, 3, by=coordinator)
    job = request_apply(roster, by=coordinator)
    roster.rows.filter(number=2).update(applied=True)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, reason="A fault.")
    client = signed_in(coordinator)
    assert "Discard the other rows" in client.get(address("roster", roster)).content.decode()
    response = client.post(address("discard", roster))
    assert response["Location"] == address("roster", roster)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.APPLIED


# The rows not taken


@pytest.mark.parametrize("apply_first", [False, True])
def test_the_rows_not_taken_can_be_downloaded_and_the_download_is_recorded(
    signed_in, session, coordinator, apply_first
):
    roster = (applied if apply_first else previewed)(session, 1, row(2, number=""), by=coordinator)
    response = signed_in(coordinator).get(address("returned", roster))
    assert "rows-not-taken-TOT-KHU-03.xlsx" in response["Content-Disposition"]
    assert sheet_of(b"".join(response.streaming_content))[1][-1] == "Service number: A service number is needed."
    assert AuditEntry.objects.filter(verb="roster.returned_rows_downloaded", actor=coordinator).count() == 1


def test_without_rows_to_take_back_there_is_no_workbook(signed_in, session, coordinator):
    assert signed_in(coordinator).get(address("returned", applied(session, 1, by=coordinator))).status_code == 404


def test_a_roster_that_was_put_aside_cannot_be_applied_from_an_old_page(signed_in, session, coordinator):
    roster = discard(previewed(session, 1, by=coordinator), by=coordinator)
    response = signed_in(coordinator).post(address("apply", roster), follow=True)
    assert "The roster was discarded." in response.content.decode()
    assert not Enrolment.objects.exists()


# The file as a whole


TABLES = [
    {"sheet": "Sheet1", "columns": "A–E", "header_row": 2, "people": 3, "is_read": True, "title": "First batch"},
    {"sheet": "Sheet1", "columns": "G–K", "header_row": 2, "people": 12, "is_read": False, "title": "Second batch"},
]


@pytest.fixture
def of_two_tables(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    roster.tables = TABLES
    roster.save()
    return roster


def test_a_table_that_was_not_read_stands_beside_the_count(page, of_two_tables):
    content = page(of_two_tables)
    assert "1 other table of the file was not read. People in it: 12." in content
    assert "Second batch" in content
    assert "sheet “Sheet1”, columns G–K, from row 2" in content
    assert content.index("was not read") < content.index("Apply 1 row")


def test_another_table_is_read_on_request(signed_in, of_two_tables, coordinator, monkeypatch):
    response = signed_in(coordinator).post(address("choose_table", of_two_tables), {"table": "1"})
    of_two_tables.refresh_from_db()
    assert response["Location"] == of_two_tables.reading.get_absolute_url()
    assert of_two_tables.state == RosterImportState.READING
    assert of_two_tables.chosen["header_row"] == 2


@pytest.mark.parametrize("table", ["2", "-1", "", "first"])
def test_a_table_that_is_not_there_is_not_read(signed_in, of_two_tables, coordinator, table):
    response = signed_in(coordinator).post(address("choose_table", of_two_tables), {"table": table}, follow=True)
    assert "Choose one of the tables of the file." in response.content.decode()


def test_what_changes_who_gets_in_is_a_warning_and_the_rest_a_note(page, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    roster.notes = [
        problem("FILE_HIDDEN_SHEET").as_json(),
        problem("FILE_UNKNOWN_COLUMN", column="G", seen="Blood group").as_json(),
    ]
    roster.ignored = [{"reason": "total", "count": 2, "rows": [14, 30]}]
    roster.save()
    content = page(roster)
    count, _button, rest = content.partition("Apply 1 row")
    assert "The list is on a hidden sheet." in count
    assert "2 notes on the file" in rest
    assert "Column G, “Blood group”, is not used." in rest
    assert "Totals and signatures: 2 (rows 14, 30)" in rest


# On a phone


def test_a_folded_row_that_is_stuck_leads_to_the_cell_to_correct(session, coordinator, page):
    roster = previewed(session, row(1, number="990060001"), row(2, rank="Inspecter"), by=coordinator)
    shown = page(roster, "?rows=review")
    stuck, taken = (shown.split(f'id="row-{number}"')[1].split('id="row-')[0] for number in (2, 3))
    assert f'href="{address("cell", roster, 2, "service_number")}?rows=review&amp;page=1"> Correct it' in stuck
    assert "Correct it" not in taken
    assert "All values of row 2" in stuck
    assert "All values of row 3" in taken


def test_a_decided_row_leads_to_no_cell(session, coordinator, page):
    roster = previewed(session, row(1, number="990060001"), by=coordinator)
    decisions.decide(roster, 2, "leave", by=coordinator)
    assert "Correct it" not in page(roster)
