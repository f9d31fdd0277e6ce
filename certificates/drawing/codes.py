"""The verification code: at least 128 random bits, written so that people can read it from paper and type it.

26 letters of Crockford's base 32, which has no I, L, O or U: what looks alike is read as what was meant.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 4
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IN_ADDRESS = re.compile(r"/verify/([^/?#]+)", re.IGNORECASE)


def new_code():
    """Returns a fresh code of 26 letters from the system's random source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code):
    """Returns the code in groups of four, as it is printed: "K7QM 4X2P … FA"."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text):
    """Reads a code as typed, pasted or scanned; returns its 26 letters, or None when it cannot be one.

    Case, spaces, hyphens, look-alike letters and Bangla digits do not matter; a whole verification address is read too.
    """
    if not text or len(text) > 2000:
        return None
    text = unicodedata.normalize("NFKC", text)
    in_address = _IN_ADDRESS.search(text)
    if in_address:
        text = in_address[1]
    letters = []
    for letter in text:
        if letter.isspace() or unicodedata.category(letter) in ("Pd", "Cf"):
            continue
        # Bangla and other decimal digits are the same number.
        letters.append(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter.upper())
    code = "".join(letters).translate(_LOOK_ALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
