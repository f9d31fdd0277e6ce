"""Finding a certificate by its code, or by the SHA-256 of its file.

A mistyped code and one that never existed get the same answer for the same work. A code has 128 bits
(accounts/access/secret_codes.py), and misses are counted (throttle.py). Nothing else is stored about who checked what.
"""

import hashlib

from django.core.files.uploadedfile import UploadedFile

from certificates.drawing import read_code
from certificates.models import Certificate

# No code has these letters: looking it up is a miss that costs what any other miss costs.
NO_CODE = "U" * 26


def look_up(typed: str) -> Certificate | None:
    """Returns the Certificate of a code as typed, pasted or scanned, whatever its state; None when there is none."""
    code = read_code(typed) or NO_CODE
    return Certificate.objects.select_related("superseded_by").filter(code=code).first()


def look_up_file(sha256: str) -> Certificate | None:
    """Returns the Certificate whose file has this SHA-256 (64 hexadecimal digits), whatever its state; None when there is none.

    Only the very bytes that were issued have it: a file that was changed, saved again or scanned is not found.
    """
    return Certificate.objects.select_related("superseded_by").filter(sha256=sha256.lower()).first()


def sha256_of(file: UploadedFile) -> str:
    """Returns the SHA-256 (hexadecimal) of an uploaded file, which is neither parsed nor stored."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
