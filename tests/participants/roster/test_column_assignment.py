"""Columns are decided by headings and cells together; where an identity field is not sure, a person is asked."""

import json

import pytest

from participants.roster.base.bijoy import to_bijoy
from participants.roster.layout.column_assignment import match_columns
from participants.roster.layout.column_scores import Score, best_pairs
from participants.roster.layout.headers import lay_out
from programmes.workbooks.sheets import Cell
from tests.participants.roster.files import workbook

NAMES = ("Farhana Sultana", "Karim Uddin", "Rokeya Begum", "Bikash Mandal", "Nasir Hoque", "Shirin Akter")
FATHERS = ("Abdul Gafur", "Hasan Ali", "Nirmal Das", "Abdul Hai", "Kamal Hossain", "Mizan Rahman")
UNITS = ("Khulna District Police", "Jashore District Police", "Dhaka Range", "DMP", "CMP", "Bogura District Police")
# Ten digits as ours: year of birth in front. The others are national IDs.
NUMBERS = ("8500800011", "9100800012", "7800800013", "9900800014", "0100800015", "8800800016")
NIDS = ("3311100011", "1911100012", "5511100013", "4611100014", "6411100015", "2811100016")
PHONES = tuple(f"01700000{at}" for at in range(811, 817))
OTHER_PHONES = tuple(f"01700000{at}" for at in range(911, 917))


def matched(reference, columns, count=6, **more):
    """Returns the Matching of columns given as {heading: values}; a heading that begins with a blank is none at all."""
    headings = {at: (text, None) for at, text in enumerate(columns) if text.strip()}
    rows = [[Cell(values[at]) for values in columns.values()] for at in range(count)]
    return match_columns(headings, rows, reference, **more)


def asked(matching):
    return {(ask.column, ask.field) for ask in matching.asks}


def test_the_service_number_is_found_beside_a_national_id(reference):
    found = matched(reference, {"Name": NAMES, "NID No": NIDS, "BP No": NUMBERS})
    assert (found.fields, found.asks) == ({0: "name", 2: "service_number"}, [])
    assert [one.message for one in found.problems] == ["Column B, “NID No”, is not used."]


def test_an_office_is_never_the_officer(reference):
    found = matched(reference, {"Name of Office": UNITS, "Name of Officer": NAMES, "BP No": NUMBERS})
    assert found.fields == {0: "unit", 1: "name", 2: "service_number"}


def test_the_better_column_of_a_field_wins_wherever_it_is(reference):
    found = matched(reference, {"ID": range(1, 7), "Name": [None] * 6, "Your full name": NAMES, "BP Number": NUMBERS})
    assert {found.fields[2], found.fields[3]} == {"name", "service_number"}
    assert not found.asks


def test_a_clear_heading_over_cells_that_are_something_else_is_asked_about(reference):
    found = matched(reference, {"Name": UNITS, "BP No": NUMBERS})
    assert asked(found) == {(0, "name")}


def test_an_empty_column_of_names_is_asked_about(reference):
    assert asked(matched(reference, {"Name": [None] * 6, "BP No": NUMBERS})) == {(0, "name")}


def test_running_numbers_are_no_service_numbers(reference):
    found = matched(reference, {"ID": range(101, 107), "Full name": NAMES, "Force No": NUMBERS})
    assert found.fields[2] == "service_number"
    assert "service_number" not in (found.fields.get(0), found.fields.get(1))


def test_ten_digits_that_are_only_called_id_are_asked_about_in_a_short_list(reference):
    found = matched(reference, {"Name": NAMES, "ID No": NUMBERS}, count=2)
    assert asked(found) == {(1, "service_number")}


def test_the_years_of_birth_in_front_prove_a_long_list(reference):
    assert not matched(reference, {"Name": NAMES, "ID No": NUMBERS}).asks
    assert asked(matched(reference, {"Name": NAMES, "ID No": NIDS})) == {(1, "service_number")}


def test_without_any_heading_the_numbers_must_prove_themselves(reference):
    found = matched(reference, {"Name": NAMES, " ": NUMBERS})
    assert (found.fields.get(1), found.asks) == ("service_number", [])
    assert asked(matched(reference, {"Name": NAMES, " ": NIDS})) == {(1, "service_number")}


def test_dates_of_birth_beside_them_prove_service_numbers(reference):
    births = ("01/02/1985", "03/04/1991")
    found = matched(reference, {"Name": NAMES, "ID No": NUMBERS, "Date of birth": births}, count=2)
    assert (found.fields[1], found.asks) == ("service_number", [])


def test_numbers_on_record_prove_service_numbers(reference):
    looked_up = []

    def known(numbers):
        looked_up.extend(numbers)
        return set(NUMBERS)

    found = matched(reference, {"Name": NAMES, "Code": NIDS, "ID No": NUMBERS}, count=2, known_numbers=known)
    assert (found.fields[2], found.asks) == ("service_number", [])
    assert set(looked_up) == {*NUMBERS[:2], *NIDS[:2]}


