"""The check of a table of officers (the register): what would become of every row, a portion of rows at a time.

The values are those of the rosters' rules. Unlike a roster nothing waits for a decision here: what needs one is a reason
not to take the row, and the rest goes in. Writes nothing.
"""

import dataclasses
import json
from functools import cached_property

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, limit_reached, matched_today
from participants.models import FormerNumber, LookUp, Officer, Unit
from participants.roster.base.fields import COMPARED_FIELDS, NAME_COLUMNS, OFFICER_FIELDS
from participants.roster.base.problems import NOTE, problem
from participants.roster.base.text import key
from participants.roster.check.checking import CheckedRow, Known, compare
from participants.roster.layout.heading_words import LABELS, field_of
from participants.roster.tables.table_values import TableReader, fields_among
from participants.roster_import.known_officers import FORCE, known_officers

NEW, CHANGE, SAME, LEFT_OUT = "new", "change", "same", "left_out"
HEADINGS = {field: LABELS[field] for field in OFFICER_FIELDS if field in LABELS} | {
    "honours": Officer._meta.get_field("honours").verbose_name
}


@dataclasses.dataclass(slots=True)
class TableRow:
    """A row after the check. `outcome` is NEW, CHANGE, SAME or LEFT_OUT; `problems` (of LEFT_OUT only) say why.

    changes: [{"field", "old", "new"}] of an officer on record. cells: as they came.
    """

    number: int
    cells: list
    values: dict
    outcome: str
    problems: list = ()
    changes: list = ()
    officer_id: int | None = None
    # Under this number the officer is on record; a table may still use a former one.
    service_number: str | None = None
    on_record: dict | None = None


def columns_of(headings):
    """Returns the field of each heading, None for those that are not used. Raises Refused without a column of numbers.

    headings: texts in English or Bangla, in any order, or the names of the fields.
    """
    named = {name: field for field in OFFICER_FIELDS for name in _names_of(field)}
    columns = []
    for heading in headings:
        text = str(heading or "").strip()
        field = named.get(key(text)) or field_of(text)[0]
        field = field if field in OFFICER_FIELDS or field in NAME_COLUMNS else None
        if field and field in columns:
            raise Refused(
                _("Two columns say “%(heading)s”. Delete one of them, or its heading, and choose the file again.")
                % {"heading": HEADINGS.get(field, text)}
            )
        columns.append(field)
    if "service_number" not in columns:
        raise Refused(_("There is no column of service numbers. The first row must hold the headings."))
    return columns


def _names_of(field):
    names = [key(field)]
    for language in ("en", "bn"):
        with translation.override(language):
            names.append(key(str(HEADINGS[field])))
    return names


