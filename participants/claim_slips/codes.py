"""The secret of a slip: 128 random bits, printed on the paper. The database stores only their hash."""

import hashlib
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse

from accounts.access.secret_codes import LENGTH, letters_of, new_code

__all__ = ["LENGTH", "hash_of", "letters_of", "new_code", "qr_path", "scanned_address", "typed_address"]

# No code has these letters: a query for it finds nothing, and takes as long as for any other unknown code.
NO_CODE = "U" * LENGTH
QR_QUIET = 4  # modules of white around the code


def hash_of(code: str) -> str:
    """Returns the hash of a code (str of 26 letters) for the database. Plain SHA-256 is enough: 128 bits cannot be guessed."""
    return hashlib.sha256(f"claim slip {code}".encode()).hexdigest()


def scanned_address(code: str) -> str:
    """Returns the address in the QR code of a slip. Browsers do not send what follows "#", so no log has the code."""
    return f"{settings.SITE_URL}{reverse('claim:scanned')}#{code}"


def typed_address() -> str:
    """Returns the address as it is printed for typing, without the scheme."""
    return f"{urlsplit(settings.SITE_URL).netloc}{reverse('claim:code').rstrip('/')}"


def qr_path(text: str) -> tuple[str, int]:
    """Returns (path data for SVG, side in modules with the quiet zone) of a square code, level M."""
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    runs = [
        f"M{x + QR_QUIET} {y + QR_QUIET}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, module in enumerate(row)
        if module
    ]
    return "".join(runs), len(matrix) + 2 * QR_QUIET
