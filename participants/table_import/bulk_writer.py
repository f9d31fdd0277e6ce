"""Writes many officers in few statements: the records, their history, their postings, all in the caller's transaction.

On PostgreSQL new officers are written with COPY into the three tables, with ids from the sequence. All others go through a
temporary table (the staging table), filled with COPY, or on SQLite with one prepared statement. One upsert from there creates
new officers and updates known ones; its result becomes history and postings. No objects are made and `save()` is not called:
this module does the same work.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.models import Officer, Posting
from participants.models.coded_fields import CODED_FIELDS, column_of, ids_by_code
from participants.roster.base.fields import COMPARED_FIELDS

STAGING_TABLE = "incoming_officers"
_OFFICERS, _HISTORY, _POSTINGS = (model._meta.db_table for model in (Officer, Officer.history.model, Posting))
_ID_COLUMNS = tuple(map(column_of, CODED_FIELDS))
_NULLABLE = (*_ID_COLUMNS, "joined_on")
_TEXT_FIELDS = tuple(field for field in COMPARED_FIELDS if column_of(field) not in _NULLABLE)
# The columns of the staging table, in order. A line of `lines_of` has all but the last two.
_COLUMNS = (
    "service_number",
    *_NULLABLE,
    *_TEXT_FIELDS,
    *("moved", "known"),
)
_TYPES = dict.fromkeys(_COLUMNS, "text") | dict.fromkeys(_ID_COLUMNS, "bigint")
_TYPES |= {"joined_on": "date", "moved": "boolean", "known": "boolean"}
_FACTS = ("id", "force_id", "programme_id", "created_at", "updated_at")
_NULL = "\\N"
# The sequence is looked up once, not for each number.
_DRAW_IDS = """
    SELECT nextval(sequence) FROM (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS sequence OFFSET 0) AS named,
    generate_series(1, %(count)s)
