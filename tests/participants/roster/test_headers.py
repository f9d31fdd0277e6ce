"""The list is found wherever it stands, and every column and row is accounted for."""

import pytest

from accounts.refusal import Refused
from participants.roster.layout.headers import lay_out
from participants.roster.layout.heading_words import WORDS, field_of
from programmes.workbooks import limits
from programmes.workbooks.sheets import Cell, Merge, Sheet, Workbook
from tests.participants.roster.files import workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER


def laid(reference, *rows, fonts=None, **settings):
    return lay_out(workbook(*rows, fonts=fonts), reference, **settings)


def problems_of(layout):
    return {problem.code: problem.message for problem in layout.problems}


@pytest.mark.parametrize("field", WORDS)
def test_every_heading_we_list_is_understood(field):
    assert {field_of(word)[0] for word in WORDS[field]} == {field}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Mobile No. (মোবাইল)", "mobile"),
        ("নাম / Name", "name"),
        ("বিপি নং ঃ", "service_number"),
        ("পদবীঃ", "rank"),
        ("পদবি:", "rank"),
        ("BP/ID", "service_number"),
        ("  MOBILE\u00a0NO ", "mobile"),
        ("Name\nin English", "name_en"),
        ("Moblie Number", "mobile"),
        ("†gvevBj bs", "mobile"),
        ("Rb¥ ZvwiL", "date_of_birth"),
        ("Blood group", None),
        ("", None),
    ],
)
def test_headings_in_either_language_any_spelling_and_an_old_font_are_understood(heading, field):
    assert field_of(heading)[0] == field


def test_titles_above_the_headings_are_context_not_data(reference):
    layout = laid(reference, ["বাংলাদেশ পুলিশ"], ["Khulna Region, 28 September – 2 October 2025"], HEADINGS, OFFICER)
    assert (layout.header_row, [row.number for row in layout.rows]) == (3, [4])
    assert layout.context.dates == ("2025-09-28", "2025-10-02")
    assert layout.context.divisions == {"40"}


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("তারিখঃ ১৭-১৯ জুন ২০২৫ খ্রি.", ("2025-06-17", "2025-06-19")),
        ("Date: 17 June 2025", ("2025-06-17", "2025-06-17")),
        ("17/06/2025 - 19/06/2025", ("2025-06-17", "2025-06-19")),
        ("24th to 26th June, 2025", ("2025-06-24", "2025-06-26")),
        ("19-17 June 2025", None),
        ("Batch 3", None),
    ],
)
def test_the_days_in_a_title_are_read(reference, line, dates):
    assert laid(reference, [line], HEADINGS, OFFICER).context.dates == dates


def test_the_office_that_sends_the_list_is_not_the_region_it_is_for(reference):
    assert laid(reference, ["ডিআইজির কার্যালয়, খুলনা রিজিয়ন"], HEADINGS, OFFICER).context.divisions == frozenset()


def test_two_rows_of_headings_are_read_together(reference):
    upper = ["Sl", "Name", "BP", "Contact", None, "Rank"]
    lower = [None, None, "No.", "Mobile No.", "E-mail", None]
    book = workbook(upper, lower, ["1", "Karim Uddin", "9900500001", "01700000051", "a@example.org", "SI"])
    book.sheets[0].merged.append(Merge(1, 3, 1, 4))
    layout = lay_out(book, reference)
    assert layout.header_rows == [1, 2]
    assert list(layout.columns.values()) == ["serial", "name", "service_number", "mobile", "email", "rank"]
    assert layout.headings[4] == "Contact – E-mail"


def test_two_rows_of_headings_need_no_merged_cells(reference):
    upper = ["Sl", "Name", "BP No", "Contact", None]
    layout = laid(reference, upper, [None, None, None, "Mobile", "E-mail"], ["1", "Karim", "9900500001", "017", "x"])
    assert list(layout.columns.values()) == ["serial", "name", "service_number", "mobile", "email"]


def test_a_row_of_people_is_never_taken_for_a_second_row_of_headings(reference):
    layout = laid(reference, ["Name", "BP No"], ["Station", "9900500001"], ["Karim", "9900500002"])
    assert layout.header_rows == [1]
    assert len(layout.rows) == 2


