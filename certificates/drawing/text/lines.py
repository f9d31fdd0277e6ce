"""One printed line, and the sentences for texts that cannot become one."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusal import Refused
from certificates.drawing.text.faces import CHAINS, MM_PER_PT, broken_syllable, em_width, face, unprintable

DOT = " · "
SLOT_NAMES = {
    "serial": gettext_lazy("serial number"),
    "code": gettext_lazy("verification code"),
    "name_bn": gettext_lazy("name in Bangla"),
    "name_en": gettext_lazy("name in English"),
    "rank_bn": gettext_lazy("rank in Bangla"),
    "rank_en": gettext_lazy("rank in English"),
    "course_bn": gettext_lazy("course in Bangla"),
    "course_en": gettext_lazy("course in English"),
    "dates_bn": gettext_lazy("dates in Bangla"),
    "dates_en": gettext_lazy("dates in English"),
    "place_bn": gettext_lazy("place in Bangla"),
    "place_en": gettext_lazy("place in English"),
    "hours_bn": gettext_lazy("duration in Bangla"),
    "hours_en": gettext_lazy("duration in English"),
    "title_bn": gettext_lazy("title in Bangla"),
    "title_en": gettext_lazy("title in English"),
    "statement": gettext_lazy("statement"),
    "statement_bn": gettext_lazy("statement in Bangla"),
    "statement_en": gettext_lazy("statement in English"),
    "verify_address": gettext_lazy("address for verification"),
    "signatory": gettext_lazy("signatory"),
    "partner": gettext_lazy("name of a partner"),
}


class NotFitting(Refused):
    """A text cannot be printed in its slot. `slot` names it, `text` is the text."""

    def __init__(self, sentence, slot, text):
        super().__init__(sentence)
        self.slot, self.text = slot, text


@dataclass(frozen=True)
class Piece:
    """A part of a line in one chain of fonts and one size (points)."""

    text: str
    font: str
    size: float

    @property
    def language(self) -> str:
        return self.font[-2:]

    @cached_property
    def width(self) -> float:
        return em_width(self.text, self.font) * self.size * MM_PER_PT


@dataclass(frozen=True)
class Line:
    """One printed line. x, width, baseline and gap in millimetres from the top left corner; spacing in em."""

    slot: str
    pieces: tuple[Piece, ...]
    x: float
    width: float
    align: str
    baseline: float
    colour: str = "ink"
    spacing: float = 0.0
    gap: float = 0.0
    diamond: bool = False
    number: int = 0  # which of several signatories or partners

    @property
    def used(self) -> float:
        """The width of what is printed, in millimetres."""
        spaced = sum(
            piece.width + self.spacing * max(len(piece.text) - 1, 0) * piece.size * MM_PER_PT for piece in self.pieces
        )
        return spaced + self.gap * (len(self.pieces) - 1)

    @property
    def start(self) -> float:
        """Where the first letter begins, in millimetres from the left."""
        free = self.width - self.used
        return self.x + {"start": 0.0, "centre": free / 2, "end": free}[self.align]


@dataclass(frozen=True)
class Box:
    """A place for a picture or a rule, in millimetres."""

    x: float
    y: float
    width: float
    height: float
    index: int = 0


def quoted(text: str) -> str:
    """Returns a text short enough for a sentence."""
    return Truncator(text).chars(60)


def _unreadable(slot, text, letter):
    if unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
        sentence = _("The %(slot)s contains an invisible character (U+%(number)04X). Type it again by hand.")
    else:
        sentence = _("The %(slot)s “%(text)s” contains “%(letter)s”, which cannot be printed on a certificate.")
    words = {"slot": SLOT_NAMES.get(slot, slot), "text": quoted(text), "letter": letter, "number": ord(letter)}
    return NotFitting(sentence % words, slot, text)


@lru_cache(maxsize=400)
def checked(text: str, font: str, slot: str) -> str:
    """Returns the text when the bundled fonts can draw it; otherwise raises NotFitting, naming the letter."""
    letter = unprintable(text, font)
    if letter:
        raise _unreadable(slot, text, letter)
    part = broken_syllable(text, font)
    if part:
        raise NotFitting(
            _("The %(slot)s “%(text)s” has a vowel sign or hasanta without its letter: “%(part)s”. Correct it.")
            % {"slot": SLOT_NAMES.get(slot, slot), "text": quoted(text), "part": part},
            slot,
            text,
        )
    return text


def too_long(slot: str, text: str, smallest: float) -> NotFitting:
    """Returns the NotFitting for a text that does not fit even at `smallest` points."""
    return NotFitting(
        _("The %(slot)s “%(text)s” is too long: even in the smallest print (%(points)s pt) it does not fit its place.")
        % {"slot": SLOT_NAMES.get(slot, slot), "text": quoted(text), "points": f"{smallest:g}"},
        slot,
        text,
    )


def in_line(top: float, height: float, font: str, size: float) -> float:
    """Returns the baseline of a line box of that height, as CSS would place it."""
    metrics, em = face(CHAINS[font][0]), size * MM_PER_PT
    return top + (height - (metrics.ascent + metrics.descent) * em) / 2 + metrics.ascent * em
