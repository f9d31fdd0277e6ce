import pytest

from participants.roster.base.text import clean
from participants.roster.cells.places import district


def read(text, reference):
    code, problems = district(clean(text, "district")[0], reference)
    return code, {item.code: item.suggestion for item in problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Khulna", "4047"),
        ("খুলনা", "4047"),
        ("খুলনা জেলা", "4047"),
        ("Dist. Khulna", "4047"),
        ("Khulna Sadar", "4047"),
        ("কোতোয়ালী, কুমিল্লা", "2019"),
        ("Cox`s Bazar", "2022"),
    ],
)
def test_a_district_is_read_by_its_name(reference, text, code):
    assert read(text, reference) == (code, {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Comilla", "2019"),
        ("Jessore", "4041"),
        ("Chittagong", "2015"),
        ("Bogra", "5010"),
        ("Barisal", "1006"),
        ("B.Baria", "2012"),
        ("ঝালকাঠী", "1042"),
    ],
)
def test_old_spellings_are_read(reference, text, code):
    assert read(text, reference) == (code, {"DISTRICT_ALIAS": None})


@pytest.mark.parametrize(
    ("text", "code"), [("পটুয়াখালি", "1078"), ("চাপাইনবাবগঞ্জ", "5070"), ("Gopalgonj Dist", "3035"), ("Pirozpur", "1079")]
)
def test_spellings_that_sound_the_same_are_read_and_told(reference, text, code):
    found, codes = read(text, reference)
    assert found == code
    assert codes.keys() <= {"DISTRICT_SPELLING", "DISTRICT_ALIAS"}


@pytest.mark.parametrize(("text", "code"), [("Savar", "3026"), ("দুপচাচিঁয়া", "5010")])
def test_an_upazila_gives_its_district_and_is_reported(reference, text, code):
    assert read(text, reference) == (code, {"DISTRICT_FROM_UPAZILA": None})


@pytest.mark.parametrize(("text", "suggestion"), [("Patuakhli", "1078"), ("Kaliganj", None), ("Atlantis", None)])
def test_an_unknown_district_waits_with_the_nearest_one_offered(reference, text, suggestion):
    assert read(text, reference) == (None, {"DISTRICT_UNKNOWN": suggestion})


def test_every_district_is_read_by_every_spelling_we_list(reference):
    for fact in reference.districts.values():
        for name in (fact.name_en, fact.name_bn, *fact.aliases):
            assert district(name, reference)[0] == fact.code, name
