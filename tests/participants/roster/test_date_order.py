"""Whether day or month comes first is decided by the column, and never for a cell that its column leaves open."""

from datetime import date

import pytest

from participants.roster.base.rows import raw_row_from_json
from participants.roster.cells.dates import DAY_FIRST, MONTH_FIRST, UNCLEAR, order_of, read_date
from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import codes, workbook

DATED = ["Name", "BP No", "Rank", "Unit", "Joining Date"]
NAMES = ("Sabina Yasmin", "Rafiqul Islam", "Nasrin Akter", "Mizanur Rahman", "Tahmina Begum", "Jahangir Alam")


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["31/01/2012", "05/06/2012"], DAY_FIRST),
        (["05/06/2012", "07/08/2012"], DAY_FIRST),
        (["01/31/2012", "05/06/2012"], MONTH_FIRST),
        (["০১/৩১/২০১২", "05/06/2012"], MONTH_FIRST),
        (["1/31/2012 0:00:00", "5/6/2012 9:15 AM"], MONTH_FIRST),
        (["01/31/2012", "31/01/2012"], UNCLEAR),
        (["31/01/2012"] * 20 + ["01/31/2012"], DAY_FIRST),
        (["31/01/2012"] * 19 + ["01/31/2012"], UNCLEAR),
        (["2012-01-31", "31 Jan 2012", "Jan 31 2012", "45/45/2012", "00/31/2012", 41000, None, ""], DAY_FIRST),
        ([], DAY_FIRST),
    ],
)
def test_the_cells_of_a_column_show_their_order_together(dates, order):
    assert order_of(dates).order == order


@pytest.mark.parametrize(
    "heading", ["Joining Date (mm/dd/yyyy)", "DOB: M-D-YY", "Joined on, month/day/year", "যোগদানের তারিখ (মাস/দিন/বছর)"]
)
def test_a_heading_that_asks_for_the_month_first_counts_like_a_date_that_shows_it(heading):
    assert order_of(["05/06/2012", "07/08/2012"], heading).order == MONTH_FIRST
    assert order_of(["05/06/2012", "31/08/2012"], heading).order == UNCLEAR


@pytest.mark.parametrize("heading", ["Joining Date (dd/mm/yyyy)", "Date", "Comm/dd", "যোগদানের মাস"])
def test_other_headings_leave_the_day_first(heading):
    assert order_of(["05/06/2012", "07/08/2012"], heading).order == DAY_FIRST


def test_dates_under_such_a_heading_wait_and_the_order_of_the_heading_is_offered(reference):
    headings = [*DATED[:-1], "Joining Date (mm/dd/yyyy)"]
    rows = [[name, f"990080001{at}", "SI", "DMP", "05/06/2012"] for at, name in enumerate(NAMES)]
    layout = lay_out(workbook(headings, *rows), reference)
    found = check(layout.rows, reference, Known())
    assert [item.suggestion for item in found[0].problems if item.code == "DATE_DAY_OR_MONTH"] == ["2012-05-06"]
    assert [item.code for item in layout.problems if item.field == "joined_on"] == ["FILE_DATES_MONTH_FIRST_SAID"]


@pytest.mark.parametrize("order", [MONTH_FIRST, UNCLEAR])
@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2012-06-05", "2012-06-05"),
        ("5 Jun 2012", "2012-06-05"),
        ("05/05/2012", "2012-05-05"),
        ("31/01/2012", "2012-01-31"),
    ],
)
def test_dates_that_can_only_be_read_one_way_are_read(order, value, iso):
    assert read_date(value, "joined_on", order) == (iso, [])


def test_in_a_column_with_the_month_first_a_date_of_both_ways_waits_and_the_other_order_is_offered():
    found, (item,) = read_date("05/06/2012", "joined_on", MONTH_FIRST)
    assert (found, item.code, item.suggestion) == (None, "DATE_DAY_OR_MONTH", "2012-05-06")
    assert (item.facts["first"], item.facts["second"]) == ("2012-06-05", "2012-05-06")


def test_in_a_column_with_both_orders_nothing_is_offered():
    found, (item,) = read_date("05/06/2012", "joined_on", UNCLEAR)
    assert (found, item.code, item.suggestion) == (None, "DATE_DAY_OR_MONTH", None)


