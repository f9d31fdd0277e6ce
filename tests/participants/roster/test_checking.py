"""What becomes of each row, before anything is written."""

from dataclasses import replace

import pytest

from participants.roster.check.checking import check
from participants.roster.check.known import Known, KnownOfficer
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import checked, codes, one, workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER

NUMBER = OFFICER[3]


def officer(**values):
    """An officer on record who is exactly the one of the list, but for these values."""
    same = {
        "name_en": "Farhana Sultana", "name_bn": "", "rank": "INSP", "unit": "DMP", "district": "3026", "mobile": "+8801700000051",
        "sex": "", "email": "",
    }  # fmt: skip
    return KnownOfficer(7, same | values)


def known(enrolled=(), seats=None, **values):
    return Known({NUMBER: officer(**values)}, frozenset(enrolled), seats)


def another(at, **changes):
    """A row with another service number, name and phone."""
    names = ["Kamal Hossain", "Nazma Khatun", "Bimal Chandra Das", "Shirin Akter", "Zahidul Islam"]
    row = [str(at), names[at % 5], "SI", f"99006{at:05}", "PBI", "Khulna", f"018{at:08}"]
    return [changes.get(name, value) for name, value in zip(HEADINGS, row, strict=True)]


def test_an_officer_we_do_not_know_is_new(reference):
    row = one(reference)
    assert (row.outcome, row.officer_id, row.changes, row.problems) == ("new", None, [], [])
    assert row.values == {
        "service_number": NUMBER, "mobile": "+8801700000051", "name_en": "Farhana Sultana", "name_bn": None, "honours": None,
        "title": None, "district": "3026", "rank": "INSP", "unit": "DMP",
    }  # fmt: skip


def test_an_officer_we_know_is_a_match(reference):
    (row,) = checked(reference, OFFICER, known=known())
    assert (row.outcome, row.officer_id, row.is_enrolled) == ("match", 7, False)


def test_an_officer_in_the_session_is_enrolled_already(reference):
    (row,) = checked(reference, OFFICER, known=known(enrolled=[7]))
    assert (row.outcome, row.is_enrolled) == ("enrolled", True)


def without_district(unit):
    return [
        unit if heading == "Unit" else "" if heading == "District" else cell
        for heading, cell in zip(HEADINGS, OFFICER, strict=True)
    ]


def test_the_district_follows_an_officer_to_another_unit(reference):
    (row,) = checked(reference, without_district("Jashore District Police"), known=known(district="3026"))
    assert row.changes == [
        {"field": "unit", "old": "DMP", "new": "DP-4041"},
        {"field": "district", "old": "3026", "new": "4041"},
    ]


def test_the_district_stays_with_the_unit_and_with_a_later_posting(reference):
    (row,) = checked(reference, without_district("DMP"), known=known(district="4047"))
    assert (row.outcome, row.changes) == ("match", [])
    posted_later = replace(officer(district="3026"), posted_since="2026-01-01")
    (row,) = checked(reference, without_district("Jashore District Police"), known=Known({NUMBER: posted_later}))
    assert [change["field"] for change in row.changes] == ["unit"]


def test_a_change_lists_old_and_new_field_by_field(reference):
    (row,) = checked(reference, OFFICER, known=known(rank="SI", unit="PBI", mobile=""))
    assert row.outcome == "change"
    assert row.changes == [
        {"field": "rank", "old": "SI", "new": "INSP"},
        {"field": "unit", "old": "PBI", "new": "DMP"},
        {"field": "mobile", "old": None, "new": "+8801700000051"},
    ]


def test_a_change_of_an_enrolled_officer_is_a_change(reference):
    (row,) = checked(reference, OFFICER, known=known(enrolled=[7], rank="SI"))
    assert (row.outcome, row.is_enrolled) == ("change", True)


def test_an_empty_cell_never_erases(reference):
    (row,) = checked(
        reference, [*OFFICER[:2], "", NUMBER, None, "-", ""], known=known(sex="female", email="a@example.org")
    )
    assert (row.outcome, row.changes) == ("match", [])


def test_a_cell_that_was_not_understood_never_changes_anything(reference):
    (row,) = checked(reference, [*OFFICER[:6], "01700 0012"], known=known())
    assert (row.outcome, row.changes) == ("match", [])


