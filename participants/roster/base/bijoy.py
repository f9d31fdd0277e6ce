"""Bijoy (SutonnyMJ) text and Unicode Bangla.

Bijoy is not an encoding but a way of drawing: the letters of a Western code page are painted as Bangla shapes, in the
order in which the eye meets them. Turning it into Unicode means naming the shapes and then putting signs into the order
of speech.
"""

import re
import unicodedata
from functools import lru_cache

# Shapes that are drawn with more than one character, or that stand for a conjunct. Longest first, see _SHAPE.
_CONJUNCTS = {
    "i¨": "র‍্য",
    "°": "ক্ক",
    "±": "ক্ট",
    "²": "ক্ষ্ম",
    "³": "ক্ত",
    "K¡": "ক্ব",
    "´": "ক্ম",
    "µ": "ক্র",
    "¶": "ক্ষ",
    "ÿ": "ক্ষ",
    "·": "ক্স",
    "¸": "গু",
    "º": "গ্দ",
    "»": "গ্ধ",
    "¼": "ঙ্ক",
    "•¶": "ঙ্ক্ষ",
    "•ÿ": "ঙ্ক্ষ",
    "½": "ঙ্গ",
    "•": "ঙ্",
    "”": "চ্",
    "¾": "জ্জ",
    "À": "জ্ঝ",
    "Á": "জ্ঞ",
    "Â": "ঞ্চ",
    "Ã": "ঞ্ছ",
    "Ä": "ঞ্জ",
    "Å": "ঞ্ঝ",
    "Æ": "ট্ট",
    "Ç": "ড্ড",
    "È": "ণ্ট",
    "É": "ণ্ঠ",
    "Ê": "ণ্ড",
    "Ë": "ত্ত",
    "Ì": "ত্থ",
    "Z¡": "ত্ব",
    "Î": "ত্র",
    "Ï": "দ্দ",
    "×": "দ্ধ",
    "Ø": "দ্ব",
    "™": "দ্",
    "Ù": "দ্ম",
    "Ú": "ন্ঠ",
    "Û": "ন্ড",
    "Ü": "ন্ধ",
    "Ý": "ন্স",
    "šÍ": "ন্ত",
    "š¿": "ন্ত্র",
    "š’": "ন্থ",
    "š^": "ন্ব",
    "›": "ন্",
    "š": "ন্",
    "Þ": "প্ট",
    "ß": "প্ত",
    "à": "প্প",
    "á": "প্স",
    "â": "ব্জ",
    "ã": "ব্দ",
    "ä": "ব্ধ",
    "å": "ভ্র",
    "ç": "ম্ফ",
    "¤^": "ম্ব",
    "¤": "ম্",
    "iæ": "রু",
    "i“": "রু",
    "iƒ": "রূ",
    "é": "ল্ক",
    "ê": "ল্গ",
    "ë": "ল্ট",
    "ì": "ল্ড",
    "í": "ল্প",
    "î": "ল্ফ",
    "ï": "শু",
    "ð": "শ্চ",
    "ñ": "শ্ছ",
    "ò": "ষ্ণ",
    "ó": "ষ্ট",
    "ô": "ষ্ঠ",
    "õ": "ষ্ফ",
    "®": "ষ্",
    "ö": "স্খ",
    "÷": "স্ট",
    "¯¿": "স্ত্র",
    "¯Í": "স্ত",
    "¯‘": "স্তু",
    "¯’": "স্থ",
    "¯Œ": "স্ক্র",
    "¯": "স্",
    "ù": "স্ফ",
    "û": "হু",
    "ü": "হৃ",
    "ý": "হ্ন",
    "þ": "হ্ম",
    "è": "্ণ",
    "˜": "দ্",
}

# Parts that hang below or behind a letter.
_HANGING = {
    "¨": "্য",
    "ª": "্র",
    "Ö": "্র",
    "«": "্র",
    "­": "্ল",
    "¬": "্ল",
    "ø": "্ল",
    "¦": "্ব",
    "Ÿ": "্ব",
    "¡": "্ব",
    "^": "্ব",
    "¢": "্ভ",
    "£": "্ভ্র",
    "¥": "্ম",
    "§": "্ম",
    "œ": "্ন",
    "‹": "্ক",
    "Œ": "্ক্র",
    "ú": "্প",
    "Í": "্ত",
    "‘": "্তু",
    "’": "্থ",
    "¿": "্ত্র",
    "&": "্‌",
}

_SIGNS = {
    "v": "া",
    "w": "ি",
    "x": "ী",
    "y": "ু",
    "z": "ু",
    "“": "ু",
    "–": "ু",
    "æ": "ু",
    "~": "ূ",
    "ƒ": "ূ",
    "‚": "ূ",
    "„": "ৃ",
    "…": "ৃ",
    "†": "ে",
    "‡": "ে",
    "ˆ": "ৈ",
    "‰": "ৈ",
    "Š": "ৗ",
    "u": "ঁ",
    "s": "ং",
    "t": "ঃ",
    "r": "ৎ",
}

