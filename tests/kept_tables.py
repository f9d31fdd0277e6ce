"""Databases with nothing but their tables, kept between tests, because making the tables takes longer than most tests."""

import fcntl
import hashlib
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent


def copy_of_tables(kind, target, make):
    """Puts the SQLite database of this `kind` (what distinguishes it from others, text) at `target` (Path).

    `make()` makes it at `target` when no test process has made one yet; the others wait for the first.
    """
    # Beside the folders of the test processes, so that one makes it for all.
    folder = Path(settings.VAR_DIR).parent / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_digest(kind)}.sqlite3"
    with _one_at_a_time(kept.with_suffix(".lock")):
        if not kept.exists():
            make()
            half = kept.with_suffix(".part")
            shutil.copyfile(target, half)
            half.replace(kept)
            return
    shutil.copyfile(kept, target)


def _digest(kind):
    digest = hashlib.sha256(kind.encode())
    paths = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/models/*.py"), *ROOT.glob("*/models.py")]
    # Migrations install what these write.
    paths += [
        ROOT / "accounts" / "database" / "triggers.py",
        ROOT / "accounts" / "database" / "audit_triggers.py",
        ROOT / "certificates" / "models" / "immutability_triggers.py",
        ROOT / "certificates" / "reinstatement" / "triggers.py",
    ]
    for path in sorted([*paths, *ROOT.glob("tests/**/models.py"), ROOT / "requirements.txt"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
