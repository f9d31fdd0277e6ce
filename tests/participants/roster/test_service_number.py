import pytest

from participants.roster.cells.numbers import service_number


def read(value):
    number, problems = service_number(value)
    return number, {item.code for item in problems}


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("9900100004", set()),
        (9900100004, set()),
        (9900100004.0, set()),
        ("৯৯০০১০০০০৪", {"BN_DIGITS"}),
        ("BP-9900100004", {"BP_PREFIX"}),
        ("BP 9900100004", {"BP_PREFIX"}),
        ("B.P. No. 9900100004", {"BP_PREFIX"}),
        ("bp/9900100004", {"BP_PREFIX"}),
        ("বিপি-৯৯০০১০০০০৪", {"BN_DIGITS", "BP_PREFIX_BN"}),
        ("বিপি নং ঃ ৯৯০০১০০০০৪", {"BN_DIGITS", "BP_PREFIX_BN"}),
        ("বিপি নম্বর 9900100004", {"BP_PREFIX_BN"}),
        ("BP-99001-00004", {"BP_PREFIX", "BP_SEPARATORS"}),
        ("9900100004.0", {"BP_FLOAT_TAIL"}),
        ("9,900,100,004", {"BP_SEPARATORS"}),
        ("9,90,01,00,004.00", {"BP_SEPARATORS", "BP_FLOAT_TAIL"}),
        ("\u202a9900100004\u200b", set()),
        ("'9900100004", set()),
    ],
)
def test_a_service_number_is_read_in_every_form(value, codes):
    assert read(value) == ("9900100004", codes)


@pytest.mark.parametrize(("value", "digits"), [("990010004", 9), ("99001000041", 11), (12, 2)])
def test_any_other_number_of_digits_waits(value, digits):
    number, (item,) = service_number(value)
    assert (number, item.code) == (None, "BP_WRONG_LENGTH")
    assert item.message == f"{digits} digits; a service number has 10."


def test_letters_that_look_like_digits_are_offered_as_digits():
    number, (item,) = service_number("99OO1OOOO4")
    assert (number, item.code, item.suggestion) == (None, "BP_NOT_UNDERSTOOD", "9900100004")


@pytest.mark.parametrize("value", ["abc", "12ab", "TRUE", "9" * 50 + "x"])
def test_anything_else_waits(value):
    assert read(value) == (None, {"BP_NOT_UNDERSTOOD"})


def test_digits_lost_to_excel_cannot_come_back():
    assert read("9.9001E+09") == (None, {"BP_SCIENTIFIC"})


@pytest.mark.parametrize("value", [None, "", "  ", "-", "N/A", "প্রযোজ্য নয়"])
def test_an_empty_cell_says_nothing(value):
    assert read(value) == (None, set())


@pytest.mark.parametrize("value", ["9900100004\n01700000014", "9900100004 / 01700000014"])
def test_beside_a_mobile_number_the_number_of_ten_digits_is_offered(value):
    number, problems = service_number(value)
    assert number is None
    assert [one.suggestion for one in problems if one.severity == "review"] == ["9900100004"]


def test_of_two_service_numbers_in_a_cell_none_is_offered():
    assert service_number("9900100004/9900100005")[1][-1].suggestion is None