_LETTERS = {
    "Av": "আ",
    **dict(zip("ABCDEFGHIJ", "অইঈউঊঋএঐওঔ", strict=True)),
    **dict(zip("KLMNOPQRSTUVWXYZ", "কখগঘঙচছজঝঞটঠডঢণত", strict=True)),
    **dict(zip("_`abcdefghijklmn", "থদধনপফবভমযরলশষসহ", strict=True)),
    "o": "ড়",
    "p": "ঢ়",
    "q": "য়",
    **dict(zip("0123456789", "০১২৩৪৫৬৭৮৯", strict=True)),
    "|": "।",
    "\\": "৳",
    "Ò": "“",
    "Ó": "”",
    "Ô": "‘",
    "Õ": "’",
    "Ñ": "–",
}

_REPH = "©"
_TABLE = {**_LETTERS, **_SIGNS, **_HANGING, **_CONJUNCTS, _REPH: _REPH}
_SHAPE = re.compile("|".join(re.escape(shape) for shape in sorted(_TABLE, key=len, reverse=True)))

_NUKTA = "\u09bc"
_CONSONANT = f"[\u0995-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9]{_NUKTA}?"
# No word has so many consonants in a row; without a limit, a text of nothing else takes time that grows with its square.
_CLUSTER = f"{_CONSONANT}(?:\u200d?\u09cd\u200c?{_CONSONANT}){{0,7}}"
# Painted before the cluster, spoken after it.
_EARLY_SIGN = re.compile(f"([িেৈ])({_CLUSTER})")
# Painted over the end of the syllable, spoken before it.
_LATE_REPH = re.compile(f"({_CLUSTER})([\u09be-\u09cc\u09d7]*\u0981?){_REPH}")

_FONT = re.compile(r"MJ\b|^sutonny|^bijoy|^boishakhi|^sulekha|^jugantor", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_bijoy_font(font: str | None) -> bool:
    """Tells whether a font name (str or None) belongs to the Bijoy family. SutonnyOMJ is Unicode and does not."""
    return bool(font and "omj" not in font.lower() and _FONT.search(font))


def to_unicode(text: str) -> str:
    """Returns Bijoy text as Unicode Bangla (NFC). Characters that Bijoy does not know stay as they are.

    Takes any text: whether it *is* Bijoy is not asked here (see `legacy.reading_of`).
    """
    text = _SHAPE.sub(lambda shape: _TABLE[shape.group()], text).replace("্্", "্")
    text = _LATE_REPH.sub(r"র্\1\2", text).replace(_REPH, "র্")
    text = _EARLY_SIGN.sub(r"\2\1", text)
    return unicodedata.normalize("NFC", text)


def _nfd(text):
    return unicodedata.normalize("NFD", text)


# Where several shapes mean the same, the one that English letters would have become.
_BACK = {_nfd(bangla): shape for shape, bangla in reversed(_TABLE.items()) if shape != _REPH}
_BACK |= {_nfd(bangla): shape for shape, bangla in _TABLE.items() if shape.isascii()} | {_nfd("ু"): "y", _nfd("্ব"): "¡"}
_SPOKEN_AFTER = re.compile(f"({_CLUSTER})([িেৈ])")
_REPH_FIRST = re.compile(f"র্({_CLUSTER}[\u09be-\u09cc\u09d7]*)")
_PIECE = re.compile("|".join(re.escape(piece) for piece in sorted(_BACK, key=len, reverse=True)))


def to_bijoy(text: str) -> str:
    """Returns Unicode Bangla as a typist would have entered it in Bijoy; the way back from `to_unicode`.

    English that was put through a converter comes out as English again.
    """
    text = _REPH_FIRST.sub(rf"\1{_REPH}", _nfd(text))
    text = _SPOKEN_AFTER.sub(r"\2\1", text)
    return _PIECE.sub(lambda piece: _BACK[piece.group()], text)


_KEYS = {_nfd(bangla): shape for shape, bangla in reversed(_TABLE.items()) if shape.isascii()} | {"ু": "y", "\u200c": ""}
_KEY = re.compile("|".join(re.escape(piece) for piece in sorted(_KEYS, key=len, reverse=True)))


def to_keys(text: str) -> str | None:
    """Returns the English keys that a converter must have read to write this Bangla text; None where no keys would."""
    text = _SPOKEN_AFTER.sub(r"\2\1", _nfd(text))
    text = _KEY.sub(lambda piece: _KEYS[piece.group()], text)
    return text if text.isascii() else None
