"""The check of a table of officers: the outcome of every row, in batches of rows.

Values are parsed by the same rules as in rosters. Unlike in a roster no row waits for a decision: a problem that needs one keeps
the row out. Writes nothing.
"""

import dataclasses
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusal import Refused
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, limit_reached, matched_today
from participants.models import FormerNumber, LookUp, Officer, Unit
from participants.roster.base.fields import COMPARED_FIELDS, NAME_COLUMNS, OFFICER_FIELDS
from participants.roster.base.problems import NOTE, Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.text import key
from participants.roster.check.checking import compare
from participants.roster.check.known import CheckedRow, Known
from participants.roster.layout.column_assignment import match_columns
from participants.roster.layout.column_evidence import SAMPLE
from participants.roster.layout.heading_words import LABELS
from participants.roster.tables.table_values import TableReader, fields_among
from participants.roster_import.known_officers import FORCE, known_officers
from programmes.workbooks.sheets import Cell, column_letters

# Row number, cells, values, problems.
_Parsed = tuple[int, Any, dict[str, Any], list[Problem]]
NEW, CHANGE, SAME, LEFT_OUT = "new", "change", "same", "left_out"
HEADINGS = {field: LABELS[field] for field in OFFICER_FIELDS if field in LABELS} | {
    "honours": gettext_lazy("Medals and degrees")
}


@dataclasses.dataclass(slots=True)
class TableRow:
    """A row after the check. outcome: NEW, CHANGE, SAME or LEFT_OUT. problems: of LEFT_OUT only, the reasons.

    changes: [{"field", "old", "new"}] of an officer on record. cells: unchanged.
    """

    number: int
    cells: list
    values: dict
    outcome: str
    problems: Sequence = ()
    changes: Sequence = ()
    officer_id: int | None = None
    # The present number of the officer; a table may still have a former one.
    service_number: str | None = None
    on_record: dict | None = None


def columns_of(
    headings: Iterable[object],
    rows: Iterable[Sequence[Any]] = (),
    reference: Callable[[], Reference] = Reference.from_csv,
) -> list[str | None]:
    """Returns the field of each heading, None for unused columns, by the same evidence as in rosters.

    headings: texts in English or Bangla, in any order, or the names of the fields. rows: the first rows below them. reference: a
    function that returns the Reference. Raises Refused where no column has service numbers, or that is not sure.
    """
    texts = [str(heading or "").strip() for heading in headings]
    named = {name: field for field in OFFICER_FIELDS for name in _names_of(field)}
    own = {at: field for at, text in enumerate(texts) if (field := named.get(key(text)))}
    cells = [[_cell(value) for value in row] for row in itertools.islice(rows, SAMPLE)]
    listed = {at: (text, None) for at, text in enumerate(texts) if text}
    matching = match_columns(listed, cells, reference(), designation_is_rank=False)
    _refuse_joined(matching.joined, texts)
    fields = {at: field for at, field in matching.fields.items() if field not in own.values()} | own
    _refuse_same(matching.problems, texts, fields, own)
    used = {*OFFICER_FIELDS, *NAME_COLUMNS}
    columns = [field if (field := fields.get(at)) in used else None for at in range(len(texts))]
    _refuse_unsure(matching.asks, own)
    if "service_number" not in columns:
        raise Refused(_("There is no column of service numbers. The first row must hold the headings."))
    return columns


def columns_of_table(dataset: Any, reference: Callable[[], Reference] = Reference.from_csv) -> list[str | None]:
    """As `columns_of`, for a table that is read row by row (`formats.StreamedTable`) or a tablib Dataset."""
    return columns_of(dataset.headers or (), dataset, reference)


def _cell(value):
    return value if isinstance(value, Cell) else Cell(value)


def _refuse_same(problems, texts, fields, own):
    """Raises Refused where two columns say the same field of an officer."""
    twice = [at for at, field in own.items() if list(own.values()).count(field) > 1]
    same = [
        (item.field, item.facts["seen"])
        for item in problems
        if item.code == "FILE_DUPLICATE_HEADING" and item.field in {*OFFICER_FIELDS, *NAME_COLUMNS}
    ]
    for field, text in [*((fields[at], texts[at]) for at in twice), *same]:
        raise Refused(
            _("Two columns say “%(heading)s”. Delete one of them, or its heading, and choose the file again.")
            % {"heading": HEADINGS.get(field, text)}
        )


