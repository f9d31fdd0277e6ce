"""Texts that look the same on the screen are the same text."""

import pytest

from participants.identity.names import compare
from participants.identity.spelling import composed, key


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("সৎ", "সৎ"),
        ("সত্\u200d", "সৎ"),
        ("সত্\u200d মিয়া", "সৎ মিয\u09bcা"),
        ("উত্\u200dসব", "উৎসব"),
        ("র\u200c্যাব", "র\u200d্যাব"),
        ("র\u200d্যাব", "র\u200d্যাব"),
        ("র\u200d\u200d্যাব", "র\u200d্যাব"),
        ("হৃদ\u09dfয়", "হৃদয\u09bcয\u09bc"),
        ("মিযা\u09bc", "মিয\u09bcা"),
        ("বডু\u09bcযা\u09bc", "বড\u09bcুয\u09bcা"),
        ("ক\u09c7\u09be", "কো"),
        ("ক\u09be\u09c7", "কো"),
        ("গ\u09c7\u09d7তম", "গৌতম"),
        ("চ\u0981\u09beদ", "চাঁদ"),
        ("সিংহ", "সিংহ"),
        ("ব\u09bcহিম", "রহিম"),
        ("অ\u09beলম", "আলম"),
        ("উদ্\u200cযাপন", "উদ্\u200cযাপন"),
        ("ত্বহা", "ত্বহা"),
        ("Karim", "Karim"),
    ],
)
def test_every_way_to_type_a_letter_becomes_one(typed, meant):
    assert composed(typed) == composed(meant) == meant


@pytest.mark.parametrize("text", ["সত্\u200d", "মিযা\u09bc", "চ\u0981\u09beদ", "র\u200c্যাব", "অ\u09beলম"])
def test_a_text_in_one_form_stays_as_it_is(text):
    assert composed(composed(text)) == composed(text)


def test_keys_and_the_comparison_of_names_know_only_one_form():
    assert key("সত্\u200d মিযা\u09bc") == key("সৎ মিয়া")
    assert compare("সত্\u200d মিযা\u09bc", "সৎ মিয়া").share == 1.0
