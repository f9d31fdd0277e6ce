"""The text in the QR of a name tag: `T1/<code of the session without hyphens>/<number>/<eight characters>`.

The eight characters are a keyed check (HMAC-SHA-256, 40 bits) over the session and the number, so that nobody writes tags at
home. Without a line a phone compares session and number; the check is compared here, when the mark arrives. It is short because
it is tried by people who are signed in and may mark attendance anyway, each try on record.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from trainings.models import TrainingSession

SALT = "trainings.tags"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 8
LONGEST = 60
_FORM = re.compile(r"T1/([A-Z0-9]{1,20})/([1-9][0-9]{0,4})/([0-9A-HJKMNP-TV-Z]{8})", re.ASCII)


class Tag(NamedTuple):
    """What a tag says. session: its code without hyphens."""

    session: str
    number: int
    check: str


def short_code(session: TrainingSession) -> str:
    """Returns the code of a session as tags have it: without hyphens."""
    return session.code.replace("-", "")


def text_of(session: TrainingSession, number: int) -> str:
    """Returns the text in the QR of one tag."""
    return f"T1/{short_code(session)}/{number}/{_check(session, number, settings.SECRET_KEY)}"


def read_tag(text: str) -> Tag | None:
    """Returns what a scanned text says, or None when it is no tag."""
    found = _FORM.fullmatch(text.strip().upper()) if len(text) <= LONGEST else None
    return Tag(found[1], int(found[2]), found[3]) if found else None


def is_genuine(tag: Tag, session: TrainingSession) -> bool:
    """Whether this installation made the tag for this session; also with a key that was in use before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(_check(session, tag.number, key), tag.check) for key in keys]
    return tag.session == short_code(session) and any(right)


def _check(session, number, key):
    digest = salted_hmac(SALT, f"{session.pk}/{number}", secret=key, algorithm="sha256").digest()
    bits = int.from_bytes(digest[:5], "big")
    return "".join(LETTERS[bits >> shift & 31] for shift in range(35, -1, -5))
