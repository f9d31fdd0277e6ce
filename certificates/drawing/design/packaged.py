"""What a page may load: files of this package and images of its design, by name. Everything else is refused."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from certificates.drawing.base.palettes import PALETTES, recoloured
from certificates.drawing.base.unpacking import unpacked

FOLDER = Path(__file__).parent.parent
SCHEME = "shetu:"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
FOLDERS = ("art", "fonts", "layouts")


class Elsewhere(Exception):  # noqa: N818 -- reads as what happened: the page reached elsewhere
    """A page asked for something that is neither packaged nor an image of its design."""


@cache
def asset(name: str) -> tuple[bytes, str]:
    """Returns (bytes, media type) of a packaged file such as "art/rosette-ground.svg"; raises Elsewhere.

    A font comes unpacked, as WeasyPrint would unpack it for every page.
    """
    folder, _slash, file = name.partition("/")
    path = FOLDER / folder / file
    if folder not in FOLDERS or "/" in file or path.suffix not in TYPES or not path.is_file():
        raise Elsewhere(name)
    return (unpacked(file), "font/ttf") if path.suffix == ".woff2" else (path.read_bytes(), TYPES[path.suffix])


@cache
def artwork(palette: str, name: str) -> bytes:
    """Returns a packaged drawing in the colours of a palette, as bytes; raises Elsewhere."""
    if palette not in PALETTES:
        raise Elsewhere(palette)
    return recoloured(asset(f"art/{name}")[0], palette)


def artwork_name(part: Mapping[str, Any], palette: str) -> str | None:
    """Returns the file name of a part of the artwork (slots.json), None for a bar."""
    return part.get(palette, part.get("file"))


def artwork_address(part: Mapping[str, Any], palette: str) -> str | None:
    """Returns the address under which a page asks for a part of the artwork, None for a bar."""
    name = artwork_name(part, palette)
    return name and f"{SCHEME}/{palette}/{name}"


def image_address(content: bytes) -> str:
    """Returns the address under which a design's image is asked for."""
    return f"{SCHEME}/image/{hashlib.sha256(content).hexdigest()}"


def resolve(address: str, images: Mapping[str, tuple[bytes, str]]) -> tuple[bytes, str]:
    """Returns (bytes, media type) for an address. `images` maps image addresses to the same pair. Raises Elsewhere."""
    if address in images:
        return images[address]
    if not address.startswith(f"{SCHEME}/"):
        raise Elsewhere(address)
    name = address.removeprefix(f"{SCHEME}/")
    palette, _slash, file = name.partition("/")
    return (artwork(palette, file), TYPES[".svg"]) if palette in PALETTES else asset(name)


@cache
def package_digest() -> str:
    """Returns a hash of everything here that decides how a page looks: a new release draws anew."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in (*TYPES, ".json", ".html", ".py"):
            digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
