import pytest

from accounts.text.sign_in_names import normal_email, normal_service_number


@pytest.mark.parametrize(
    "typed",
    [
        "9900100001",
        " 99001 00001 ",
        "BP9900100001",
        "bp 9900100001",
        "BP-99001-00001",
        "B.P. 9900100001",
        "BP No: 9900100001",
        "৯৯০০১০০০০১",
        "বিপি-৯৯০০১০০০০১",
        "বিপি নং ৯৯০০১০০০০১",
        "বিপি নম্বর: 9900100001",
        "99001\u200b00001",
        "９９００１００００１",
    ],
)
def test_a_service_number_has_one_form_however_it_is_typed(typed):
    assert normal_service_number(typed) == "9900100001"


def test_a_wrong_service_number_stays_visibly_wrong():
    assert normal_service_number("x-12") == "X-12"
    assert normal_service_number("9900300004.0 ") != "9900300004"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_typed_is_absent_not_blank(nothing):
    assert normal_service_number(nothing) is None
    assert normal_email(nothing) is None


def test_an_email_is_kept_in_small_letters():
    assert normal_email(" Nusrat@Example.ORG ") == "nusrat@example.org"
