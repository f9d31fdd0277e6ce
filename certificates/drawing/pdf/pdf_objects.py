"""The few PDF objects that a certificate is made of, written as bytes. Same values in, same bytes out."""

import hashlib
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
    """The beginning of a file that many files share: objects 1 … n, written once, with their places remembered."""

    def __init__(self, bodies):
        """`bodies` are the objects in order of their numbers, from 1."""
        parts, offsets, at = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
        for index, body in enumerate(bodies, start=1):
            offsets.append(b"%010d 00000 n \n" % at)
            parts.append(indirect(index, body))
            at += len(parts[-1])
        self.content = b"".join(parts)
        self.digest = hashlib.sha256(self.content)
        self.next_number = len(bodies) + 1
        self._table = b"0000000000 65535 f \n" + b"".join(offsets)

    def tail(self, bodies: Sequence[bytes], *, root: int, info: int, identifier: bytes) -> bytes:
        """Returns what completes the file: further objects, the table of places, the trailer.

        `bodies` follow in number; `root` and `info` are object numbers, `identifier` 16 bytes.
        """
        at, parts, offsets = len(self.content), [], []
        for index, body in enumerate(bodies, start=self.next_number):
            offsets.append(b"%010d 00000 n \n" % at)
            parts.append(indirect(index, body))
            at += len(parts[-1])
        size = self.next_number + len(bodies)
        name = identifier.hex().encode()
        return b"".join(
            [
                *parts,
                b"xref\n0 %d\n" % size,
                self._table,
                *offsets,
                b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
                % (size, root, info, name, name, at),
            ]
        )
