"""Situations in which a sentence would be untrue: it must not appear there."""

from programmes.workbooks import sheets
from programmes.workbooks.sheets import Cell
from tests.participants.roster.true_messages.of_files import HEADED
from tests.participants.roster.true_messages.of_likeness import OFFICE
from tests.participants.roster.true_messages.of_marks import SPOILT
from tests.participants.roster.true_messages.situations import PEOPLE, book, late, people, sheet_of

EXTRA = [["Taslima Begum", "SI", "9900800005", "DMP", "01700000055"]]

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
    ("BP_SCIENTIFIC", "the exponent has all digits"): people({"number": "9.900800001E+09"}, {}, {}),
    ("BIJOY_TEXT", "UTF-8 read as ANSI"): people({"name": SPOILT}, {}, {}),
    ("PARTIAL_BIJOY_RESIDUE", "two scripts on two lines"): people({"name": "Farhana Sultana\nফারহানা সুলতানা"}, {}, {}),
    ("POSSIBLE_DUPLICATE_OF_ROW", "the phone of an office"): people(*({"mobile": OFFICE} for _person in PEOPLE)),
    ("DATE_DAY_OR_MONTH", "the column has the day first"): people({"joined": "03/06/2012"}, {"joined": "23/06/2012"}),
    ("FILE_TABLE_BESIDE", "a column of remarks beside the list"): book(
        sheet_of([*HEADED[0], None, "Remarks"], *([*line, None, "good"] for line in HEADED[1:]))
    ),
    ("ROW_GREY", "every second row is grey"): late(
        lambda: book(
            sheet_of(
                HEADED[0],
                *(
                    [Cell(value, None, frozenset({sheets.GREY_GROUND} if at % 2 else ())) for value in line]
                    for at, line in enumerate([*HEADED[1:], *EXTRA])
                ),
            )
        )
    ),
}
# The code without which the sentence has nothing better to say.
ONCE = {
    ("BP_SCIENTIFIC", "the exponent has all digits"): "EXPONENT_WHOLE",
    ("BIJOY_TEXT", "UTF-8 read as ANSI"): "TEXT_REPAIRED",
    ("PARTIAL_BIJOY_RESIDUE", "two scripts on two lines"): "NAMES_NOT_ALIKE",
    ("POSSIBLE_DUPLICATE_OF_ROW", "the phone of an office"): "PHONE_SHARED",
    ("DATE_DAY_OR_MONTH", "the column has the day first"): "DATE_DAY_OR_MONTH",
    ("FILE_TABLE_BESIDE", "a column of remarks beside the list"): "FILE_TABLE_BESIDE",
    ("ROW_GREY", "every second row is grey"): "ROW_GREY",
}