def test_headings_in_an_old_font_are_read(reference):
    layout = laid(reference, ["bvg", "c`we", "wewc bs"], ["bvRgv LvZyb", "GmAvB", "9900500001"])
    assert list(layout.columns.values()) == ["name", "rank", "service_number"]
    assert list(layout.headings.values()) == ["নাম", "পদবি", "বিপি নং"]


def test_names_in_two_scripts_have_two_columns(reference):
    layout = laid(reference, ["Name", "নাম", "BP No"], ["Karim", "করিম", "9900500001"])
    assert list(layout.columns.values()) == ["name_en", "name_bn", "service_number"]


def test_a_heading_that_repeats_is_reported_and_the_first_one_counts(reference):
    layout = laid(reference, ["Name", "BP No", "Mobile", "Phone"], ["Karim", "9900500001", "01700000051", "x"])
    assert "phone" not in layout.columns.values()
    assert layout.columns == {0: "name", 1: "service_number", 2: "mobile"}
    assert (
        problems_of(layout)["FILE_DUPLICATE_HEADING"]
        == "Column D, “Phone”, has the same meaning as column C and is not used."
    )


def test_a_column_we_do_not_know_is_reported(reference):
    layout = laid(reference, ["Name", "BP No", "Blood group"], ["Karim", "9900500001", "B+"])
    assert problems_of(layout) == {"FILE_UNKNOWN_COLUMN": "Column C, “Blood group”, is not used."}


def test_a_designation_without_a_rank_is_the_rank(reference):
    assert "rank" in laid(reference, ["Name", "Designation", "BP No"], OFFICER).columns.values()
    both = laid(reference, ["Name", "Rank", "Designation", "BP No"], OFFICER).columns.values()
    assert {"rank", "designation"} <= set(both)


def test_without_headings_the_sentence_lists_those_we_understand(reference):
    with pytest.raises(Refused, match=r"No row of headings was found.*BP No \(বিপি নং\)"):
        laid(reference, ["Karim", "9900500001"], ["Rahim", "9900500002"])


def test_headings_below_the_first_fifteen_rows_are_not_looked_for(reference):
    with pytest.raises(Refused, match="first 15 rows"):
        laid(reference, *[["A title"]] * 15, HEADINGS, OFFICER)


def test_headings_without_any_officer_are_refused(reference):
    with pytest.raises(Refused, match="no officer below the headings in row 2"):
        laid(reference, ["Title"], HEADINGS, ["মোট", "0"])


def test_more_officers_than_the_limit_are_refused(reference, monkeypatch):
    monkeypatch.setattr(limits, "DATA_ROWS", 2)
    with pytest.raises(Refused, match="more than 2 rows"):
        laid(reference, HEADINGS, *[OFFICER] * 3)


def test_totals_signatures_sections_and_notes_are_no_people_and_are_named(reference):
    layout = laid(
        reference,
        HEADINGS,
        ["Khulna Range"],
        OFFICER,
        None,
        HEADINGS,
        ["2", "যশোর"],
        OFFICER,
        ["মোটঃ", "২ জন"],
        [None, "স্বাক্ষর", None, None, "অতিরিক্ত ডিআইজি"],
        [None, "(মোঃ করিম)"],
        ["Prepared by: Rahim"],
    )
    assert [row.number for row in layout.rows] == [3, 7]
    assert layout.ignored == [
        (2, "section"), (4, "blank"), (5, "heading"), (6, "section"),
        (8, "total"), (9, "total"), (10, "note"), (11, "total"),
    ]  # fmt: skip


def test_a_person_without_any_number_is_kept_and_will_be_told(reference):
    layout = laid(reference, HEADINGS, ["1", "Karim Uddin", "SI"], ["2", "Salma Khatun"])
    assert [row.number for row in layout.rows] == [2, 3]


def test_a_person_below_the_total_is_not_lost(reference):
    layout = laid(reference, HEADINGS, OFFICER, ["Total", "1"], ["2", "Salma Khatun", "SI", "9900500002"])
    assert [row.number for row in layout.rows] == [2, 4]


