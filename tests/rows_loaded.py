"""Counts the rows that a block reads from the database: a page of a country must not load everybody behind its numbers."""

from contextlib import contextmanager

from django.db import connection


class Rows:
    """How many rows were read so far."""

    def __init__(self):
        self.loaded = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        cursor = context["cursor"]
        for name in ("fetchone", "fetchmany", "fetchall"):
            setattr(cursor, name, self._counted(getattr(cursor.cursor, name)))
        return result

    def _counted(self, fetch):
        def counting(*args):
            found = fetch(*args)
            self.loaded += (found is not None) if fetch.__name__ == "fetchone" else len(found)
            return found

        return counting


@contextmanager
def rows_loaded():
    """Gives Rows of what the block reads by this thread's connection."""
    rows = Rows()
    with connection.execute_wrapper(rows):
        yield rows
