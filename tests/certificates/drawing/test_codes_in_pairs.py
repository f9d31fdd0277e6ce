"""Codes are put together from pairs of letters that were shaped once: exact where a letter looks at its neighbour only."""

import random

import pytest

from accounts.access.secret_codes import ALPHABET, LENGTH, grouped
from certificates.drawing.text.faces import CHAINS, face
from certificates.drawing.text.letters import coded

INTER = sorted(
    {name for chain in CHAINS.values() for name in chain if name.startswith("inter-latin-") and "ext" not in name}
)


@pytest.mark.parametrize("name", INTER)
def test_a_code_put_together_from_pairs_is_the_one_that_is_shaped_as_a_whole(name):
    one, chance = face(name), random.Random(7)  # noqa: S311 -- codes to look at
    for _turn in range(300):
        code = grouped("".join(chance.choices(ALPHABET, k=LENGTH)))
        glyphs, width = one._shape(code)
        word = one.word(code)
        assert list(word.shown) == coded(code, glyphs, one.advances, one.upem)
        assert word.width == pytest.approx(width)
        assert one.width(code) == word.width


def test_what_has_other_letters_is_shaped_as_a_whole():
    one = face(INTER[0])
    for text in ("A-B", "Type 1x2", "3:4"):
        assert list(one.word(text).shown) == coded(text, one._shape(text)[0], one.advances, one.upem)