def test_the_sheet_with_the_list_is_chosen(reference):
    guide = Sheet(name="Read me", rows=[(1, [Cell("Write one officer in each row")])])
    hidden = workbook(HEADINGS, OFFICER, name="Old", is_hidden=True).sheets[0]
    good = workbook(HEADINGS, OFFICER, name="List").sheets[0]
    assert lay_out(Workbook("xlsx", [guide, hidden, good]), reference).sheet == "List"
    assert problems_of(lay_out(Workbook("xlsx", [guide, hidden]), reference)).keys() == {"FILE_HIDDEN_SHEET"}


def test_another_sheet_with_a_list_is_reported(reference):
    first = workbook(HEADINGS, OFFICER, OFFICER, name="One").sheets[0]
    second = workbook(HEADINGS, OFFICER, name="Two").sheets[0]
    layout = lay_out(Workbook("xlsx", [second, first]), reference)
    assert layout.sheet == "One"
    assert "Two" in problems_of(layout)["FILE_OTHER_SHEETS"]


def test_a_sheet_beyond_a_limit_is_refused_only_when_it_holds_the_list(reference):
    broken = workbook(HEADINGS, OFFICER, name="Big").sheets[0]
    broken.refusal = "Sheet “Big” has more than 20000 rows."
    with pytest.raises(Refused, match="Big"):
        lay_out(Workbook("xlsx", [broken]), reference)


def test_hidden_rows_and_columns_are_read_and_reported(reference):
    book = workbook(HEADINGS, OFFICER, OFFICER, hidden_rows={3}, hidden_columns={3})
    layout = lay_out(book, reference)
    assert [row.is_hidden for row in layout.rows] == [False, True]
    assert problems_of(layout).keys() == {"FILE_HIDDEN_ROWS", "FILE_HIDDEN_COLUMNS"}


def test_a_unit_merged_over_several_rows_counts_for_each(reference):
    book = workbook(HEADINGS, OFFICER, [*OFFICER[:4], None, None, OFFICER[6]])
    book.sheets[0].merged.append(Merge(2, 4, 3, 4))
    second = lay_out(book, reference).rows[1]
    assert second.cells["unit"].value == "DMP"
    assert second.merged == {"unit"}


def test_a_person_can_correct_sheet_row_and_columns(reference):
    book = workbook(["Blood group", "Number"], ["Karim Uddin", "9900500001"])
    layout = lay_out(book, reference, sheet="S", header_row=1, columns={0: "name", 1: "service_number"})
    assert layout.rows[0].cells["name"].value == "Karim Uddin"
    assert layout.headers == [("Blood group", "name"), ("Number", "service_number")]


def test_a_list_without_headings_can_be_mapped_by_hand(reference):
    book = workbook(["Karim Uddin", "9900500001"], ["Rahim Mia", "9900500002"])
    layout = lay_out(book, reference, header_row=0, columns={0: "name", 1: "service_number"})
    assert [row.number for row in layout.rows] == [1, 2]


def test_a_sheet_that_does_not_exist_is_refused(reference):
    with pytest.raises(Refused, match="no sheet “X”"):
        laid(reference, HEADINGS, OFFICER, sheet="X")


def test_hints_below_the_headings_are_no_cells_of_their_columns(reference):
    people = [[name, f"990050001{at}", "DMP"] for at, name in enumerate(("Karim Uddin", "Nasrin Akter"))]
    layout = laid(reference, ["Name", "BP No", "Unit"], ["(as in NID)", "(10 digits)", "(write in full)"], *people)
    assert (layout.asks, [row.number for row in layout.rows]) == ([], [3, 4])


def test_columns_in_a_group_of_another_person_are_not_the_officers(reference):
    groups = ["Supervisor", None, None, "Nominated officer", None, None]
    below = ["Name", "Rank", "Mobile", "Name", "Rank", "BP No"]
    people = [["Kazi Rashed", "SP", "01700000051", "Karim Uddin", "SI", "9900500001"]]
    layout = laid(reference, groups, below, *people)
    assert layout.columns == {3: "name", 4: "rank", 5: "service_number"}


def test_a_title_above_the_headings_is_no_group(reference):
    layout = laid(reference, ["Officers of the supervisor"], ["Name", "Rank", "BP No"], ["Karim", "SI", "9900500001"])
    assert layout.columns == {0: "name", 1: "rank", 2: "service_number"}
