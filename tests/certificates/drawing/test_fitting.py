"""The fitting rule: shrink, then break, then refuse."""

from certificates.drawing import fit, fits, longest, shortest
from certificates.drawing.fitting import layout

NAME = layout("heritage")["slots"]["name_en"]
COURSE = layout("heritage")["slots"]["course_en"]
ADDRESS = layout("heritage")["fixed"]["verify_address"]


def test_a_short_name_is_printed_in_the_largest_size():
    assert fit("Eti Dey", NAME).size == NAME["max"]


def test_a_long_name_shrinks_but_keeps_one_line():
    fitted = fit("A K M Khandaker Mohammad Moniruzzaman Bin Obaidullah Chowdhury", NAME)
    assert NAME["min"] <= fitted.size < NAME["max"]
    assert len(fitted.lines) == 1
    assert fitted.fits


def test_a_long_course_breaks_into_lines_of_like_length():
    fitted = fit(
        "National Training of Trainers on Countering Terrorism and Preventing and Countering Extremism", COURSE
    )
    first, second = fitted.lines
    assert abs(len(first) - len(second)) < 12
    assert f"{first} {second}".startswith("National Training")


def test_an_address_breaks_only_after_points_and_strokes():
    fitted = fit("verify.communitypolicing.police.gov.bd/verify", ADDRESS)
    assert "".join(fitted.lines) == "verify.communitypolicing.police.gov.bd/verify"
    assert fitted.lines[0][-1] in "./"
    assert fitted.fits


def test_two_hundred_letters_do_not_fit():
    assert not fits("Mohammad " * 22, "heritage", "name_en")
    assert fits("Mohammad " * 6, "heritage", "name_en")


def test_the_longest_name_is_the_widest_on_paper_not_the_one_with_most_letters():
    names = ["Iliili Illili Iliil", "Mohammad Mamoon", "Eti Dey"]
    assert longest(names, "heritage", "name_en") == "Mohammad Mamoon"
    assert shortest(names, "heritage", "name_en") == "Eti Dey"
    assert longest([], "heritage", "name_en") == ""
