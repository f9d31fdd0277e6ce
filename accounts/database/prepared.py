"""Statements that are asked all the time: PostgreSQL reads and plans them once for each connection."""

import re
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary
from zlib import crc32

from django.db import DatabaseError, connection

# Of each connection of the driver the names of what it knows, None for one that forgets. One that is opened anew knows nothing.
_known: WeakKeyDictionary[Any, set[str] | None] = WeakKeyDictionary()
_UNKNOWN, _KNOWN_ALREADY = "26000", "42P05"
# What the statement returns has another type since a migration that ran beside this process.
_OUTDATED = "0A000"


def first_row(name: str, statement: str, value: str) -> tuple[Any, ...] | None:
    """Returns the first row (or None) that a statement with one place for a text ("%s") has for `value`.

    name: letters and underscores. Other databases than PostgreSQL are asked as ever, and so is a
    connection behind a pool that gives each transaction another server process.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or not _is_prepared(name, statement):
            cursor.execute(statement, [value])
            return cursor.fetchone()
        try:
            cursor.execute(f"EXECUTE {full_name(name, statement)}(%s)", [value])
        except DatabaseError as problem:
            if _code_of(problem) not in (_UNKNOWN, _OUTDATED) or connection.in_atomic_block:
                raise
            _known[connection.connection] = None
            cursor.execute(statement, [value])
        return cursor.fetchone()


@lru_cache(maxsize=16)
def full_name(name: str, statement: str) -> str:
    """Returns the name under which PostgreSQL knows the statement. Behind a pool it may know the one of another release, too."""
    return f"{name}_{crc32(statement.encode()):08x}"


def _is_prepared(name: str, statement: str) -> bool:
    """Whether the connection knows the statement, which it is told where it does not."""
    driver = connection.connection
    known = _known.setdefault(driver, set())
    if known is None:
        return False
    if full_name(name, statement) not in known:
        if not re.fullmatch("[a-z_]+", name) or statement.count("%s") != 1:
            raise ValueError(f"{name!r}: a name of small letters, a statement with one place.")
        _prepare(driver, f"PREPARE {full_name(name, statement)}(text) AS {statement.replace('%s', '$1')}")
        known.add(full_name(name, statement))
    return True


def _prepare(driver: Any, statement: str) -> None:
    # Past Django's cursor: it is a matter of the connection, and none of the page that happens to be first.
    try:
        with connection.wrap_database_errors:
            driver.execute(statement)
    except DatabaseError as problem:
        if _code_of(problem) != _KNOWN_ALREADY or connection.in_atomic_block:
            raise


def _code_of(problem: DatabaseError) -> str:
    return getattr(problem.__cause__, "sqlstate", None) or ""
