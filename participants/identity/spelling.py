"""One form of every letter, and a key that all spellings of one word share, in either script."""

import re
import unicodedata

from accounts.text.localised_text import digits

_VISARGA_AT_END = re.compile("ঃ(?![ঀ-৿])")
_NOT_KEY = re.compile("[^a-z0-9ঀ-৿]+")
_VOWEL_SIGN, _SIGN_BEHIND = "[\u09be-\u09cc\u09d7]", "[\u0981-\u0983]"
# Letters that were typed with other characters, or in another order, and look the same on the screen.
_OTHER_FORMS = (
    (re.compile("([\u200c\u200d])\\1+"), r"\1"),
    # Keyboards of before Unicode 4.1 wrote ৎ as ত, hasanta and joiner.
    (re.compile("ত্\u200d"), "ৎ"),
    # র‍্য was once written with the other joiner.
    (re.compile("র\u200c(?=্য)"), "র\u200d"),
    # The dot of ড়, ঢ় and য় belongs to the letter, so it stands before the vowel sign.
    (re.compile(f"(?<=[ডঢয])({_VOWEL_SIGN}?{_SIGN_BEHIND}?)\u09bc"), "\u09bc\\1"),
    (re.compile("ব\u09bc"), "র"),
    (re.compile(f"({_SIGN_BEHIND})({_VOWEL_SIGN})"), r"\2\1"),
    # The halves of ো and ৌ, in the order of the eye.
    (re.compile("\u09be\u09c7"), "ো"),
    (re.compile("\u09d7\u09c7"), "ৌ"),
    (re.compile("অ\u09be"), "আ"),
)
# Whether there may be one of them: most texts have none.
_OTHER_FORM = re.compile("[\u0981-\u0983\u09be-\u09cc\u09d7][\u09bc\u09be-\u09cc\u09d7]|[\u200c\u200d]|ব\u09bc|অ\u09be")


def composed(text: str) -> str:
    """Returns a text with one form of every letter: Unicode's NFC, and for Bangla ৎ, ড়, ঢ়, য়, ো in one order of characters.

    Texts that a reader cannot tell apart are then equal. Joiners that a word needs stay.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if not _OTHER_FORM.search(text):
        return text
    for form, usual in _OTHER_FORMS:
        text = form.sub(usual, text)
    return unicodedata.normalize("NFC", text)


def key(text: str) -> str:
    """Returns a text without case, spaces, punctuation, final visarga and joiners, with ASCII digits."""
    if text.isascii():
        return _NOT_KEY.sub("", text.lower())
    text = digits(composed(text).casefold(), "en")
    return _NOT_KEY.sub("", _VISARGA_AT_END.sub("", text))
