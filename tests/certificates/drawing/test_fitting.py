"""The fitting rule: shrink, then break, then refuse."""

import pytest

from certificates.drawing import Design, fit, fits, longest, shortest
from certificates.drawing.layout.composing import fixed_lines
from certificates.drawing.text.fitting import layout

NAME = layout("heritage")["slots"]["name_en"]
COURSE = layout("heritage")["slots"]["course_en"]


def test_a_short_name_is_printed_in_the_largest_size():
    assert fit("Eti Dey", NAME).size == NAME["max"]


def test_a_long_name_shrinks_but_keeps_one_line():
    fitted = fit("A K M Khandaker Mohammad Moniruzzaman Bin Obaidullah Chowdhury", NAME)
    assert NAME["min"] <= fitted.size < NAME["max"]
    assert len(fitted.lines) == 1
    assert fitted.fits


def test_a_long_course_breaks_into_lines_of_like_length():
    fitted = fit(
        "National Training of Trainers on Countering Terrorism and Preventing Violent Extremism through Beat Policing",
        COURSE,
    )
    first, second = fitted.lines
    assert abs(len(first) - len(second)) < 12
    assert f"{first} {second}".startswith("National Training")


@pytest.mark.parametrize("name", ["heritage", "modern", "plain"])
def test_a_long_address_breaks_only_after_points_and_strokes(name):
    address = "certificates.communitypolicing.police.gov.bd/verify"
    lines = fixed_lines(Design(layout=name), "tot", address)
    printed = [line.pieces[0].text for line in lines if line.slot == "verify_address"]
    assert "".join(printed) == address
    assert all(part[-1] in "./" for part in printed[:-1])


def test_two_hundred_letters_do_not_fit():
    assert not fits("Mohammad " * 22, "heritage", "name_en")
    assert fits("Mohammad " * 6, "heritage", "name_en")


def test_the_longest_name_is_the_widest_on_paper_not_the_one_with_most_letters():
    names = ["Iliili Illili Iliil", "Mohammad Mamoon", "Eti Dey"]
    assert longest(names, "heritage", "name_en") == "Mohammad Mamoon"
    assert shortest(names, "heritage", "name_en") == "Eti Dey"
    assert longest([], "heritage", "name_en") == ""