def test_guards_of_excel_do_not_hide_the_numbers(reference):
    guarded = [f'="{number}"' for number in NUMBERS]
    assert not matched(reference, {"Name": NAMES, "ID No": guarded}).asks


def test_two_columns_of_service_numbers_that_differ_are_asked_about(reference):
    others = [f"{number[:5]}9{number[6:]}" for number in NUMBERS]
    found = matched(reference, {"Name": NAMES, "BP No": NUMBERS, "Police ID": others})
    assert asked(found) == {(1, "service_number"), (2, "service_number")}
    assert not matched(reference, {"Name": NAMES, "BP No": NUMBERS, "Police ID": NUMBERS}).asks


@pytest.mark.parametrize("heading", ["Father's Name", "Name (mother)", "Nominee", "পিতার নাম", to_bijoy("মাতার নাম")])
def test_the_name_of_a_relative_is_never_the_officer(reference, heading):
    found = matched(reference, {heading: FATHERS, "Trainee": NAMES, "BP No": NUMBERS})
    assert (found.fields.get(0), found.fields[1], found.asks) == (None, "name", [])


def test_a_column_of_something_else_is_never_taken_for_want_of_a_better_one(reference):
    others = {"Father's name": FATHERS, "National ID": NUMBERS, "Emergency contact": PHONES, "Rank": ["SI"] * 6}
    found = matched(reference, others)
    assert (found.fields, found.asks) == ({3: "rank"}, [])


def test_two_columns_of_names_without_headings_are_asked_about(reference):
    assert asked(matched(reference, {" ": NAMES, "  ": FATHERS, "BP No": NUMBERS})) == {(0, "name"), (1, "name")}


def test_a_column_of_names_without_a_heading_is_taken_if_it_is_the_only_one(reference):
    found = matched(reference, {"x1": NAMES, "BP No": NUMBERS, "Unit": UNITS})
    assert (found.fields[0], found.asks) == ("name", [])


def test_the_same_name_on_every_line_is_a_facilitator(reference):
    found = matched(reference, {"x1": ["Salma Rahman"] * 6, "x2": NAMES, "BP No": NUMBERS})
    assert (found.fields.get(0), found.fields[1]) == (None, "name")


def test_a_misspelt_heading_decides_if_the_cells_confirm_it(reference):
    assert not matched(reference, {"Nmae": NAMES, "Serivce No": NUMBERS}).asks
    assert (0, "name") in asked(matched(reference, {"Nmae": ["x", "y", "-", "q", "w", "z"], "BP No": NUMBERS}))


@pytest.mark.parametrize("other", ["Phone (Office)", "Father's phone", "WhatsApp", "Emergency contact", "Fax"])
def test_another_phone_is_never_the_mobile(reference, other):
    found = matched(reference, {other: OTHER_PHONES, "Name": NAMES, "Cell no.": PHONES, "BP No": NUMBERS})
    assert (found.fields.get(0), found.fields[2], found.asks) == (None, "mobile", [])


def test_phones_without_a_heading_are_asked_about(reference):
    assert asked(matched(reference, {"Name": NAMES, "BP No": NUMBERS, "Q9": PHONES})) == {(2, "mobile")}


def test_mobiles_without_their_zero_are_no_service_numbers(reference):
    found = matched(reference, {"Name": NAMES, "BP No": NUMBERS, "Mobile": [int(phone) for phone in PHONES]})
    assert (found.fields[1], found.fields[2], found.asks) == ("service_number", "mobile", [])


def test_the_day_of_the_present_posting_is_not_the_day_of_joining(reference):
    days = {"Date of Joining (present post)": ["05/01/2026"] * 6, "Date of Joining (service)": ["14/03/2012"] * 6}
    assert matched(reference, {"Name": NAMES, "BP No": NUMBERS} | days).fields == {
        0: "name",
        1: "service_number",
        3: "joined_on",
    }


def test_two_scripts_of_the_name_are_told_by_the_cells(reference):
    bangla = ("ফারহানা সুলতানা", "করিম উদ্দিন", "রোকেয়া বেগম", "বিকাশ মন্ডল", "নাসির হক", "শিরিন আক্তার")
    assert matched(reference, {"Name": NAMES, "Participant's name": bangla, "BP No": NUMBERS}).fields == {
        0: "name_en",
        1: "name_bn",
        2: "service_number",
    }


def test_first_and_last_names_are_joined_in_their_order(reference):
    parts = {"Surname": [name.split()[1] for name in NAMES], "Given names": [name.split()[0] for name in NAMES]}
    found = matched(reference, parts | {"BP No": NUMBERS})
    assert (found.joined, found.asks) == ({"name": [1, 0]}, [])
    layout = lay_out(workbook(["Surname", "Given names", "BP No"], ["Sultana", "Farhana", NUMBERS[0]]), reference)
    assert layout.rows[0].cells["name"].value == "Farhana Sultana"
    assert "name_first" not in layout.rows[0].cells


