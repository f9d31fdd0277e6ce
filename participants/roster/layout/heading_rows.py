"""Finds a row of headings that no word of ours is in, by the cells below it, and groups of headings of other people."""

from participants.roster.base.reference import Reference
from participants.roster.layout.column_evidence import Kinds, evidence_of, spread
from participants.roster.layout.heading_words import meaning_of
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Sheet

_LONGEST, _FEWEST = 60, 2
# Fewer rows than for the columns themselves, because each of the first rows of each sheet is tried.
_SAMPLE = 60
_LONGEST_GROUP, _FEWEST_GROUPS = 40, 2
_MOSTLY = 0.7
# Cells that are people's facts and no headings.
_FACTS = (
    "10_digits",
    "marked",
    "mobile",
    "landline",
    "nid",
    "number",
    "long_number",
    "date",
    "stamp",
    "email",
    "name",
    "rank",
    "sex",
)
_PEOPLE = ("name", "name_shape")


def row_above_people(sheet: Sheet, reference: Reference, *, most: int) -> int | None:
    """Returns the place of the row, among the first `most`, above the names and numbers of people; None for none."""
    # The first `most` rows of the sample are those of the sheet.
    rows = [row for _number, row in sheet.rows]
    sample = [*rows[:most], *spread(rows[most:], _SAMPLE - most)]
    kinds_of = Kinds(reference)
    for place in range(min(len(sheet.rows) - 1, most)):
        cells = sheet.rows[place][1]
        filled = [at for at, cell in enumerate(cells) if not cell.is_blank]
        if len(filled) < _FEWEST or any(len(as_text(cells[at].value)) > _LONGEST for at in filled):
            continue
        own = evidence_of([cells], filled, reference, kinds_of=kinds_of)
        if any(column.share(*_FACTS) for column in own.values()):
            continue
        columns = evidence_of(sample[place + 1 :], filled, reference, kinds_of=kinds_of)
        has_names = any(column.share(*_PEOPLE) >= _MOSTLY and column.distinct > _MOSTLY for column in columns.values())
        has_numbers = any(column.share("10_digits", "mobile", "marked") >= _MOSTLY for column in columns.values())
        if has_names and has_numbers:
            return place
    return None


def groups_of_others(sheet: Sheet, place: int) -> dict[int, str]:
    """Returns {column: text} of the groups in the row above a row of headings that are of another person: "Supervisor".

    place: that of the headings among the rows of the sheet. A title, which is alone in its row, is no group.
    """
    number, cells = sheet.rows[place]
    above_number, above = sheet.rows[place - 1] if place else (0, [])
    filled = {at: as_text(cell.value).strip() for at, cell in enumerate(above) if not cell.is_blank}
    if above_number != number - 1 or len(filled) < _FEWEST_GROUPS:
        return {}
    ends = {merge.left: merge.right for merge in sheet.merged if merge.top <= above_number <= merge.bottom}
    found: dict[int, str] = {}
    begins = sorted(filled)
    for begin, following in zip(begins, [*begins[1:], len(cells)], strict=True):
        text = filled[begin]
        if len(text) <= _LONGEST_GROUP and meaning_of(text)[0].excluded == "other_person":
            end = ends.get(begin, begin) + 1 if sheet.merged else following
            found |= dict.fromkeys(range(begin, end), text)
    return found