"""
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPED = str.maketrans(_ESCAPES)
_UNESCAPED = {escape: sign for sign, escape in _ESCAPES.items()}


class Incoming(NamedTuple):
    """An officer to record or to change.

    values: {field: value} to write, codes for rank, unit and district; always with a name, because the database checks the
    constraints of a row before it finds the conflict. is_known: whether an officer has this number already.
    """

    service_number: str
    values: dict
    is_known: bool


class OfficerWriter:
    """Writes officers of one force, in batches. Use it in one transaction that has locked the force.

    force, programme: ids; programme may be None, and is that of new officers only. by: the User, or None. today: the day
    from which postings count. fields: those that may be written; others do not change. ids: `ids_as_text()`.
    """

    def __init__(self, *, force, programme, by, today, fields=COMPARED_FIELDS, ids=None):
        self._facts = {
            "force": force,
            "programme": programme,
            "by": by.pk if by else None,
            "today": connection.ops.adapt_datefield_value(today),
        }
        self._fields = [column_of(field) for field in fields if field in COMPARED_FIELDS]
        self._ids = ids or ids_as_text()
        self._create_staging_table()

    def _create_staging_table(self):
        columns = ", ".join(f"{name} {_TYPES[name]}" for name in _COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGING_TABLE}")
            cursor.execute(f"CREATE TEMP TABLE {STAGING_TABLE} ({columns})")

    def close(self) -> None:
        """Drops the staging table."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {STAGING_TABLE}")

    def write(self, incoming: Sequence[Incoming]) -> tuple[list[int], list[int]]:
        """Writes Incoming rows, each officer once. Returns (ids of new officers, ids of changed ones).

        Raises Refused where another programme recorded one of the new ones meanwhile.
        """
        if not incoming:
            return [], []
        new, changed = self._write(incoming)
        if len(new) + len(changed) < len(incoming):
            raise _recorded_meanwhile()
        return new, changed

    def _write(self, incoming):
        facts = self._facts_now()
        staged = [
            _staging_row(row.service_number, row.values, self._ids, "1" if row.is_known else "0") for row in incoming
        ]
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                return self._upsert_by_statement(cursor, staged, facts)
            new, known = [row for row in staged if row[-1] == "0"], [row for row in staged if row[-1] == "1"]
            try:
                with transaction.atomic():
                    recorded = self._copy_new(cursor, _as_lines(new), facts) if new else []
            except IntegrityError:
                # Another transaction recorded one of them meanwhile: it is updated instead, if it is of the same programme.
                known, recorded = staged, []
            more, changed = self._upsert_by_copy(cursor, known, facts) if known else ([], [])
            return recorded + more, changed

    def record(self, lines: Sequence[str]) -> tuple[list[int], list[int]]:
        """Records new officers from their lines. Returns as `write` does. Raises IntegrityError if one is on record already."""
        if not lines:
            return [], []
        facts = self._facts_now()
        with connection.cursor() as cursor, transaction.atomic():
            if connection.vendor == "postgresql":
                return self._copy_new(cursor, lines, facts), []
            staged = [_from_line(line) for line in lines]
            numbers = [row[0] for row in staged]
            if Officer.objects.filter(force=facts["force"], service_number__in=numbers).exists():
                raise IntegrityError
            return self._upsert_by_statement(cursor, staged, facts)

    def _facts_now(self):
        return self._facts | {"now": connection.ops.adapt_datetimefield_value(timezone.now())}

    def _copy_new(self, cursor, lines, facts):
        cursor.execute(_DRAW_IDS, {"table": _OFFICERS, "count": len(lines)})
        ids = [pk for (pk,) in cursor.fetchall()]
        now, rest = facts["now"].isoformat(), _COLUMNS[:-2]
        same = f"\t{facts['force']}\t{_or_null(facts['programme'])}\t{now}\t{now}\t"
        _copy(cursor, _OFFICERS, (*_FACTS, *rest), [f"{pk}{same}{line}" for pk, line in zip(ids, lines, strict=True)])
        same += f"{now}\t+\t{_or_null(facts['by'])}\t"
        columns = (*_FACTS, "history_date", "history_type", "history_user_id", *rest)
        _copy(cursor, _HISTORY, columns, [f"{pk}{same}{line}" for pk, line in zip(ids, lines, strict=True)])
        same, posted = f"\t{facts['today']}\tf\n", []
        for pk, line in zip(ids, lines, strict=True):
            _number, rank, unit, _others = line.split("\t", 3)
            if rank != _NULL or unit != _NULL:
                posted.append(f"{pk}\t{rank}\t{unit}{same}")
        _copy(cursor, _POSTINGS, ("officer_id", "rank_id", "unit_id", "since", "has_left"), posted)
        return ids

    def _upsert_by_copy(self, cursor, staged, facts):
        cursor.execute(f"TRUNCATE {STAGING_TABLE}")
        _copy(cursor, STAGING_TABLE, _COLUMNS, _lines(staged), null="")
        # An officer whom another transaction recorded meanwhile is updated; xmax is 0 for a new row.
        cursor.execute(
            f"""
            WITH written AS ({self._upsert()} RETURNING {_OFFICERS}.*, (xmax = 0) AS is_new),
            history AS ({_to_history("written.is_new")} FROM written),
            posting AS (
                {_TO_POSTINGS} FROM written
                WHERE (is_new OR service_number IN (SELECT service_number FROM {STAGING_TABLE} WHERE moved))
                AND (rank_id IS NOT NULL OR unit_id IS NOT NULL)
                {_POSTED_THAT_DAY}
            )
            SELECT id, is_new FROM written
            """,  # noqa: S608 -- names of our own tables and columns only
            facts,
        )
        return _split(cursor.fetchall())

    def _upsert_by_statement(self, cursor, staged, facts):
        # SQLite has one write lock: no other transaction can record officers meanwhile.
        joined = f"FROM {_OFFICERS} AS written JOIN {STAGING_TABLE} AS s USING (service_number) WHERE written.force_id = %(force)s"
        places = ", ".join(["%s"] * len(_COLUMNS))
        cursor.execute(f"DELETE FROM {STAGING_TABLE}")  # noqa: S608 -- as above
        cursor.executemany(f"INSERT INTO {STAGING_TABLE} VALUES ({places})", staged)  # noqa: S608 -- as above
        if facts["by"] and self._is_held_elsewhere(cursor, facts):
            raise _recorded_meanwhile()
        cursor.execute(self._upsert(), facts)
        cursor.execute(f"{_to_history('NOT s.known')} {joined}", facts)
        has_posting = "s.moved AND (written.rank_id IS NOT NULL OR written.unit_id IS NOT NULL)"
        cursor.execute(f"{_TO_POSTINGS} {joined} AND {has_posting} {_POSTED_THAT_DAY}", facts)
        cursor.execute(f"SELECT written.id, NOT s.known {joined}", facts)
        return _split(cursor.fetchall())

    def _is_held_elsewhere(self, cursor, facts):
        """Whether another programme holds one of the rows that count as new. Only safe under the write lock of SQLite."""
        cursor.execute(
            f"SELECT 1 FROM {STAGING_TABLE} AS s JOIN {_OFFICERS} AS o USING (service_number) WHERE NOT s.known "  # noqa: S608 -- as above
            "AND o.force_id = %(force)s AND o.programme_id IS NOT %(programme)s LIMIT 1",
            facts,
        )
        return cursor.fetchone() is not None

    def _upsert(self):
        """Returns the upsert. An empty column of the staging table does not change a record; in a new record it is "" or NULL."""
        linked = {name: f"NULLIF({name}, '')" if connection.vendor == "sqlite" else name for name in _NULLABLE}
        columns = _COLUMNS[1:-2]
        given = ", ".join(linked.get(name) or f"COALESCE({name}, '')" for name in columns)
        given_values = {
            name: f"excluded.{name}" if name in linked else f"NULLIF(excluded.{name}, '')" for name in columns
        }
        assignments = "".join(f"{name} = COALESCE({given_values[name]}, {_OFFICERS}.{name}), " for name in self._fields)
        return f"""
            INSERT INTO {_OFFICERS}
                (force_id, programme_id, created_at, updated_at, service_number, {", ".join(columns)})
            SELECT %(force)s, %(programme)s, %(now)s, %(now)s, service_number, {given} FROM {STAGING_TABLE} WHERE TRUE
            ON CONFLICT (force_id, service_number) DO UPDATE SET {assignments}updated_at = excluded.updated_at
            {_ONLY_OWN if self._facts["by"] else ""}
        """  # noqa: S608 -- as above


