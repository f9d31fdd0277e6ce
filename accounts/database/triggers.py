"""Database triggers of a table, the same on SQLite and PostgreSQL: installed by a migration and never removed.

No setting, row or session variable of the product removes them. The owner of the database can (by dropping them, on
PostgreSQL also by `session_replication_role`, on SQLite by `writable_schema`); the hash chain of the audit trail, its seals
and its heads show what was done to that meanwhile.

A later migration that alters the table must end with `install`: SQLite rebuilds an altered table and loses its triggers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Triggers:
    """The statements that put a table's triggers on and take them off, per kind of database."""

    sqlite_install: tuple
    sqlite_remove: tuple
    postgresql_install: tuple
    postgresql_remove: tuple

    def install(self, connection: Any) -> None:
        """Puts the triggers on; harmless when they are on already."""
        self.remove(connection)
        _run(connection, {"sqlite": self.sqlite_install, "postgresql": self.postgresql_install})

    def remove(self, connection: Any) -> None:
        """Takes the triggers off, for a migration that goes backwards; harmless when they are off already."""
        _run(connection, {"sqlite": self.sqlite_remove, "postgresql": self.postgresql_remove})


def _run(connection: Any, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


@dataclass(frozen=True)
class Key:
    """What no two rows of a table share: its columns, and for a partial one the condition with {row} before each column."""

    columns: tuple
    condition: str = ""


def refuse_replacing(name: str, table: str, keys: Iterable["Key"], reason: str) -> tuple[str, ...]:
    """Returns the SQLite statements that refuse an INSERT whose key is taken, whatever its conflict clause says.

    `REPLACE INTO` deletes the row in its way without firing DELETE triggers (recursive_triggers is off by default), and
    `ON CONFLICT DO UPDATE` changes it; this trigger comes before both. keys: every Key, else a REPLACE comes in by the one
    that was forgotten. An INSERT without an id has NEW.id -1, which no row has. PostgreSQL has no REPLACE.
    """
    return tuple(
        f"""CREATE TRIGGER {name}_{number} BEFORE INSERT ON {table} WHEN {_is_taken(table, key)}
            BEGIN SELECT RAISE(ABORT, '{reason}'); END"""
        for number, key in enumerate(keys, start=1)
    )


def _is_taken(table: str, key: Key) -> str:
    same = [f"kept.{column} = NEW.{column}" for column in key.columns]
    if key.condition:
        same.append(key.condition.format(row="kept."))
    taken = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE {' AND '.join(same)})"  # noqa: S608 -- our own names only
    return f"{key.condition.format(row='NEW.')} AND {taken}" if key.condition else taken


def allow_replacing(name: str, keys: Iterable["Key"]) -> tuple[str, ...]:
    """Returns the SQLite statements that take the triggers of `refuse_replacing` off again."""
    return tuple(f"DROP TRIGGER IF EXISTS {name}_{number}" for number, _key in enumerate(keys, start=1))
