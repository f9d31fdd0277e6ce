"""Rows of one list compared with each other: evidence decides, never the order."""

import random
from collections import Counter

import pytest

from participants.roster.base.problems import problem_from_json
from participants.roster.check.checking import check, check_again
from participants.roster.check.known import Known
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import checked, codes, workbook
from tests.programmes.workbooks.files import HEADINGS

NAMES = ["Sabbir Rahman", "Nurjahan Begum", "Dipok Chakma", "Ayesha Siddika", "Mizanur Bhuiyan", "Tapan Kumar Shil"]
PHONE = "01700-000770"


def person(at, name="", **more):
    cells = {
        "Sl": str(at), "Name": name or NAMES[at % 6], "Rank": "SI", "BP No": f"99008070{at:02}", "Unit": "DMP", "District": "Dhaka",
        "Mobile": f"01700-0070{at:02}",
    }  # fmt: skip
    return [(cells | more)[heading] for heading in HEADINGS]


def with_number(at, name="", **more):
    return person(at, name, **{"BP No": "9900807099", **more})


def outcomes(rows):
    return [row.outcome for row in rows]


def told(row, code):
    return [item.message for item in row.problems if item.code.startswith(code)]


# One number


def test_one_number_for_two_people_stops_both(reference):
    rows = checked(reference, with_number(1), with_number(2), person(3))
    assert outcomes(rows) == ["review", "review", "new"]
    assert told(rows[0], "SAME_NUMBER") == [
        "Row 3 has the same service number, for Dipok Chakma. It is not certain whose number it is: correct it, or take one of them."
    ]
    assert "SAME_NUMBER_AS_ROW_2" in codes(rows[1])


def test_one_number_for_three_people_stops_all_and_names_the_others(reference):
    rows = checked(reference, with_number(1), with_number(2), with_number(3))
    assert outcomes(rows) == ["review"] * 3
    assert codes(rows[1]) >= {"SAME_NUMBER_AS_ROW_2", "SAME_NUMBER_AS_ROW_4"}


def test_the_same_person_and_another_one_under_a_number_stop_all(reference):
    rows = checked(reference, with_number(1), with_number(2, NAMES[1]), with_number(3))
    assert outcomes(rows) == ["review"] * 3
    assert told(rows[0], "SAME_NUMBER") == told(rows[1], "SAME_NUMBER")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Md. Kamal Hosen", "Mohammad Kamal Hossain"),
        ("Mizanur Rahman Bhuiyan", "মিজানুর রহমান ভূঁইয়া"),
        ("Shirin Sultana Poly", "Shirin Sultana"),
    ],
)
def test_the_same_person_twice_is_taken_once(reference, one, other):
    assert outcomes(checked(reference, with_number(1, one), with_number(2, other))) == ["new", "rejected"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rafiqul Islam", "Shafiqul Islam"), ("Shahin Alam", "Shahina Alam"), ("Nazma Khatun", "Nazma Akter")],
)
def test_two_names_that_only_resemble_each_other_are_not_one_person(reference, one, other):
    assert outcomes(checked(reference, with_number(1, one), with_number(2, other))) == ["review", "review"]


def test_the_same_name_and_number_after_a_transfer_is_one_person(reference):
    rows = checked(reference, with_number(1, "Rafiqul Islam"), with_number(2, "Rafiqul Islam", Unit="PBI"))
    assert outcomes(rows) == ["new", "rejected"]


def test_a_phone_in_common_makes_similar_names_one_person(reference):
    rows = checked(reference, with_number(1, "Md. Rahim", Mobile=PHONE), with_number(2, "Rahim Mia", Mobile=PHONE))
    assert outcomes(rows) == ["new", "rejected"]


def test_a_name_that_could_not_be_read_is_nobody_certain(reference):
    rows = checked(reference, with_number(1), with_number(2, "K@rim"))
    assert outcomes(rows) == ["review", "review"]
    assert "for K@rim." in told(rows[0], "SAME_NUMBER")[0]


