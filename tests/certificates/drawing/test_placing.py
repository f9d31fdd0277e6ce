"""Where texts stand: fixed places, no holes."""

import itertools
from dataclasses import replace

import pytest

from certificates.drawing import Logo
from certificates.drawing.layout.composing import all_lines, fixed_lines, holder_lines, logo_boxes, signature_boxes
from tests.certificates.drawing.samples import HERITAGE, MODERN, PARTNERS, PLAIN, SIGNATORIES, TYPICAL
from tests.certificates.drawing.test_designs import png

each_layout = pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)


def baselines(facts, design):
    return {line.slot: line.baseline for line in holder_lines(facts, design)}


@each_layout
def test_without_a_rank_line_the_names_move_down_so_that_no_hole_is_left(design):
    moved = 4.5 if design.layout == "plain" else 4
    with_rank, without = baselines(TYPICAL, design), baselines(TYPICAL, replace(design, shows_rank=False))
    assert "rank_bn" not in without
    assert without["name_bn"] - with_rank["name_bn"] == pytest.approx(moved)
    assert without["name_en"] - with_rank["name_en"] == pytest.approx(moved)


@each_layout
def test_a_single_name_stands_between_the_places_of_two(design):
    both = baselines(TYPICAL, design)
    middle = (both["name_bn"] + both["name_en"]) / 2
    assert baselines(replace(TYPICAL, name_bn=""), design)["name_en"] == pytest.approx(middle)
    assert baselines(replace(TYPICAL, name_en=""), design)["name_bn"] == pytest.approx(middle)


@each_layout
def test_every_line_stays_on_the_page_and_inside_its_place(design):
    for line in all_lines(TYPICAL, design):
        assert line.used <= line.width + 0.01, line.slot
        assert line.start >= line.x - 0.01, line.slot


@each_layout
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_any_number_of_signatories_has_its_columns(design, count):
    boxes = signature_boxes(replace(design, signatories=SIGNATORIES[:count]))
    assert len(boxes) == count
    assert all(right.x >= left.x + left.width for left, right in itertools.pairwise(boxes))


@each_layout
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_any_number_of_partners_has_its_boxes(design, count):
    logos = (PARTNERS * 2)[:count]
    assert len(logo_boxes(replace(design, logos=logos))) == count
    fixed_lines(replace(design, logos=logos), "tot", "shetu.example/verify")


def test_logos_have_boxes_of_30_by_14_unless_a_partner_is_named_in_words():
    pictures = replace(HERITAGE, logos=(Logo("ক", "A", png()), Logo("খ", "B", png())))
    assert {(box.width, box.height) for box in logo_boxes(pictures)} == {(30, 14)}
    mixed = replace(HERITAGE, logos=(Logo("ক", "A", png()), PARTNERS[0]))
    assert {box.width for box in logo_boxes(mixed)} == {58}


def test_a_signatory_without_a_name_begins_with_the_post():
    nameless = replace(SIGNATORIES[0], name_bn="", name_en="")
    lines = [
        line for line in all_lines(TYPICAL, replace(HERITAGE, signatories=(nameless,))) if line.slot == "signatory"
    ]
    assert lines[0].pieces[0].text == "ডিআইজি (প্রশাসন)"
