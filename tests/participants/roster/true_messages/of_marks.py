"""What is said about what the file shows: rows struck out, hidden or grey, encodings, zeros, the order of dates."""

from datetime import date

from programmes.workbooks import sheets
from programmes.workbooks.sheets import Cell, Sheet
from tests.participants.roster.true_messages.of_files import HEADED
from tests.participants.roster.true_messages.situations import Case, book, late, people, sheet_of

FIRST_DAYS = [date(2012, 5, 6), date(2013, 7, 7), date(2014, 3, 9)]
SPOILT = "à¦¨à¦¾à¦œà¦®à¦¾ à¦¬à§‡à¦—à¦®"


def _marked(*marks):
    """The second person of the list, in a format."""
    return late(
        lambda: book(
            sheet_of(
                *HEADED[:2],
                [Cell(value, None, frozenset(getattr(sheets, mark) for mark in marks)) for value in HEADED[2]],
                *HEADED[3:],
            )
        )
    )


@late
def _one_struck():
    """The second person of the list with the name alone struck out."""
    first, *others = HEADED[2]
    return book(sheet_of(*HEADED[:2], [Cell(first, None, frozenset({sheets.STRUCK})), *others], *HEADED[3:]))


def _uneven():
    sheet: Sheet = sheet_of(*HEADED[:2], [*HEADED[2], "spare"], *HEADED[3:])
    sheet.widths = {number: len(cells) for number, cells in sheet.rows}
    return book(sheet)


def _joined(*dates):
    return people(*({"joined": date} for date in dates))


@late
def _month_first_in_the_heading():
    headings, *rows = HEADED
    return book(sheet_of([*headings, "Joining date (mm/dd/yyyy)"], *([*row, "05/06/2012"] for row in rows)))


def _one_waits(it):
    return it.row.number == 3 and it.waits


OF_MARKS = {
    "FILE_STRUCK_ROWS": Case(_marked("STRUCK"), lambda it: it.facts["count"] == 1 and it.rows[1].outcome == "review"),
    "ROW_STRUCK_OUT": Case(_marked("STRUCK"), _one_waits),
    "FILE_GREY_ROWS": Case(_marked("GREY_TEXT"), lambda it: it.facts["count"] == 1 and it.rows[1].outcome == "review"),
    "ROW_GREY": Case(_marked("GREY_TEXT"), _one_waits),
    "FILE_UNEVEN_ROWS": Case(late(_uneven), lambda it: it.facts["seen"] == "3" and it.rows[1].outcome == "review"),
    "ROW_UNEVEN": Case(late(_uneven), _one_waits),
    "TEXT_STRUCK_OUT": Case(_one_struck, lambda it: it.row.number == 3 and it.facts["seen"] == it.typed and it.waits),
    "TEXT_PARTLY_STRUCK": Case(_marked("PARTLY_STRUCK"), _one_waits),
    "ZEROS_OF_FORMAT": Case(_marked("ZEROS"), lambda it: it.row.number == 3 and not it.waits),
    "EXPONENT_WHOLE": Case(
        people({"number": "9.900800001E+09"}, {}, {}), lambda it: "E" in it.typed and it.value == "9900800001"
    ),
    "TEXT_REPAIRED": Case(
        people({"name": SPOILT}, {}, {}),
        lambda it: it.facts == {"before": SPOILT, "after": it.values["name_bn"]} and it.values["name_bn"] == "নাজমা বেগম",
    ),
    "TEXT_BEYOND_REPAIR": Case(
        people({"name": SPOILT[:-9] + "?" + SPOILT[-8:]}, {}, {}), lambda it: it.waits and not it.values.get("name_bn")
    ),
    "UNREADABLE_CHARACTERS": Case(
        people({"name": "Farhana\ufffd Sultana"}, {}, {}), lambda it: "\ufffd" in it.typed and it.waits
    ),
    "FILE_DATES_MONTH_FIRST": Case(
        _joined("06/23/2012", "03/06/2012", "07/25/2013"),
        lambda it: it.facts["count"] == 2 and it.facts["seen"] == "Joining Date",
    ),
    "FILE_DATES_MONTH_FIRST_SAID": Case(
        _month_first_in_the_heading,
        lambda it: "mm/dd/yyyy" in it.facts["seen"] and all(row.outcome == "review" for row in it.rows),
    ),
    "ROW_SAYS_STATE": Case(
        people({"remarks": "Absent on both days"}, {"remarks": "Comes by bus"}, {}),
        lambda it: it.row.number == 2 and it.waits and it.facts["seen"] == it.typed,
    ),
    "FILE_DATES_TWO_ORDERS": Case(
        _joined("06/23/2012", "23/06/2012", "07/25/2013"), lambda it: (it.facts["count"], it.facts["others"]) == (2, 1)
    ),
    "DATE_DAY_OR_MONTH": Case(
        _joined("06/23/2012", "03/06/2012", "07/25/2013"),
        lambda it: (
            {it.facts["first"], it.facts["second"]} == {"2012-06-03", "2012-03-06"} and it.value is None and it.waits
        ),
    ),
    "FILE_DATES_EXCHANGED": Case(
        _joined(*FIRST_DAYS, "23/06/2012"), lambda it: (it.facts["count"], it.facts["others"]) == (len(FIRST_DAYS), 1)
    ),
    "DATE_EXCHANGED": Case(
        _joined(*FIRST_DAYS, "23/06/2012"),
        lambda it: (
            it.facts["first"] in {day.isoformat() for day in FIRST_DAYS}
            and it.facts["second"] == it.problem.suggestion
            and it.value is None
            and it.waits
        ),
    ),
    "DATE_OF_OTHER_CLOCK": Case(
        _joined("2012-06-03T20:30:00Z"),
        lambda it: it.facts["after"] == it.value == "2012-06-04" and it.facts["seen"] in it.typed,
    ),
}
