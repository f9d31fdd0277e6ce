"""What two spellings of one word share, in either script."""

import re
import unicodedata

ASCII_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_VISARGA_AT_END = re.compile("ঃ(?![ঀ-৿])")
_NOT_KEY = re.compile("[^a-z0-9ঀ-৿]+")


def key(text):
    """Returns what two spellings of the same word share: no case, spaces, punctuation, final visarga or joiners."""
    text = unicodedata.normalize("NFC", text).casefold().translate(ASCII_DIGITS)
    return _NOT_KEY.sub("", _VISARGA_AT_END.sub("", text))
