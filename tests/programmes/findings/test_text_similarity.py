"""How alike two texts are: the same answer whatever the database."""

import pytest

from programmes.findings.text_similarity import ALIKE, SAME, Known, likeness, pairs, trigrams


def test_a_word_has_the_trigrams_of_pg_trgm():
    assert trigrams("cat") == {"  c", " ca", "cat", "at "}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Train beat officers in negotiation", "TRAIN beat officers, in negotiation!"),
        ("বিট পুলিশিং", "বিট  পুলিশিং।"),
        ("কমিউনিটি", "কমিউনিটি\u200c"),
    ],
)
def test_case_blanks_and_signs_do_not_count(one, other):
    assert likeness(one, other) >= SAME


def test_the_same_need_in_other_words_is_near():
    assert (
        likeness(
            "Beat officers lack training to recognise the early signs of radicalisation in their beat.",
            "Beat officers have no training to recognise early signs of radicalisation",
        )
        >= ALIKE
    )


def test_two_needs_on_one_theme_are_not_near():
    assert (
        likeness(
            "Train beat officers in communication, negotiation and conflict resolution.",
            "Bring more women officers into beat policing, and let them lead forums.",
        )
        < ALIKE
    )


def test_bangla_vowel_signs_do_not_cut_words_apart():
    assert likeness("থানার সঙ্গে যোগাযোগ", "থানা সঙ্গ যোগ") < 1


def test_nothing_is_like_nothing():
    assert likeness("", "") == 0


def test_the_nearest_known_text_comes_first_and_each_key_once():
    known = Known([(1, "one two three four"), (1, "one two three five"), (2, "one two six seven"), (3, "")])
    assert [key for key, _share in known.near("one two three four", at_least=0.2)] == [1, 2]


def test_pairs_are_those_that_comparing_everything_with_everything_finds():
    texts = [
        (n, text)
        for n, text in enumerate(("alpha beta gamma", "alpha beta gamma delta", "omega", "beta gamma alpha", ""))
    ]
    slow = {
        (one, other)
        for one, text in texts
        for other, other_text in texts
        if one < other and likeness(text, other_text) >= ALIKE
    }
    assert {(one, other) for one, other, _share in pairs(texts)} == slow == {(0, 1), (0, 3), (1, 3)}
