"""What cannot be printed is refused with a sentence, never cut and never drawn as boxes."""

from dataclasses import replace

import pytest

from accounts.refusal import Refused
from certificates.drawing import NotFitting, draw, problems
from tests.certificates.drawing.samples import HERITAGE, MODERN, PLAIN, SIGNATORIES, TYPICAL


@pytest.mark.parametrize("design", [HERITAGE, MODERN, PLAIN], ids=lambda design: design.layout)
@pytest.mark.parametrize(
    ("slot", "name", "words"),
    [("name_en", "Mohammad " * 22, "name in English"), ("name_bn", "মোহাম্মদ " * 25, "name in Bangla")],
)
def test_a_name_of_200_letters_is_refused(design, slot, name, words):
    with pytest.raises(NotFitting, match=f"The {words} “.*…” is too long") as no:
        draw(replace(TYPICAL, **{slot: name}), design)
    assert no.value.slot == slot


@pytest.mark.parametrize("letter", ["🎉", "漢", "ج", "🇧", "\ue000"])
def test_a_letter_that_no_font_has_is_named(letter):
    with pytest.raises(NotFitting) as no:
        draw(replace(TYPICAL, name_en=f"Lakshmi {letter}"), HERITAGE)
    assert str(no.value).startswith("The name in English")
    assert letter in str(no.value) or f"U+{ord(letter):04X}" in str(no.value)


@pytest.mark.parametrize("control", ["\u202e", "\u200b", "\u2066", "\x00", "\ufeff"])
def test_an_invisible_control_character_is_refused(control):
    with pytest.raises(NotFitting, match=f"invisible character \\(U\\+{ord(control):04X}\\)"):
        draw(replace(TYPICAL, name_en=f"Lakshmi{control} Tanchangya"), HERITAGE)


@pytest.mark.parametrize("name", ["িলক্ষ্মী", "রহমান ্য", "া"])
def test_a_vowel_sign_without_its_letter_is_refused(name):
    with pytest.raises(NotFitting, match="vowel sign or hasanta without its letter"):
        draw(replace(TYPICAL, name_bn=name), HERITAGE)


def test_nobody_gets_a_certificate_without_a_name():
    with pytest.raises(Refused, match="needs a name"):
        draw(replace(TYPICAL, name_bn="", name_en=" "), HERITAGE)


def test_a_course_that_is_too_long_is_refused_by_name():
    with pytest.raises(NotFitting, match="course in English"):
        draw(replace(TYPICAL, course_en="Training of trainers on community policing " * 8), HERITAGE)


def test_a_post_that_needs_too_many_lines_is_refused():
    wordy = replace(SIGNATORIES[0], post_en="Deputy Inspector General of Police for Administration, Finance and " * 3)
    with pytest.raises(NotFitting, match="signatory"):
        draw(TYPICAL, replace(HERITAGE, signatories=(wordy,)))


def test_an_address_too_long_for_a_readable_qr_code_is_refused():
    with pytest.raises(Refused, match="too long for a QR code"):
        draw(replace(TYPICAL, verify_url="https://shetu.example/" + "x" * 400), HERITAGE)


def test_problems_are_all_told_at_once_without_drawing():
    wrong = replace(TYPICAL, name_en="Lakshmi 🎉", course_en="Training of trainers " * 20, level="unheard-of")
    assert len(problems(wrong, HERITAGE)) == 3
    assert problems(TYPICAL, HERITAGE) == []
