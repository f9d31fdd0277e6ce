"""Paper, colours, and what a design may leave out."""

import re
from dataclasses import replace

import pytest

from accounts.refusal import Refused
from certificates.drawing import Design, draw, render
from certificates.drawing.base.palettes import PALETTES
from certificates.drawing.design.packaged import Elsewhere, artwork, resolve
from certificates.drawing.layout import composing
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, LONGEST, MODERN, PLAIN, TYPICAL
from tests.certificates.drawing.test_same_look import ALIKE, difference  # noqa: F401 -- a fixture

SIZES = {
    ("heritage", "a4"): (841.89, 595.28),
    ("heritage", "letter"): (792, 612),
    ("heritage", "a3"): (1190.55, 841.89),
    ("plain", "a4"): (595.28, 841.89),
    ("plain", "letter"): (612, 792),
    ("plain", "a3"): (841.89, 1190.55),
}
each_layout = pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)


@pytest.mark.parametrize(("layout", "paper"), SIZES)
def test_the_sheet_has_the_size_of_the_paper(layout, paper, tmp_path):
    pdf = pages.drawn(TYPICAL, replace(HERITAGE, layout=layout, palette="", paper=paper))
    pages.check(pdf, tmp_path)
    size = pages.information(pdf, tmp_path)["Page size"]
    found = [float(number) for number in re.findall(r"[\d.]+", size)[:2]]
    assert found == pytest.approx(SIZES[layout, paper], abs=0.02)
    assert len(pdf) < 150_000


@pytest.mark.parametrize("paper", ["letter", "a3"])
@each_layout
def test_what_fits_on_a4_fits_on_every_paper(design, paper):
    assert composing.problems(LONGEST, replace(design, paper=paper)) == []


@each_layout
def test_the_code_is_never_printed_smaller_than_on_a4(design):
    printed = {
        paper: composing.qr_box(one).width * one.sheet.factor
        for paper in ("a4", "letter", "a3")
        if (one := replace(design, paper=paper))
    }
    assert printed["letter"] == pytest.approx(printed["a4"])
    assert printed["a3"] > printed["a4"]


@pytest.mark.parametrize(
    ("design", "paper", "palette"), [(HERITAGE, "letter", "indigo"), (MODERN, "a3", "red"), (PLAIN, "letter", "green")]
)
def test_another_paper_in_other_colours_looks_as_weasyprint_draws_it(design, paper, palette, difference):  # noqa: F811
    other = replace(design, paper=paper, palette=palette, shows_hours=False)
    # The code has another place on the sheet; it is compared module by module elsewhere.
    box, sheet = composing.qr_box(other), other.sheet
    moved = replace_box(box, sheet)
    assert difference(draw(TYPICAL, other), render(TYPICAL, other), moved) < ALIKE


def replace_box(box, sheet):
    """A design-like thing whose plan has the code where it stands on the sheet."""
    slot = {
        "x": box.x * sheet.factor + sheet.dx,
        "y": box.y * sheet.factor + sheet.dy,
        "w": box.width * sheet.factor,
    }
    return type("Moved", (), {"plan": {"slots": {"qr": slot}}, "sheet": type("Sheet", (), {"factor": 1})})


@each_layout
def test_without_hours_nothing_of_the_duration_is_printed(design, tmp_path):
    text = "\n".join(pages.text_of(pages.drawn(TYPICAL, replace(design, shows_hours=False)), tmp_path))
    for word in ("18 hours", "১৮ ঘণ্টা", "Duration", "মেয়াদ"):
        assert word not in text
    for word in (TYPICAL.dates_en, TYPICAL.place_bn):
        assert word in text


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", ["guilloche-border.svg", "rosette-ground.svg", "bridge-panel.svg", "bridge-mark.svg"])
def test_artwork_has_the_colours_of_its_palette_and_no_other(palette, name):
    found = set(re.findall(rb"#[0-9A-F]{6}", artwork(palette, name)))
    assert found <= {colour.encode() for colour in PALETTES[palette]}
    assert found


@pytest.mark.parametrize(
    "address", ["shetu:/pink/guilloche-border.svg", "shetu:/green/../facts.py", "shetu:/green/none.svg"]
)
def test_no_other_artwork_has_an_address(address):
    with pytest.raises(Elsewhere):
        resolve(address, {})


@pytest.mark.parametrize(
    ("change", "sentence"), [({"paper": "a5"}, "no paper named “a5”"), ({"palette": "pink"}, "no colours")]
)
def test_unknown_paper_and_colours_are_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        replace(HERITAGE, **change)


def test_the_colours_of_a_layout_are_its_own_unless_others_are_chosen():
    assert Design(layout="modern").palette == "indigo"
    assert Design(layout="modern").fingerprint == Design(layout="modern", palette="indigo").fingerprint
    fingerprints = {
        replace(HERITAGE, **change).fingerprint
        for change in ({}, {"paper": "a3"}, {"palette": "red"}, {"shows_hours": False})
    }
    assert len(fingerprints) == 4
