"""The secret in the link of an invitation. The database holds its hash only.

It is computed from the key of the installation and the row, so that a worker can write the e-mail later, and a copy of the
database alone is not enough to use an invitation.
"""

import base64
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from programmes.models import Invitation

SALT = "programmes.invitations"


def secret_of(invitation: Invitation, key: str | None = None) -> str:
    """Returns the secret for the last requested e-mail: 43 characters, 256 bits. key: default SECRET_KEY."""
    words = f"{invitation.key}:{invitation.letters}"
    digest = salted_hmac(SALT, words, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(secret: str) -> str:
    """Returns what is stored of a secret (hex)."""
    return sha256(secret.encode()).hexdigest()


def address_of(invitation: Invitation) -> str:
    """Returns the full address for the letter; "" when the key of the installation has changed since."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = secret_of(invitation, key)
        if hash_of(secret) == invitation.secret_hash:
            return settings.SITE_URL + reverse("invitations:follow", args=[secret])
    return ""
