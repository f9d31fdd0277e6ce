"""The secret of a slip: 128 random bits that stand on the paper. The database has their hash alone."""

import hashlib
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse

from accounts.access.secret_codes import LENGTH, letters_of, new_code, read_code

__all__ = ["LENGTH", "hash_of", "letters_of", "new_code", "qr_path", "read_code", "scanned_address", "typed_address"]

# No code has these letters, so looking for it is a miss that costs what any other miss costs.
NO_CODE = "U" * LENGTH
QR_QUIET = 4  # modules of white around the code


def hash_of(code):
    """Returns what the database keeps of a code (str of 26 letters). Plain SHA-256: there is nothing in 128 bits to guess."""
    return hashlib.sha256(f"claim slip {code}".encode()).hexdigest()


def scanned_address(code):
    """Returns what the square code on the slip says. Browsers send nothing behind "#", so the code reaches no log."""
    return f"{settings.SITE_URL}{reverse('claim:scanned')}#{code}"


def typed_address():
    """Returns the address as it is printed for typing, without the scheme."""
    return f"{urlsplit(settings.SITE_URL).netloc}{reverse('claim:code').rstrip('/')}"


def qr_path(text):
    """Returns (path data for SVG, side in modules with the quiet zone) of a square code, level M."""
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    runs = [
        f"M{x + QR_QUIET} {y + QR_QUIET}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, module in enumerate(row)
        if module
    ]
    return "".join(runs), len(matrix) + 2 * QR_QUIET
