"""Secret codes on paper: at least 128 random bits that people can read and type. 26 letters of Crockford's base 32, which has
no I, L, O or U: look-alike letters are parsed as the letter they look like.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 4
FEWEST_LETTERS = 4
LONGEST_TEXT = 2000
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LETTERS = bytes(ord(ALPHABET[number % len(ALPHABET)]) for number in range(256))
_BETWEEN_GROUPS = frozenset(".·,_:।")


def new_code() -> str:
    """Returns a new code of 26 letters from the random source of the system, figures as well as letters.

    One in some 17,000 has only letters, which in groups within a sentence look like words, and is drawn again.
    """
    while True:
        # 32 letters: five bits of each random byte choose one, each as often as any other.
        code = secrets.token_bytes(LENGTH).translate(_LETTERS).decode()
        if any(sign.isdigit() for sign in code) and sum(sign.isalpha() for sign in code) >= FEWEST_LETTERS:
            return code


def grouped(code: str) -> str:
    """Returns the code in groups of four, as it is printed: "K7QM 4X2P … FA"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def letters_of(text: str | None) -> str:
    """Normalises a code that was typed, pasted or scanned. Returns its letters; "" for an empty or much too long text.

    Case, spaces, hyphens, dots, look-alike letters and Bangla digits do not matter. The result may be no valid code.
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
