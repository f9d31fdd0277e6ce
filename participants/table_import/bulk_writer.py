"""Writes many officers in few statements: the records, their history, their postings, all in the caller's transaction.

On PostgreSQL new officers are copied straight into the three tables, under ids drawn before. All others go through a table
of the moment: there by COPY, on SQLite by one prepared statement. From it one statement records new officers and changes
known ones, and what it returns becomes history and postings. Nothing is read back into objects, and `save()` is passed
over; what it would do is done here.
"""

import re
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.models import Officer, Posting
from participants.models.coded_fields import CODED_FIELDS, column_of, ids_by_code
from participants.roster.base.fields import COMPARED_FIELDS

STAGE = "incoming_officers"
_OFFICERS, _HISTORY, _POSTINGS = (model._meta.db_table for model in (Officer, Officer.history.model, Posting))
_ID_COLUMNS = tuple(map(column_of, CODED_FIELDS))
_NULLABLE = (*_ID_COLUMNS, "joined_on")
_TEXT_FIELDS = tuple(field for field in COMPARED_FIELDS if column_of(field) not in _NULLABLE)
# In the order of the stage, in which the links hold ids; a line of `line_of` has all but the last two.
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

    values: {field: value} with what is to be written, codes for rank, unit and district; always with a name, for the database
    checks a row before it finds that it is known. is_known: on record under this number already.
    """

    service_number: str
    values: dict
    is_known: bool


class OfficerWriter:
    """Writes officers of one force, a portion at a time. Use it in one transaction that holds the lock on the force.

    force, programme: ids; programme may be None, and is that of new officers only. by: the User, or None. today: the day
    from which postings count. fields: those that may be written; others are never touched. ids: `ids_of_links()`.
    """

    def __init__(self, *, force, programme, by, today, fields=COMPARED_FIELDS, ids=None):
        self._facts = {
            "force": force,
            "programme": programme,
            "by": by.pk if by else None,
            "today": connection.ops.adapt_datefield_value(today),
        }
        self._fields = [column_of(field) for field in fields if field in COMPARED_FIELDS]
        self._ids = ids or ids_of_links()
        self._make_stage()

    def _make_stage(self):
        columns = ", ".join(f"{name} {_TYPES[name]}" for name in _COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")
            cursor.execute(f"CREATE TEMP TABLE {STAGE} ({columns})")

    def close(self):
        """Removes the table of the moment."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {STAGE}")

    def write(self, incoming):
        """Writes Incoming rows, each officer once. Returns (ids of new officers, ids of changed ones).

        Raises Refused where another programme recorded one of the new ones meanwhile.
        """
        if not incoming:
            return [], []
        written = self._written(incoming)
        if sum(map(len, written)) < len(incoming):
            raise _recorded_meanwhile()
        return written

    def _written(self, incoming):
        facts = self._now()
        staged = [_staged(row.service_number, row.values, self._ids, "1" if row.is_known else "0") for row in incoming]
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                return self._by_statement(cursor, staged, facts)
            new, known = [row for row in staged if row[-1] == "0"], [row for row in staged if row[-1] == "1"]
            try:
                with transaction.atomic():
                    recorded = self._copied(cursor, _as_lines(new), facts) if new else []
            except IntegrityError:
                # Somebody else recorded one of them meanwhile; that one is changed instead, if it is of the same programme.
                known, recorded = staged, []
            more, changed = self._by_stage(cursor, known, facts) if known else ([], [])
            return recorded + more, changed

    def record(self, lines):
        """Records officers who are new, by their lines. Returns as `write` does; IntegrityError if one is on record already."""
        if not lines:
            return [], []
        facts = self._now()
        with connection.cursor() as cursor, transaction.atomic():
            if connection.vendor == "postgresql":
                return self._copied(cursor, lines, facts), []
            staged = [_from_line(line) for line in lines]
            numbers = [row[0] for row in staged]
            if Officer.objects.filter(force=facts["force"], service_number__in=numbers).exists():
                raise IntegrityError
            return self._by_statement(cursor, staged, facts)

    def _now(self):
        return self._facts | {"now": connection.ops.adapt_datetimefield_value(timezone.now())}

    def _copied(self, cursor, lines, facts):
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

    def _by_stage(self, cursor, staged, facts):
        cursor.execute(f"TRUNCATE {STAGE}")
        _copy(cursor, STAGE, _COLUMNS, _lines(staged), null="")
        # Whoever was recorded by somebody else in the meantime is changed instead; xmax tells.
        cursor.execute(
            f"""
            WITH written AS ({self._upsert()} RETURNING {_OFFICERS}.*, (xmax = 0) AS is_new),
            history AS ({_to_history("written.is_new")} FROM written),
            posting AS (
                {_TO_POSTINGS} FROM written
                WHERE (is_new OR service_number IN (SELECT service_number FROM {STAGE} WHERE moved))
                AND (rank_id IS NOT NULL OR unit_id IS NOT NULL)
                {_POSTED_THAT_DAY}
            )
            SELECT id, is_new FROM written
            """,  # noqa: S608 -- names of our own tables and columns only
            facts,
        )
        return _parted(cursor.fetchall())

    def _by_statement(self, cursor, staged, facts):
        # The transaction holds the only write lock: nobody else records officers in the meantime.
        joined = (
            f"FROM {_OFFICERS} AS written JOIN {STAGE} AS s USING (service_number) WHERE written.force_id = %(force)s"
        )
        places = ", ".join(["%s"] * len(_COLUMNS))
        cursor.execute(f"DELETE FROM {STAGE}")  # noqa: S608 -- as above
        cursor.executemany(f"INSERT INTO {STAGE} VALUES ({places})", staged)  # noqa: S608 -- as above
        if facts["by"] and self._somebody_elses(cursor, facts):
            raise _recorded_meanwhile()
        cursor.execute(self._upsert(), facts)
        cursor.execute(f"{_to_history('NOT s.known')} {joined}", facts)
        has_posting = "s.moved AND (written.rank_id IS NOT NULL OR written.unit_id IS NOT NULL)"
        cursor.execute(f"{_TO_POSTINGS} {joined} AND {has_posting} {_POSTED_THAT_DAY}", facts)
        cursor.execute(f"SELECT written.id, NOT s.known {joined}", facts)
        return _parted(cursor.fetchall())

    def _somebody_elses(self, cursor, facts):
        """Whether one of the rows that count as new is on record with another programme. Only where nobody else writes."""
        cursor.execute(
            f"SELECT 1 FROM {STAGE} AS s JOIN {_OFFICERS} AS o USING (service_number) WHERE NOT s.known "  # noqa: S608 -- as above
            "AND o.force_id = %(force)s AND o.programme_id IS NOT %(programme)s LIMIT 1",
            facts,
        )
        return cursor.fetchone() is not None

    def _upsert(self):
        """What the stage leaves open stays as it is on record; in a new record it is "" or NULL."""
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
            SELECT %(force)s, %(programme)s, %(now)s, %(now)s, service_number, {given} FROM {STAGE} WHERE TRUE
            ON CONFLICT (force_id, service_number) DO UPDATE SET {assignments}updated_at = excluded.updated_at
            {_ONLY_OURS if self._facts["by"] else ""}
        """  # noqa: S608 -- as above


# Whoever was recorded since the check, by another programme, is not known to be ours.
_ONLY_OURS = f"""
    WHERE {_OFFICERS}.programme_id = %(programme)s
    OR excluded.service_number IN (SELECT service_number FROM {STAGE} WHERE known)
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


