import csv
import random
import unicodedata

import pytest

from participants.roster.base import legacy
from participants.roster.base.bijoy import to_bijoy, to_unicode
from participants.roster.base.legacy import is_bijoy_text, original_english
from participants.roster.base.reference import DATA


def words(file_name):
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        return [(row["roman"], unicodedata.normalize("NFC", row["bangla"])) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def people():
    """1,000 invented full names in both scripts."""
    draw = random.Random(7)  # noqa: S311 -- test data
    given, family = words("given_male.csv") + words("given_female.csv"), words("family.csv")
    drawn = [(draw.choice(given), draw.choice(family)) for _ in range(1000)]
    return [(f"{one[0]} {other[0]}", f"{one[1]} {other[1]}") for one, other in drawn]


@pytest.mark.parametrize("font", ["SutonnyMJ", "Calibri", None])
def test_english_names_are_never_taken_for_bijoy(people, font):
    assert [english for english, _bangla in people if is_bijoy_text(english, font)] == []


@pytest.mark.parametrize("font", ["SutonnyMJ", None])
def test_bijoy_names_are_recognised_with_and_without_their_font(people, font):
    assert [bangla for _english, bangla in people if not is_bijoy_text(to_bijoy(bangla), font)] == []


def test_bangla_names_are_never_accused_of_being_converted_english(people):
    assert [bangla for _english, bangla in people if original_english(bangla)] == []


def test_nearly_all_converted_english_names_are_recognised(people):
    missed = [english for english, _bangla in people if not original_english(to_unicode(english))]
    assert len(missed) <= 5


def test_names_that_the_models_have_not_models_are_recognised_too():
    unseen = ["Shahnewaz Tibriz", "Wahiduzzaman Khokon", "Oyshee Purkayastha", "Zubaer Muntakim"]
    assert [name for name in unseen if is_bijoy_text(name, "SutonnyMJ") or not original_english(to_unicode(name))] == []
    assert not {word.lower() for name in unseen for word in name.split()} & legacy._models()[0]


@pytest.mark.parametrize(
    "text", ["DMP", "ASP", "SI", "PBI", "N/A", "OC", "RAB-6", "Inspector", "Cox`s Bazar", "karim@example.org", "12", ""]
)
def test_abbreviations_and_words_of_rosters_stay_english(text):
    assert not is_bijoy_text(text, "SutonnyMJ")


@pytest.mark.parametrize(
    ("converted", "english"),
    [
        ("ওহংঢ়বপঃড়ৎ", "Inspector"),
        ("উগচ", "DMP"),
        ("গফ. কধসধষ ঐড়ংংধরহ", "Md. Kamal Hossain"),
        ("টহরঃবফ ঘধঃরড়হং ঙভভরপব ড়হ উৎঁমং ধহফ পৎরসব", "United Nations Office on Drugs and crime"),
    ],
)
def test_the_english_behind_converted_text_is_found(converted, english):
    assert original_english(converted) == english


@pytest.mark.parametrize("text", ["e.g.", "E. G.", "xxxx", "ZZZ", "a.m."])
def test_single_letters_and_one_letter_several_times_are_never_bijoy_without_its_font(text):
    assert not is_bijoy_text(text)