class TableChecker:
    """Checks the rows of one table, in portions; remembers which officers it has met.

    columns: see `columns_of`. reference: a function that returns the Reference, asked once there is a row to read.
    user: only officers whom this User coordinates may be changed, and of the numbers of others no more than the limit of a day may be
    met (`met`, the ids so far); None for no such limits. Who has met that many already is told nothing, new numbers included, unless
    all are of own officers. locks: whether officers on record are locked, for whoever writes next, in a transaction; a table that is
    written was checked before, so its numbers are not looked up for the first time.
    """

    def __init__(self, columns, reference, *, user=None, locks=False):
        self._columns, self._reference = columns, reference
        self._user, self._locks = user, locks
        self._today = timezone.localdate()
        self._force = Unit.objects.values_list("pk", flat=True).get(code=FORCE)
        # By the service number as an integer, which takes half of its text's memory.
        self._numbers, self._officers = {}, {}
        self.met = set()
        self._most = DAILY_LIMITS[LookUp.LIST]
        self._met_before = matched_today(user, LookUp.LIST) if user else set()
        self._is_at_limit = user is not None and not locks and len(self._met_before) >= self._most
        # Whether any number so far was not one of an own officer.
        self.asks_others = False

    @cached_property
    def _reader(self):
        return TableReader(self._columns, self._reference())

    @property
    def fields(self):
        """The fields the table has; no others may be written."""
        return fields_among(self._columns)

    def check(self, rows):
        """Returns a TableRow for each (row number, cells), in the same order. A constant number of queries per 500 rows."""
        return self.judge(self.read(rows))

    def read(self, rows):
        """Returns (row number, cells, values, problems) for each (row number, cells): all that the table alone tells."""
        read = self._reader.read
        return [(number, cells, *read(cells)) for number, cells in rows]

    def count_matches(self, numbers, service_numbers):
        """Takes note of rows that are new for certain, before `judge` looks at others; tells whether they still are.

        numbers, service_numbers: of the rows. That nobody is on record under one of them, whoever writes them makes sure.
        """
        if not numbers:
            return True
        self._numbers.update(zip(map(int, service_numbers), numbers, strict=True))
        return not on_record(service_numbers, force=self._force, tables=_FORMER)

    def judge(self, read):
        """Returns a TableRow for each row that was read, (row number, cells, values, problems), as `check` does."""
        asked = {values["service_number"] for _number, _cells, values, _told in read if values["service_number"]}
        numbers = on_record(list(asked), force=self._force)
        known = known_officers(numbers, lock=self._locks, day=self._today) if numbers else {}
        theirs = self._not_visible({officer.id for officer in known.values()})
        own = {number for number, officer in known.items() if officer.id not in theirs}
        self._meet_others(theirs, is_asked=not asked <= own)
        known = Known(known)
        return [self._checked(row, known, theirs) for row in read]

    def _not_visible(self, ids):
        if not ids or self._user is None:
            return set()
        return ids - set(Officer.objects.coordinated_by(self._user).filter(pk__in=ids).values_list("pk", flat=True))

    def _meet_others(self, theirs, *, is_asked):
        """Takes note of officers of other programmes (ids). Raises Refused beyond the limit, in the same words for any number."""
        self.asks_others |= is_asked
        if self.asks_others and self._is_at_limit:
            raise limit_reached(self._most)
        self.met |= theirs
        if theirs and len(self.met | self._met_before) > self._most:
            raise limit_reached(self._most)

    def _checked(self, read, known, theirs):
        number, cells, values, problems = read
        service_number = values["service_number"]
        row = TableRow(number, cells, values, NEW, service_number=service_number)
        officer = known.officers.get(service_number)
        if officer is not None:
            problems = [*problems, *self._against(officer, row, known, theirs)]
        else:
            problems = [*problems, *_missing(values, problems)] if _lacks(values) else problems
        if not problems:
            earlier = self._numbers.get(int(service_number)) or (officer and self._officers.get(officer.id))
            if earlier:
                problems = [problem("DUPLICATE_OF_ROW", "service_number", row=earlier)]
            else:
                self._numbers[int(service_number)] = number
                if officer:
                    self._officers[officer.id] = number
        if problems:
            row.outcome, row.problems, row.changes = LEFT_OUT, problems, ()
        return row

    def _against(self, officer, row, known, theirs):
        """Compares a row with the officer on record; returns what keeps it out."""
        if officer.id in theirs:
            return [problem("ON_RECORD_ELSEWHERE", "service_number")]
        compared = CheckedRow(number=row.number, outcome="", values=row.values, problems=[], raw={})
        compare(compared, known)
        row.officer_id, row.on_record, row.changes = officer.id, officer.values, compared.changes
        row.outcome = CHANGE if compared.changes else SAME
        later = [item for item in compared.problems if item.code == "POSTED_LATER"]
        return [item for item in compared.problems if item.severity != NOTE] + later


_FORMER = (FormerNumber,)


def on_record(numbers, *, force, tables=(Officer, FormerNumber)):
    """Returns those of the service numbers under which somebody of the force (id) is, or was, on record. One query for all."""
    # Digits only; one text takes a tenth of the time of a list. As a subquery, because PostgreSQL takes the numbers to the
    # index then; with = ANY (…) it reads the whole table as soon as there are a thousand.
    is_postgresql = connection.vendor == "postgresql"
    listed = "unnest(string_to_array(%s, ' '))" if is_postgresql else "value FROM json_each(%s)"
    among = f"IN (SELECT {listed})"
    asked = " ".join(numbers) if is_postgresql else json.dumps(numbers)
    names = [table._meta.db_table for table in tables]
    queries = (f"SELECT service_number FROM {name} WHERE force_id = %s AND service_number {among}" for name in names)  # noqa: S608 -- names of our own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries), [force, asked] * len(names))
        return [number for (number,) in cursor.fetchall()]


def _lacks(values):
    return not values["service_number"] or not (values.get("name_en") or values.get("name_bn"))


def _missing(values, problems):
    """What a new officer needs and does not have, unless something is said about it already."""
    fields = {one.field for one in problems}
    if not values["service_number"] and "service_number" not in fields:
        yield problem("SERVICE_NUMBER_MISSING", "service_number")
    if not (values.get("name_en") or values.get("name_bn")) and not fields & set(NAME_COLUMNS):
        yield problem("NAME_MISSING", "name")


def written_values(row):
    """Returns {field: value} that is to be written of a row: all that a new officer has, else what changes."""
    if row.officer_id is None:
        return {field: value for field in COMPARED_FIELDS if (value := row.values.get(field)) is not None}
    return {change["field"]: change["new"] for change in row.changes}