def test_compared_again_without_their_cells_rows_say_the_same(reference):
    rows = checked(reference, with_number(1), with_number(2, "K@rim"), person(3, Mobile=PHONE), person(4, Mobile=PHONE))
    before = [sorted(str(item.as_json()) for item in row.problems) for row in rows]
    for row in rows:
        row.raw = {}
    check_again(rows, reference, Known())
    assert [sorted(str(item.as_json()) for item in row.problems) for row in rows] == before


def test_of_one_person_twice_the_row_that_waits_for_nothing_goes_in(reference):
    assert outcomes(checked(reference, with_number(1, "Nur Alam", Rank="Boss"), with_number(2, "Nur Alam"))) == [
        "rejected",
        "new",
    ]


def test_taking_one_of_two_rejects_the_other(reference):
    rows = checked(reference, with_number(1), with_number(2), taken={3})
    assert outcomes(rows) == ["rejected", "new"]
    assert told(rows[0], "NUMBER_TAKEN") == ["Row 3 was taken with the same service number."]


def test_taking_both_takes_one(reference):
    assert outcomes(checked(reference, with_number(1), with_number(2), taken={2, 3})) == ["new", "rejected"]


def test_a_corrected_number_frees_the_other_row(reference):
    layout = lay_out(workbook(HEADINGS, with_number(1), with_number(2)), reference)
    rows = check(layout.rows, reference, Known())
    rows[1] = check([layout.rows[1].with_edits({"service_number": "9900807055"})], reference, Known())[0]
    check_again(rows, reference, Known())
    assert outcomes(rows) == ["new", "new"]
    assert not codes(rows[0]) & {"SAME_NUMBER_AS_ROW_3"}


def test_a_column_filled_downwards_with_one_number_stops_everybody_in_little_time(reference):
    words = ["Kobir", "Taslima", "Bikash", "Joynal", "Habiba", "Parvez", "Shefali", "Ripon", "Monir", "Lutfa"]
    people = [with_number(at, f"{words[at // 100]} {words[at // 10 % 10]} {words[at % 10]}") for at in range(1000)]
    assert set(outcomes(checked(reference, *people))) == {"review"}


# One phone


def test_an_office_phone_for_all_stops_nobody_and_is_noted(reference):
    rows = checked(reference, *(person(at, Mobile=PHONE) for at in range(1, 6)))
    assert outcomes(rows) == ["new"] * 5
    assert {row.values["mobile"] for row in rows} == {"+8801700000770"}
    assert told(rows[4], "PHONE_SHARED") == ["5 rows of the list have this mobile number, perhaps that of an office."]


def test_two_people_with_clearly_different_names_may_share_a_phone(reference):
    rows = checked(reference, person(1, Mobile=PHONE), person(2, Mobile=PHONE))
    assert outcomes(rows) == ["new", "new"]
    assert all("PHONE_SHARED" in codes(row) for row in rows)


def test_two_alike_in_name_with_one_phone_and_two_numbers_wait(reference):
    rows = checked(
        reference, person(1, "Sabbir Rahman", Mobile=PHONE), person(2, "Sabir Rahman", Mobile=PHONE, Unit="PBI")
    )
    assert outcomes(rows) == ["new", "review"]
    assert told(rows[1], "POSSIBLE") == [
        "Perhaps the same person as in row 2: the same phone, the same name, another service number."
    ]
    assert "PHONE_SHARED" not in codes(rows[0])


def test_names_that_resemble_each_other_are_no_evidence_with_the_phone_of_an_office(reference):
    names = ["Nazma Khatun", "Nazma Akter", "Dipok Chakma", "Sabbir Rahman"]
    assert (
        outcomes(checked(reference, *(person(at, name, Mobile=PHONE) for at, name in enumerate(names)))) == ["new"] * 4
    )
    assert outcomes(checked(reference, *(person(at, name, Mobile=PHONE) for at, name in enumerate(names[:2])))) == [
        "new",
        "review",
    ]


def test_one_name_twice_waits_with_the_phone_of_an_office_too(reference):
    names = ["Sabbir Rahman", "Nazma Akter", "Dipok Chakma", "Md. Sabbir Rahman"]
    rows = checked(
        reference, *(person(at, name, Mobile=PHONE, Unit="PBI" if at else "DMP") for at, name in enumerate(names))
    )
    assert outcomes(rows) == ["new", "new", "new", "review"]