def _refuse_joined(joined, texts):
    for columns in joined.values():
        headings = ", ".join(f"“{texts[at]}”" for at in columns if at < len(texts))
        raise Refused(
            _("The names are in several columns: %(headings)s. Join them in one column and choose the file again.")
            % {"headings": headings}
        )


def _refuse_unsure(asks, own):
    """Raises Refused where the columns of service numbers or names are not sure from what the headings and cells say."""
    for ask in asks:
        is_clear = any(code == "heading_clear" for code, _share in ask.reasons)
        if ask.field in own.values() or is_clear or ask.field == "mobile":
            continue
        raise Refused(
            _(
                "It is not sure whether column %(column)s, “%(heading)s”, holds “%(field)s”. "
                "Give that column the heading “%(field)s” and choose the file again."
            )
            % {"column": column_letters(ask.column), "heading": ask.heading, "field": LABELS[ask.field]}
        )


def _names_of(field):
    names = [key(field)]
    for language in ("en", "bn"):
        with translation.override(language):
            names.append(key(str(HEADINGS[field])))
    return names


class TableChecker:
    """Checks the rows of one table, in batches; remembers the numbers and officers so far.

    columns: see `columns_of`. reference: a function that returns the Reference, called for the first row. user: only officers whom
    this User coordinates may be changed, and matches with officers of others have a daily limit (`matched_ids`: the ids so far);
    None for no limits. A user who has reached the limit gets no answer about any number, unless all are of own officers. locks:
    whether to lock officers on record, in a transaction, for the writer; such a table was checked before, so that its numbers
    are not counted again. was_counted: the same of a table that is only reported.
    """

    def __init__(self, columns, reference, *, user=None, locks=False, was_counted=False):
        self._columns, self._reference = columns, reference
        self._user, self._locks = user, locks
        self._today = timezone.localdate()
        self._force = Unit.objects.values_list("pk", flat=True).get(code=FORCE)
        # The keys are integers, which take half of the memory of texts.
        self._numbers, self._officers = {}, {}
        self.matched_ids = set()
        self._most = DAILY_LIMITS[LookUp.LIST]
        self._matched_before = matched_today(user, LookUp.LIST) if user else set()
        self._is_at_limit = user is not None and not (locks or was_counted) and len(self._matched_before) >= self._most
        # Whether any number so far is not of an own officer.
        self.has_foreign_numbers = False

    @cached_property
    def _reader(self):
        return TableReader(self._columns, self._reference())

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the table; no others may be written."""
        return fields_among(self._columns)

    def check(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> list[TableRow]:
        """Returns a TableRow for each (row number, cells), in the same order. A constant number of queries per 500 rows."""
        return self.check_parsed(self.parse(rows))

    def parse(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> list[_Parsed]:
        """Returns (row number, cells, values, problems) for each (row number, cells), without a look at the records."""
        read = self._reader.read
        return [(number, cells, *read(cells)) for number, cells in rows]

    def add_new_rows(self, numbers: Sequence[int], service_numbers: Sequence[str]) -> bool:
        """Adds cached rows of new officers, before `check_parsed` checks others. Returns whether no number is a former one.

        numbers, service_numbers: of the rows. The writer makes sure that none of them is on record.
        """
        if not numbers:
            return True
        self._numbers.update(zip(map(int, service_numbers), numbers, strict=True))
        return not on_record(service_numbers, force=self._force, tables=_FORMER)

    def check_parsed(self, parsed: Sequence[_Parsed]) -> list[TableRow]:
        """Returns a TableRow for each parsed row (row number, cells, values, problems), as `check` does."""
        asked = {values["service_number"] for _number, _cells, values, _told in parsed if values["service_number"]}
        numbers = on_record(list(asked), force=self._force)
        known: Any = known_officers(numbers, lock=self._locks, day=self._today) if numbers else {}
        theirs = self._not_visible({officer.id for officer in known.values()})
        own = {number for number, officer in known.items() if officer.id not in theirs}
        self._count_others(theirs, has_foreign=not asked <= own)
        known = Known(known)
        return [self._checked(row, known, theirs) for row in parsed]

    def _not_visible(self, ids):
        if not ids or self._user is None:
            return set()
        return ids - set(Officer.objects.coordinated_by(self._user).filter(pk__in=ids).values_list("pk", flat=True))

    def _count_others(self, theirs, *, has_foreign):
        """Counts officers of other programmes (ids). Raises Refused beyond the limit, with the same sentence for any number."""
        self.has_foreign_numbers |= has_foreign
        if self.has_foreign_numbers and self._is_at_limit:
            raise limit_reached(self._most)
        self.matched_ids |= theirs
        if theirs and len(self.matched_ids | self._matched_before) > self._most:
            raise limit_reached(self._most)

    def _checked(self, parsed, known, theirs):
        number, cells, values, problems = parsed
        service_number = values["service_number"]
        row = TableRow(number, cells, values, NEW, service_number=service_number)
        officer = known.officers.get(service_number)
        if officer is not None:
            problems = [*problems, *self._against(officer, row, known, theirs)]
        else:
            problems = [*problems, *_missing(values, problems)] if _is_incomplete(values) else problems
        if not problems:
            if earlier := self._numbers.get(int(service_number)):
                problems = [problem("DUPLICATE_OF_ROW", "service_number", row=earlier)]
            elif officer and (earlier := self._officers.get(officer.id)):
                # A former number leads to the officer of an earlier row, which has the present one.
                problems = [problem("SAME_OFFICER_AS_ROW", "service_number", row=earlier)]
            else:
                self._numbers[int(service_number)] = number
                if officer:
                    self._officers[officer.id] = number
        if problems:
            row.outcome, row.problems, row.changes = LEFT_OUT, problems, ()
        return row

    def _against(self, officer, row, known, theirs):
        """Compares a row with the officer on record; returns the problems that keep it out."""
        if officer.id in theirs:
            return [problem("ON_RECORD_ELSEWHERE", "service_number")]
        compared = CheckedRow(number=row.number, outcome="", values=row.values, problems=[], raw={})
        compare(compared, known, self._reader.reference)
        row.officer_id, row.on_record, row.changes = officer.id, officer.values, compared.changes
        row.outcome = CHANGE if compared.changes else SAME
        later = [item for item in compared.problems if item.code == "POSTED_LATER"]
        return [item for item in compared.problems if item.severity != NOTE] + later


_FORMER = (FormerNumber,)


def on_record(
    numbers: Sequence[str], *, force: int, tables: tuple[type[Model], ...] = (Officer, FormerNumber)
) -> list[str]:
    """Returns those of the service numbers under which somebody of the force (id) is, or was, on record. One query for all."""
    # All numbers as one text, which takes a tenth of the time of a list; they are digits only. As a subquery, because PostgreSQL then
    # uses the index; with = ANY (…) it scans the whole table from about a thousand numbers on.
    is_postgresql = connection.vendor == "postgresql"
    listed = "unnest(string_to_array(%s, ' '))" if is_postgresql else "value FROM json_each(%s)"
    among = f"IN (SELECT {listed})"
    asked = " ".join(numbers) if is_postgresql else json.dumps(numbers)
    names = [table._meta.db_table for table in tables]
    queries = (f"SELECT service_number FROM {name} WHERE force_id = %s AND service_number {among}" for name in names)  # noqa: S608 -- names of our own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), [force, asked] * len(names))
        return [number for (number,) in cursor.fetchall()]


def _is_incomplete(values):
    return not values["service_number"] or not (values.get("name_en") or values.get("name_bn"))


def _missing(values, problems):
    """Yields the problems of missing values of a new officer, except of fields that have a problem already."""
    fields = {one.field for one in problems}
    if not values["service_number"] and "service_number" not in fields:
        yield problem("SERVICE_NUMBER_MISSING", "service_number")
    if not (values.get("name_en") or values.get("name_bn")) and not fields & set(NAME_COLUMNS):
        yield problem("NAME_MISSING", "name")


def written_values(row: TableRow) -> dict[str, Any]:
    """Returns {field: value} to write: all values of a new officer, or the changes of a known one."""
    if row.officer_id is None:
        return {field: value for field in COMPARED_FIELDS if (value := row.values.get(field)) is not None}
    return {change["field"]: change["new"] for change in row.changes}
