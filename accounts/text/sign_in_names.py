"""Normalises e-mail addresses and service numbers as people type them."""

import re
import unicodedata

from accounts.text.localised_text import digits

_PREFIX = re.compile(r"^(?:B\.?P\.?|বি\.?পি\.?)[\s:.\-–]*(?:no|নং|নম্বর)?[\s:.\-–]*(?=\d)", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[\s.\-–/]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def normal_email(text: str | None) -> str | None:
    """Returns the address in small letters without blanks around it, or None when there is none."""
    return (text or "").strip().lower() or None


def normal_service_number(text: str | None) -> str | None:
    """Returns the service number as it is stored, or None when there is none.

    Bangla digits become English ones; blanks, hyphens and a "BP" or "বিপি" in front are dropped when digits remain.
    Any other text stays as typed (in upper case), so that a wrong number is visibly wrong.
    """
    plain = digits(unicodedata.normalize("NFKC", text or "").translate(_INVISIBLE), "en").strip()
    bare = _BETWEEN_DIGITS.sub("", _PREFIX.sub("", plain))
    if bare.isascii() and bare.isdigit():
        return bare
    return plain.upper() or None
