"""No row of a sheet is dropped without a word: it is read, left out with a reason, a title, a heading, or of a list that is named."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusal import Refused
from participants.roster.layout.headers import lay_out
from programmes.workbooks.sheets import Cell, Sheet, Workbook

HEADS = ["Sl", "Name", "Rank", "BP No", "Mobile"]
OTHER_HEADS = ["BP No", "Name", "Unit"]
LINES = [
    ["Drivers"], ["Waiting list"], ["Khulna"], ["Participants"], ["Total", "3"], ["Prepared by: Rahim"], ["1", "2", "3", "4"],
    ["e.g.", "Karim", "SI", "9900800000"], [None, "as in NID", None, "10 digits"], [None, "রহিম উদ্দিন"], [None, "A note"],
    ["Course 5"], [None, None, None, None, "01700000001"], None, HEADS, OTHER_HEADS, ["B.", "Observers", "2"],
]  # fmt: skip
PEOPLE = st.builds(
    lambda at, number: [at, "Anwar Hossain", "SI", f"99008{number:05}"], st.integers(1, 40), st.integers(0, 99999)
)
OTHERS = st.builds(lambda number: [f"99008{number:05}", "Bilkis Ara", "DMP"], st.integers(0, 99999))
LEFT = st.one_of(PEOPLE, PEOPLE, OTHERS, st.sampled_from(LINES))
RIGHT = st.one_of(st.none(), PEOPLE, OTHERS, st.sampled_from([HEADS, OTHER_HEADS, ["Reserve"]]))
ALLOWED = {
    "blank", "total", "note", "section", "heading", "column_numbers", "example", "second_line", "other_table",
}  # fmt: skip


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=st.lists(st.tuples(LEFT, RIGHT), max_size=14), gap=st.integers(0, 2), has_headings=st.booleans())
def test_every_row_that_is_not_blank_is_accounted_for(rows, gap, has_headings, reference):
    sheet = Sheet(name="S")
    beside = [(HEADS, HEADS)] if has_headings else []
    for number, (left, right) in enumerate([*beside, *rows], 1):
        texts = [*(left or [])]
        if right:
            texts += [None] * (len(HEADS) - len(texts) + gap) + right
        sheet.add(number, [Cell(text) for text in texts])
    try:
        layout = lay_out(Workbook("xlsx", [sheet]), reference)
    except Refused:
        return
    read, ignored = [row.number for row in layout.rows], [number for number, _reason in layout.ignored]
    titles = [number for number, _text in layout.titles]
    assert {number for number, _cells in sheet.rows} <= {*read, *ignored, *titles, *layout.header_rows}
    # Each in one way alone; the title of a list below is a line between people as well.
    assert len(read) == len(set(read))
    assert not set(read) & set(ignored)
    assert len(ignored) == len(set(ignored))
    assert {reason for _number, reason in layout.ignored} <= ALLOWED
    if any(reason == "other_table" for _number, reason in layout.ignored):
        assert any(not table.is_read for table in layout.tables)
    assert sum(table.people for table in layout.tables if table.is_read) == len(read)
