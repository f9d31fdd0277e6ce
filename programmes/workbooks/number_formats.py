"""Whole numbers as a spreadsheet shows them: with the format 0000000000 the number 99008131 is seen as 0099008131."""

import re

# Colours, languages and conditions; room of a sign's width; signs that fill the cell.
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|([0#])|([-+/() :,.])', re.DOTALL)
_MOST_DIGITS = 15


def zero_format(code: str) -> tuple[str, ...] | None:
    """Returns the pieces of a number format that only adds zeros and signs, such as 00000-00000; else None.

    code: the format as files have it; its first section counts. A piece is "0", "#", or a sign that is shown as it is.
    """
    pieces: list[str] = []
    rest = _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])
    at = 0
    while at < len(rest):
        found = _PIECE.match(rest, at)
        # A point or a comma between digits is about fractions and thousands.
        if not found or (found.group(4) or "") in {",", "."}:
            return None
        text, escaped, place, sign = found.groups()
        pieces.append("0" if place == "0" else "#" if place else f"'{text or escaped or sign or ''}")
        at = found.end()
    places = pieces.count("0") + pieces.count("#")
    return tuple(pieces) if 0 < places <= _MOST_DIGITS + 1 and pieces != ["0"] else None


def shown(number: float, pieces: tuple[str, ...]) -> str | None:
    """Returns a whole number as its format shows it, where that differs from its digits; else None."""
    if not 0 <= number < 10**_MOST_DIGITS or number != int(number):
        return None
    digits = list(str(int(number)))
    found: list[str] = []
    first = next(at for at, piece in enumerate(pieces) if piece in {"0", "#"})
    # From the first zero on, every place shows a digit.
    padded = pieces.index("0") if "0" in pieces else len(pieces)
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        if piece.startswith("'"):
            found.append(piece[1:])
        elif digits:
            found.append(digits.pop())
        elif at >= padded:
            found.append("0")
        if at == first:
            # Digits beyond the places of the format come before the first of them.
            found.extend(reversed(digits))
            digits = []
    text = "".join(reversed(found)).strip()
    return text if text != str(int(number)) and any(map(str.isdigit, text)) else None