def test_of_two_alike_the_one_that_waits_anyway_is_asked_about(reference):
    rows = checked(
        reference, person(1, "Sabbir Rahman", Mobile=PHONE, Rank="Boss"), person(2, "Sabbir Rahman", Mobile=PHONE)
    )
    assert outcomes(rows) == ["review", "new"]
    assert "POSSIBLE_DUPLICATE_OF_ROW_3" in codes(rows[0])


def test_one_name_in_one_unit_says_so(reference):
    rows = checked(reference, person(1, "Sabbir Rahman"), person(2, "Sabbir Rahman", Mobile=""))
    assert told(rows[1], "POSSIBLE") == [
        "Perhaps the same person as in row 2: the same name, the same unit, another service number."
    ]


@pytest.mark.parametrize(
    "more",
    [{}, {"BP No": "9900807733", "Mobile": ""}, {"BP No": "9900807733", "Mobile": "01700-009941"}],
    ids=["number and phone beside", "another number of the series", "another phone too"],
)
def test_namesakes_of_one_intake_in_one_unit_are_noted_and_go_in(reference, more):
    rows = checked(reference, person(1, "Sabbir Rahman"), person(2, "Sabbir Rahman", **more))
    assert outcomes(rows) == ["new", "new"]
    assert told(rows[1], "SAME_NAME") == ["Row 2 has the same name and unit, and another service number."]


@pytest.mark.parametrize("number", ["9900807010", "9900807901", "9901807733"])
def test_a_slip_in_the_number_or_another_series_waits(reference, number):
    rows = checked(reference, person(1, "Sabbir Rahman"), person(2, "Sabbir Rahman", **{"BP No": number, "Mobile": ""}))
    assert outcomes(rows) == ["new", "review"]


def test_a_list_that_was_checked_before_still_says_what_it_said():
    stored = {
        "code": "POSSIBLE_DUPLICATE_OF_ROW_6", "severity": "review", "field": "service_number", "suggestion": None, "facts": {"row": 6},
    }  # fmt: skip
    assert problem_from_json(stored).message == "Perhaps the same person as in row 6: another service number."


# One e-mail address


def test_a_shared_email_is_noted(reference):
    rows = checked(
        reference,
        [*person(1), "desk@example.org"],
        [*person(2), "DESK@example.org"],
        [*person(3), "own@example.org"],
        headings=[*HEADINGS, "E-mail"],
    )
    assert outcomes(rows) == ["new"] * 3
    assert told(rows[0], "EMAIL") == ["2 rows of the list have this e-mail address."]
    assert not told(rows[2], "EMAIL")


# The order


def drawn(chance):
    """A list in which numbers, phones and names meet each other in all ways."""
    names = [
        "Sabbir Rahman",
        "Sabir Rahman",
        "Md. Sabbir Rahman Khan",
        "Nazma Akter",
        "Nazma Khatun",
        "নাজমা আক্তার",
        "Dipok Chakma",
        "K 2@",
    ]
    phones = [PHONE, "01700-000771", "01700-000772", ""]
    rows = []
    for at in range(chance.randint(2, 9)):
        row = person(
            at, chance.choice(names), Mobile=chance.choice(phones), Unit=chance.choice(["DMP", "PBI", "Moon base"])
        )
        row[3] = f"99008071{chance.randrange(6):02}"
        rows.append(row)
    return rows


def test_the_order_of_the_rows_changes_nothing_but_which_of_two_equals_goes_in(reference):
    chance = random.Random(20261130)  # noqa: S311 -- test data
    for _list in range(300):
        rows = drawn(chance)
        expected = Counter(outcomes(checked(reference, *rows)))
        for _order in range(3):
            chance.shuffle(rows)
            assert Counter(outcomes(checked(reference, *rows))) == expected, rows


def test_no_two_rows_with_one_number_go_in(reference):
    chance = random.Random(7)  # noqa: S311 -- test data
    for _list in range(300):
        rows = drawn(chance)
        taken = {number for number in range(2, len(rows) + 2) if chance.random() < 0.4}
        went_in = [
            row.values["service_number"] for row in checked(reference, *rows, taken=taken) if row.outcome == "new"
        ]
        assert len(went_in) == len(set(went_in)), rows
