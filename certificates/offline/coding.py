"""Texts in few bits: a fixed prefix code (canonical Huffman) over letters and frequent parts of names and course titles.

Bangla costs three bytes a letter in UTF-8 and one in SCSU (Unicode TR 6); here it costs about seven bits in a name and three
in a usual title, so that both scripts fit. The table is part of the format, because it reads what is printed on paper:
it never changes, another one gets another number. Its frequencies are those of invented names, titles and serials.
"""

import json
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("words_1.json")
END, SHORTENED, OTHER = "\x03", "\x04", "\x1b"
OTHER_BITS = 21  # any code point


@cache
def table():
    """Returns [[part, bits]] in the order from which the codes follow: by length, then by code point."""
    return json.loads(TABLE.read_text(encoding="utf-8"))


@cache
def _codes():
    codes, code, length = {}, 0, 0
    for part, bits in table():
        code <<= bits - length
        codes[part], length = f"{code:0{bits}b}", bits
        code += 1
    return codes


@cache
def _longest():
    return max(len(part) for part, _bits in table())


@lru_cache(maxsize=1024)
def coded(text):
    """Returns the fewest bits for a text, as a string of 0 and 1, without its end."""
    codes, longest = _codes(), _longest()
    best = [(0, 0, "")]  # the bits so far, where the last part begins, its code
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - longest), end):
            code = codes.get(text[start:end])
            if code is None and start == end - 1:
                code = f"{codes[OTHER]}{ord(text[start]):0{OTHER_BITS}b}"
            if code is not None:
                options.append((best[start][0] + len(code), start, code))
        best.append(min(options))
    parts, at = [], len(text)
    while at:
        _bits, start, code = best[at]
        parts.append(code)
        at = start
    return "".join(reversed(parts))


def ended(text, *, shortened=False):
    """Returns the bits of a text with its end; `shortened` says that it is only a beginning."""
    codes = _codes()
    return coded(text) + (codes[SHORTENED] if shortened else "") + codes[END]


def within(text, room):
    """Returns the bits of as many whole words of the text as fit into `room` bits, with the end; None when not even none fits."""
    whole = ended(text)
    if len(whole) <= room:
        return whole
    words = text.split(" ")
    for count in range(len(words) - 1, -1, -1):
        bits = ended(" ".join(words[:count]), shortened=True)
        if len(bits) <= room:
            return bits
    return None
