"""Texts in few bits: a fixed prefix code (canonical Huffman) over letters and frequent parts of names and course titles.

Bangla costs three bytes a letter in UTF-8 and one in SCSU (Unicode TR 6); here it costs about seven bits in a name and three
in a usual title, so that both scripts fit. The table is part of the format, because it reads what is printed on paper:
it never changes, another one gets another number. Its frequencies are those of invented names, titles and serials.
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("words_1.json")
END, SHORTENED, OTHER = "\x03", "\x04", "\x1b"
OTHER_BITS = 21  # any code point


@cache
def table() -> list[list[Any]]:
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
def _lengths():
    """{first letter: how long the parts are that begin with it}, so that nothing is looked up that cannot be there."""
    lengths = {}
    for part in _codes():
        lengths.setdefault(part[0], set()).add(len(part))
    return {letter: sorted(among) for letter, among in lengths.items()}


@lru_cache(maxsize=1024)
def coded(text: str) -> str:
    """Returns the fewest bits for a text, as a string of 0 and 1, without its end."""
    codes, lengths, size = _codes(), _lengths(), len(text)
    # {place in the text: how to get there}: the bits so far, where the last part begins, its code
    best: dict[int, tuple[int, int, str]] = {0: (0, 0, "")}
    for start, letter in enumerate(text):
        so_far = best[start][0]
        for length in lengths.get(letter, ()):
            end = start + length
            if end > size:
                break
            code = codes.get(text[start:end])
            if code is not None:
                option = (so_far + len(code), start, code)
                if end not in best or option < best[end]:
                    best[end] = option
        if letter not in codes:
            code = f"{codes[OTHER]}{ord(letter):0{OTHER_BITS}b}"
            option = (so_far + len(code), start, code)
            if start + 1 not in best or option < best[start + 1]:
                best[start + 1] = option
    parts, at = [], size
    while at:
        _bits, start, code = best[at]
        parts.append(code)
        at = start
    return "".join(reversed(parts))


def ended(text: str, *, shortened: bool = False) -> str:
    """Returns the bits of a text with its end; `shortened` says that it is only a beginning."""
    codes = _codes()
    return coded(text) + (codes[SHORTENED] if shortened else "") + codes[END]


def within(text: str, room: int) -> str | None:
    """Returns the bits of as many whole words of the text as fit into `room` bits, with the end; None when not even the end fits."""
    whole = ended(text)
    if len(whole) <= room:
        return whole
    words = text.split(" ")
    for count in range(len(words) - 1, -1, -1):
        bits = ended(" ".join(words[:count]), shortened=True)
        if len(bits) <= room:
            return bits
    return None
