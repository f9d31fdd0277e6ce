"""A cache on disk for texts that are costly to make: files under VAR_DIR/cache, named by the hash of their key.

A cache that cannot be read or written only costs time; a file that does not make sense is made again.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")


def cached(kind: str, name: str, make: Callable[[], T], write: Callable[[T], str], read: Callable[[str], T]) -> T:
    """Returns what `make()` returns, or the cached result of an earlier call with the same kind and name.

    `write` turns it into text, `read` turns the text back and raises ValueError or KeyError when it cannot.
    """
    path = Path(settings.VAR_DIR) / "cache" / kind / f"{hashlib.sha256(name.encode()).hexdigest()}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return read(path.read_text(encoding="utf-8"))
    made = make()
    with contextlib.suppress(OSError):
        _keep(path, write(made))
    return made


def _keep(path, text):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
