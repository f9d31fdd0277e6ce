"""What a line of text asks for: numbers and words of a name."""

import pytest

from participants.officers.search.asked import beginning_of_service_number, end_of_mobile, read


@pytest.mark.parametrize(
    ("text", "numbers", "words"),
    [
        ("BP 9900802001 SI Kamal Uddin", ("9900802001",), ("Kamal", "Uddin")),
        ("Kamal Uddin, Inspector (Khulna), mobile 01700-002001", ("01700002001",), ("Kamal", "Uddin")),
        ("বিপি নং: ৯৯০০৮০২০০১, এসআই কামাল", ("9900802001",), ("কামাল",)),
        ("9900802001/01700002001", ("9900802001", "01700002001"), ()),
        ("9900802001 9900802002", ("9900802001", "9900802002"), ()),
        ("99008 02001 01700 002002", ("9900802001", "01700002002"), ()),
        ("+8801700002001+8801700002002", ("8801700002001", "8801700002002"), ()),
        ("01700 002 001", ("01700002001",), ()),
        ("880 (0) 1700 002001", ("88001700002001",), ()),
        ("9.900802001E+09", ("9900802001",), ()),
        ("9.9008E+09", ("99008",), ()),
        ("Kamal 12", (), ("Kamal",)),
        ("Additional Superintendent of Police Kamal", (), ("Kamal",)),
        ("সহকারী পুলিশ সুপার কামাল উদ্দিন", (), ("কামাল", "উদ্দিন")),
        ("Kamal Uddin BPM (Bar), PPM", (), ("Kamal", "Uddin")),
        ("Sub-Inspector", (), ("Sub",)),
        ("No. 12", (), ("No",)),
    ],
)
def test_numbers_and_names_are_told_from_what_stands_beside_them(text, numbers, words):
    asked = read(text)
    assert (asked.numbers, asked.words) == (numbers, words)


@pytest.mark.parametrize("text", ["Kamal Uddin, Khulna", "Kamal Uddin - absent", "Kamal Uddin/DMP", "Kamal Uddin\nASP"])
def test_a_remark_may_stand_behind_the_name(text):
    assert read(text).beginning == ("Kamal", "Uddin")


@pytest.mark.parametrize(
    "text", ["9" * 300, "9" * 150 + " " + "Kamal " * 100, "+" * 50, "(((((", '="\'"', "1 2 3 4 5 6 7"]
)
def test_no_text_is_too_odd(text):
    asked = read(text)
    assert len(asked.numbers) <= 8
    assert len(asked.words) <= 8


@pytest.mark.parametrize(
    ("number", "end"),
    [
        ("01700002001", "1700002001"),
        ("8801700002001", "1700002001"),
        ("008801700002001", "1700002001"),
        ("88001700002001", "1700002001"),
        ("1700002001", "1700002001"),
        ("002001", "002001"),
        ("99008020011", None),
        ("99" * 20, None),
    ],
)
def test_a_mobile_is_known_by_its_last_ten_digits(number, end):
    assert end_of_mobile(number) == end


def test_a_service_number_may_lack_zeros_in_front():
    assert beginning_of_service_number("99802001") == ["99802001", "0099802001"]
    assert beginning_of_service_number("9980") == ["9980"]
    assert beginning_of_service_number("9900802001") == ["9900802001"]
    assert beginning_of_service_number("99008020011") == []
