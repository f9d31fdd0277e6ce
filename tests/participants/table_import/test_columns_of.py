"""The columns of a table for the register are decided as in rosters, and refused where they are not sure."""

import pytest

from accounts.refusal import Refused
from participants.table_import.checking import columns_of

NAMES, NUMBERS = ("Farhana Sultana", "Karim Uddin"), ("8500800021", "9100800022")
NIDS = ("3311100021", "1911100022")


def rows(*columns):
    return [list(row) for row in zip(*columns, strict=True)]


def test_a_national_id_is_no_service_number():
    with pytest.raises(Refused, match="There is no column of service numbers"):
        columns_of(["Name", "National ID", "Rank"], rows(NAMES, NIDS, ("SI", "ASI")))
    assert columns_of(["Name", "National ID", "BP No"], rows(NAMES, NIDS, NUMBERS)) == ["name", None, "service_number"]


def test_the_columns_of_other_people_are_not_used():
    headings = ["Father's name", "Name of Office", "Name of Officer", "Service No"]
    offices = ("Khulna District Police", "DMP")
    assert columns_of(headings, rows(NAMES, offices, NAMES, NUMBERS)) == [None, "unit", "name", "service_number"]


def test_a_number_that_may_be_any_number_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="not sure whether column B, “ID”, holds “Service number”"):
        columns_of(["Name", "ID"], rows(NAMES, NUMBERS))


def test_names_in_two_columns_are_refused_instead_of_halved():
    with pytest.raises(Refused, match="“First name”, “Surname”"):
        columns_of(["First name", "Surname", "BP No"], rows(("Karim", "Farhana"), ("Uddin", "Sultana"), NUMBERS))


def test_the_names_of_the_fields_and_odd_cells_under_them_are_taken_as_they_are():
    assert columns_of(["service_number", "name_en", "honours"], [["x", "1", None]]) == [
        "service_number",
        "name_en",
        "honours",
    ]


def test_a_designation_stays_one():
    assert columns_of(["BP No", "Name", "Designation"], rows(NUMBERS, NAMES, ("OC", "DC"))) == [
        "service_number",
        "name",
        "designation",
    ]
