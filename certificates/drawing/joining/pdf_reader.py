"""Reads the page of a certificate as it was stored, object by object, so that it can be printed without being drawn anew.

Only the forms of PDF that certificates are written in are understood: one page, streams that say their own length, and a table
of places, either plain (as the stamper writes it) or packed into a stream, as WeasyPrint writes the certificates that are left
to it, with small objects packed together. Anything else is NotUnderstood, never guessed.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

_STRINGS = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<(?!<)[0-9A-Fa-f\s]*>"
_REFERENCE = re.compile(_STRINGS + rb"|\b(\d+) (\d+) R\b", re.DOTALL)
_TOKEN = re.compile(_STRINGS + rb"|<<|>>|\[|\]|/[^\s/<>\[\]()]+|[^\s/<>\[\]()]+", re.DOTALL)
_OBJECT = re.compile(rb"\s*(\d+) (\d+) obj\s*")
_XREF = re.compile(rb"xref\s+0 (\d+)\s*\n")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY = 20  # bytes of a line of the table
_FREE, _PLAIN, _PACKED = 0, 1, 2  # kinds of entries in a packed table (ISO 32000-1, table 18)
_OPEN, _CLOSE = (b"<<", b"["), (b">>", b"]")


class NotUnderstood(Exception):  # noqa: N818 -- reads as what happened
    """This file is not in the plain form of our certificates."""


class Page(NamedTuple):
    """A page to be joined: its size in points, and the bytes of its resources and of the list of its contents."""

    width: float
    height: float
    resources: bytes
    contents: tuple[int, ...]


class TakenApart:
    """The objects of one file, found by number. The bytes are read in place; nothing is copied but what is asked for."""

    def __init__(self, pdf):
        self._pdf = pdf
        self._places, self._trailer = _places(pdf)
        self._packed = {}

    def body(self, at: int) -> tuple[bytes, bytes | None]:
        """Returns (dictionary or value, stream or None) of an object, both as bytes."""
        place = self._places.get(at)
        if isinstance(place, tuple):
            holder, index = place
            return self._unpacked(holder, index, at), None
        number, value, data = _object(self._pdf, place)
        if number != at:
            raise NotUnderstood
        return value, data

    def _unpacked(self, holder, index, at):
        """Returns the value of an object that lies with others in the stream `holder`."""
        if holder not in self._packed:
            if not isinstance(self._places.get(holder), int):
                raise NotUnderstood
            self._packed[holder] = _unpacked(*self.body(holder))
        objects = self._packed[holder]
        if index >= len(objects) or objects[index][0] != at:
            raise NotUnderstood
        return objects[index][1]

    def resolved(self, value: bytes) -> bytes:
        """Returns the bytes of a value, or of the object it refers to."""
        found = _REFERENCE.fullmatch(value)
        return self.body(int(found[1]))[0] if found and found[1] else value

    def output_intents(self) -> bytes:
        """Returns the bytes of what the file says of its colours, b"" when it says nothing."""
        root = entries(self.body(_number(self._trailer.get(b"/Root", b"")))[0])
        return self.resolved(root.get(b"/OutputIntents", b""))

    def page(self) -> Page:
        """Returns the one Page of the file."""
        root = entries(self.body(_number(self._trailer.get(b"/Root", b"")))[0])
        pages = entries(self.resolved(root.get(b"/Pages", b"")))
        kids = list(references(self.resolved(pages.get(b"/Kids", b""))))
        if len(kids) != 1:
            raise NotUnderstood
        page = pages | entries(self.body(kids[0])[0])
        box = [float(one) for one in self.resolved(page.get(b"/MediaBox", b"")).strip(b"[]").split()]
        if page.get(b"/Type") != b"/Page" or len(box) != 4 or box[:2] != [0, 0] or page.get(b"/Rotate", b"0") != b"0":
            raise NotUnderstood
        contents = page.get(b"/Contents", b"")
        if _REFERENCE.fullmatch(contents) and self.resolved(contents).startswith(b"["):
            contents = self.resolved(contents)
        return Page(box[2], box[3], self.resolved(page.get(b"/Resources", b"")), tuple(references(contents)))


def entries(dictionary: bytes) -> dict[bytes, bytes]:
    """Returns {name: bytes of the value} of the dictionary with which the bytes begin. Raises NotUnderstood."""
    if not dictionary.startswith(b"<<"):
        raise NotUnderstood
    found: dict[bytes, bytes] = {}
    depth, name, begin = 0, None, 0
    for token in _TOKEN.finditer(dictionary):
        word = token[0]
        if word in _CLOSE:
            depth -= 1
        if depth == 0 and word == b">>":
            if name is not None:
                found[name] = dictionary[begin : token.start()].strip()
            return found
        if depth == 1 and word.startswith(b"/") and _is_key(dictionary, name, begin, token.start()):
            if name is not None:
                found[name] = dictionary[begin : token.start()].strip()
            name, begin = word, token.end()
        if word in _OPEN:
            depth += 1
    raise NotUnderstood


def references(value: bytes) -> Iterator[int]:
    """Yields the numbers of the objects a value refers to, in order; what stands in strings is no reference."""
    for found in _REFERENCE.finditer(value):
        if found[1]:
            if found[2] != b"0":
                raise NotUnderstood
            yield int(found[1])


def with_references(value: bytes, number_of: Callable[[int], int]) -> bytes:
    """Returns the value with every reference replaced: number_of(old number) is the new one."""

    def renamed(found):
        return b"%d 0 R" % number_of(int(found[1])) if found[1] else found[0]

    return _REFERENCE.sub(renamed, value)


def _is_key(dictionary, name, begin, at):
    # A name in the place of a value belongs to the key before it.
    return name is None or dictionary[begin:at].strip() != b""


def _number(value):
    found = _REFERENCE.fullmatch(value)
    if not found or not found[1]:
        raise NotUnderstood
    return int(found[1])


def _end_of_value(pdf, at):
    """Returns where the value ends that begins at `at`."""
    depth = 0
    for token in _TOKEN.finditer(pdf, at):
        depth += (token[0] in _OPEN) - (token[0] in _CLOSE)
        if depth == 0:
            if token[0] not in _CLOSE:
                end = pdf.find(b"endobj", at)
                if end < 0:
                    raise NotUnderstood
                return end
            return token.end()
    raise NotUnderstood


def _object(pdf, start):
    """Returns (number, value, stream or None) of the object that begins at `start`."""
    head = start is not None and _OBJECT.match(pdf, start)
    if not head:
        raise NotUnderstood
    end = _end_of_value(pdf, head.end())
    value = pdf[head.end() : end]
    follows = pdf[end : end + 10].lstrip(b"\r\n ")
    if not follows.startswith(b"stream"):
        return int(head[1]), value, None
    begin = pdf.index(b"stream", end) + len(b"stream")
    begin += 2 if pdf[begin : begin + 2] == b"\r\n" else 1
    return int(head[1]), value, pdf[begin : begin + _whole(entries(value).get(b"/Length"))]


def _places(pdf):
    """Returns ({number: its offset, or (number of the stream it is packed in, index there)}, entries of the trailer)."""
    start = _START.search(pdf, max(0, len(pdf) - 64))
    if not start or pdf.count(b"startxref") != 1:
        raise NotUnderstood  # what was appended to a certificate is not the certificate
    table = _XREF.match(pdf, int(start[1]))
    if not table:
        _number, value, data = _object(pdf, int(start[1]))
        return _packed_places(entries(value), data), entries(value)
    begin, count = table.end(), int(table[1])
    lines = (pdf[begin + index * _ENTRY : begin + (index + 1) * _ENTRY] for index in range(count))
    places = {index: int(line[:10]) for index, line in enumerate(lines) if line[17:18] == b"n"}
    at = pdf.rfind(b"trailer")
    return places, entries(pdf[at + len(b"trailer") :].lstrip()) if at >= 0 else {}


def _packed_places(known, data):
    widths, rows = _numbers(known.get(b"/W")), _inflated(known, data)
    first, *counts = _numbers(known.get(b"/Index")) or (0, _whole(known.get(b"/Size")))
    if (
        known.get(b"/Type") != b"/XRef"
        or len(widths) != 3
        or len(rows) != sum(widths) * sum(counts)
        or len(counts) != 1
    ):
        raise NotUnderstood
    places = {}
    for index in range(counts[0]):
        row = rows[index * sum(widths) : (index + 1) * sum(widths)]
        ends = [sum(widths[:number]) for number in range(4)]
        kind, place, more = (int.from_bytes(row[begin:end], "big") for begin, end in pairwise(ends))
        if kind not in (_FREE, _PLAIN, _PACKED) or (kind == _PLAIN and more):
            raise NotUnderstood
        if kind != _FREE:
            places[first + index] = place if kind == _PLAIN else (place, more)
    return places


def _unpacked(value, data):
    """Returns [(number, value)] of the objects that are packed in a stream."""
    known = entries(value)
    content, first = _inflated(known, data), _whole(known.get(b"/First"))
    heads = _numbers(content[:first])
    if known.get(b"/Type") != b"/ObjStm" or b"/Extends" in known or len(heads) != 2 * _whole(known.get(b"/N")):
        raise NotUnderstood
    ends = [*heads[3::2], len(content) - first]
    return [
        (number, content[first + begin : first + end].strip())
        for number, begin, end in zip(heads[::2], heads[1::2], ends, strict=True)
    ]


def _inflated(known, data):
    if data is None or known.get(b"/Filter") != b"/FlateDecode" or b"/DecodeParms" in known:
        raise NotUnderstood
    try:
        return zlib.decompress(data)
    except zlib.error as problem:
        raise NotUnderstood from problem


def _whole(value):
    if value is None or not value.isdigit():
        raise NotUnderstood
    return int(value)


def _numbers(value):
    return [_whole(part) for part in (value or b"").strip(b"[]").split()]
