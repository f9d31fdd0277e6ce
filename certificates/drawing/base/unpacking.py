"""The bundled fonts, unpacked from WOFF2 once: by the first process that needs one, for all that come after it."""

import base64
import hashlib
import json
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import woff2

from certificates.drawing.base import disk_cache

FONTS = Path(__file__).parent.parent / "fonts"


@cache
def unpacked(name: str) -> bytes:
    """Returns the bundled font of that file name ("inter-latin-400-normal.woff2") as a TrueType file."""
    packed = (FONTS / name).read_bytes()
    key = f"{hashlib.sha256(packed).hexdigest()} {version('fonttools')}"
    return disk_cache.cached("fonts", key, lambda: _unpacked(packed), _written, _read)


def _unpacked(packed):
    plain = BytesIO()
    woff2.decompress(BytesIO(packed), plain)
    return plain.getvalue()


def _written(plain):
    return json.dumps({"sha256": hashlib.sha256(plain).hexdigest(), "font": base64.b64encode(plain).decode()})


def _read(text):
    stored = json.loads(text)
    plain = base64.b64decode(stored["font"])
    if hashlib.sha256(plain).hexdigest() != stored["sha256"]:
        raise ValueError("The stored font is damaged.")
    return plain
