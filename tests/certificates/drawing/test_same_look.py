"""The stamped page looks like the page that WeasyPrint draws of the same design and text."""

from dataclasses import replace

import pytest
from PIL import ImageChops

from certificates.drawing import render
from certificates.drawing.layout.composing import qr_box
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, LONGEST, MODERN, PLAIN, SHORTEST

DPI = 400
BLOCK = 8  # pixels; what antialiasing and the rounding of places change is lost in the mean of a block
# Of 255. Equal pages stay under 105 (WeasyPrint rounds the places of subjoined letters); a wrong shape gives over 190.
ALIKE = 130
HARD = replace(
    CONJUNCTS,
    name_bn="ক্ষিতীশ রঙ্গ র‍্যাপিড বাহ্য রাষ্ট্র দ্বন্দ্ব",
    course_bn="ক্ষুদ্র, অঙ্গীকার, র‍্যাব, সহ্য, ষ্ট্রীট, নির্দ্বন্দ্ব, তঞ্চঙ্গ্যা, জ্ঞান, ব্রহ্মপুত্র, উজ্জ্বল",
)


@pytest.fixture(scope="module")
def difference(tmp_path_factory):
    """A function: the largest difference between two pages in the mean brightness of a block, the QR code left out."""
    folder = tmp_path_factory.mktemp("look")

    def compare(ours, theirs, design):
        one, other = (pages.picture(pdf, folder, dpi=DPI).reduce(BLOCK) for pdf in (ours, theirs))
        apart = ImageChops.difference(one, other)
        box, scale = qr_box(design), DPI / 25.4 / BLOCK
        corners = (box.x - 1, box.y - 1, box.x + box.width + 1, box.y + box.height + 1)
        # The QR code is read back and compared module by module elsewhere.
        apart.paste(0, tuple(int(corner * scale) for corner in corners))
        return apart.getextrema()[1]

    return compare


@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
@pytest.mark.parametrize("facts", [HARD, LONGEST], ids=["conjuncts", "longest"])
def test_hard_conjuncts_and_long_names_look_the_same(facts, design, difference):
    assert difference(pages.drawn(facts, design), render(facts, design), design) < ALIKE


def test_a_page_without_rank_and_logos_looks_the_same(difference):
    design = replace(HERITAGE, logos=(), signatories=HERITAGE.signatories[:1])
    assert difference(pages.drawn(SHORTEST, design), render(SHORTEST, design), design) < ALIKE


def test_the_comparison_sees_one_wrong_conjunct(difference):
    wrong = replace(HARD, rank_bn=HARD.rank_bn.replace("র‍্যা", "র্যা"))
    assert difference(pages.drawn(wrong, HERITAGE), render(HARD, HERITAGE), HERITAGE) > ALIKE
