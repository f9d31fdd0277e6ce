"""The similarity of two texts: the share of trigrams (three letters in a row) that they have in common. Computed here, not in
the database, so that SQLite and PostgreSQL give the same result. The measure is that of pg_trgm:
words in small letters with two blanks before and one behind, each trigram once. 0 is nothing in common, 1 the same words.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from operator import itemgetter
from typing import Any

# Two sentences with the same meaning are usually above, two on one theme below.
ALIKE = 0.42
SAME = 0.97

# Bangla vowel signs are marks, not letters, so \w alone would cut words apart.
_WORD = re.compile(r"(?:[^\W_]|[\u0980-\u09ff])+")
_JOINERS = dict.fromkeys((0x200C, 0x200D))


def trigrams(text: str) -> frozenset[str]:
    """Returns the trigrams of a text as a frozenset of str."""
    plain = unicodedata.normalize("NFC", text.translate(_JOINERS)).casefold()
    found: set[str] = set()
    for word in _WORD.findall(plain):
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Returns the share (0 to 1) of two sets of trigrams."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def likeness(one: str, other: str) -> float:
    """Returns the similarity of two texts, 0 to 1."""
    return shared(trigrams(one), trigrams(other))


class Known:
    """An index of texts: add them once, then look up those similar to a text. A key may have several texts."""

    def __init__(self, texts: Iterable[tuple[Any, str]] = ()) -> None:
        """texts: pairs of a key and a text; empty texts are left out."""
        self._known: list[Any] = []
        for key, text in texts:
            self.add(key, text)

    def add(self, key: Any, text: str) -> None:
        if found := trigrams(text):
            self._known.append((key, found))

    def near(self, text: str, *, at_least: float = ALIKE, most: int = 3) -> list[tuple[Any, float]]:
        """Returns [(key, share)] of the texts with at least this similarity, the most similar first, each key once."""
        asked = trigrams(text)
        best: dict[Any, float] = {}
        for key, known in self._known:
            # Sets of very different size cannot be similar; this saves most comparisons.
            if min(len(asked), len(known)) >= at_least * max(len(asked), len(known)):
                share = shared(asked, known)
                if share >= at_least and share > best.get(key, 0):
                    best[key] = share
        return sorted(best.items(), key=lambda found: (-found[1], str(found[0])))[:most]


def pairs(texts: Iterable[tuple[Any, str]], *, at_least: float = ALIKE) -> list[tuple[Any, Any, float]]:
    """Returns [(key, key, share)] of all texts with at least this similarity, the most similar first; each pair of keys once.

    texts: pairs of a key (int) and a text. Each set of trigrams becomes a number with a bit for each trigram, and what two have in
    common is counted at once: ten times as fast as comparing sets. Only texts of a like number of trigrams are compared.
    """
    bit_of: dict[str, int] = {}
    known: list[tuple[int, Any, int]] = []
    for key, text in texts:
        if found := trigrams(text):
            known.append((len(found), key, sum(1 << bit_of.setdefault(trigram, len(bit_of)) for trigram in found)))
    known.sort(key=itemgetter(0))
    best: dict[tuple[Any, Any], float] = {}
    for place, (size, key, bits) in enumerate(known):
        for other_size, other_key, other in islice(known, place + 1, None):
            if size < at_least * other_size:
                break  # the others are longer still
            common = (bits & other).bit_count()
            share = common / (size + other_size - common)
            if share >= at_least and other_key != key:
                pair = (min(key, other_key), max(key, other_key))
                best[pair] = max(share, best.get(pair, 0.0))
    return sorted(((one, other, share) for (one, other), share in best.items()), key=lambda pair: (-pair[2], pair[:2]))
