"""Database triggers of a table, the same on SQLite and PostgreSQL: put on by a migration, taken off by nobody.

Nothing in the product takes them off: there is no setting, no row and no session variable that would. Whoever owns the
database can; the hash chain of the audit trail shows what was done meanwhile.

A later migration that alters the table must end with `install`: SQLite rebuilds an altered table and loses its triggers.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Triggers:
    """The statements that put a table's triggers on and take them off, per kind of database."""

    sqlite_install: tuple
    sqlite_remove: tuple
    postgresql_install: tuple
    postgresql_remove: tuple

    def install(self, connection):
        """Puts the triggers on; harmless when they are on already."""
        self.remove(connection)
        _run(connection, {"sqlite": self.sqlite_install, "postgresql": self.postgresql_install})

    def remove(self, connection):
        """Takes the triggers off, for a migration that goes backwards; harmless when they are off already."""
        _run(connection, {"sqlite": self.sqlite_remove, "postgresql": self.postgresql_remove})


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
