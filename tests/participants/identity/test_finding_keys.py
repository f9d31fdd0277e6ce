"""Keys to find people by: what begins alike lies side by side, what sounds alike has one key."""

import pytest

from participants.identity.finding_keys import (
    FIRST,
    LAST,
    code_of,
    finding_keys,
    keys_by_sound,
    mobile_key,
    plain,
    range_of_beginning,
    range_of_end,
)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Rafiqul", "Rafikul", "Rofiqul", "RAFIQUL", "রফিকুল"),
        ("Haque", "Hoque", "Huq", "Hoq", "হক"),
        ("Farida", "Fareeda", "Phorida", "ফরিদা", "ফরীদা"),
        ("Yasmin", "Iasmeen", "ইয়াসমিন"),
        ("Utpal", "উৎপল"),
    ],
)
def test_all_spellings_of_a_word_have_one_code(spellings):
    assert len({code_of(word) for word in spellings}) == 1


def test_other_names_have_other_codes():
    assert len({code_of(word) for word in ("Hasan", "Osman", "Kamal", "Jamal", "Rahim", "Karim", "Shirin")}) == 7


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        ("Shah", "Abdul Shahidul"),
        ("Raf", "Md. Rafiqul Alam"),
        ("Mustap", "Mustapha Kamal"),
        ("Bac", "Bachchu Mia"),
        ("রফি", "মোঃ রফিকুল আলম"),
        ("Nasirud", "Nasiruddin Ahmed"),
        ("Uddin", "Nasiruddin Ahmed"),
        ("Has", "Hasan Ali"),
    ],
)
def test_the_key_of_a_word_lies_in_the_range_of_its_beginning(beginning, name):
    first, last = range_of_beginning(beginning)
    assert any(first <= key <= last for key in finding_keys((name,), ""))


def test_the_key_of_another_word_does_not():
    first, last = range_of_beginning("Has")
    assert not any(first <= key <= last for key in finding_keys(("Kamal Uddin", "কামাল উদ্দিন"), ""))


@pytest.mark.parametrize("end", ["2", "01012", "700001012", "1700001012"])
def test_the_key_of_a_mobile_lies_in_the_range_of_its_end(end):
    first, last = range_of_end(end)
    assert first <= mobile_key("+8801700001012") <= last
    assert not first <= mobile_key("+8801700001013") <= last


def test_names_and_mobiles_do_not_meet():
    longest = finding_keys(("Trtrtrtrtrtrtrtrt",), "")
    assert max(longest) < mobile_key("+8800000000000")
    assert all(FIRST <= key <= LAST for key in (*longest, mobile_key("+8809999999999")))


def test_md_rank_titles_and_single_letters_have_no_key():
    assert finding_keys(("Mr. Md. SI A Kamal",), "") == finding_keys(("Kamal",), "")


@pytest.mark.parametrize("typed", ["Rafikul", "Rafqiul", "Raiqul", "Rafiqull", "Rajiqul", "Rafiqulm"])
def test_one_slip_is_within_what_sounds_alike(typed):
    assert finding_keys(("Rafiqul",), "") & keys_by_sound(typed)


def test_two_slips_are_not():
    assert not finding_keys(("Rafiqul",), "") & keys_by_sound("Najimul")


@pytest.mark.parametrize("mobile", ["", "01700001012", "+88017000010", "+88017000010123"])
def test_only_a_whole_mobile_has_a_key(mobile):
    assert mobile_key(mobile) is None
    assert finding_keys((), mobile) == set()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("উত্\u200dসব", "উৎসব"),
        ("ব\u09dc\u09c1\u09df\u09be", "ব\u09a1\u09bc\u09c1\u09af\u09bc\u09be"),
        ("শহী\u200cদুল", "শহীদুল"),
        ("Ka\u00admal\ufeff", "Kamal"),
        ("Kamal\u00a0Uddin", "Kamal Uddin"),
        ("১২৩ ٤٥٦ ７８９", "123 456 789"),
        ("a\x00b", "a b"),
    ],
)
def test_plain_text_has_no_difference_that_no_reader_sees(text, same):
    assert plain(text) == same
