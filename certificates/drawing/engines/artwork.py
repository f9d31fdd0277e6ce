"""The artwork of a design: drawn once by WeasyPrint, taken apart into PDF objects, cached for all its certificates."""

import base64
import io
import json
import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import pydyf
from PIL import Image

from certificates.drawing.base import disk_cache
from certificates.drawing.design.designs import Design
from certificates.drawing.design.packaged import package_digest
from certificates.drawing.engines.rendering import VARIANT, design_images, document, page_html
from certificates.drawing.pdf.pdf_objects import stream
from certificates.drawing.pdf.srgb import srgb_profile

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
# A piece is drawn in millimetres around its own origin or that of the page.
_FORM = b"/Type/XObject/Subtype/Form/BBox[-1000 -1000 1000 1000]"
WORTH_A_FORM = 400  # bytes
_NUMBERS = re.compile(rb"/(Width|Height|BitsPerComponent) (\d+)")
_COLOURS = re.compile(rb"/ColorSpace (/\w+)")
_PARAMETERS = re.compile(rb"/DecodeParms <<[^<>]*>>")
_PNG = b"\x89PNG\r\n\x1a\n"
_PROFILE = re.compile(rb"/DestOutputProfile (\d+) 0 R\b")


@dataclass(frozen=True)
class Artwork:
    """PDF objects of the artwork, numbered from 1, and what the page and the catalogue say of them."""

    bodies: tuple[bytes, ...]  # the first one is the content stream
    resources: bytes  # entries of the resource dictionary, fonts excepted
    output_intents: bytes
    media_box: bytes
    height: float  # points


def _placed_forms(content):
    """Returns (the content, forms): what is drawn several times, alike but for its place, becomes a form that is placed."""
    lines, begun, ends = content.split(b"\n"), [], {}
    for at, line in enumerate(lines):
        if line == b"q":
            begun.append(at)
        elif line == b"Q":
            ends[begun.pop()] = at
    blocks = {begin: b"\n".join(lines[begin : end + 1]) for begin, end in ends.items()}
    count, forms = Counter(blocks.values()), {}
    left, at = [], 0
    while at < len(lines):
        block = blocks.get(at, b"")
        if count[block] > 1 and len(block) >= WORTH_A_FORM and b" Do" not in block:
            left.append(b"/P%d Do" % forms.setdefault(block, len(forms)))
            at = ends[at] + 1
        else:
            left.append(lines[at])
            at += 1
    return b"\n".join(left), list(forms)


class _Taken:
    """Collects the objects that are reached from a few roots and numbers them anew."""

    def __init__(self, pdf, images):
        self._objects, self._images = pdf.objects, images
        self._numbers, self.bodies = {}, [b""]

    def dictionary(self, value):
        """Returns the bytes of a dictionary or array, its references pointing to the collected objects."""
        return self._renamed(_REFERENCE.sub(lambda match: b"%d 0 R" % self._number(int(match[1])), value.data))

    def content(self, value, *, renamed=True):
        """Returns the content of a stream."""
        value.compress = False
        content = value.data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
        return self._renamed(content) if renamed else content

    def _number(self, old):
        if old not in self._numbers:
            self.bodies.append(b"")
            self._numbers[old] = len(self.bodies)
            self.bodies[self._numbers[old] - 1] = self._body(self._objects[old])
        return self._numbers[old]

    def _body(self, value):
        if not isinstance(value, pydyf.Stream):
            return self.dictionary(value)
        entries = self.dictionary(pydyf.Dictionary(value.extra))[2:-2]
        content = self.content(value, renamed=b"/Subtype /Form" in entries)
        if b"/Predictor 15" in entries and (plain := _without_predictor(entries, content)):
            entries, content = plain
        if b"/Filter" in entries:
            return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)
        return stream(content, entries)

    def _renamed(self, content):
        for old, new in self._images.items():
            content = content.replace(b"/%s " % old, b"/%s " % new)
        return content


def _without_predictor(entries, packed):
    """Returns (entries, content) of a picture of few shades, which packs better as it is than as differences; None if it does not."""
    about = {name: int(number) for name, number in _NUMBERS.findall(entries)}
    kind = {b"/DeviceGray": 0, b"/DeviceRGB": 2}.get(next(iter(_COLOURS.findall(entries)), b""))
    if kind is None or about.get(b"BitsPerComponent") != 8:
        return None
    head = struct.pack(">IIBBBBB", about[b"Width"], about[b"Height"], 8, kind, 0, 0, 0)
    with Image.open(
        io.BytesIO(_PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b""))
    ) as picture:
        plain = zlib.compress(picture.tobytes(), 9)
    return (_PARAMETERS.sub(b"", entries), plain) if len(plain) < len(packed) else None


def _chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _taken_apart(pdf):
    """Returns the Artwork in a finished pydyf document of one page."""
    page = next(one for one in pdf.objects[1:] if isinstance(one, dict) and one.get("Type") == "/Page")
    resources, contents = (pdf.objects[int(page[name].split()[0])] for name in ("Resources", "Contents"))
    # Pictures are named by a hash that changes from process to process; equal designs must give equal bytes.
    images = {name.encode(): b"I%d" % index for index, name in enumerate(resources["XObject"])}
    taken = _Taken(pdf, images)
    content, forms = _placed_forms(taken.content(contents))
    taken.bodies[0] = stream(b"/Artifact BMC q\n" + content + b"\nQ EMC\n")
    intents = taken.dictionary(pdf.catalog["OutputIntents"])
    for profile in _PROFILE.findall(intents):
        taken.bodies[int(profile) - 1] = stream(srgb_profile(), b"/N 3")
    entries = taken.dictionary(pydyf.Dictionary({name: one for name, one in resources.items() if name != "Font"}))[2:-2]
    states = taken.dictionary(resources["ExtGState"])
    places = b"".join(b"/P%d %d 0 R" % (index, len(taken.bodies) + 1 + index) for index in range(len(forms)))
    entries = entries.replace(b"/XObject <<", b"/XObject <<" + places, 1)
    if forms:
        taken.bodies += [
            stream(form, b"%s/Resources %d 0 R" % (_FORM, len(taken.bodies) + len(forms) + 1)) for form in forms
        ]
        taken.bodies.append(b"<</ExtGState %s>>" % states)
    return Artwork(tuple(taken.bodies), entries, intents, page["MediaBox"].data, page["MediaBox"][3])


def _drawn(design):
    found = []
    document(page_html(design), design_images(design)).write_pdf(
        pdf_variant=VARIANT, finisher=lambda _document, pdf: found.append(_taken_apart(pdf))
    )
    return found[0]


def _written(artwork):
    def text(content):
        return base64.b64encode(content).decode()

    return json.dumps(
        {
            "bodies": [text(body) for body in artwork.bodies],
            "resources": text(artwork.resources),
            "output_intents": text(artwork.output_intents),
            "media_box": text(artwork.media_box),
            "height": artwork.height,
        }
    )


def _read(content):
    stored = json.loads(content)
    return Artwork(
        bodies=tuple(base64.b64decode(body) for body in stored["bodies"]),
        resources=base64.b64decode(stored["resources"]),
        output_intents=base64.b64decode(stored["output_intents"]),
        media_box=base64.b64decode(stored["media_box"]),
        height=stored["height"],
    )


@lru_cache(maxsize=16)
def artwork(design: Design) -> Artwork:
    """Returns the Artwork of a design. Raises Refused when WeasyPrint cannot work on this machine."""
    name = f"{design.fingerprint} {package_digest()} {version('weasyprint')}"
    return disk_cache.cached("artwork", name, lambda: _drawn(design), _written, _read)
