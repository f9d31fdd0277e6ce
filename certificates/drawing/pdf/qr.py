"""The QR code: error level M, four quiet modules inside its box, no module smaller than a phone reads from paper.

What stands after a "#" in the address and is all digits is written three digits in ten bits, everything before it byte by
byte: digits carry as much per module as bytes do, and every part of an address may hold them (ISO/IEC 18004, 7.4.3).

A picture is an affine map over GF(2) of the bits of its text. What each bit turns over is worked out once per size; then a
picture is a few hundred exclusive-ors. Bit for bit it is what segno draws.
"""

import math
import re
from functools import cache, lru_cache, reduce
from itertools import chain, zip_longest
from operator import getitem, xor

import segno
from django.utils.translation import gettext as _
from segno import consts

from accounts.refusal import Refused

ERROR_LEVEL = "m"
MASK = 3  # one for all, so that the map is affine
QUIET = 4
# Millimetres. ICAO Doc 9303-13 asks for 0.34 mm (four dots of a 300 dpi printer); office printers bleed a little.
SMALLEST_MODULE = 0.38
LARGEST_VERSION = 26  # from 27 on, counts are written with more bits
WIDE_COUNTS_FROM = 10
_ANY = b"?"
# Three digits in ten bits, two in seven, one in four (ISO/IEC 18004, 7.4.3).
_GROUPS = {f"{number:0{size}}": f"{number:0{3 * size + 1}b}" for size in (1, 2, 3) for number in range(10**size)}
_THREE = re.compile("[0-9]{1,3}")
# Hexadecimal digits as numbers.
_HALVES = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))
TIMING = 6  # the row and the column of the timing patterns
_FIXED = {
    *(consts.TYPE_ALIGNMENT_PATTERN_DARK, consts.TYPE_ALIGNMENT_PATTERN_LIGHT),
    *(consts.TYPE_VERSION_DARK, consts.TYPE_VERSION_LIGHT),
}


Matrix = tuple[tuple[int, ...], ...]  # rows of 0 and 1


@lru_cache(maxsize=64)
def modules(payload: str | bytes) -> Matrix:
    """Returns the code of a text (str or bytes) as rows of 0 and 1 (1 is dark), without the quiet zone."""
    before, digits = _parts(payload)
    content = [(before, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)] if digits else before
    try:
        code = _drawn_by_segno(content)
    except segno.DataOverflowError as problem:
        raise _too_long() from problem
    return tuple(tuple(module & 1 for module in row) for row in code.matrix)


def _drawn_by_segno(content, version=None):
    mode = "byte" if isinstance(content, bytes) else None
    return segno.make(content, mode=mode, error=ERROR_LEVEL, version=version, mask=MASK, micro=False, boost_error=False)


def _parts(payload):
    """Returns what is written byte by byte, and the digits after it ("" without)."""
    content = payload if isinstance(payload, bytes) else payload.encode()
    before, found, after = content.rpartition(b"#")
    return (before + found, after.decode()) if found and after.isdigit() else (content, "")


def _too_long():
    return Refused(_("The verification address is too long for a QR code that a phone can read from paper."))


def checked_side(count: int, size: float) -> float:
    """Returns the width of a module in mm, for a code of `count` modules in a box of `size` mm; raises Refused."""
    side = size / (count + 2 * QUIET)
    if side < SMALLEST_MODULE:
        raise _too_long()
    return side