# An officer whom another programme recorded since the check is not updated.
_ONLY_OWN = f"""
    WHERE {_OFFICERS}.programme_id = %(programme)s
    OR excluded.service_number IN (SELECT service_number FROM {STAGING_TABLE} WHERE known)
"""  # noqa: S608 -- names of our own tables only
_TO_POSTINGS = f"""
    INSERT INTO {_POSTINGS} (officer_id, rank_id, unit_id, since, has_left)
    SELECT written.id, written.rank_id, written.unit_id, %(today)s, FALSE
"""
_POSTED_THAT_DAY = """
    ON CONFLICT (officer_id, since) DO UPDATE SET
        rank_id = excluded.rank_id, unit_id = excluded.unit_id, has_left = excluded.has_left
"""


def _recorded_meanwhile():
    return Refused(_("Somebody recorded one of these officers just now. Check the table again."))


def _to_history(is_new):
    of_officers = ", ".join(field.column for field in Officer._meta.concrete_fields)
    qualified = ", ".join(f"written.{field.column}" for field in Officer._meta.concrete_fields)
    return f"""
        INSERT INTO {_HISTORY} ({of_officers}, history_date, history_type, history_user_id)
        SELECT {qualified}, %(now)s, CASE WHEN {is_new} THEN '+' ELSE '~' END, %(by)s
    """


def ids_as_text() -> dict[str, dict[str, str]]:
    """Returns {field: {code: id, as text}} of all ranks, units and districts."""
    return {field: {code: str(pk) for code, pk in ids.items()} for field, ids in ids_by_code().items()}


def _staging_row(service_number, values, ids, known):
    """Returns a row of the staging table, in the order of _COLUMNS; all texts, "" where there is no value."""
    get = values.get
    linked = [ids[field][code] if (code := get(field)) else "" for field in CODED_FIELDS]
    texts = [get(field) or "" for field in _TEXT_FIELDS]
    return (service_number, *linked, get("joined_on") or "", *texts, "1" if linked[0] or linked[1] else "0", known)


def lines_of(officers: Iterable[tuple[str, Mapping]], ids: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Returns a line for each new officer, (service number, values), for `OfficerWriter.record` now or later.

    ids: those of `ids_as_text`; they must be the same when the lines are written.
    """
    return _as_lines([_staging_row(number, values, ids, "0") for number, values in officers])


def numbers_of(lines: Iterable[str]) -> list[str]:
    """Returns the service numbers of lines."""
    return [line.partition("\t")[0] for line in lines]


def _lines(rows):
    """Returns rows of texts as lines in the text form of COPY."""
    lines = ["\t".join(row) + "\n" for row in rows]
    # Values are cleaned before, so that characters to escape are rare: one search over all of them is enough.
    text = "".join(lines)
    tabs = sum(map(len, rows)) - len(rows)
    if "\\" in text or "\r" in text or text.count("\n") != len(rows) or text.count("\t") != tabs:
        lines = ["\t".join([cell.translate(_ESCAPED) for cell in row]) + "\n" for row in rows]
    return lines


def _as_lines(staged):
    """Returns rows of the staging table as lines of `_COLUMNS` without the last two, with _NULL in nullable columns."""
    lines = _lines([row[:-2] for row in staged])
    return [_with_nulls(line) if "" in row[1:5] else line for row, line in zip(staged, lines, strict=True)]


def _with_nulls(line):
    number, *links, rest = line.split("\t", 1 + len(_NULLABLE))
    return "\t".join((number, *(link or _NULL for link in links), rest))


def _from_line(line):
    """Returns the row of the staging table of a line."""
    number, *cells = line.rstrip("\n").split("\t")
    cells = ["" if cell == _NULL and at < len(_NULLABLE) else cell for at, cell in enumerate(cells)]
    if "\\" in line:
        cells = [re.sub(r"\\[\\tnr]", lambda found: _UNESCAPED[found[0]], cell) for cell in cells]
    return number, *cells, "1" if cells[0] or cells[1] else "0", "0"


def _copy(cursor, table, columns, lines, *, null=_NULL):
    if lines:
        into = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (NULL '{null}')"
        # Turns the errors of the driver into those of Django.
        with connection.wrap_database_errors, cursor.copy(into) as copy:
            copy.write("".join(lines))


def _or_null(pk):
    return _NULL if pk is None else pk


def _split(rows):
    new, changed = [], []
    for pk, is_new in rows:
        (new if is_new else changed).append(pk)
    return new, changed


def id_ranges(ids: Iterable[int]) -> list[list[int]]:
    """Returns ids as [[first, last], …] of each unbroken range: the form in which the audit trail stores many."""
    found: list[list[int]] = []
    for pk in sorted(ids):
        if found and pk == found[-1][1] + 1:
            found[-1][1] = pk
        else:
            found.append([pk, pk])
    return found
