"""The cache of a check, a file beside the table: the import can use the parsed rows and need not parse the table again.

The cache has only the content of the table. Which officer a row matches, and what would change, is looked up again under locks.
The cache is valid while the file, the reference data, the code that parses them and the date are the same as at the check.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from functools import cache
from hashlib import file_digest, sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from participants.models import Rank, Unit
from participants.roster.base.problems import problem_from_json
from programmes.models import Place
from programmes.workbooks.sheets import Cell

SUFFIX = ".checked"
ROWS_PER_BATCH = 3_000
_HERE = Path(__file__).parent.parent
# What decides how a table is read and checked, seen from this floor.
_CODE = (
    "../programmes/workbooks",
    "data",
    "roster",
    "identity",
    "table_import/checking.py",
    "table_import/bulk_writer.py",
    "table_import/check_cache.py",
    "models/coded_fields.py",
    "officers/reference_loading.py",
)
_KINDS = {kind.__name__: kind for kind in (datetime, date, time)}


class OutdatedError(Exception):
    """The cached rows do not fit the records any more."""


class Kept(NamedTuple):
    """A valid cache. columns: the fields of the columns of the table, in order. batches: (numbers, lines, others) of all rows, in order."""

    columns: list[str | None]
    batches: Iterator[tuple[list[int], list[str], list[Any]]]


class CheckCache:
    """Writes and reads the cache of the table in `path`."""

    def __init__(self, path):
        self._table = Path(path)
        self._path = self._table.with_name(self._table.name + SUFFIX)
        self._temporary = self._path.with_name(self._path.name + "~")

    @contextmanager
    def writing(self, columns: list[str | None]) -> Iterator["_CacheWriter"]:
        """Yields a `_CacheWriter`. The cache replaces the old one if the block ends without an error and set `is_complete`.

        columns: the fields of the columns of the table, in order.
        """
        self._temporary.touch(mode=0o600)
        try:
            with self._temporary.open("w", encoding="utf-8", newline="\n") as file:
                file.write(f"{self._fingerprint()}\n{json.dumps(columns)}\n")
                writer = _CacheWriter(file)
                yield writer
            if writer.is_complete:
                self._temporary.replace(self._path)
        finally:
            self._temporary.unlink(missing_ok=True)

    def kept(self) -> Kept | None:
        """Returns what was kept of the table; None where there is no valid cache."""
        with suppress(OSError):
            file = self._path.open(encoding="utf-8", newline="\n")
            if file.readline().rstrip("\n") == self._fingerprint():
                return Kept(json.loads(file.readline()), _batches_of(file))
            file.close()
        return None

    def _fingerprint(self):
        digest = sha256(_code_digest())
        with self._table.open("rb") as file:
            digest.update(file_digest(file, "sha256").digest())
        facts: list[Any] = [timezone.localdate().isoformat()]
        facts += [list(model.objects.order_by("pk").values_list()) for model in (Rank, Unit, Place)]
        digest.update(repr(facts).encode())
        return digest.hexdigest()


class _CacheWriter:
    def __init__(self, file):
        self._file = file
        self.is_complete = False

    def add(self, numbers, lines, others):
        """Writes a batch.

        numbers, lines: row number and line (`bulk_writer.lines_of`) of rows that were new at the check and have no problem. others:
        (row number, cells, values, problems) of all other rows.
        """
        rows = [
            (number, [_packed(cell) for cell in cells], values, [item.as_json() for item in problems])
            for number, cells, values, problems in others
        ]
        self._file.write(json.dumps((numbers, rows), ensure_ascii=False, check_circular=False) + "\n" + "".join(lines))


def delete(path: str | Path) -> None:
    """Deletes the cache of the table in `path`, if there is one."""
    path = Path(path)
    path.with_name(path.name + SUFFIX).unlink(missing_ok=True)


def _batches_of(file):
    """Yields larger batches than were written: lines take little memory, and each batch takes some queries."""
    with file:
        numbers, lines, others = [], [], []
        for line in file:
            more, rows = json.loads(line)
            numbers += more
            lines += islice(file, len(more))
            others += (
                (
                    number,
                    [_unpacked(cell) for cell in cells],
                    values,
                    [problem_from_json(item) for item in problems],
                )
                for number, cells, values, problems in rows
            )
            if len(lines) + len(others) >= ROWS_PER_BATCH:
                yield numbers, lines, others
                numbers, lines, others = [], [], []
        if lines or others:
            yield numbers, lines, others


@cache
def _code_digest():
    digest = sha256()
    files = chain.from_iterable(
        sorted(path.rglob("*.*")) if path.is_dir() else [path] for path in map(_HERE.joinpath, _CODE)
    )
    for path in files:
        if path.suffix in {".py", ".csv"}:
            digest.update(path.read_bytes())
    return digest.digest()


def _packed(cell):
    """Returns a cell as JSON: texts, numbers and None unchanged, all else with its type."""
    if isinstance(cell, Cell):
        return {"Cell": [_packed(cell.value), cell.font]}
    for name, kind in _KINDS.items():
        if isinstance(cell, kind):
            return {name: cell.isoformat()}
    return cell


def _unpacked(stored):
    if not isinstance(stored, dict):
        return stored
    ((name, value),) = stored.items()
    return Cell(_unpacked(value[0]), value[1]) if name == "Cell" else _KINDS[name].fromisoformat(value)
