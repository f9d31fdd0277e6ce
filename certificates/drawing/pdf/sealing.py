"""The place of a certification signature in a file, and how the signed message gets there (ISO 32000-1, 12.8).

The signature covers every byte of the file but its own, and certifies it: no change is allowed afterwards (DocMDP, P 1).
"""

from datetime import UTC, datetime
from typing import Any, Protocol

from certificates.drawing.pdf.pdf_objects import text

FIELD = "Signature"
# An annotation without size needs no appearance, also in an archive. Printed, and locked.
FLAGS = 132
_RANGE = b"/ByteRange[%010d %010d %010d %010d]"
_NO_RANGE = _RANGE % (0, 0, 0, 0)
_CONTENTS = b"/Contents"


class Seal(Protocol):
    """What signs: `room` is the most bytes that `message(digest)` returns for a SHA-256 of 32 bytes."""

    room: int

    def message(self, digest: bytes) -> bytes: ...


class Beginning(Protocol):
    """The first part of a file: its bytes, and their SHA-256 so far (of hashlib)."""

    content: bytes
    digest: Any


def entries_of_catalogue(field: int, signature: int) -> bytes:
    """Returns what the catalogue says of the signature; `field` and `signature` are object numbers."""
    return b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>/Perms<</DocMDP %d 0 R>>" % (field, signature)


def entries_of_page(field: int) -> bytes:
    """Returns what the page says of the field."""
    return b"/Annots[%d 0 R]" % field


def objects(page: int, signature: int, *, room: int, at: datetime) -> list[bytes]:
    """Returns the field and the signature that is still to be filled in; `at`: when, an aware datetime."""
    field = b"<</FT/Sig/T%s/Type/Annot/Subtype/Widget/F %d/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>" % (
        text(FIELD),
        FLAGS,
        page,
        signature,
    )
    empty = b"".join(
        (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached",
            at.astimezone(UTC).strftime("/M(D:%Y%m%d%H%M%SZ)").encode(),
            b"/Reference[<</Type/SigRef/TransformMethod/DocMDP",
            b"/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]",
            _NO_RANGE,
            _CONTENTS,
            b"<%s>>>" % (b"0" * 2 * room),
        )
    )
    return [field, empty]


def sealed(head: Beginning, tail: bytes | bytearray, seal: Seal) -> bytes:
    """Returns the whole file, signed. `head`: the shared Head, its digest known; `tail`: with the signature as last object."""
    beginning = len(head.content)
    tail = bytearray(tail)
    place = tail.rindex(_NO_RANGE)
    opening = place + len(_NO_RANGE) + len(_CONTENTS)
    closing = opening + 2 * seal.room + 2
    covered = _RANGE % (0, beginning + opening, beginning + closing, len(tail) - closing)
    tail[place : place + len(covered)] = covered
    digest = head.digest.copy()
    digest.update(memoryview(tail)[:opening])
    digest.update(memoryview(tail)[closing:])
    message = seal.message(digest.digest()).hex().encode()
    tail[opening + 1 : opening + 1 + len(message)] = message
    return head.content + bytes(tail)
