import pytest

from participants.roster.cells.numbers import phones


def read(value):
    mobile, other, problems = phones(value)
    return mobile, other, {item.code for item in problems}


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("01712345678", set()),
        ("+8801712345678", set()),
        ("8801712345678", {"PHONE_NO_PLUS"}),
        ("008801712345678", {"PHONE_NO_PLUS"}),
        ("01712-345678", {"PHONE_HYPHEN"}),
        (" 01712 345678 ", {"PHONE_SPACES"}),
        ("+880 (0) 1712-345678", {"PHONE_SPACES", "PHONE_HYPHEN"}),
        ("+৮৮০১৭১২৩৪৫৬৭৮", {"BN_DIGITS"}),
        ("1712345678", {"PHONE_LOST_LEADING_ZERO"}),
        (1712345678, {"PHONE_LOST_LEADING_ZERO"}),
        (8801712345678.0, {"PHONE_NO_PLUS"}),
        ("1712345678.0", {"PHONE_LOST_LEADING_ZERO"}),
        ("Mob:01712345678", set()),
        ("\u202a+8801712345678\u202c", set()),
    ],
)
def test_a_mobile_number_is_read_in_every_form(value, codes):
    assert read(value) == ("+8801712345678", None, codes)


@pytest.mark.parametrize(
    "value",
    [
        "01712345678;01912345678", "01712345678 / 01912345678", "01712345678, 01912345678",
        "01712345678\n01912345678",
        "01712345678 01912345678", "01712345678 ও 01912345678", "+8801712345678+8801912345678",
        "01712345678 or 01912345678",
    ],
)  # fmt: skip
def test_of_two_numbers_the_first_is_the_main_one(value):
    assert read(value) == ("+8801712345678", "+8801912345678", {"PHONE_TWO_NUMBERS"})


def test_a_mobile_beside_a_desk_phone_is_the_mobile():
    assert read("02-9514235, 01712345678")[:2] == ("+8801712345678", None)


@pytest.mark.parametrize("value", ["8.80170E+12", "৮.৮০E+১২", "8.8e12"])
def test_digits_lost_to_excel_cannot_come_back(value):
    mobile, _other, codes = read(value)
    assert mobile is None
    assert "PHONE_SCIENTIFIC" in codes


def test_a_number_that_is_too_short_is_left_out_and_told():
    _mobile, _other, (item,) = phones("01700 0012")
    assert (item.severity, item.message) == ("note", "9 digits; a mobile number has 11. Left out.")


@pytest.mark.parametrize("value", ["02-9514235", "01212345678", "abc", True])
def test_what_is_no_mobile_is_left_out_and_told(value):
    mobile, _other, codes = read(value)
    assert mobile is None
    assert codes & {"PHONE_NOT_MOBILE", "PHONE_WRONG_LENGTH"}


@pytest.mark.parametrize("value", [None, "", "-", "N/A", "0", "00000000000"])
def test_an_empty_cell_says_nothing(value):
    assert read(value) == (None, None, set())
