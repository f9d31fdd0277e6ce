"""Situations in which a sentence would be untrue: it must not appear there."""

from participants.roster.base.sheets import Cell
from tests.participants.roster.true_messages.of_files import HEADED
from tests.participants.roster.true_messages.situations import PEOPLE, book, people, sheet_of

UNTRUE = {
    ("FILE_DUPLICATE_HEADING", "two numbers that differ"): book(
        sheet_of([*HEADED[0], "NID No"], *([*line, f"19{at:08d}"] for at, line in enumerate(HEADED[1:])))
    ),
    ("FILE_UNKNOWN_COLUMN", "the column is used"): book(sheet_of(*HEADED)),
    ("FILE_HIDDEN_ROWS", "an empty row is hidden"): book(sheet_of(*HEADED, hidden_rows={9})),
    ("FILE_OTHER_SHEETS", "the other sheet holds no people"): book(
        sheet_of(*HEADED), sheet_of(["Totals", "12"], ["Seats", "50"], name="Numbers")
    ),
    ("BIJOY_TEXT", "English in an old font"): people({"name": Cell("Farhana Sultana", "SutonnyMJ")}),
    ("BP_SCIENTIFIC", "all digits are there"): people({"number": "9900800001"}),
    ("PHONE_WRONG_LENGTH", "eleven digits"): people({"mobile": "01700000051"}),
    ("PHONE_TWO_NUMBERS", "the same number twice"): people({"mobile": "01700000051 / 8801700000051"}),
    ("PHONE_LOST_LEADING_ZERO", "the zero is there"): people({"mobile": "01700-000051"}),
    ("DATE_MONTH_FIRST", "the day is first"): people({"joined": "23/06/2012"}),
    ("DATE_2DIGIT_YEAR", "the year has four digits"): people({"joined": "03/06/2012"}),
    ("POSSIBLE_DUPLICATE_OF_ROW", "two people"): people({}, {}),
    ("DUPLICATE_OF_ROW", "two numbers"): people({}, {"name": PEOPLE[0]["name"]}),
    ("NAME_PREFIX", "no prefix"): people({"name": "Mdina Khatun"}),
    ("ROLE_NOT_PARTICIPANT", "a former trainer takes part"): people({"remarks": "former trainer of the centre"}),
    ("RANK_FROM_POST", "a rank"): people({"rank": "Inspector"}),
    ("REGION_MISMATCH", "the title names no region"): people(
        {"district": "Bogura"}, {"district": "Khulna"}, titles=("Training at Khulna Office",)
    ),
    ("SESSION_FULL", "no limit"): people({}, {}, {}),
}