def test_a_surname_beside_the_full_name_is_not_added_again(reference):
    surnames = {"Surname": [name.split()[1] for name in NAMES]}
    assert matched(reference, {"Name": NAMES, "BP No": NUMBERS} | surnames).joined == {}
    firsts = {"Name": [name.split()[0] for name in NAMES], "BP No": NUMBERS}
    assert matched(reference, firsts | surnames).joined == {"name": [0, 2]}


def test_names_with_ranks_are_names_and_the_file_says_so(reference):
    found = matched(reference, {"নাম ও পদবী": [f"{name}, SI" for name in NAMES], "BP No": NUMBERS})
    assert found.fields == {0: "name", 1: "service_number"}
    assert [one.code for one in found.problems] == ["FILE_NAME_AND_RANK"]


def test_an_ask_shows_what_speaks_for_the_column(reference):
    (ask,) = matched(reference, {"Name": NAMES, "ID No": NUMBERS}, count=2).asks
    assert json.loads(json.dumps(ask.as_json())) == {
        "column": "B",
        "heading": "ID No",
        "field": "service_number",
        "candidates": ["service_number"],
        "samples": list(NUMBERS[:2]),
        "reasons": [["heading_vague", 0.4], ["10_digits", 1.0], ["birth_year", 1.0]],
    }


def test_every_column_that_is_not_used_is_named_and_only_equal_ones_are_called_equal(reference):
    found = matched(
        reference, {"Name": NAMES, "BP No": NUMBERS, "Mobile": PHONES, "Phone": OTHER_PHONES, "Blood group": ["O+"] * 6}
    )
    assert [(one.code, one.facts["column"]) for one in found.problems] == [
        ("FILE_DUPLICATE_HEADING", "D"),
        ("FILE_UNKNOWN_COLUMN", "E"),
    ]


def test_headings_of_which_no_word_is_known_are_found_above_the_people(reference):
    rows = [[name, number] for name, number in zip(NAMES, NUMBERS, strict=True)]
    layout = lay_out(workbook(["A list"], ["Zzyx", "Qwrt"], *rows), reference)
    assert layout.header_rows == [2]
    assert layout.columns == {0: "name", 1: "service_number"}


def test_the_best_assignment_is_that_of_the_whole_table():
    # Greedy would give the first column to the first field and leave the second field none.
    scores = {"a": {0: Score(1.0, 0), 1: Score(0.9, 0)}, "b": {0: Score(0.8, 0)}}
    assert best_pairs(scores, at_least=0.3) == {1: "a", 0: "b"}


def test_of_equal_columns_the_first_one_wins():
    assert best_pairs({"a": {2: Score(1.0, 0), 1: Score(1.0, 0)}}, at_least=0.3) == {1: "a"}


def test_where_all_columns_are_of_other_people_a_person_is_asked_whether_these_are_the_officers(reference):
    found = matched(reference, {"Nominee": NAMES, "Nominee BP": NUMBERS, "Nominee's age": ("31",) * 6})
    assert asked(found) == {(0, "name"), (1, "service_number")}


def test_columns_of_other_people_are_not_asked_about_beside_those_of_the_officers(reference):
    found = matched(reference, {"Nominee": FATHERS, "Name": NAMES, "Nominee BP": NIDS, "BP No": NUMBERS})
    assert (found.fields, found.asks) == ({1: "name", 3: "service_number"}, [])


RANKS = ("SI", "ASI", "Inspector", "SI", "SI", "Constable")


def test_the_rank_and_the_phone_behind_another_name_are_that_persons_where_the_officer_has_them_too(reference):
    found = matched(
        reference,
        {
            "Supervisor": FATHERS, "Rank": ("SP",) * 6, "Mobile": OTHER_PHONES,
            "Name": NAMES, "Rank ": RANKS, "BP No": NUMBERS, "Mobile ": PHONES,
        },
    )  # fmt: skip
    assert found.fields == {3: "name", 4: "rank", 5: "service_number", 6: "mobile"}


def test_a_phone_between_another_name_and_that_of_the_officer_is_asked_about(reference):
    columns = {"Supervisor": FATHERS, "Mobile": OTHER_PHONES, "Name": NAMES, "Rank": RANKS, "BP No": NUMBERS}
    assert asked(matched(reference, columns)) == {(1, "mobile")}


def test_a_designation_between_another_name_and_that_of_the_officer_is_no_officers(reference):
    columns = {"Supervisor": FATHERS, "Designation": ("SP",) * 6, "Name": NAMES, "Rank": RANKS, "BP No": NUMBERS}
    assert matched(reference, columns).fields == {2: "name", 3: "rank", 4: "service_number"}


def test_a_fathers_name_behind_the_name_changes_nothing(reference):
    columns = {"Name": NAMES, "Father's name": FATHERS, "Rank": RANKS, "BP No": NUMBERS, "Mobile": PHONES}
    assert matched(reference, columns).fields == {0: "name", 2: "rank", 3: "service_number", 4: "mobile"}
