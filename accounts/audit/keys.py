"""The key that seals the audit trail. It is never in the database, so access to the database alone is not enough to seal.

AUDIT_KEY is the key where it is set; else a file under VAR_DIR holds it, made at the first entry. A file may hold earlier
keys on the lines below the first, and AUDIT_KEY_FALLBACKS may name some: they check what they have sealed, nothing more.
"""

import hmac
import logging
import os
import secrets
import uuid
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

_NAMED_BY = b"shetu audit key"


@dataclass(frozen=True)
class Key:
    """A key and its name: eight hexadecimal digits that tell keys apart and nothing of the key."""

    secret: bytes
    name: str

    def seal(self, text: str) -> str:
        """Returns the seal of a text: the name of the key, a colon, and the HMAC-SHA-256 (hexadecimal)."""
        return f"{self.name}:{hmac.digest(self.secret, text.encode(), 'sha256').hex()}"

    def fits(self, seal: str, text: str) -> bool:
        """Whether `seal` (str) is the one of this key over this text."""
        return hmac.compare_digest(seal.encode(), self.seal(text).encode())


def key_in_use() -> Key:
    """Returns the Key that seals now; makes the key file when there is neither a file nor AUDIT_KEY."""
    return _keys(*_sources())[0]


def known_keys() -> dict[str, Key]:
    """Returns {name: Key} of every key that may check: the one in use and those before it."""
    return {key.name: key for key in reversed(_keys(*_sources()))}


def key_file() -> Path:
    """Returns the path of the key file, whether or not it exists."""
    return Path(settings.VAR_DIR) / "keys" / "audit.key"


def _sources() -> tuple[str, tuple[str, ...], Path]:
    return settings.AUDIT_KEY, tuple(settings.AUDIT_KEY_FALLBACKS), key_file()


@lru_cache(maxsize=8)
def _keys(given: str, before: tuple[str, ...], path: Path) -> tuple[Key, ...]:
    if given:
        return tuple(_named(text) for text in (given, *before, *_lines(path)))
    lines = _lines(path) or _made(path)
    return tuple(_named(text) for text in (*lines, *before))


def _named(text: str) -> Key:
    secret = text.encode()
    return Key(secret, sha256(_NAMED_BY + secret).hexdigest()[:8])


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text().splitlines() if line.strip()]
    except FileNotFoundError:
        return []


def _made(path: Path) -> list[str]:
    """Writes a new key for its owner only and returns the lines of the file; if two processes write at once, the first file counts."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{uuid.uuid4().hex}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
        logger.warning("A key for the audit trail was made in %s. Keep a copy of it away from this machine.", path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    return _lines(path)
