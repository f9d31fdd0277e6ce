"""The rows of a preview as pages show them: values, old values, problems, corrections and the possible decisions."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Field
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import number_text
from participants.models import Officer, RosterRow, RowDecision, RowOutcome
from participants.roster.base.fields import NAME_FIELDS
from participants.roster.base.problems import CONVERTED, REVIEW, Problem, problem_from_json
from participants.roster.base.rows import raw_row_from_json
from participants.roster.base.text import is_placeholder
from participants.roster.layout.heading_words import LABELS
from participants.roster_import.preview_names import PreviewNames
from participants.roster_import.row_decisions import can_be_asked_for, can_be_same, can_be_taken
from participants.roster_import.stored_rows import current_cells
from programmes.workbooks.cell_text import as_text

LONGEST_TYPED = 60
# Beyond this, the page says it once for all rows.
MOST_SPELLING_NOTES = 5
# The status of a row that waits or waited, beside the values of RowOutcome.
HELD, TAKEN, LEFT_OUT, UNDECIDED, WAITING = "held", "taken", "left_out", "undecided", "waiting"
STATUS_LABELS = {outcome.value: outcome.label for outcome in RowOutcome} | {
    HELD: _("Held by another programme"),
    TAKEN: _("Taken by decision"),
    LEFT_OUT: _("Left out"),
    UNDECIDED: _("Left undecided"),
    WAITING: _("Waits for the other programme"),
}
COLUMNS = (  # heading, the fields shown there, the text of an empty cell
    (_("Name, as it will be saved"), NAME_FIELDS, _("no name")),
    (_("Service number"), ("service_number",), _("empty")),
    (_("Rank"), ("rank",), _("none given")),
    (_("Unit"), ("unit",), _("none given")),
    (_("Mobile"), ("mobile",), _("none given")),
)
# An officer can be recorded without these.
OPTIONAL_FIELDS = {"rank", "unit", "district", "sex", "mobile", "email"}


@dataclass
class Part:
    """One value in a cell. old: the value that it replaces, or ""."""

    field: str
    text: str
    old: str = ""

    @property
    def lang(self) -> str:
        """The language of a name, "en" or "bn"; "" for other values."""
        return self.field[-2:] if self.field in NAME_FIELDS else ""


@dataclass
class ShownProblem:
    """One line below a cell. severity: that of the problem, or "change" for a change without a column of its own."""

    severity: str
    message: str


@dataclass
class Entry:
    """A field of the row that a person may correct, or has corrected.

    text: the current text. original: the text in the file, shown where the field was corrected.
    """

    field: str
    label: str
    text: str
    original: str
    is_corrected: bool


@dataclass
class ShownCell:
    """One cell of the preview: its parts, or the text that was not understood (`typed`), or the text for "empty"."""

    label: str
    parts: list[Part]
    typed: str
    empty: str
    problems: list[ShownProblem]
    entries: list[Entry] = field(default_factory=list)


@dataclass
class ShownRow:
    """One row of the preview. others: changes and problems of fields that have no column.

    status: an outcome, or one of the statuses above. officer_id: of a row that was applied. is_held: another programme holds
    the number. answer: the address of the request to that programme, or "". notes: sentences of
    who shows the row. asks_why: whether it goes in for a reason only; given_reason: the one that was given. missing_spelling: a sentence
    about the name, or "".
    """

    number: int
    status: str
    status_label: str
    cells: list[ShownCell]
    others: list[ShownProblem]
    decision: str
    waits: bool
    can_take: bool
    can_be_same: bool
    can_be_asked_for: bool
    take_label: str
    leave_label: str
    other_entries: list[Entry] = field(default_factory=list)
    officer_id: int | None = None
    is_held: bool = False
    answer: str = ""
    missing_spelling: str = ""
    notes: list[str] = field(default_factory=list)
    asks_why: bool = False
    given_reason: str = ""

    @property
    def has_notes(self) -> bool:
        """Whether something is said about the row, or about a cell of it."""
        return bool(self.others or self.notes or any(cell.problems for cell in self.cells))

    @property
    def is_stuck(self) -> bool:
        """Whether it waits and can only be corrected or left out."""
        ways_in = self.can_take or self.can_be_same or self.can_be_asked_for
        return self.waits and not self.decision and not ways_in

    @property
    def to_correct(self) -> Entry | None:
        """The Entry to correct first in a row that is stuck: of the first cell with something to decide. None for all others."""
        asked = (cell for cell in self.cells if any(one.severity == REVIEW for one in cell.problems))
        entries = (entry for cell in asked for entry in cell.entries)
        return next(entries, None) if self.is_stuck else None


def shown_rows(
    rows: Iterable[RosterRow],
    *,
    is_open: bool,
    is_over: bool = False,
    unconfirmed: Collection[tuple[str, str, str]] = (),
) -> list[ShownRow]:
    """Returns the ShownRows of a page of RosterRows. At most seven queries.

    is_open: whether decisions can still be made. is_over: whether the roster was applied, so that a row without a decision
    stays undecided. unconfirmed: (field, before, after) of the converted texts that nobody has confirmed.
    """
    rows = list(rows)
    names = PreviewNames(rows)
    missing_spellings = _missing_spellings(rows)
    shown = []
    for row in rows:
        one = _RowBuilder(row, names, is_open=is_open, unconfirmed=unconfirmed).shown(_status(row, is_over=is_over))
        one.missing_spelling = missing_spellings.get(row.number, "")
        if one.missing_spelling and len(missing_spellings) <= MOST_SPELLING_NOTES:
            one.cells[0].problems.append(ShownProblem("note", one.missing_spelling))
        shown.append(one)
    return shown


def spelling_notes(rows: Iterable[ShownRow]) -> list[str]:
    """Returns sentences about missing spellings, where so many of the rows lack one that the rows do not say it themselves."""
    counts = Counter(row.missing_spelling for row in rows if row.missing_spelling)
    if counts.total() <= MOST_SPELLING_NOTES:
        return []
    language = get_language()
    return [
        _("%(n)s of these rows: %(what)s") % {"n": number_text(count, language), "what": sentence}
        for sentence, count in counts.most_common()
    ]


def entry_of(row: RosterRow, name: str) -> Entry:
    """Returns the Entry of one field of a RosterRow."""
    cell = raw_row_from_json(row.cells).cells.get(name)
    original = as_text(cell.value).strip() if cell else ""
    text = row.edits.get(name, original)
    return Entry(name, str(LABELS[name]), text, original[:LONGEST_TYPED], name in row.edits)


def _status(row: RosterRow, *, is_over: bool) -> str:
    if row.outcome != RowOutcome.REVIEW:
        return row.outcome
    if not is_over:
        return HELD if row.is_held else row.outcome
    if row.applied:
        return TAKEN
    if row.is_held and row.decision == RowDecision.ASK:
        return WAITING
    return LEFT_OUT if row.decision == RowDecision.LEAVE else UNDECIDED


def _missing_spellings(rows: list[RosterRow]) -> dict[int, str]:
    """Returns {row number: sentence} of the rows whose officer would be on record in one script only. One query."""
    sentences = {
        "name_en": str(_("No Bangla spelling yet.")),
        "name_bn": str(_("No English spelling yet.")),
    }
    lacking = {}
    for row in rows:
        given = [name for name in sentences if row.values.get(name)]
        goes_in = row.outcome not in (RowOutcome.REJECTED, RowOutcome.ENROLLED) and not row.is_held
        if len(given) == 1 and goes_in:
            lacking[row.number] = (row, given[0])
    ids = [row.officer_id for row, _given in lacking.values() if row.officer_id]
    known = Officer.objects.only(*sentences).in_bulk(ids) if ids else {}
    return {
        number: sentences[given]
        for number, (row, given) in lacking.items()
        if not all(getattr(known.get(row.officer_id), name, "") for name in sentences if name != given)
    }


class _RowBuilder:
    """Builds the ShownRow of one RosterRow."""

    def __init__(
        self, row: RosterRow, names: PreviewNames, *, is_open: bool, unconfirmed: Collection[tuple[str, str, str]]
    ) -> None:
        self._row, self._names, self._is_open, self._unconfirmed = row, names, is_open, unconfirmed
        found = map(problem_from_json, row.problems)
        self._problems = [names.localised(one) for one in found if not one.is_quiet]
        self._changes = {change["field"]: change for change in row.changes}
        self._raw = current_cells(row).cells

    def shown(self, status: str) -> ShownRow:
        row = self._row
        placed = {name for _label, fields, _empty in COLUMNS for name in _fields_about(fields)}
        waits = self._is_open and row.outcome == RowOutcome.REVIEW
        take, leave = _answer_labels(self._problems, row.values)
        return ShownRow(
            number=row.number,
            status=status,
            status_label=str(STATUS_LABELS[status]),
            cells=[self._cell(*column) for column in COLUMNS],
            others=self._others(placed),
            decision=row.decision,
            waits=waits,
            can_take=waits and can_be_taken(row),
            can_be_same=waits and can_be_same(row),
            can_be_asked_for=waits and can_be_asked_for(row),
            take_label=str(take),
            leave_label=str(leave),
            other_entries=self._other_entries(placed),
            officer_id=row.officer_id if row.applied else None,
            is_held=row.is_held,
        )

    def _cell(self, label, fields, empty) -> ShownCell:
        about = _fields_about(fields)
        here = [one for one in self._problems if one.field in about]
        is_quoted = any("seen" in one.facts for one in here)
        return ShownCell(
            label=str(label),
            parts=[self._part(name, value) for name in fields if (value := self._row.values.get(name))],
            typed="" if is_quoted else self._typed(about),
            empty="" if is_quoted else str(empty),
            problems=[self._problem(one) for one in here],
            entries=self._entries(fields, about),
        )

    def _part(self, name: str, value: str) -> Part:
        change = self._changes.get(name)
        old = self._names.text_of(name, change["old"]) if change and change["old"] else ""
        return Part(name, self._names.text_of(name, value), old)

    def _typed(self, fields: list[str]) -> str:
        text = " ".join(as_text(self._raw[name].value).strip() for name in fields if name in self._raw)
        return "" if is_placeholder(text) else text[:LONGEST_TYPED]

    def _problem(self, found: Problem) -> ShownProblem:
        is_unconfirmed = (
            found.code in CONVERTED and (found.field, found.facts["before"], found.facts["after"]) in self._unconfirmed
        )
        parts = (found.message, found.offer, _("Read it once.") if is_unconfirmed else "")
        return ShownProblem(found.severity, " ".join(str(part) for part in parts if part))

    def _entries(self, fields, about: list[str]) -> list[Entry]:
        """Returns the Entries of one cell: the fields of the file that it shows, or the first that it could show."""
        known = self._raw.keys() | self._row.edits.keys()
        given = [name for name in LABELS if name in about and name in known] or [about[-1]]
        return [entry_of(self._row, name) for name in given if self._is_open or name in self._row.edits]

    def _others(self, placed: set[str]) -> list[ShownProblem]:
        problems = [self._problem(one) for one in self._problems if one.field not in placed]
        return problems + [self._change(name, one) for name, one in self._changes.items() if name not in placed]

    def _change(self, name: str, change: dict) -> ShownProblem:
        label = str(_field_label(name))
        sentence = _("%(what)s: %(old)s becomes %(new)s") % {
            "what": label[:1].upper() + label[1:],
            "old": self._names.text_of(name, change["old"]) if change["old"] else "–",
            "new": self._names.text_of(name, change["new"]),
        }
        return ShownProblem("change", sentence)

    def _other_entries(self, placed: set[str]) -> list[Entry]:
        edits = self._row.edits
        elsewhere = ({one.field for one in self._problems} | self._changes.keys() | edits.keys()) - placed
        shown = [name for name in sorted(elsewhere) if name in LABELS and (self._is_open or name in edits)]
        return [entry_of(self._row, name) for name in shown]


def _fields_about(fields) -> list[str]:
    """Returns the fields whose problems a column shows; a column "name" belongs to the names in either script."""
    return [*fields, "name"] if "name_en" in fields else list(fields)


_ANSWERS = {  # beginning of a code: labels of "take" and "leave out"; the first code that a row has counts
    "OFFICER_ALIKE": (_("Someone else, take it"), _("Leave it out")),
    "OTHER_NAME": (_("Same person, take the new name"), _("Someone else, leave it out")),
    "SAME_NUMBER": (_("It is this person’s number, take it"), _("Leave it out")),
    "POSSIBLE_DUPLICATE": (_("Someone else, take it"), _("Same person, leave it out")),
    "ENTRY_": (_("Let in for this reason"), _("Leave it out")),
}


def _answer_labels(problems: list[Problem], values: dict):
    """Returns the labels of the two answers to what a row waits for: take it, leave it out."""
    open_questions = [one for one in problems if one.severity == REVIEW]
    for beginning, answers in _ANSWERS.items():
        if any(one.code.startswith(beginning) for one in open_questions):
            return answers
    meant = [str(one.facts.get("meant", one.suggestion)) for one in open_questions if one.suggestion]
    if meant:
        return _("Take it as %(meant)s") % {"meant": ", ".join(meant)}, _("Leave it out")
    lost = [one.field for one in open_questions if one.field in OPTIONAL_FIELDS and not values.get(one.field)]
    if lost:
        labels = ", ".join(str(_field_label(name)) for name in lost)
        return _("Take it without %(what)s") % {"what": labels}, _("Leave it out")
    return _("Take it as shown"), _("Leave it out")


def _field_label(name: str):
    return cast("Field", Officer._meta.get_field(name)).verbose_name
