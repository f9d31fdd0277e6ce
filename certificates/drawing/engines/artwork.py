"""The artwork of a design: drawn once by WeasyPrint, taken apart into PDF objects, cached for all its certificates."""

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import pydyf

from certificates.drawing.base import disk_cache
from certificates.drawing.design.designs import Design
from certificates.drawing.design.packaged import package_digest
from certificates.drawing.engines.rendering import VARIANT, design_images, document, page_html
from certificates.drawing.pdf.pdf_objects import stream

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


@dataclass(frozen=True)
class Artwork:
    """PDF objects of the artwork, numbered from 1, and what the page and the catalogue say of them."""

    bodies: tuple[bytes, ...]  # the first one is the content stream
    resources: bytes  # entries of the resource dictionary, fonts excepted
    output_intents: bytes
    media_box: bytes
    height: float  # points


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
        if b"/Filter" in entries:
            return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)
        return stream(content, entries)

    def _renamed(self, content):
        for old, new in self._images.items():
            content = content.replace(b"/%s " % old, b"/%s " % new)
        return content


def _taken_apart(pdf):
    """Returns the Artwork in a finished pydyf document of one page."""
    page = next(one for one in pdf.objects[1:] if isinstance(one, dict) and one.get("Type") == "/Page")
    resources, contents = (pdf.objects[int(page[name].split()[0])] for name in ("Resources", "Contents"))
    # Pictures are named by a hash that changes from process to process; equal designs must give equal bytes.
    images = {name.encode(): b"I%d" % index for index, name in enumerate(resources["XObject"])}
    taken = _Taken(pdf, images)
    taken.bodies[0] = stream(b"/Artifact BMC q\n" + taken.content(contents) + b"\nQ EMC\n")
    intents = taken.dictionary(pdf.catalog["OutputIntents"])
    entries = taken.dictionary(pydyf.Dictionary({name: one for name, one in resources.items() if name != "Font"}))[2:-2]
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