def room_for_digits(before: str, size: float) -> int:
    """Returns how many digits may follow `before` (a text that ends with "#") in a box of `size` mm; 0 when none fit."""
    count = math.floor(size / SMALLEST_MODULE + 1e-9) - 2 * QUIET
    version = min((count - 17) // 4, LARGEST_VERSION)
    if version < 1:
        return 0
    free = 8 * _data_codewords(version) - _bit_count(version, len(before.encode()), 0) - 16
    return max(0, free // 10 * 3 + (0, 0, 0, 0, 1, 1, 1, 2, 2, 2)[free % 10])


def svg_path(matrix: Matrix) -> str:
    """Returns the dark modules as SVG path data, one unit per module, the quiet zone left free."""
    return "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )


def packed_rows(text: str | bytes) -> tuple[int, bytes]:
    """Returns the number of modules a side, and the rows packed into bytes, dark is 1, as hexadecimal digits."""
    before, digits = _parts(text)
    for version in range(1, LARGEST_VERSION + 1):
        if _bit_count(version, len(before), len(digits)) <= 8 * _data_codewords(version):
            size = _size(version)
            return size.count, size.hexadecimal(_codewords(_bits(version, before, digits), _data_codewords(version)))
    raise _too_long()


def _blocks(version):
    return consts.ECC[version][consts.ERROR_LEVEL_M]


@cache
def _data_codewords(version):
    return sum(kind.num_blocks * kind.num_data for kind in _blocks(version))


def _bit_count(version, before, digits):
    """Returns how many bits so many bytes and so many digits behind them take."""
    wide = version >= WIDE_COUNTS_FROM
    more = 4 + (12 if wide else 10) + 10 * (digits // 3) + (0, 4, 7)[digits % 3] if digits else 0
    return 4 + (16 if wide else 8) + 8 * before + more


def _bits(version, before, digits):
    wide = version >= WIDE_COUNTS_FROM
    bits = f"0100{len(before):0{16 if wide else 8}b}{int.from_bytes(before, 'big'):0{8 * len(before)}b}"
    if not digits:
        return bits
    groups = map(_GROUPS.__getitem__, _THREE.findall(digits))
    return f"{bits}0001{len(digits):0{12 if wide else 10}b}{''.join(groups)}"


def _codewords(bits, count):
    """Returns the bits as `count` bytes, ended and filled up as the standard says."""
    bits += "0" * min(4, 8 * count - len(bits))
    # Segno fills up a whole byte where none is missing; readers look at nothing after the end, so either will do.
    bits += "0" * (8 - len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return (content + b"\xec\x11" * count)[:count]


@cache
def _size(version):
    return _Size(version)


class _Size:
    """All codes of one version: what each half of each codeword turns over in the picture."""

    def __init__(self, version):
        blank = _drawn_by_segno(_ANY, version)
        self.count = len(blank.matrix)
        self._turns = self._learnt(version, self._places(blank))
        self._blank = 0
        drawn = _packed(tuple(tuple(module & 1 for module in row) for row in blank.matrix))
        self._blank = drawn ^ self._picture(_codewords(_bits(version, _ANY, ""), _data_codewords(version)))

    def _places(self, blank):
        """Returns for each bit of the message the bit of the packed picture, in the order of ISO/IEC 18004, 7.7.3."""
        kinds = [list(row) for row in blank.matrix_iter(border=0, verbose=True)]
        width, count = (self.count + 7) // 8 * 8, self.count
        # Pairs of columns from the right, the vertical timing pattern left out, up and down in turn.
        columns = [right if right > TIMING else right - 1 for right in range(count - 1, 0, -2)]
        return [
            1 << (count - 1 - y) * width + width - 1 - x
            for turn, right in enumerate(columns)
            for y in (range(count) if turn % 2 else range(count - 1, -1, -1))
            for x in (right, right - 1)
            if kinds[y][x] not in _FIXED and y != TIMING and not _in_a_corner(x, y, count)
        ]

    def _learnt(self, version, places):
        lengths = [kind.num_data for kind in _blocks(version) for _block in range(kind.num_blocks)]
        spare = _blocks(version)[0].num_total - _blocks(version)[0].num_data
        numbers, rest = _interleaved(lengths, 0)
        checks, _end = _interleaved([spare] * len(lengths), rest)
        remainders = _remainders(max(lengths), spare)
        turns = []
        for block, length in enumerate(lengths):
            for at in range(length):
                remainder = remainders[length - 1 - at]
                bits = [
                    self._picture_of_bit(1 << bit, places, numbers[block][at], remainder, checks[block])
                    for bit in range(8)
                ]
                turns += [_combined(bits[4:]), _combined(bits[:4])]
        return turns

    @staticmethod
    def _picture_of_bit(value, places, number, remainder, checks):
        picture = 0
        for codeword, word in chain(
            [(value, number)], ((_times(value, one), n) for one, n in zip(remainder, checks, strict=True))
        ):
            for bit in range(8):
                if codeword >> bit & 1:
                    picture ^= places[8 * word + 7 - bit]
        return picture

    def _picture(self, codewords):
        halves = codewords.hex().encode().translate(_HALVES)
        return reduce(xor, map(getitem, self._turns, halves), self._blank)

    def hexadecimal(self, codewords):
        """Returns the packed rows of the picture for the data codewords (bytes)."""
        return b"%0*X" % (self.count * ((self.count + 7) // 8) * 2, self._picture(codewords))


def _in_a_corner(x, y, count):
    """Whether a module belongs to a finder pattern, what sets it apart, or the words on the format beside it."""
    return (x < 9 and (y < 9 or y >= count - 8)) or (x >= count - 8 and y < 9)


def _packed(matrix):
    """Returns the modules as one whole number, rows filled up to whole bytes."""
    padding, value = -len(matrix) % 8, 0
    for row in matrix:
        for module in row:
            value = value << 1 | module
        value <<= padding
    return value


def _combined(bits):
    """Returns what each of the 16 values of four bits turns over, from what each bit does (lowest first)."""
    turns = [0]
    for picture in bits:
        turns += [picture ^ turn for turn in turns]
    return turns


def _interleaved(lengths, first):
    """Returns for each block the places of its codewords in the message from `first` on, and the place after the last."""
    places, place = [[] for _block in lengths], first
    for column in zip_longest(*(range(length) for length in lengths)):
        for block, at in enumerate(column):
            if at is not None:
                places[block].append(place)
                place += 1
    return places, place


def _times(one, other):
    """Multiplies in GF(256) as Reed-Solomon codes of QR do."""
    if not one or not other:
        return 0
    return consts.GALIOS_EXP[(consts.GALIOS_LOG[one] + consts.GALIOS_LOG[other]) % 255]


def _remainders(length, spare):
    """Returns the check words that a 1 leaves in the last place of a block, in the one before it, and so on."""
    generator = [consts.GALIOS_EXP[exponent % 255] for exponent in consts.GEN_POLY[spare]]
    remainders = [generator]
    while len(remainders) < length:
        last = remainders[-1]
        remainders.append(
            [_times(last[0], factor) ^ following for factor, following in zip(generator, [*last[1:], 0], strict=True)]
        )
    return remainders
