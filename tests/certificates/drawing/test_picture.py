"""The picture for the screen shows what the paper shows."""

from dataclasses import replace

import pytest
from defusedxml import ElementTree
from PIL import ImageChops

from certificates.drawing import Logo, SignatoryFacts, draw, picture
from certificates.drawing.engines import rendering
from certificates.drawing.layout import composing
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, LONGEST, MODERN, PLAIN, TYPICAL
from tests.certificates.drawing.test_designs import png

DPI, BLOCK, ALIKE = 200, 8, 90


def on_paper(svg, design):
    """The SVG as a page of its own, drawn by WeasyPrint."""
    sheet = design.sheet
    size = f"@page {{ size: {sheet.width}mm {sheet.height}mm; margin: 0 }}"
    page = f"<style>{size} body {{ margin: 0 }} svg {{ display: block }}</style>{svg}"
    return rendering.weasyprint().HTML(string=page).write_pdf()


@pytest.mark.parametrize(
    ("facts", "design"),
    [
        (CONJUNCTS, HERITAGE),
        (LONGEST, replace(MODERN, palette="green", paper="letter")),
        (TYPICAL, replace(PLAIN, shows_hours=False, logos=(Logo("ক", "A", png("red")),))),
    ],
    ids=["heritage", "modern", "plain"],
)
def test_it_looks_like_the_certificate(facts, design, tmp_path):
    svg = picture(facts, design, label="A certificate")
    ours, paper = (
        pages.picture(pdf, tmp_path, dpi=DPI).reduce(BLOCK) for pdf in (on_paper(svg, design), draw(facts, design))
    )
    assert ours.size == paper.size
    assert ImageChops.difference(ours, paper).getextrema()[1] < ALIKE


def test_the_comparison_sees_another_name(tmp_path):
    svg = picture(replace(TYPICAL, name_bn="ইতি দে"), HERITAGE, label="A certificate")
    ours, paper = (
        pages.picture(pdf, tmp_path, dpi=DPI).reduce(BLOCK)
        for pdf in (on_paper(svg, HERITAGE), draw(TYPICAL, HERITAGE))
    )
    assert ImageChops.difference(ours, paper).getextrema()[1] > ALIKE


def test_it_is_sound_and_holds_no_text_but_its_label():
    facts = replace(TYPICAL, name_en="<script>alert(1)</script>")
    svg = picture(facts, HERITAGE, label='"A" <b>label</b>')
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == '"A" <b>label</b>'
    assert "script" not in svg
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "defs", "rect", "g", "path", "use", "image", "polygon"}


def test_two_pictures_in_one_page_share_no_name():
    one, other = (picture(TYPICAL, HERITAGE, label="x", key=key) for key in ("p0", "p1"))
    ids = [
        {element.attrib["id"] for element in ElementTree.fromstring(svg).iter() if "id" in element.attrib}
        for svg in (one, other)
    ]
    assert not ids[0] & ids[1]


def test_a_text_without_a_place_is_left_out_and_the_rest_is_drawn():
    facts = replace(TYPICAL, name_en="Mohammad " * 30)
    lines, found = composing.fitting_lines(facts, HERITAGE)
    assert [problem.slot for problem in found] == ["name_en"]
    assert "name_en" not in {line.slot for line in lines}
    assert "name_bn" in {line.slot for line in lines}
    assert picture(facts, HERITAGE, label="x").startswith("<svg")


def test_every_problem_is_told_at_once():
    facts = replace(TYPICAL, name_en="Mohammad " * 30, course_bn="ক" * 400, place_en="\N{GRINNING FACE}")
    assert [problem.slot for problem in composing.problems(facts, HERITAGE)] == ["course_bn", "place_en", "name_en"]


def test_signatures_and_logos_are_in_it():
    design = replace(
        HERITAGE,
        signatories=(SignatoryFacts("", "", "পরিচালক", "Director", signature=png("navy")),),
        logos=(Logo("ক", "A", png("red")),),
    )
    assert picture(TYPICAL, design, label="x").count("data:image/png;base64,") == 2
