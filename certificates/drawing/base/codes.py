"""The verification code of a certificate: a secret code (accounts/access/secret_codes.py), also found in a longer text."""

from accounts.access.secret_codes import ALPHABET, GROUP, LENGTH, grouped, new_code
from accounts.access.typed_codes import find_code

__all__ = ["ALPHABET", "GROUP", "LENGTH", "grouped", "new_code", "read_code"]


def read_code(text: str | None) -> str | None:
    """Returns the 26 letters of the code in a text that was typed, pasted or scanned, or None when there is not one code in it."""
    return find_code(text).code or None
