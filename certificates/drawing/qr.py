"""The QR code: error level M, four quiet modules inside its box, no module smaller than a phone reads from paper.

In a batch, addresses differ in a few letters only. For one length, version and mask the picture is an affine map over
GF(2) of the bits of the text: what each bit turns over is learnt from segno once, and kept; then a picture is a few
exclusive-ors. Bit for bit it is what segno draws.
"""

import json
from functools import lru_cache

import segno
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing import kept

ERROR_LEVEL = "m"
MASK = 3  # one for all, so that a table can be learnt
QUIET = 4
SMALLEST_MODULE = 0.38  # millimetres


@lru_cache(maxsize=64)
def modules(payload):
    """Returns the code of a text (str or bytes) as rows of 0 and 1 (1 is dark), without the quiet zone."""
    content = payload if isinstance(payload, bytes) else payload.encode()
    try:
        code = segno.make(content, mode="byte", error=ERROR_LEVEL, mask=MASK, micro=False, boost_error=False)
    except segno.DataOverflowError as problem:
        raise _too_long() from problem
    return tuple(tuple(module & 1 for module in row) for row in code.matrix)


def _too_long():
    return Refused(_("The verification address is too long for a QR code that a phone can read from paper."))


def checked_side(count, size):
    """Returns the width of a module in mm, for a code of `count` modules in a box of `size` mm; raises Refused."""
    side = size / (count + 2 * QUIET)
    if side < SMALLEST_MODULE:
        raise _too_long()
    return side


def svg_path(matrix):
    """Returns the dark modules as SVG path data, one unit per module, the quiet zone left free."""
    return "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )


def packed_rows(address, code):
    """Returns the number of modules a side, and the rows packed into bytes, dark is 1, as hexadecimal digits.

    `code` is the part of the address in which certificates differ; addresses without it are encoded one by one.
    """
    before, found, after = address.rpartition(code)
    if not code or not found or not code.isascii():
        matrix = modules(address)
        return len(matrix), _hexadecimal(_packed(matrix), len(matrix))
    table = _table(before.encode(), len(code), after.encode())
    return table.count, table.hexadecimal(code.encode())


def _packed(matrix):
    """Returns the modules as one whole number, rows filled up to whole bytes."""
    padding, value = -len(matrix) % 8, 0
    for row in matrix:
        for module in row:
            value = value << 1 | module
        value <<= padding
    return value


def _hexadecimal(value, count):
    return b"%0*X" % (count * ((count + 7) // 8) * 2, value)


class _Table:
    """Codes of texts that are alike but for `free` bytes between two fixed parts."""

    def __init__(self, before, free, after):
        blank = before + bytes(free) + after
        matrix = modules(blank)
        self.count, self._blank = len(matrix), _packed(matrix)
        self._turns = [{0: 0} for _place in range(free)]
        name = f"{free} {before!r} {after!r} {ERROR_LEVEL} {MASK} {segno.__version__}"
        self._bits = kept.kept("qr", name, lambda: self._learnt(blank, len(before), free), json.dumps, self._read)

    def _learnt(self, blank, start, free):
        bits = []
        for at in range(start, start + free):
            texts = [blank[:at] + bytes([1 << bit]) + blank[at + 1 :] for bit in range(8)]
            bits.append([_packed(modules(text)) ^ self._blank for text in texts])
        return bits

    def _read(self, content):
        bits = json.loads(content)
        if len(bits) != len(self._turns) or any(len(place) != 8 for place in bits):
            raise ValueError("not a table of this kind")
        return bits

    def hexadecimal(self, letters):
        """Returns the packed rows for the letters (bytes) in the free places."""
        value = self._blank
        for at, byte in enumerate(letters):
            turns = self._turns[at]
            if byte not in turns:
                turned = 0
                for bit in range(8):
                    if byte >> bit & 1:
                        turned ^= self._bits[at][bit]
                turns[byte] = turned
            value ^= turns[byte]
        return _hexadecimal(value, self.count)


@lru_cache(maxsize=16)
def _table(before, free, after):
    return _Table(before, free, after)
