"""Which passwords are refused, and with which sentence."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import User

SABINA = User(email="sabina.yasmin@example.org", service_number="9900123456", full_name="Shamsunnahar Begum")


def refusals(password, user=SABINA):
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.parametrize("password", ["bridge-over-7-rivers", "মেঘনা নদীর ওপারে", "correct horse battery"])
def test_a_good_one_is_taken(password):
    assert refusals(password) == []


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short-1", "This password is too short. It needs at least 10 characters."),
        ("8888777788", "This password has digits only. Add letters."),
        ("৮৮৮৮৭৭৭৭৮৮", "This password has digits only. Add letters."),
        ("password123", "Many people use this password, so it is guessed at once. Choose another."),
        ("sabina.yasmin@exam", "This password is too much like your e-mail."),
        ("99001234567x", "This password is too much like your service number."),
        ("shamsunnahar1", "This password is too much like your name."),
        ("Shamsunnahar", "This password is too much like your name."),
    ],
)
def test_a_bad_one_is_refused_with_the_reason(password, sentence):
    assert refusals(password) == [sentence]


def test_every_reason_is_told_at_once():
    assert len(refusals("123456")) == 4


def test_an_account_without_an_email_or_number_has_less_to_be_like():
    assert refusals("sabina.yasmin1", User(full_name="Rafiq")) == []


def test_the_rules_are_told_before_typing_and_name_no_rule_of_the_library():
    assert password_validators_help_texts() == [
        "At least 10 characters.",
        "Not your name, e-mail or service number, nor anything much like them.",
        "Not a password that many people use, such as password123.",
        "Not digits alone.",
    ]


def test_numbers_take_the_digits_of_the_language():
    with translation.override("bn"):
        assert "১০" in password_validators_help_texts()[0]
        assert "১০" in refusals("short-1")[0]
