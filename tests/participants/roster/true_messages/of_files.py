"""What is said about the file as a whole."""

from programmes.workbooks.sheets import Merge
from tests.participants.roster.true_messages.situations import PEOPLE, Case, book, people, sheet_of

LINES = [list(PEOPLE[0]), *(list(person.values()) for person in PEOPLE)]
HEADED = [["Name", "Rank", "BP No", "Unit", "Mobile"], *LINES[1:]]


def _stays_out(it):
    return "unless you take them" in it.problem.message


OF_FILES = {
    "FILE_HIDDEN_ROWS": Case(
        book(sheet_of(*HEADED, hidden_rows={3, 4})),
        lambda it: (
            it.facts["count"] == 2
            and [row.outcome for row in it.rows[1:3]] == ["review" if _stays_out(it) else "new"] * 2
        ),
    ),
    "FILE_HIDDEN_COLUMNS": Case(
        book(sheet_of(*HEADED, hidden_columns={4})),
        lambda it: it.facts["seen"] == "E" and it.layout.columns[4] == "mobile" and it.rows[0].values["mobile"],
    ),
    "FILE_HIDDEN_SHEET": Case(
        book(sheet_of(["Nothing here"]), sheet_of(*HEADED, name="Old", is_hidden=True)),
        lambda it: it.layout.sheet == "Old",
    ),
    "FILE_OTHER_SHEETS": Case(
        book(sheet_of(*HEADED), sheet_of(*HEADED[:3], name="Second batch")),
        lambda it: it.facts["seen"] == "Second batch" and it.layout.sheet == "S" and len(it.rows) == len(PEOPLE),
    ),
    "FILE_UNKNOWN_COLUMN": Case(
        book(sheet_of([*HEADED[0], "Blood group"], *([*line, "B+"] for line in HEADED[1:]))),
        lambda it: (it.facts["column"], it.facts["seen"]) == ("F", "Blood group") and 5 not in it.layout.columns,
    ),
    "FILE_DUPLICATE_HEADING": Case(
        book(sheet_of([*HEADED[0], "Mobile No"], *([*line, line[-1]] for line in HEADED[1:]))),
        lambda it: (
            {it.facts["column"], it.facts["first"]} == {"E", "F"}
            and sum(field == "mobile" for field in it.layout.columns.values()) == 1
        ),
    ),
    "FILE_NAME_AND_RANK": Case(
        book(
            sheet_of(
                ["Name and Rank", "BP No", "Unit"],
                *([f"{one['name']}, {one['rank']}", one["number"], one["unit"]] for one in PEOPLE),
            )
        ),
        lambda it: it.facts["column"] == "A" and all(row.raw["name"].split(", ")[1] for row in it.rows),
    ),
    "BLANK_ROW_BEFORE": Case(
        book(sheet_of(*HEADED[:2], None, *HEADED[2:])), lambda it: it.row.number == 4 and it.raw.is_after_blank
    ),
    "MERGED_CELL": Case(
        book(
            sheet_of(
                HEADED[0],
                HEADED[1],
                [*HEADED[2][:3], None, HEADED[2][4]],
                HEADED[3],
                merged=[Merge(2, 3, 3, 3)],
            )
        ),
        lambda it: (
            it.problem.field == "unit"
            and it.value == it.rows[0].values["unit"] == "DMP"
            and it.raw.all_cells[3].is_blank
        ),
    ),
    "HIDDEN_ROW": Case(book(sheet_of(*HEADED, hidden_rows={3})), lambda it: it.row.number == 3 and it.raw.is_hidden),
    "REGION_MISMATCH": Case(
        people(
            *({"district": district} for district in ("Khulna", "Jashore", "Bogura")),
            titles=("Training for Khulna Region",),
        ),
        lambda it: it.facts["seen"] == "Bogura" and "Khulna" in it.facts["after"] and it.waits,
    ),
}
