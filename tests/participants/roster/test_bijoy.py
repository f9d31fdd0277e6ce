import json
import unicodedata

import pytest

from participants.roster.base.bijoy import is_bijoy_font, to_bijoy, to_unicode
from tests.programmes.workbooks.files import SAMPLES

PAIRS = json.loads((SAMPLES / "bijoy_pairs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["unicode"])
def test_bijoy_becomes_unicode(pair):
    assert to_unicode(pair["bijoy"]) == unicodedata.normalize("NFC", pair["unicode"])


@pytest.mark.parametrize(
    ("bijoy", "bangla"),
    [
        ("i¨ve", "র‍্যাব"),  # the joiner belongs there
        ("gqgbwmsn †iÄ", "ময়মনসিংহ রেঞ্জ"),
        ("eªvþYevwoqv", "ব্রাহ্মণবাড়িয়া"),
        ("PÆMÖvg", "চট্টগ্রাম"),
        ("j²xcyi", "লক্ষ্মীপুর"),
        ("†PŠayix", "চৌধুরী"),  # a vowel sign painted on both sides
        ("¯^v¯’¨", "স্বাস্থ্য"),
        ("wmwbqi mnKvix cywjk mycvi", "সিনিয়র সহকারী পুলিশ সুপার"),
    ],
)
def test_hard_words_come_out_right(bijoy, bangla):
    assert to_unicode(bijoy) == unicodedata.normalize("NFC", bangla)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["unicode"])
def test_the_way_back_leads_to_the_same_bangla(pair):
    assert to_unicode(to_bijoy(pair["unicode"])) == unicodedata.normalize("NFC", pair["unicode"])


@pytest.mark.parametrize(
    ("font", "is_old"),
    [
        ("SutonnyMJ", True),
        ("SulekhaT", True),
        ("KarnaphuliMJ", True),
        ("SutonnyOMJ", False),
        ("Calibri", False),
        (None, False),
    ],
)
def test_old_fonts_are_known_and_their_unicode_sisters_are_not_among_them(font, is_old):
    assert is_bijoy_font(font) is is_old
