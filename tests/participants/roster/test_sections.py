"""A line between people gives those below it a role or a state, or only divides the list."""

import pytest

from participants.roster.base.rows import raw_row_from_json
from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from participants.roster.layout.sections import line_between, meaning_of, says_nothing_else
from programmes.workbooks.sheets import Cell
from tests.participants.roster.files import codes, workbook

HEADS = ["Sl", "Name", "Rank", "BP No", "Unit"]


NAMES = ("Anwar Hossain", "Bilkis Ara", "Chandan Roy", "Dilruba Khanam", "Emdadul Haque", "Fatema Zohra")


def person(at, name=None):
    return [at, name or NAMES[at % 6], "SI", f"99008{at:05}", "DMP"]


def line(reference, *texts):
    return line_between([Cell(text) for text in texts], reference)


def laid(reference, *rows):
    return lay_out(workbook(*rows), reference)


def checked(reference, *rows):
    return {row.number: row for row in check(laid(reference, *rows).rows, reference, Known())}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Resource persons", "resource_person"),
        ("B. RESOURCE PERSONS (4)", "resource_person"),
        ("রিসোর্স পার্সনগণের তালিকা", "resource_person"),
        ("Guest speakers", "trainer"),
        ("ক) প্রশিক্ষকবৃন্দ", "trainer"),
        ("List of facilitators", "trainer"),
        ("Members of the organising committee", "organiser"),
        ("আয়োজক কমিটি:", "organiser"),
        ("কোর্সের সমন্বয়ক", "organiser"),
        ("Drivers and other support staff", "support"),
        ("৩। গাড়িচালক ও দেহরক্ষী", "support"),
        ("Police drivers", "support"),
        ("International observers", "observer"),
        ("পর্যবেক্ষকগণ - ৩ জন", "observer"),
        ("Invited guests", "guest"),
        ("সম্মানিত অতিথিবৃন্দ", "guest"),
    ],
)
def test_a_line_that_begins_with_a_role_gives_it(text, role):
    assert (meaning_of(text).kind, meaning_of(text).role) == ("role", role)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Waiting list", "waiting"),
        ("C) Reserve: 5", "waiting"),
        ("Stand-by officers", "waiting"),
        ("অপেক্ষমাণ তালিকা (৩ জন)", "waiting"),
        ("সংরক্ষিত", "waiting"),
        ("Absent", "absent"),
        ("Those who did not attend the course", "absent"),
        ("No-show", "absent"),
        ("অনুপস্থিত কর্মকর্তাগণ", "absent"),
        ("যাঁরা যোগদান করেননি", "absent"),
        ("প্রশিক্ষণে উপস্থিত ছিলেন না", "absent"),
        ("Cancelled", "left_out"),
        ("Not selected", "left_out"),
        ("Withdrawn nominations", "left_out"),
        ("বাতিলকৃত মনোনয়ন", "left_out"),
        ("মনোনীত নন", "left_out"),
    ],
)
def test_a_line_that_gives_a_state_is_understood(text, state):
    assert (meaning_of(text).kind, meaning_of(text).state) == ("state", state)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Participants", "people"),
        ("প্রশিক্ষণার্থীদের তালিকা", "people"),
        ("Male participants", "dividing"),
        ("Group B", "dividing"),
        ("Khulna district", "place"),
        ("যশোর", "place"),
        ("Sub-Inspectors", "place"),
        ("Range Reserve Force", "dividing"),
    ],
)
def test_a_line_that_only_divides_the_list_says_no_more(reference, text, kind):
    assert line(reference, text)[1:] == (kind, "", "")


@pytest.mark.parametrize(
    "text", ["Abdul Hai Driver", "Md. Guest Ali", "বাদল রায়", "রানি বেগম", "Karim Uddin", "* absent on day 2"]
)
def test_a_name_or_a_note_is_no_section(reference, text):
    assert line(reference, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Trainer: Karim Uddin",
        "Coordinator Md. Karim",
        "Dhaka resource persons",
        "ঢাকা থেকে আগত প্রশিক্ষকবৃন্দ",
        "Drivers lunch",
    ],
)
def test_a_line_about_a_role_that_says_more_is_for_a_person_to_decide(text):
    assert meaning_of(text)[1:] == ("state", "", "left_out")


@pytest.mark.parametrize(
    "text", ["Resource persons from Dhaka", "Drivers of the range office", "Observers (not to be enrolled)"]
)
def test_a_line_about_a_role_may_say_where_from(text):
    assert meaning_of(text).kind == "role"


def test_the_number_and_the_count_of_a_section_may_have_cells_of_their_own(reference):
    assert line(reference, "B.", None, "Observers", "2 persons").role == "observer"
    assert line(reference, "গ।", "ড্রাইভার", "৩ জন").role == "support"
    assert line(reference, "C.", "Team leaders").kind == "dividing"


