"""Secret codes on paper: at least 128 random bits, written so that people can read them and type them.

26 letters of Crockford's base 32, which has no I, L, O or U: what looks alike is read as what was meant.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 4
LONGEST_TEXT = 2000
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN_GROUPS = frozenset(".·,_:।")


def new_code() -> str:
    """Returns a fresh code of 26 letters from the system's random source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """Returns the code in groups of four, as it is printed: "K7QM 4X2P … FA"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def letters_of(text: str | None) -> str:
    """Returns the letters of a code as typed, pasted or scanned, in their one form; "" for nothing or far too much.

    Case, spaces, hyphens, dots, look-alike letters and Bangla digits do not matter. The answer may be no code.
    """
    if not text or len(text) > LONGEST_TEXT:
        return ""
    letters = []
    for letter in unicodedata.normalize("NFKC", text):
        if letter.isspace() or letter in _BETWEEN_GROUPS or unicodedata.category(letter) in ("Pd", "Cf"):
            continue
        # Bangla and other decimal digits are the same number.
        letters.append(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter.upper())
    return "".join(letters).translate(_LOOK_ALIKES)


def read_code(text: str | None) -> str | None:
    """Returns the 26 letters of a code as typed, pasted or scanned, or None when it cannot be one."""
    code = letters_of(text)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
