"""The secret in the address of a nomination link: 26 letters that people can also type off the paper. The database has its hash.

It is worked out from the key of the installation and the row, so that a letter can be printed again at any time, and a copy of
the database alone opens nothing.
"""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.access.secret_codes import ALPHABET, LENGTH, letters_of
from trainings.models import NominationLink

SALT = "trainings.nomination_links"
# No secret has these letters: a query for it finds nothing, and takes as long as for any other wrong one.
NO_SECRET = "U" * LENGTH


def secret_of(link: NominationLink, key: str | None = None) -> str:
    """Returns the 26 letters of a link. key: default SECRET_KEY."""
    number = int.from_bytes(salted_hmac(SALT, link.key.hex, secret=key, algorithm="sha256").digest(), "big")
    letters = []
    for _letter in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def hash_of(typed: str) -> str:
    """Returns what is stored of a secret (hex), however it was typed: case, blanks and look-alike letters do not matter."""
    return hashlib.sha256(f"nomination link {letters_of(typed) or NO_SECRET}".encode()).hexdigest()


def address_of(link: NominationLink) -> str:
    """Returns the full address of a link; "" when the key of the installation has changed since it was made."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = secret_of(link, key)
        if hash_of(secret) == link.secret_hash:
            return settings.SITE_URL + reverse("nominate:page", args=[secret])
    return ""
