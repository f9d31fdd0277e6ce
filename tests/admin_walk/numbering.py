"""Primary keys that tell whose row it is: each table has ten thousand numbers of its own, for own, foreign and later rows.

So a key is unique in the whole database, "the same object of the other programme" is the key plus FOREIGN_OFFSET, and a key
that turns up on a page or among the parameters of a query is recognised.
"""

import re
from functools import cache

from django.apps import apps
from django.db import connection, models

FIRST = 1_000_000
ROOM = 10_000
FOREIGN_OFFSET = 3_000
LATER_OFFSET = 6_000  # what a visit adds
KEY = re.compile(r"(?<!\w)[1-9][0-9]{6}(?!\w)")


def numbered(model):
    """Whether the keys of the model's table are counted by the database and belong to a programme's world."""
    return model._meta.managed and not model._meta.proxy and isinstance(model._meta.pk, models.AutoField)


@cache
def _models():
    return [model for model in apps.get_models(include_auto_created=True) if numbered(model)]


def count_from(side_offset):
    """Lets every table go on counting at the first of its numbers plus `side_offset`."""
    with connection.cursor() as cursor:
        for place, model in enumerate(_models()):
            _set_next(cursor, model, FIRST + place * ROOM + side_offset)


def _set_next(cursor, model, last):
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
    else:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, last])


class Keys:
    """The keys of one side."""

    def __init__(self, offset):
        self.offset = offset

    def keys_of(self, model):
        """Returns the keys that rows of this side have in the table of the model (a range)."""
        begin = FIRST + _models().index(model) * ROOM + self.offset
        return range(begin + 1, begin + FOREIGN_OFFSET)

    def first(self, model):
        """Returns the first row of this side, or None."""
        return self.rows(model).order_by("pk").first()

    def rows(self, model):
        keys = self.keys_of(model)
        return model._base_manager.filter(pk__gte=keys.start, pk__lt=keys.stop)


OWN, FOREIGN = Keys(0), Keys(FOREIGN_OFFSET)


def is_foreign(key):
    """Whether a number is the key of a foreign row."""
    is_key = FIRST < key < FIRST + len(_models()) * ROOM
    return is_key and FOREIGN_OFFSET < key % ROOM < LATER_OFFSET


def foreign_keys_in(text):
    """Returns the keys of foreign rows that stand in a text."""
    return {key for key in map(int, KEY.findall(text)) if is_foreign(key)}


def foreign_rows(tables=None):
    """Returns {table: all of its foreign rows} of these tables (their names), or of every table."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            table = model._meta.db_table
            if tables is None or table in tables:
                keys, column = FOREIGN.keys_of(model), model._meta.pk.column
                where = f'"{column}" >= %s AND "{column}" < %s ORDER BY "{column}"'
                cursor.execute(f'SELECT * FROM "{table}" WHERE {where}', [keys.start, keys.stop])
                found[table] = cursor.fetchall()
    return found
