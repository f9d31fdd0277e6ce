"""The rows that were not taken come back as a workbook with reasons, to be corrected and uploaded again."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.trainings.rosters.building import (
    HEADINGS,
    applied,
    apply,
    decide_all,
    outcomes,
    previewed,
    read,
    row,
    sheet_of,
)
from trainings.models import Enrolment
from trainings.rosters.workbooks import workbook_of_returned

pytestmark = pytest.mark.django_db


def test_it_holds_what_is_left_out_as_it_came_with_a_reason_at_the_end(session, coordinator):
    roster = previewed(session, 1, row(2, number=""), row(3, unit="Northern Zone 2"), by=coordinator)
    headings, missing, unknown = sheet_of(workbook_of_returned(roster))
    assert headings[1:-1] == list(HEADINGS)
    assert missing[1:-1] == [cell or None for cell in row(2, number="")]
    assert (missing[0], missing[-1]) == ("3", "Service number: A service number is needed.")
    assert (unknown[0], unknown[-1]) == ("4", "Unit: No unit of this name: “Northern Zone 2”.")


def test_it_is_the_same_before_and_after_the_apply(session, coordinator):
    roster = previewed(session, 1, row(2, number=""), by=coordinator)
    before = sheet_of(workbook_of_returned(roster))
    apply(roster, by=coordinator)
    assert sheet_of(workbook_of_returned(roster)) == before


def test_a_row_that_was_decided_on_is_not_in_it(session, coordinator):
    roster = previewed(session, 1, row(2, unit="Nowhere at all"), by=coordinator)
    assert len(sheet_of(workbook_of_returned(roster))) == 2
    decide_all(roster, "leave", by=coordinator)
    assert len(sheet_of(workbook_of_returned(roster))) == 2
    decide_all(roster, "take", by=coordinator)
    assert workbook_of_returned(roster) is None


def test_it_is_none_where_every_row_was_taken(session, coordinator):
    assert workbook_of_returned(applied(session, 1, by=coordinator)) is None


def test_the_reasons_are_in_the_language_of_the_one_who_applied(session, coordinator):
    coordinator.language = "bn"
    coordinator.save()
    roster = applied(session, 1, row(2, number=""), by=coordinator)
    english = sheet_of(workbook_of_returned(previewed(session, 3, row(2, number=""), by=coordinator)))
    bangla = sheet_of(workbook_of_returned(roster))
    assert bangla[1][1:-1] == english[1][1:-1]
    assert bangla[1][-1] != english[1][-1]


def test_corrected_it_can_be_uploaded_and_goes_in(session, coordinator):
    roster = applied(session, 1, row(2, number=""), row(3, number="123"), by=coordinator)
    book = load_workbook(workbook_of_returned(roster))
    for number, service_number in ((2, "9900600002"), (3, "9900600003")):
        book.worksheets[0].cell(number, 4).value = service_number
    file = io.BytesIO()
    book.save(file)
    again = read(session, SimpleUploadedFile("rows-not-taken.xlsx", file.getvalue()), by=coordinator)
    assert outcomes(again) == ["new", "new"]
    assert again.notes == []
    apply(again, by=coordinator)
    assert Enrolment.objects.count() == 3


def test_uncorrected_it_comes_back_the_same(session, coordinator):
    roster = applied(session, 1, row(2, number=""), by=coordinator)
    first = workbook_of_returned(roster).read()
    again = read(session, SimpleUploadedFile("rows-not-taken.xlsx", first), by=coordinator)
    assert outcomes(again) == ["rejected"]
    assert [cells[1:] for cells in sheet_of(workbook_of_returned(again))] == [cells[1:] for cells in sheet_of(first)]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "@SUM(A1)", "-2+3", "\t=1+1"])
def test_nothing_in_it_can_run(session, coordinator, name):
    roster = previewed(session, row(1, name=name, number=""), by=coordinator)
    sheet = load_workbook(workbook_of_returned(roster)).worksheets[0]
    cell = sheet.cell(2, 2)
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
