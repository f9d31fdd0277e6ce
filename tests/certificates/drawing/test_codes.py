"""Verification codes: random enough to guard, forgiving enough to type."""

import pytest

from certificates.drawing import grouped, new_code, read_code
from certificates.drawing.base.codes import ALPHABET

CODE = "K7QM4X2P9RTD6WHV3NBC8YEGFA"


def test_a_new_code_has_26_letters_of_the_alphabet_and_never_comes_twice():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {26}
    assert set("".join(codes)) == set(ALPHABET)


def test_a_code_is_printed_in_groups_of_four():
    assert grouped(CODE) == "K7QM 4X2P 9RTD 6WHV 3NBC 8YEG FA"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "k7qm 4x2p 9rtd 6whv 3nbc 8yeg fa",
        "K7QM-4X2P–9RTD—6WHV 3NBC\t8YEG\nFA ",
        "K৭QM ৪X২P ৯RTD ৬WHV ৩NBC ৮YEG FA",
        "Ｋ７ＱＭ4X2P9RTD6WHV3NBC8YEGFA",
        "K7QM4X2P\u200b9RTD6WHV\u00a03NBC8YEGFA",
        f"https://shetu.example/verify/{CODE}/",
        f"https://shetu.example/verify/{CODE.lower()}#1.o2FuZkxha3NobWk",
        f"shetu.example/verify/{CODE}?from=paper",
    ],
)
def test_a_code_is_read_however_it_is_written(typed):
    assert read_code(typed) == CODE


def test_look_alike_letters_are_read_as_what_was_meant():
    assert read_code("O1L0 I234 5678 9ABC DEFG HJKM NP") == "01101234" + "56789ABCDEFGHJKMNP"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        CODE[:-1],
        CODE + "A",
        CODE[:-1] + "U",
        CODE[:-1] + "অ",
        f"{CODE} {CODE[::-1]}",
        "SHETU-TOT-2025-00042",
        "ক" * 26,
        "½" * 26,
        "A" * 3000,
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


def test_an_address_without_a_code_is_none():
    assert read_code("https://shetu.example/verify/") is None


def test_a_code_of_letters_or_figures_alone_is_drawn_again(monkeypatch):
    drawn = [bytes([10] * 26), bytes([1] * 23 + [10] * 3), bytes([1] + [10] * 25)]
    monkeypatch.setattr("accounts.access.secret_codes.secrets.token_bytes", lambda _length: drawn.pop(0))
    assert new_code() == "1" + "A" * 25
