"""Names of one person, however they are written, are alike; names of two people are not."""

import pytest

from participants.identity.names import compare, likeness, variant_key, words_of

SAME = [
    ("Md. Rafiqul Islam", "Mohammad Rafikul Islam"),
    ("Muhammad Rafiqul Islam", "মোঃ রফিকুল ইসলাম"),
    ("মো: রফিকুল ইসলাম", "মোহাম্মদ রফিকুল ইসলাম"),
    ("Mst. Nasrin Akter", "Most. Nasreen Akhter"),
    ("Mosammat Nasrin Akter", "মোছাঃ নাসরিন আখতার"),
    ("Anwar Hossain", "আনোয়ার হুসাইন"),
    ("Anower Hosen", "Anwar Hussain"),
    ("Kamal Hossain", "Hossain Kamal"),
    ("Nasir Uddin Khan", "Nasiruddin Khan"),
    ("Shah Alam", "Shahalam"),
    ("Harun-or-Rashid", "Harunur Rashid"),
    ("A.K.M. Fazlul Haque", "এ কে এম ফজলুল হক"),
    ("AKM Fazlul Haque", "একেএম ফজলুল হক"),
    ("Dr. Selim Reza, BPM, PPM", "Selim Reza"),
    ("জনাব সেলিম রেজা, বিপিএম (বার)", "সেলিম রেজা"),
    ("নাজমা খাতুন\u200c", "নাজমা খাতুন"),
    ("শ্যামলী চৌধুরি", "শ্যামলি চৌধুরী"),
    ("Chandra Sekhar Das", "চন্দ্র শেখর দাস"),
    ("Mominul Haque", "মমিনুল হক"),
]
DIFFERENT = [
    ("Kamal Hossain", "Jamal Hasan"),
    ("Md. Abdul Karim", "Md. Abdur Rahman"),
    ("Hasan Mahmud", "Hossain Munshi"),
    ("Shahina Akter", "Nazma Akter"),
    ("রহিম উদ্দিন", "Nasir Uddin"),
    ("Mst. Salma Begum", "মোছাঃ ফাতেমা বেগম"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_alike(one, other):
    assert likeness(one, other) >= 0.85
    assert likeness(other, one) == likeness(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_are_not_alike(one, other):
    assert likeness(one, other) < 0.6


def test_a_missing_word_is_no_conflict_and_another_word_is():
    missing = compare("Rezaul Karim Talukder", "Rezaul Talukder")
    another = compare("Rezaul Karim Talukder", "Rezaul Hakim Talukder")
    assert missing.other_bits == 0 < another.other_bits
    assert missing.shared_bits == another.shared_bits


def test_an_initial_stands_for_the_word():
    assert compare("A K M Rezaul Talukder", "Abul Kalam Rezaul Talukder").other_bits == 0


def test_what_everybody_is_called_tells_less_than_what_few_are():
    assert compare("Md. Islam", "Islam").shared_bits < compare("Talukder", "Talukder").shared_bits


def test_two_well_known_names_are_never_a_slip_of_each_other():
    assert likeness("Hasan", "Hossain") == 0


@pytest.mark.parametrize("name", ["", "Md.", "মোঃ", "...", "১২৩", "a" * 5000, "Md Md Md"])
def test_odd_names_are_like_nobody_and_break_nothing(name):
    assert likeness(name, "Rafiqul Islam") == 0
    assert isinstance(words_of(name), tuple)


def test_variants_of_a_word_are_one_word():
    assert variant_key("Md. Akhter Hosen") == variant_key("মোঃ আখতার হোসাইন") == "akter hossain"
