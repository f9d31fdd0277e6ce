"""What the colours of a page mean: sRGB (IEC 61966-2-1) as a small ICC profile, for the output intent of an archive (PDF/A).

The usual profiles hold a curve of 1,024 steps, 2.5 KB in every certificate. With straight lines between 128 steps a colour differs
by less than 0.00003 of full brightness, a hundredth of what 8 bits can say.
"""

import struct
from functools import cache

STEPS = 128
_SIGNATURE = b"acsp"
# The primaries of sRGB and its white, adapted to the white of profiles (D50) by Bradford's method: ICC.1:2001-04, annex E.
_PRIMARIES = {
    b"rXYZ": (0.436066, 0.222488, 0.013916),
    b"gXYZ": (0.385147, 0.716873, 0.097076),
    b"bXYZ": (0.143066, 0.060608, 0.714096),
    b"wtpt": (0.964203, 1.0, 0.824905),
}
_NAME, _RIGHTS = b"sRGB", b"No rights reserved"


def _xyz(values):
    return struct.pack(">4s4x3i", b"XYZ ", *(round(value * 65536) for value in values))


def _linear(value):
    """Returns the light of a value of sRGB, both from 0 to 1 (IEC 61966-2-1, 5.2)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curve():
    steps = (round(65535 * _linear(step / (STEPS - 1))) for step in range(STEPS))
    return struct.pack(f">4s4xI{STEPS}H", b"curv", STEPS, *steps)


@cache
def srgb_profile() -> bytes:
    """Returns the ICC profile (version 2.1) as bytes."""
    described = struct.pack(f">4s4xI{len(_NAME) + 1}s", b"desc", len(_NAME) + 1, _NAME) + bytes(78)
    parts = [
        ((b"desc",), described),
        ((b"cprt",), b"text" + bytes(4) + _RIGHTS + b"\0"),
        *(((name,), _xyz(values)) for name, values in _PRIMARIES.items()),
        ((b"rTRC", b"gTRC", b"bTRC"), _curve()),
    ]
    count = sum(len(names) for names, _part in parts)
    at, rows, bodies = 128 + 4 + 12 * count, [], []
    for names, part in parts:
        rows += [struct.pack(">4sII", name, at, len(part)) for name in names]
        bodies.append(part + bytes(-len(part) % 4))
        at += len(bodies[-1])
    day = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    white = struct.pack(">3i", *(round(value * 65536) for value in _PRIMARIES[b"wtpt"]))
    head = struct.pack(">I4xI4s4s4s", at, 0x02100000, b"mntr", b"RGB ", b"XYZ ") + day + _SIGNATURE
    return b"".join((head.ljust(68, b"\0") + white.ljust(60, b"\0"), struct.pack(">I", count), *rows, *bodies))