def rows_with(reference, *dates):
    people = [[NAMES[at], f"990050007{at}", "SI", "DMP", day] for at, day in enumerate(dates)]
    layout = lay_out(workbook(DATED, *people), reference)
    return layout, check(layout.rows, reference, Known())


def test_a_list_says_so_and_swaps_nothing(reference):
    layout, rows = rows_with(reference, "01/31/2012", "05/06/2012", "07/07/2012", "9 Aug 2012")
    assert [row.outcome for row in rows] == ["review", "review", "new", "new"]
    assert [row.values["joined_on"] for row in rows] == [None, None, "2012-07-07", "2012-08-09"]
    assert "DATE_MONTH_FIRST" in codes(rows[0])
    (told,) = [item for item in layout.problems if item.code.startswith("FILE_DATES")]
    assert (told.code, told.facts) == ("FILE_DATES_MONTH_FIRST", {"column": "E", "seen": "Joining Date", "count": 1})


def test_a_list_with_both_orders_says_so(reference):
    layout, rows = rows_with(reference, "01/31/2012", "31/01/2012", "05/06/2012")
    assert [row.values["joined_on"] for row in rows] == [None, "2012-01-31", None]
    (told,) = [item for item in layout.problems if item.code.startswith("FILE_DATES")]
    assert (told.code, told.facts["count"], told.facts["others"]) == ("FILE_DATES_TWO_ORDERS", 1, 1)


def test_a_list_with_the_day_first_says_nothing(reference):
    layout, rows = rows_with(reference, "31/01/2012", "05/06/2012")
    assert [row.values["joined_on"] for row in rows] == ["2012-01-31", "2012-06-05"]
    assert not [item for item in layout.problems if item.code.startswith("FILE_DATES")]


FIRST_DAYS = [date(2012, 5, 6), date(2013, 7, 7), date(2014, 3, 9)]


@pytest.mark.parametrize("text", ["23/06/2012", "06/23/2012"])
def test_dates_that_a_program_may_have_exchanged_wait(reference, text):
    layout, rows = rows_with(reference, *FIRST_DAYS, text)
    assert [row.values["joined_on"] for row in rows[:3]] == [None, "2013-07-07", None]
    (item,) = [item for item in rows[0].problems if item.code == "DATE_EXCHANGED"]
    assert (item.severity, item.suggestion) == ("review", "2012-06-05")
    (told,) = [item for item in layout.problems if item.code == "FILE_DATES_EXCHANGED"]
    assert (told.facts["count"], told.facts["others"]) == (3, 1)


@pytest.mark.parametrize(
    "dates",
    [
        FIRST_DAYS,
        [*FIRST_DAYS, "23 June 2012"],
        [*FIRST_DAYS, "2012-06-23"],
        [*FIRST_DAYS, "23/06/2012", "04/05/2012"],
        [*FIRST_DAYS, date(2012, 6, 13), "23/06/2012"],
        [FIRST_DAYS[0], "23/06/2012"],
    ],
)
def test_other_columns_with_dates_are_read_as_they_are(reference, dates):
    layout, rows = rows_with(reference, *dates)
    assert rows[0].values["joined_on"] == "2012-05-06"
    assert not [item for item in layout.problems if item.code == "FILE_DATES_EXCHANGED"]


def test_a_row_that_is_checked_alone_later_still_knows_the_order(reference):
    layout, _rows = rows_with(reference, "01/31/2012", "05/06/2012")
    stored = [row.as_json() for row in layout.rows]
    alone = raw_row_from_json(stored[1]).with_edits({"rank": "ASI"})
    assert "DATE_DAY_OR_MONTH" in codes(check([alone], reference, Known())[0])


def test_a_person_who_takes_the_row_takes_what_is_offered(reference):
    layout, _rows = rows_with(reference, "01/31/2012", "05/06/2012")
    taken = check(layout.rows, reference, Known(), taken=frozenset({2, 3}))
    assert [row.values["joined_on"] for row in taken] == ["2012-01-31", "2012-05-06"]
