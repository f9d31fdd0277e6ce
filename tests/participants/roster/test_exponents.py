"""A number with an exponent is read where all of its digits are there; where some are not, it waits, and says only that."""

import pytest

from participants.roster.cells.numbers import phones, service_number


@pytest.mark.parametrize(
    "text",
    [
        "9.900500077E9",
        "9900500077E0",
        "9.900500077e+09",
        "9,900500077E+9",
        "99005000770E-1",
        "৯.৯০০৫০০০৭৭E৯",
        "9.9005000770E9",
    ],
)
def test_all_digits_are_there(text):
    number, problems = service_number(text)
    assert number == "9900500077"
    assert {item.code for item in problems} <= {"EXPONENT_WHOLE", "BN_DIGITS"}
    assert all(item.is_quiet for item in problems)


@pytest.mark.parametrize("text", ["9.9005E+09", "9.90050007E9", "1E10", "9.900500077E99", "0E5", "9.9E-3"])
def test_digits_are_not_there(text):
    number, problems = service_number(text)
    assert number is None
    (item,) = [item for item in problems if item.code == "BP_SCIENTIFIC"]
    assert (item.severity, item.suggestion) == ("review", None)


@pytest.mark.parametrize("text", ["1.700000077E9", "8.801700000077E12", "1700000077E0"])
def test_a_mobile_with_all_of_its_digits(text):
    assert phones(text)[0] == "+8801700000077"


@pytest.mark.parametrize("text", ["1.7E+09", "8.8017E+12"])
def test_a_mobile_without_them(text):
    number, _other, problems = phones(text)
    assert (number, [item.code for item in problems]) == (None, ["PHONE_SCIENTIFIC"])