def ids_of_links():
    """Returns {field: {code: id, as text}} of all ranks, units and districts."""
    return {field: {code: str(pk) for code, pk in ids.items()} for field, ids in ids_by_code().items()}


def _staged(service_number, values, ids, known):
    """Returns the row of the stage in the order of _COLUMNS, all texts, "" for what is left open."""
    get = values.get
    linked = [ids[field][code] if (code := get(field)) else "" for field in CODED_FIELDS]
    texts = [get(field) or "" for field in _TEXT_FIELDS]
    return (service_number, *linked, get("joined_on") or "", *texts, "1" if linked[0] or linked[1] else "0", known)


def lines_of(officers, ids):
    """Returns a line for each officer who is new, (service number, values), for `OfficerWriter.record` now or later.

    ids: those of `ids_of_links`, which must be the same when the lines are written.
    """
    return _as_lines([_staged(number, values, ids, "0") for number, values in officers])


def numbers_of(lines):
    """Returns the service numbers of lines."""
    return [line.partition("\t")[0] for line in lines]


def _lines(rows):
    """Returns rows of texts as lines in the text form of COPY."""
    lines = ["\t".join(row) + "\n" for row in rows]
    # Values are cleaned before: there is hardly ever anything to escape, and one look at all of them tells.
    text = "".join(lines)
    tabs = sum(map(len, rows)) - len(rows)
    if "\\" in text or "\r" in text or text.count("\n") != len(rows) or text.count("\t") != tabs:
        lines = ["\t".join([cell.translate(_ESCAPED) for cell in row]) + "\n" for row in rows]
    return lines


def _as_lines(staged):
    """Returns rows of the stage as lines of `_COLUMNS` without the last two, with _NULL where there may be none."""
    lines = _lines([row[:-2] for row in staged])
    return [_with_nulls(line) if "" in row[1:5] else line for row, line in zip(staged, lines, strict=True)]


def _with_nulls(line):
    number, *links, rest = line.split("\t", 1 + len(_NULLABLE))
    return "\t".join((number, *(link or _NULL for link in links), rest))


def _from_line(line):
    """Returns the row of the stage that a line was made of."""
    number, *cells = line.rstrip("\n").split("\t")
    cells = ["" if cell == _NULL and at < len(_NULLABLE) else cell for at, cell in enumerate(cells)]
    if "\\" in line:
        cells = [re.sub(r"\\[\\tnr]", lambda found: _UNESCAPED[found[0]], cell) for cell in cells]
    return number, *cells, "1" if cells[0] or cells[1] else "0", "0"


def _copy(cursor, table, columns, lines, *, null=_NULL):
    if lines:
        into = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (NULL '{null}')"
        # Else its errors would not be those of Django.
        with connection.wrap_database_errors, cursor.copy(into) as copy:
            copy.write("".join(lines))


def _or_null(pk):
    return _NULL if pk is None else pk


def _parted(rows):
    new, changed = [], []
    for pk, is_new in rows:
        (new if is_new else changed).append(pk)
    return new, changed


def runs(ids):
    """Returns ids as [first, last] of each unbroken run: what the audit trail keeps of many."""
    found = []
    for pk in sorted(ids):
        if found and pk == found[-1][1] + 1:
            found[-1][1] = pk
        else:
            found.append([pk, pk])
    return found