def test_a_row_that_says_two_things_is_no_section(reference):
    assert line(reference, "Drivers", "Constable") is None
    assert line(reference, "Karim", "x") is None


def test_a_title_may_be_about_more_than_its_people():
    assert says_nothing_else("List of reserve officers")
    assert not says_nothing_else("Waiting list of the course in Khulna")


def test_those_below_a_role_are_no_participants(reference):
    rows = checked(reference, HEADS, person(1), ["Observers"], person(2), ["Participants"], person(3))
    assert rows[4].values["role_hint"] == "observer"
    assert "ROLE_NOT_PARTICIPANT" in codes(rows[4])
    assert [row.is_participant for row in rows.values()] == [True, False, True]


def test_those_below_a_state_wait_and_the_line_is_named(reference):
    rows = checked(reference, HEADS, person(1), ["অনুপস্থিত"], person(2))
    assert [row.outcome for row in rows.values()] == ["new", "review"]
    assert "LISTED_AS_ABSENT_3" in codes(rows[4])
    said = next(item.message for item in rows[4].problems if item.code == "LISTED_AS_ABSENT_3")
    assert said == "Row 3 above says “অনুপস্থিত”. Did the officer come?"


def test_the_file_says_how_many_are_below_each_line(reference):
    layout = laid(reference, HEADS, person(1), ["Drivers"], person(2), person(3), ["Reserve"], person(4), ["Khulna"])
    said = {problem.code: problem for problem in layout.problems}
    assert said["FILE_SECTION_ROLE"].facts == {"line": 3, "seen": "Drivers", "count": 2}
    assert said["FILE_SECTION_STATE"].facts == {"line": 6, "seen": "Reserve", "count": 1}
    assert said["FILE_SECTION_ROLE"].changes_who_gets_in
    assert said["FILE_SECTION_STATE"].changes_who_gets_in
    assert said["FILE_SECTIONS"].facts["count"] == 1
    assert [number for number, reason in layout.ignored if reason == "section"] == [3, 6, 8]


def test_a_role_cell_of_its_own_goes_before_the_line(reference):
    rows = checked(
        reference, [*HEADS, "Role"], ["Drivers"], [*person(1), "Participant"], [*person(2), "Trainer"], person(3)
    )
    assert [row.values.get("role_hint") for row in rows.values()] == [None, "trainer", "support"]


def test_a_waiting_list_that_is_divided_by_places_stays_one(reference):
    rows = checked(
        reference,
        HEADS, ["Khulna"], person(1), ["Jashore"], person(2), ["Waiting list"], ["Khulna"], person(3), ["Jashore"], person(4),
        ["Selected participants"], person(5),
    )  # fmt: skip
    assert [row.outcome for row in rows.values()] == ["new", "new", "review", "review", "new"]


def test_another_place_ends_a_role(reference):
    rows = checked(reference, HEADS, ["Drivers"], person(1), ["Satkhira district"], person(2))
    assert [row.is_participant for row in rows.values()] == [False, True]


def test_the_role_stays_in_force_on_the_next_page_and_ends_with_the_table(reference):
    rows = checked(
        reference, HEADS, ["Drivers"], person(1), HEADS, person(2), ["BP No", "Name"], ["9900800003", "Bilkis Ara"]
    )
    assert [row.is_participant for row in rows.values()] == [False, False, True]


def test_a_title_gives_its_role_where_there_is_another_list(reference):
    below = ["Participants"], ["BP No", "Name"], ["9900800003", "Bilkis Ara"]
    assert [row.is_participant for row in checked(reference, ["Trainers"], HEADS, person(1), *below).values()] == [
        False,
        True,
    ]
    assert all(row.is_participant for row in checked(reference, ["Trainers"], HEADS, person(1)).values())


def test_the_title_of_the_only_list_may_say_that_it_is_a_waiting_list(reference):
    assert checked(reference, ["Reserve list"], HEADS, person(1))[3].outcome == "review"
    assert checked(reference, ["Training on the reserve of blood"], HEADS, person(1))[3].outcome == "new"


def test_a_row_that_goes_on_with_the_serial_numbers_is_a_person(reference):
    rows = checked(reference, HEADS, person(1), [2, "Driver"], person(3))
    assert rows[3].outcome == "rejected"
    assert rows[4].is_participant
    numbered = checked(reference, HEADS, person(1), person(2), [2, "Drivers"], person(1, "Bilkis Ara"))
    assert not numbered[5].is_participant


def test_a_section_is_stored_with_its_rows(reference):
    layout = laid(reference, HEADS, ["Guests"], person(1), ["Participants"], person(2))
    stored = [row.as_json() for row in layout.rows]
    assert [raw_row_from_json(row).section for row in stored] == [row.section for row in layout.rows]
    assert "section" not in stored[1]
    # Rows that were stored before there were sections.
    assert raw_row_from_json({key: value for key, value in stored[0].items() if key != "section"}).section is None