def test_a_variant_spelling_of_a_name_does_not_rewrite_it(reference):
    (row,) = checked(reference, ["1", "Mohammad Kamal Hosen", *OFFICER[2:]], known=known(name_en="Md. Kamal Hossain"))
    assert (row.outcome, row.changes) == ("match", [])
    assert codes(row) >= {"NAME_SPELLED_DIFFERENTLY"}


def test_a_corrected_name_is_a_change(reference):
    (row,) = checked(reference, ["1", "Farhana Sultana Mim", *OFFICER[2:]], known=known())
    assert row.changes == [{"field": "name_en", "old": "Farhana Sultana", "new": "Farhana Sultana Mim"}]


def test_a_name_in_the_other_script_is_added(reference):
    (row,) = checked(reference, ["1", "ফারহানা সুলতানা", *OFFICER[2:]], known=known())
    assert row.changes == [{"field": "name_bn", "old": None, "new": "ফারহানা সুলতানা"}]


@pytest.mark.parametrize("name", ["Md. Zahidul Islam", "বিমল চন্দ্র দাস"])
def test_the_number_of_somebody_else_waits(reference, name):
    (row,) = checked(reference, ["1", name, *OFFICER[2:]], known=known())
    assert row.outcome == "review"
    assert "OTHER_NAME" in codes(row)
    assert row.changes == []


def test_the_same_service_number_twice_is_taken_once(reference):
    rows = checked(
        reference, OFFICER, ["2", "Mrs. Farhana Sultana", "Inspector", "৯৯০০৫০০০০১", "DMP", "Dhaka", "01800000002"]
    )
    assert [row.outcome for row in rows] == ["new", "rejected"]
    (item,) = [item for item in rows[1].problems if item.severity == "reject"]
    assert (item.code, item.message) == ("DUPLICATE_OF_ROW_2", "Row 2 has the same service number.")


def test_a_row_that_is_rejected_itself_does_not_stand_in_the_way(reference):
    rows = checked(reference, ["1", None, "SI", NUMBER], OFFICER)
    assert [row.outcome for row in rows] == ["rejected", "new"]


def test_the_same_name_with_one_phone_or_unit_under_two_numbers_waits(reference):
    rows = checked(
        reference,
        OFFICER,
        another(2, Name="Farhana Sultana Mita", Mobile=OFFICER[6]),
        another(3, Name="Farhana Sultana", Unit="DMP"),
        another(4),
    )
    assert [row.outcome for row in rows] == ["new", "review", "review", "new"]
    assert "POSSIBLE_DUPLICATE_OF_ROW_2" in codes(rows[1]) & codes(rows[2])


def test_without_a_service_number_or_a_name_a_row_is_rejected(reference):
    assert codes(one(reference, number="")) == {"SERVICE_NUMBER_MISSING"}
    assert codes(one(reference, name="")) == {"NAME_MISSING"}
    assert {one(reference, number="").outcome, one(reference, name="-").outcome} == {"rejected"}


def test_all_problems_of_a_row_are_told_at_once(reference):
    row = one(
        reference, name="Karim @ Uddin", rank="Boss", number="123", unit="Moon base", district="Atlantis", mobile="12"
    )
    assert codes(row) >= {
        "NAME_HAS_OTHER_CHARACTERS", "RANK_UNKNOWN", "BP_WRONG_LENGTH", "UNIT_UNKNOWN", "DISTRICT_UNKNOWN", "PHONE_WRONG_LENGTH",
    }  # fmt: skip
    assert row.outcome == "review"


def test_a_full_session_takes_the_first_rows(reference):
    rows = checked(reference, OFFICER, another(2), another(3), known=Known(seats_left=2))
    assert [row.outcome for row in rows] == ["new", "new", "rejected"]
    assert rows[2].problems[-1].message == "The session is full: all 2 free places go to the rows above."


def test_only_those_who_come_take_a_seat(reference):
    rows = checked(
        reference,
        [*OFFICER, ""],
        [*another(2), "Driver"],
        [*another(3, Unit="Moon base"), ""],
        [*another(4), ""],
        headings=[*HEADINGS, "Role"],
        known=known(enrolled=[7], seats=1),
    )
    assert [row.outcome for row in rows] == ["enrolled", "new", "review", "new"]


def test_a_session_without_free_places_takes_nobody(reference):
    assert [row.outcome for row in checked(reference, OFFICER, known=Known(seats_left=0))] == ["rejected"]


