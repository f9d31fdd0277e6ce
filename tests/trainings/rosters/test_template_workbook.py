"""The empty roster to fill in, which our own reader understands."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.trainings.rosters.building import outcomes, read
from trainings.rosters.workbooks import empty_workbook

pytestmark = pytest.mark.django_db


def test_it_offers_the_ranks_and_units_on_record_and_the_sexes():
    book = load_workbook(empty_workbook())
    listed = {cell.value for cells in book.worksheets[1].iter_rows() for cell in cells}
    assert {"Inspector / পরিদর্শক", "Khulna District Police / খুলনা জেলা পুলিশ", "Female / মহিলা"} <= listed
    assert len(book.worksheets[0].data_validations.dataValidation) == 3


def test_filled_in_from_its_lists_it_is_read_without_a_question(session, coordinator):
    book = load_workbook(empty_workbook())
    sheet, lists = book.worksheets
    headings = [cell.value for cell in sheet[1]]
    choices = {cell.value: lists.cell(2, cell.column).value for cell in lists[1]}
    typed = {"BP No / বিপি নং": "9900600001", "Name in English / নাম (ইংরেজি)": "Farhana Sultana"}
    for column, heading in enumerate(headings, 1):
        sheet.cell(2, column).value = typed.get(heading) or choices.get(heading)
    file = io.BytesIO()
    book.save(file)
    roster = read(session, SimpleUploadedFile("roster.xlsx", file.getvalue()), by=coordinator)
    assert outcomes(roster) == ["new"]
    values = roster.rows.get().values
    assert (values["rank"], values["unit"], values["sex"]) == ("INSP", "DP-4047", "female")
    assert roster.notes == []
