"""A person over two rows is one person where the whole table is written that way; in doubt the rows stay apart."""

from participants.roster.base.rows import raw_row_from_json
from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from programmes.workbooks.sheets import Merge
from tests.participants.roster.files import workbook

HEADS = ["Sl", "Name", "Rank", "BP No", "Unit", "Mobile"]
ENGLISH = ("Anwar Hossain", "Bilkis Ara", "Chandan Roy")
BANGLA = ("আনোয়ার হোসেন", "বিলকিস আরা", "চন্দন রায়")


def person(at):
    return [at, ENGLISH[at - 1], "SI", f"990080000{at}", "DMP"]


def laid(reference, *rows, merged=()):
    book = workbook(HEADS, *rows)
    book.sheets[0].merged.extend(merged)
    return lay_out(book, reference)


def test_the_name_in_the_other_script_below_belongs_to_the_person(reference):
    layout = laid(reference, *[row for at in (1, 2, 3) for row in (person(at), [None, BANGLA[at - 1]])])
    rows = check(layout.rows, reference, Known())
    assert [(row.number, row.values["name_en"], row.values["name_bn"]) for row in rows] == [
        (2, "Anwar Hossain", "আনোয়ার হোসেন"), (4, "Bilkis Ara", "বিলকিস আরা"), (6, "Chandan Roy", "চন্দন রায়"),
    ]  # fmt: skip
    assert layout.ignored == [(3, "second_line"), (5, "second_line"), (7, "second_line")]
    said = [item.message for item in rows[0].problems if item.code == "SECOND_LINE"]
    assert said == ["Row 3 below was read as the second line of this person."]


def test_phone_and_unit_below_fill_what_is_blank_above(reference):
    above = [[at, ENGLISH[at - 1], "SI", f"990080000{at}"] for at in (1, 2)]
    below = [None, None, None, None, "RMP", "01700000001"]
    rows = check(laid(reference, above[0], below, above[1], below).rows, reference, Known())
    assert [(row.values["unit"], row.values["mobile"]) for row in rows] == [("RMP", "+8801700000001")] * 2


def test_a_phone_below_the_service_number_is_the_mobile(reference):
    below = [None, BANGLA[0], None, "01700000001"]
    layout = laid(reference, person(1), below, person(2), below)
    assert layout.rows[0].cells["mobile"].value == "01700000001"
    assert layout.rows[0].cells["service_number"].value == "9900800001"


def test_merged_serial_numbers_show_that_two_rows_are_one_person(reference):
    layout = laid(
        reference,
        person(1),
        [None, "Chowdhury"],
        person(2),
        [None, "Begum"],
        merged=[Merge(2, 0, 3, 0), Merge(4, 0, 5, 0)],
    )
    assert [row.cells["name"].value for row in layout.rows] == ["Anwar Hossain\nChowdhury", "Bilkis Ara\nBegum"]


def test_another_name_in_the_same_script_is_never_joined(reference):
    layout = laid(reference, person(1), [None, "Kamal Uddin"], person(2), [None, "Salma Khatun"])
    assert [row.cells["name"].value for row in layout.rows] == ["Anwar Hossain", "Bilkis Ara"]
    assert [number for number, _reason in layout.ignored] == [3, 5]


def test_one_row_below_one_person_is_no_pattern(reference):
    layout = laid(reference, person(1), [None, BANGLA[0]], person(2), person(3))
    assert layout.ignored == [(3, "note")]
    assert all(row.second_row == 0 for row in layout.rows)


def test_where_too_few_second_lines_are_understood_none_is_joined(reference):
    below = [[None, BANGLA[0]], [None, "Kamal Uddin"], [None, BANGLA[2]]]
    layout = laid(reference, *[row for at in (1, 2, 3) for row in (person(at), below[at - 1])])
    assert all(row.second_row == 0 for row in layout.rows)


def test_a_row_with_a_service_number_is_a_person_of_its_own(reference):
    rows = [person(1), [None, "Bilkis Ara", "SI", "9900800002"], person(3), [None, "Dilruba", "SI", "9900800004"]]
    assert [row.number for row in laid(reference, *rows).rows] == [2, 3, 4, 5]


def test_section_lines_below_each_person_are_no_second_lines(reference):
    layout = laid(reference, person(1), ["Drivers"], person(2), ["Guests"], person(3))
    assert [row.section.role if row.section else "" for row in layout.rows] == ["", "support", "guest"]


def test_a_returned_row_has_both_lines_and_is_stored_with_them(reference):
    layout = laid(reference, person(1), [None, BANGLA[0]], person(2), [None, BANGLA[1]])
    row = layout.rows[0]
    assert row.all_cells[1].value == "Anwar Hossain\nআনোয়ার হোসেন"
    assert raw_row_from_json(row.as_json()) == row
    assert row.second_row == 3


def test_the_name_of_a_district_below_the_serial_number_is_a_line_between_people(reference):
    without = [row[:4] for row in map(person, (1, 2, 3))]
    layout = laid(
        reference, without[0], ["Khulna District Police"], without[1], ["Jashore District Police"], without[2]
    )
    rows = check(layout.rows, reference, Known())
    assert [(row.number, row.values.get("unit")) for row in rows] == [(2, None), (4, None), (6, None)]


def test_a_list_that_begins_with_a_district_has_such_lines_below_it_too(reference):
    book = workbook(
        ["Name", "BP No", "Rank"],
        ["Khulna District Police"],
        ["Anwar Hossain", "9900800001", "SI"],
        ["Jashore District Police"],
        ["Bilkis Ara", "9900800002", "SI"],
        ["Satkhira District Police"],
        ["Chandan Roy", "9900800003", "SI"],
    )
    rows = check(lay_out(book, reference).rows, reference, Known())
    assert [(row.values["name_en"], row.values.get("unit")) for row in rows] == [
        ("Anwar Hossain", None), ("Bilkis Ara", None), ("Chandan Roy", None),
    ]  # fmt: skip
