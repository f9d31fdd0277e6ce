"""What is said about the tables of a file, its lines between the people, and people of two lines."""

from tests.participants.roster.true_messages.of_files import HEADED
from tests.participants.roster.true_messages.situations import PEOPLE, Case, book, sheet_of

MANY = 25
NAMES = ["ফারহানা সুলতানা", "কামাল হোসেন", "শিরিন আক্তার", "বিমল চন্দ্র দাস"]


def _beside():
    left, right = HEADED[:3], [HEADED[0], *HEADED[3:5]]
    return book(sheet_of(*([*one, None, *other] for one, other in zip(left, right, strict=True))))


def _below(headings, **chosen):
    lines = ([line[1], line[0], *line[2:]] for line in HEADED[3:])
    return book(sheet_of(*HEADED[:3], None, headings, *lines), **chosen)


def _table_below(number):
    person = [PEOPLE[0]["rank"], f"{PEOPLE[0]['name']} {chr(97 + number) * 3}", f"99008{number + 50:05d}"]
    return [None, *(line[:: -1 if number % 2 else 1] for line in (["Rank", "Name", "BP No"], person))]


def _divided_by(line):
    return book(sheet_of(*HEADED[:3], [line], *HEADED[3:]))


def _below_the_line(it):
    return it.facts["row"] == 4 < it.row.number and it.waits


def _outcomes(it):
    return [row.outcome for row in it.rows]


OF_TABLES = {
    "FILE_TABLE_BESIDE": Case(
        _beside(), lambda it: (it.facts["columns"], it.facts["count"]) == ("G–K", 2) and len(it.rows) == 2
    ),
    "FILE_TABLE_NOT_READ": Case(
        _below(["Rank", "Name", "BP No", "Unit", "Mobile"], header_row=5, table="A–E"),
        lambda it: (it.facts["line"], it.facts["count"]) == (1, 2) and [row.number for row in it.rows] == [6, 7],
    ),
    "FILE_NUMBERS_BESIDE": Case(
        book(sheet_of(HEADED[0], *([*line, None, "Somebody", f"99009{at:05d}"] for at, line in enumerate(HEADED[1:])))),
        lambda it: (
            it.facts["count"] == len(PEOPLE) and all(row.values["service_number"][:5] == "99008" for row in it.rows)
        ),
    ),
    "FILE_TABLE_BELOW": Case(
        _below(["Rank", "Name", "BP No", "Unit", "Mobile"]),
        lambda it: (
            (it.facts["line"], it.facts["count"]) == (5, 2) and it.rows[2].values["name_en"] == PEOPLE[2]["name"]
        ),
    ),
    "FILE_TABLES_BELOW": Case(
        book(sheet_of(*HEADED[:2], *(line for number in range(MANY) for line in _table_below(number)))),
        lambda it: it.facts["people"] == it.facts["count"] > 1 and len(it.rows) == MANY + 1,
    ),
    "FILE_SECTION_ROLE": Case(
        _divided_by("Resource persons"),
        lambda it: (
            (it.facts["line"], it.facts["seen"], it.facts["count"]) == (4, "Resource persons", 2)
            and not it.rows[2].is_participant
        ),
    ),
    "FILE_SECTION_STATE": Case(
        _divided_by("Waiting list"),
        lambda it: (
            (it.facts["line"], it.facts["seen"], it.facts["count"]) == (4, "Waiting list", 2)
            and _outcomes(it) == ["new", "new", "review", "review"]
        ),
    ),
    "FILE_SECTIONS": Case(
        _divided_by("Khulna District"), lambda it: it.facts["count"] == 1 and _outcomes(it) == ["new"] * 4
    ),
    "LISTED_AS_WAITING": Case(_divided_by("Waiting list"), _below_the_line),
    "LISTED_AS_ABSENT": Case(_divided_by("Absent"), _below_the_line),
    "LISTED_AS_LEFT_OUT": Case(_divided_by("Cancelled"), _below_the_line),
    "SECOND_LINE": Case(
        book(
            sheet_of(
                HEADED[0],
                *(line for person, name in zip(HEADED[1:], NAMES, strict=True) for line in (person, [name])),
            )
        ),
        lambda it: it.facts["line"] == it.row.number + 1 and it.values["name_bn"] in NAMES and it.values["name_en"],
    ),
    "FILE_EXAMPLE": Case(
        book(sheet_of(HEADED[0], ["e.g. Md. Example", "Inspector", "9900000000", "DMP", "01700000000"], *HEADED[1:])),
        lambda it: len(it.rows) == len(PEOPLE),
    ),
}