def test_an_officer_from_another_region_waits(reference):
    rows = [another(at, District=place) for at, place in enumerate(["Khulna", "Jashore", "Bagerhat", "Dhaka"], 1)]
    layout = lay_out(workbook(["Khulna Region"], HEADINGS, *rows), reference)
    found = check(layout.rows, reference, Known(), divisions=layout.context.divisions)
    assert [row.outcome for row in found] == ["new", "new", "new", "review"]
    assert found[3].problems[-1].message == "Dhaka is not in the region that the title names (Khulna)."


def test_a_title_that_fits_hardly_anybody_was_not_meant_for_the_list(reference):
    rows = [another(at, District=place) for at, place in enumerate(["Dhaka", "Feni", "Khulna"], 1)]
    layout = lay_out(workbook(["Khulna Region"], HEADINGS, *rows), reference)
    found = check(layout.rows, reference, Known(), divisions=layout.context.divisions)
    assert [row.outcome for row in found] == ["new"] * 3


def test_a_person_can_take_a_row_that_waits_with_what_is_suggested(reference):
    row = ["1", "মনির”ল ইসলাম", "Constble", NUMBER, "Rajshahi Metro 2", "Patuakhli", ""]
    (waits,) = checked(reference, row)
    (taken,) = checked(reference, row, taken={2})
    assert (waits.outcome, waits.can_be_taken, taken.outcome) == ("review", True, "new")
    assert {taken.values[field] for field in ("name_bn", "rank", "unit", "district")} == {
        "মনিরুল ইসলাম",
        "CONST",
        "RMP",
        "1078",
    }


def test_a_row_without_a_number_cannot_be_taken(reference):
    (waits,) = checked(reference, ["1", "Karim Uddin", "SI", "123"])
    (taken,) = checked(reference, ["1", "Karim Uddin", "SI", "123"], taken={2})
    assert (waits.outcome, waits.can_be_taken) == ("review", False)
    assert (taken.outcome, codes(taken) & {"SERVICE_NUMBER_MISSING"}) == ("rejected", {"SERVICE_NUMBER_MISSING"})


def test_another_name_can_be_taken_as_a_change(reference):
    (row,) = checked(reference, ["1", "Salma Khatun", *OFFICER[2:]], known=known(), taken={2})
    assert row.changes == [{"field": "name_en", "old": "Farhana Sultana", "new": "Salma Khatun"}]


def test_a_cell_can_be_corrected_in_place(reference):
    layout = lay_out(workbook(HEADINGS, ["1", "Karim Uddin", "SI", "123"]), reference)
    (row,) = check([layout.rows[0].with_edits({"service_number": "9900500009"})], reference, Known())
    assert (row.outcome, row.values["service_number"]) == ("new", "9900500009")


def test_conversions_are_listed_to_be_read_once(reference):
    (row,) = checked(reference, ["1", "bvRgv LvZyb", "SI", NUMBER], fonts="SutonnyMJ")
    assert row.conversions == [("name", "bvRgv LvZyb", "নাজমা খাতুন")]
    assert row.outcome == "new"


def test_a_text_that_no_column_could_hold_waits(reference):
    row = one(reference, name="Karim " * 40)
    assert (row.outcome, row.values["name_en"]) == ("review", None)
    assert "TEXT_TOO_LONG" in codes(row)


def test_the_same_check_gives_the_same_answer_again(reference):
    layout = lay_out(workbook(HEADINGS, OFFICER, another(2), another(3, Unit="Moon base")), reference)
    assert check(layout.rows, reference, known(seats=2)) == check(layout.rows, reference, known(seats=2))


def test_of_a_list_that_comes_half_from_elsewhere_that_half_waits(reference):
    rows = [another(at, District=place) for at, place in enumerate(["Dhaka", "Khulna", "Jashore", "Feni"], 1)]
    layout = lay_out(workbook(["Khulna Region"], HEADINGS, *rows), reference)
    found = check(layout.rows, reference, Known(), divisions=layout.context.divisions)
    assert [row.outcome for row in found] == ["review", "new", "new", "review"]


def test_who_only_brings_or_teaches_says_nothing_of_the_region(reference):
    rows = [[*another(at, District=place), ""] for at, place in enumerate(["Dhaka", "Khulna", "Jashore"], 1)]
    rows += [[*another(at, District="Feni"), "Driver"] for at in (4, 5)]
    layout = lay_out(workbook(["Khulna Region"], [*HEADINGS, "Role"], *rows), reference)
    found = check(layout.rows, reference, Known(), divisions=layout.context.divisions)
    assert [row.outcome for row in found] == ["review", "new", "new", "new", "new"]
