"""A key that all spellings of one word share, in either script."""

import re
import unicodedata

from accounts.text.localised_text import digits

_VISARGA_AT_END = re.compile("ঃ(?![ঀ-৿])")
_NOT_KEY = re.compile("[^a-z0-9ঀ-৿]+")


def key(text: str) -> str:
    """Returns a text without case, spaces, punctuation, final visarga and joiners, with ASCII digits."""
    text = digits(unicodedata.normalize("NFC", text).casefold(), "en")
    return _NOT_KEY.sub("", _VISARGA_AT_END.sub("", text))
