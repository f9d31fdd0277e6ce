"""The few PDF objects that a certificate is made of, written as bytes. Same values in, same bytes out."""

import hashlib
import struct
import zlib
from collections.abc import Sequence

PT_PER_MM = 72 / 25.4


def number(value: float) -> str:
    """Returns a number as PDF writes it, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def text(value: str) -> bytes:
    """Returns a text string object (UTF-16)."""
    return b"<FEFF" + value.encode("utf-16-be").hex().upper().encode() + b">"


def stream(content: bytes, entries: bytes = b"", *, level: int = 9) -> bytes:
    """Returns a compressed stream object; `entries` are further dictionary entries."""
    packed = zlib.compress(content, level)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (entries, len(packed), packed)


def plain_stream(content: bytes, entries: bytes = b"") -> bytes:
    """Returns a stream object that is left readable, as archives want their metadata."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def indirect(at: int, body: bytes) -> bytes:
    """Returns the object with its number."""
    return b"%d 0 obj\n%s\nendobj\n" % (at, body)


class Head:
    """The beginning of a file that many files share: objects 1 … n, written once, with their places remembered.

    What is no stream is packed together into one that follows them (ISO 32000-1, 7.5.7); so the table of places is a stream, too.
    """

    def __init__(self, bodies):
        """`bodies` are the objects in order of their numbers, from 1."""
        holder = len(bodies) + 1
        parts, rows, packed, at = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [_row(_FREE, 0, 65535)], [], 15
        for number, body in enumerate(bodies, start=1):
            if body.endswith(b"endstream"):
                rows.append(_row(_PLAIN, at, 0))
                parts.append(indirect(number, body))
                at += len(parts[-1])
            else:
                rows.append(_row(_PACKED, holder, len(packed)))
                packed.append((number, body))
        rows.append(_row(_PLAIN, at, 0))
        parts.append(indirect(holder, _packed(packed)))
        self.content = b"".join(parts)
        self.digest = hashlib.sha256(self.content)
        self.next_number = holder + 1
        self._rows = b"".join(rows)

    def tail(self, bodies: Sequence[bytes], *, root: int, info: int, identifier: bytes) -> bytes:
        """Returns what completes the file: further objects, the table of places with what a trailer says.

        `bodies` follow in number; `root` and `info` are object numbers, `identifier` 16 bytes.
        """
        at, parts, rows = len(self.content), [], [self._rows]
        for number, body in enumerate(bodies, start=self.next_number):
            rows.append(_row(_PLAIN, at, 0))
            parts.append(indirect(number, body))
            at += len(parts[-1])
        own = self.next_number + len(bodies)
        rows.append(_row(_PLAIN, at, 0))
        name = identifier.hex().encode()
        entries = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            own + 1,
            root,
            info,
            name,
            name,
        )
        parts.append(indirect(own, stream(b"".join(rows), entries, level=6)))
        return b"%sstartxref\n%d\n%%%%EOF\n" % (b"".join(parts), at)


# Kinds of places (ISO 32000-1, table 18).
_FREE, _PLAIN, _PACKED = 0, 1, 2
_row = struct.Struct(">BIH").pack


def _packed(objects):
    """Returns a stream of [(number, body)]."""
    places, at = [], 0
    for number, body in objects:
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(places) + b"\n"
    content = head + b"\n".join(body for _number, body in objects)
    return stream(content, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)))
