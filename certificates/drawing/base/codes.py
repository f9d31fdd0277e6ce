"""The verification code of a certificate: a secret code (accounts/access/secret_codes.py), also read from a whole address."""

import re
import unicodedata

from accounts.access import secret_codes
from accounts.access.secret_codes import ALPHABET, GROUP, LENGTH, grouped, new_code

__all__ = ["ALPHABET", "GROUP", "LENGTH", "grouped", "new_code", "read_code"]

_IN_ADDRESS = re.compile(r"/verify/([^/?#]+)", re.IGNORECASE)


def read_code(text: str | None) -> str | None:
    """Reads a code as typed, pasted or scanned; returns its 26 letters, or None when it cannot be one.

    Case, spaces, hyphens, look-alike letters and Bangla digits do not matter; a whole verification address is read too.
    """
    if not text or len(text) > secret_codes.LONGEST_TEXT:
        return None
    in_address = _IN_ADDRESS.search(unicodedata.normalize("NFKC", text))
    return secret_codes.read_code(in_address[1] if in_address else text)
