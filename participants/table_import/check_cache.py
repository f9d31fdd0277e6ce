"""What a check understood of a table, kept beside the file: whoever takes the rows in need not read them all again.

Only what the file says is kept. Whom a row means, and what would change, is asked again under locks. What is kept counts
as long as the file, the reference data, the code that reads them and the day are those of the check; else it is as if there
were nothing.
"""

import json
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from functools import cache
from hashlib import file_digest, sha256
from itertools import chain, islice
from pathlib import Path

from django.utils import timezone

from participants.models import Rank, Unit
from participants.roster.base.problems import problem_from_json
from participants.roster.base.sheets import Cell
from programmes.models import Place

SUFFIX = ".checked"
ROWS_PER_PORTION = 3_000
_HERE = Path(__file__).parent.parent
_CODE = (
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
    """What was kept no longer fits what is on record."""


class KeptCheck:
    """The check of one table, on its way into a file or out of it.

    path: that of the table. columns: their fields, in order.
    """

    def __init__(self, path, columns):
        self._table, self._columns = Path(path), columns
        self._path = self._table.with_name(self._table.name + SUFFIX)
        self._making = self._path.with_name(self._path.name + "~")

    @contextmanager
    def kept_anew(self):
        """Yields what takes the portions, see `_Keeping`; they count if the block ended well and said that they are all."""
        self._making.touch(mode=0o600)
        try:
            with self._making.open("w", encoding="utf-8", newline="\n") as file:
                file.write(self._fingerprint() + "\n")
                keeping = _Keeping(file)
                yield keeping
            if keeping.is_whole:
                self._making.replace(self._path)
        finally:
            self._making.unlink(missing_ok=True)

    def portions(self):
        """Returns (numbers, lines, others) of all rows, in order and in portions; None where nothing is kept that counts."""
        with suppress(OSError):
            file = self._path.open(encoding="utf-8", newline="\n")
            if file.readline().rstrip("\n") == self._fingerprint():
                return _portions_of(file)
            file.close()
        return None

    def _fingerprint(self):
        digest = sha256(_code_digest())
        with self._table.open("rb") as file:
            digest.update(file_digest(file, "sha256").digest())
        facts = [timezone.localdate().isoformat(), self._columns]
        facts += [list(model.objects.order_by("pk").values_list()) for model in (Rank, Unit, Place)]
        digest.update(repr(facts).encode())
        return digest.hexdigest()


class _Keeping:
    def __init__(self, file):
        self._file = file
        self.is_whole = False

    def add(self, numbers, lines, others):
        """Keeps a portion.

        numbers, lines: row number and line (`officer_writing.lines_of`) of those who are new for certain, as far as the table
        can tell. others: (row number, cells, values, problems) of all other rows.
        """
        rows = [
            (number, [_packed(cell) for cell in cells], values, [item.as_json() for item in problems])
            for number, cells, values, problems in others
        ]
        self._file.write(json.dumps((numbers, rows), ensure_ascii=False, check_circular=False) + "\n" + "".join(lines))


def forget(path):
    """Removes what is kept beside the table in `path`, if anything is."""
    path = Path(path)
    path.with_name(path.name + SUFFIX).unlink(missing_ok=True)


def _portions_of(file):
    """Yields larger portions than were added: lines take little memory, and each portion costs the database some questions."""
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
            if len(lines) + len(others) >= ROWS_PER_PORTION:
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
    """Returns a cell as JSON holds it: texts, numbers and None as they are, all else with its kind."""
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
