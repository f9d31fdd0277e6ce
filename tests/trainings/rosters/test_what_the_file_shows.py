"""Rows that the file marks, converted texts and the order of dates, from the upload to the applied roster."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.styles import Font

from accounts.refusal import Refused
from participants.models import Officer
from participants.roster_import.old_fonts import unconfirmed
from participants.roster_import.preview import Filter, kinds, preview_rows
from tests.trainings.rosters.building import HEADINGS, apply, codes, outcomes, previewed, read, row
from trainings.rosters.cell_edits import confirm_conversions, edit_cell
from trainings.rosters.decisions import decide
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db

MEANT = "শাহানা পারভীন"
SPOILT = MEANT.encode().decode("cp1252")


@pytest.fixture
def marked(session, coordinator):
    """A roster of three whose second row is struck out and whose third is hidden."""
    book = Workbook()
    for cells in (HEADINGS, row(1), row(2), row(3)):
        book.active.append(cells)
    for cell in book.active[3]:
        cell.font = Font(strike=True)
    book.active.row_dimensions[4].hidden = True
    file = BytesIO()
    book.save(file)
    return read(session, SimpleUploadedFile("roster.xlsx", file.getvalue()), by=coordinator)


def test_marked_rows_wait_and_are_one_kind_of_decision(marked):
    assert outcomes(marked) == ["new", "review", "review"]
    assert [(key, count) for key, _label, count in kinds(marked)] == [("marked", 2)]
    assert [found.number for found in preview_rows(marked, Filter.REVIEW, "marked")] == [3, 4]


def test_they_stay_out_unless_a_person_takes_them(marked, coordinator):
    decide(marked, 3, "take", by=coordinator)
    apply(marked, by=coordinator)
    assert sorted(Officer.objects.values_list("service_number", flat=True)) == ["9900600001", "9900600002"]


def test_a_corrected_cell_does_not_take_the_mark_off(marked, coordinator):
    edit_cell(marked, 3, "name", "Officer Rahman Dulal", by=coordinator)
    assert outcomes(marked) == ["new", "review", "review"]
    assert "ROW_STRUCK_OUT" in codes(marked, 3)


def test_a_repaired_name_is_confirmed_like_one_of_an_old_font(session, coordinator):
    roster = previewed(session, row(1, name=SPOILT), 2, by=coordinator)
    assert [(one["before"], one["after"]) for one in unconfirmed(roster)] == [(SPOILT, MEANT)]
    with pytest.raises(Refused, match="wrong encoding"):
        request_apply(roster, by=coordinator)
    confirm_conversions(roster, by=coordinator)
    apply(roster, by=coordinator)
    assert Officer.objects.get(service_number="9900600001").name_bn == MEANT


def test_a_corrected_row_is_read_in_the_order_of_its_column(session, coordinator):
    headings = (*HEADINGS, "Joining Date")
    dates = ("01/31/2012", "05/06/2012")
    rows = ([*row(at), day] for at, day in enumerate(dates, 1))
    roster = previewed(session, *rows, headings=headings, by=coordinator)
    edit_cell(roster, 3, "mobile", "01700000077", by=coordinator)
    assert "DATE_DAY_OR_MONTH" in codes(roster, 3)
    edit_cell(roster, 3, "joined_on", "6 May 2012", by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    assert roster.rows.get(number=3).values["joined_on"] == "2012-05-06"
