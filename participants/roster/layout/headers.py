"""Finds the list in a workbook: sheet, row of headings, field of each column, and the rows that are people."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.sentences import numbers
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.problems import problem
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.layout.column_assignment import Ask, Matching, designation_as_rank, match_columns
from participants.roster.layout.context import Context, read_context
from participants.roster.layout.form_rows import shows_how_to_fill
from participants.roster.layout.heading_rows import groups_of_others, row_above_people
from participants.roster.layout.heading_words import field_of, meaning_of
from participants.roster.layout.marks import notes_on_rows
from participants.roster.layout.people import texts_of
from participants.roster.layout.people_rows import blank_numbers, line_of
from participants.roster.layout.table_reading import found_elsewhere, read_tables, tables_to_read
from participants.roster.layout.tables import ROWS_TO_LOOK_AT as _ROWS_TO_LOOK_AT
from participants.roster.layout.tables import FoundTable, Header, Table, first_header, holds_a_long_number, tables_of
from programmes.workbooks import limits
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import EMPTY, Cell, Workbook, column_letters, too_many_rows

# These are not enough: other tables have "No" or "Date" too.
_WEAK = {"serial", "remarks", "attended_on", "signature", "reason", "source_row", "role"}
_FEWEST_FIELDS = 2


class NoHeadings(Refused):
    """The file has rows, but none that could be the headings of a list of officers."""


@dataclasses.dataclass
class Layout:
    """The list that was found in a workbook.

    `columns` maps a column counted from 0 to its field; `headings` every column with a heading to its text.
    Both describe the first table that was read; those below it may have other columns. `header_rows` has one row number, or two.
    `ignored` has (row number, reason), where reason is "blank", "total", "note", "section", "heading", "column_numbers",
    "example", "second_line" (of the person above) or "other_table" (one that was not read). `problems` are notes about the
    file. `tables`: all lists of the file, also those that were not read. `asks`: what a person must decide about the columns
    before the list is checked; empty where the columns are sure, or were chosen.
    """

    sheet: str
    header_rows: list[int]
    columns: dict[int, str]
    headings: dict[int, str]
    titles: list[tuple[int, str]]
    context: Context
    rows: list[RawRow]
    ignored: list[tuple[int, str]]
    problems: list = dataclasses.field(default_factory=list)
    tables: list[FoundTable] = dataclasses.field(default_factory=list)
    asks: list[Ask] = dataclasses.field(default_factory=list)

    @property
    def header_row(self) -> int:
        """The number of the last row of headings."""
        return self.header_rows[-1] if self.header_rows else 0

    @property
    def headers(self) -> list[tuple[str, str | None]]:
        """The columns from A on as (heading, field or None), as the workbook of rejected rows wants them."""
        last = max([*self.headings, *self.columns, *(len(row.all_cells) - 1 for row in self.rows)])
        return [(self.headings.get(at, ""), self.columns.get(at)) for at in range(last + 1)]


def lay_out(
    workbook: Workbook,
    reference: Reference,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    columns: Mapping[int, str] | None = None,
    table: str | None = None,
    known_numbers: Callable[[list[str]], set[str]] | None = None,
) -> Layout:
    """Finds the list in a `Workbook` and returns its `Layout`.

    `reference` tells places and units from people. A person may override it: `sheet` (a name), `header_row` (a
    row number; 0 for a list without headings) and `columns` ({column from 0: field}); `table` ("G–K") is one of the
    `Layout.tables` in that sheet and row, where several lists lie beside each other. known_numbers: as in `match_columns`.
    Raises `Refused` where there is no row of headings, no row below it, or too many.
    """
    chosen, parts, read = _find(workbook, reference, name=sheet, header_row=header_row, columns=columns, table=table)
    matching = _matching(read[0], reference, columns, known_numbers)

    fields_of = _FieldsOf(read[0], matching, reference, known_numbers)
    found = read_tables(chosen, parts, read, fields_of, reference)
    header_rows = [number for number, _cells in read[0].sheet.rows[: read[0].start]]
    if not found.rows:
        raise _nobody_below(header_rows)
    if len(found.rows) > limits.DATA_ROWS:
        raise too_many_rows(chosen.name, limits.DATA_ROWS)
    titles = _titles(chosen, found.parts, parts[0][0], reference)
    ignored = found.ignored + blank_numbers(chosen, {number for number, _text in titles} | set(header_rows))
    others = _tables_of_other_sheets(workbook, chosen, fields_of, reference)
    return Layout(
        sheet=chosen.name,
        header_rows=header_rows,
        columns=matching.fields,
        headings=read[0].header.shown if read[0].header else {},
        titles=titles,
        context=read_context([text for _number, text in titles], reference),
        rows=found.rows,
        ignored=sorted(ignored),
        problems=[
            *_notes(chosen, matching.fields, found, others),
            *notes_on_rows(found.rows, matching.fields, read[0].header.shown if read[0].header else {}),
            *matching.problems,
        ],
        tables=[*found.found, *others],
        asks=matching.asks,
    )


def _nobody_below(header_rows):
    return Refused(
        _(
            "There is no officer below the headings in row %(row)s. "
            "Write one officer in each row and upload the file again."
        )
        % {"row": header_rows[-1] if header_rows else 1}
    )


def _find(workbook, reference, *, name, header_row, columns, table):
    """Returns (sheet, all of its tables as `tables_of` gives them, those that are read)."""
    if header_row == 0 and columns:
        chosen, header = _without_headings(_sheet_named(workbook, name))
    else:
        chosen, header = _choose(workbook, name, header_row if table is None else None, reference)
    if chosen.refusal:
        raise Refused(chosen.refusal)
    first = first_header(chosen, header, _header_at_place)
    parts = tables_of(chosen, first, _header_at_place, columns=columns or (), columns_at=header.row_index)
    row = header_row or _row_of(chosen, first)
    return chosen, parts, tables_to_read(parts, header_row=row, span=table, columns=columns or ())


def _row_of(sheet, header):
    """Returns the number of the last row of headings."""
    return sheet.rows[header.row_index + header.height - 1][0] if header.height else 0


class _FieldsOf:
    """Gives the columns of the tables of a file; those of equal headings are matched once."""

    def __init__(self, first, matching, reference, known_numbers):
        self.first, self.matching, self.more = first, matching, (reference, None, known_numbers)
        self.by_headings = {}

    def __call__(self, one: Table, *, is_read: bool) -> Mapping[int, str] | None:
        if one is self.first:
            return self.matching.fields
        if not is_read and one.header and _is_list_header(one.header.fields):
            return designation_as_rank(one.header.fields)
        headings = tuple(one.header.texts.items()) if one.header else ()
        if headings not in self.by_headings:
            self.by_headings[headings] = _matching(one, *self.more)
        found = self.by_headings[headings]
        # Columns of a list below that are not sure are asked about when that list is chosen.
        return None if is_read and found.asks else found.fields


def _matching(table, reference, columns, known_numbers):
    """Returns the Matching of the columns of a Table. columns: those that a person chose, or None."""
    header = table.header or _without_headings(table.sheet)[1]
    if columns is None:
        below = [cells for _number, cells in table.sheet.rows[table.start :]]
        if below and shows_how_to_fill(texts_of(below[0])):
            # "(10 digits)" below a heading is no cell of the column.
            below = below[1:]
        return match_columns(header.texts, below, reference, known_numbers=known_numbers)
    fields = designation_as_rank({at: field for at, field in (columns or header.fields).items() if field})
    return Matching(fields, {}, [], _unused(header, fields))


def _titles(sheet, read, top, reference):
    """Returns the lines above the headings, without those of tables that were not read; of tables below those that name a region."""
    first = read[0]
    begin, own = top.part.rows[0][0], first.sheet.rows[0][0] if first.sheet.rows else 0
    above = dict(first.titles)
    titles = [
        (number, line_of(cells))
        for number, cells in sheet.rows
        if number < min(begin, own) or (number < own and number in above)
    ]
    below = [title for table in read[1:] for title in table.titles]
    return titles + [title for title in below if read_context([title[1]], reference).divisions]


def _tables_of_other_sheets(workbook, chosen, fields_of, reference):
    return [
        table
        for sheet in workbook.sheets
        if sheet is not chosen and not sheet.refusal
        for table in found_elsewhere(sheet, _find_header(sheet), _header_at_place, fields_of, reference)
    ]


def _sheet_named(workbook, name):
    for sheet in workbook.sheets:
        if name in (None, sheet.name):
            return sheet
    raise Refused(_("The file has no sheet “%(sheet)s”. Choose another sheet.") % {"sheet": name})


def _without_headings(sheet):
    return sheet, Header(0, 0, {}, {}, {}, 0)


def _choose(workbook, name, header_row, reference):
    """Returns (sheet, header) of the best row of headings; sheets that people see come first."""
    best = None
    sheets = [_sheet_named(workbook, name)] if name is not None else workbook.sheets
    for sheet in sheets:
        header = _header_at(sheet, header_row) if header_row else _find_header(sheet)
        if header is None:
            continue
        rank = (not sheet.is_hidden, header.score, len(sheet.rows))
        if best is None or rank > best[0]:
            best = (rank, sheet, header)
    best = best or _by_cells(sheets, reference)
    if best is None:
        for sheet in sheets:
            if sheet.refusal:
                raise Refused(sheet.refusal)
        raise NoHeadings(
            _(
                "No row of headings was found among the first %(rows)s rows. "
                "Write the headings in one row above the list, for example: Name (নাম), Rank (পদবি), BP No (বিপি নং), "
                "Unit (কর্মস্থল), District (জেলা), Mobile (মোবাইল নং), Sex (লিঙ্গ)."
            )
            % numbers(rows=_ROWS_TO_LOOK_AT)
        )
    return best[1], best[2]


def _by_cells(sheets, reference):
    """As `best` in `_choose`, for headings none of which is known: those above a block of people, on the first visible sheet."""
    for sheet in sorted(sheets, key=lambda one: one.is_hidden):
        place = row_above_people(sheet, reference, most=_ROWS_TO_LOOK_AT)
        if place is not None:
            return (), sheet, _header(sheet, place, 1)
    return None


def _header_at(sheet, header_row):
    for index, (number, _cells) in enumerate(sheet.rows):
        if number == header_row:
            return _header(sheet, index, 1)
    raise Refused(_("Row %(row)s is empty. Choose the row that holds the headings.") % {"row": header_row})


def _find_header(sheet):
    """Returns the best Header among the first rows of a sheet, or None."""
    found = [_header_at_place(sheet, place) for place in range(min(len(sheet.rows), _ROWS_TO_LOOK_AT))]
    # The first of equals: headings repeat on every printed page.
    return max(filter(None, found), key=lambda header: (header.score, -header.height, -header.row_index), default=None)


def _header_at_place(sheet, place, *, of_any_words=False):
    """Returns the Header of one or two rows at a place among the rows of a sheet, or None where they are no headings of a list.

    of_any_words: the row is known to hold headings, whatever they are.
    """
    if holds_a_long_number(sheet.rows[place][1]):
        return None
    found = [_header(sheet, place, 1)]
    if place + 1 < len(sheet.rows) and (joined := _joined(sheet, place, found[0])):
        found.append(joined)
    found = [header for header in found if _is_list_header(header.fields)]
    likeliest = max(found, key=lambda header: (header.score, -header.height), default=None)
    return likeliest or (_header(sheet, place, 1) if of_any_words else None)


def _is_list_header(fields):
    strong = set(fields.values()) - _WEAK
    return len(strong) >= _FEWEST_FIELDS and bool(strong & {*NAME_COLUMNS, "name_first", "service_number"})


def _header(sheet, index, height):
    _number, cells = sheet.rows[index]
    texts = {at: (as_text(cell.value)[:200], cell.font) for at, cell in enumerate(cells) if not cell.is_blank}
    shown = {at: field_of(*text)[1] for at, text in texts.items()}
    for at, group in groups_of_others(sheet, index).items():
        if at in texts:
            texts[at], shown[at] = (f"{group} {shown[at]}", None), f"{group} – {shown[at]}"
    return _header_of(index, height, texts, shown)


def _header_of(index, height, texts, shown):
    fields = {at: field for at, text in texts.items() if (field := field_of(*text)[0])}
    return Header(index, height, texts, shown, fields, _score(fields))


def _score(fields):
    names = set(fields.values())
    return len(names - _WEAK) + len(names & _WEAK) / 2


def _joined(sheet, index, upper):
    """Returns the header of two rows read together, where the lower one adds to the upper; else None."""
    lower_number, lower_cells = sheet.rows[index + 1]
    upper_number, upper_cells = sheet.rows[index]
    below = {at: cell for at, cell in enumerate(lower_cells) if not cell.is_blank}
    if (
        not upper.fields
        or lower_number != upper_number + 1
        or any(not isinstance(cell.value, str) for cell in below.values())
    ):
        return None
    above = _filled(sheet, upper_number, upper_cells, below)
    texts, shown = {}, {}
    for at in sorted(above.keys() | below.keys()):
        texts[at], shown[at] = _two_as_one(above.get(at, EMPTY), below.get(at, EMPTY))
    joined = _header_of(index, 2, texts, shown)
    lower_alone = sum(1 for at in below if at in joined.fields)
    lower = _header(sheet, index + 1, 1)
    fewest = max(len(set(upper.fields.values())), len(set(lower.fields.values())))
    if len(set(joined.fields.values())) <= fewest or lower_alone * 2 < len(below):
        return None
    return None if _is_note_above(upper, lower, joined.fields) else joined


def _is_note_above(upper, lower, fields):
    """Whether the upper row is a note: the lower one has the headings of a list, and the upper adds a field only above one of them."""
    if not _is_list_header(lower.fields):
        return False
    gained = {at for at, field in fields.items() if field not in lower.fields.values()}
    return not any(at in upper.fields and at not in lower.shown for at in gained)


def _filled(sheet, number, cells, below):
    """Returns the upper cells by column, each group heading repeated over the columns it covers."""
    above = {at: cell for at, cell in enumerate(cells) if not cell.is_blank}
    covered = {}
    for merge in sheet.merged:
        if merge.top <= number <= merge.bottom and merge.left in above:
            covered |= dict.fromkeys(range(merge.left, merge.right + 1), above[merge.left])
    if not sheet.merged:
        last = None
        for at in range(max(below, default=-1) + 1):
            last = above.get(at, last)
            if at in below and last is not None:
                covered[at] = last
    return covered | above


def _two_as_one(upper: Cell, lower: Cell) -> tuple[tuple[str, str | None], str]:
    """Returns ((text, font) to be understood, text as people read it) of a heading over another one."""
    over, under = as_text(upper.value).strip(), as_text(lower.value).strip()
    if not under or not over:
        cell = upper if over else lower
        text = (over or under)[:200]
        return (text, cell.font), field_of(text, cell.font)[1]
    shown_over, shown_under = field_of(over[:100], upper.font)[1], field_of(under[:100], lower.font)[1]
    together = f"{shown_over} {shown_under}"
    meaning, _shown = meaning_of(together)
    if not meaning.fields and not meaning.excluded:
        together = shown_under if meaning_of(shown_under)[0].fields else shown_over
    return (together, None), f"{shown_over} – {shown_under}"


def _notes(chosen, fields, found, others):
    problems = []
    hidden = sum(row.is_hidden for row in found.rows)
    if hidden:
        problems.append(problem("FILE_HIDDEN_ROWS", count=hidden))
    columns = [column_letters(at) for at in sorted(chosen.hidden_columns & fields.keys())]
    if columns:
        problems.append(problem("FILE_HIDDEN_COLUMNS", seen=", ".join(columns)))
    if chosen.is_hidden:
        problems.append(problem("FILE_HIDDEN_SHEET"))
    lists = Counter()
    for table in others:
        if not table.is_hidden:
            lists[table.sheet] += table.people
    if lists:
        problems.append(problem("FILE_OTHER_SHEETS", seen=", ".join(lists), lists=[[*one] for one in lists.items()]))
    return problems + found.problems


def _unused(header, fields):
    return [
        problem("FILE_UNKNOWN_COLUMN", column=column_letters(at), seen=text)
        for at, text in sorted(header.shown.items())
        if at not in fields
    ]
