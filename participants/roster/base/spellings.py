"""All spellings of units and places in rosters, computed once from their names. Those of ranks are in `rank_spellings`."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from typing import Any

from participants.roster.base.text import key

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "এ",
            "বি",
            "সি",
            "ডি",
            "ই",
            "এফ",
            "জি",
            "এইচ",
            "আই",
            "জে",
            "কে",
            "এল",
            "এম",
            "এন",
            "ও",
            "পি",
            "কিউ",
            "আর",
            "এস",
            "টি",
            "ইউ",
            "ভি",
            "ডব্লিউ",
            "এক্স",
            "ওয়াই",
            "জেড",
        ],
        strict=True,
    )
)


_MORE_UNITS = {
    "PHQ": (
        "Police HQ",
        "Police Head Quarters",
        "Police Headquarter",
        "পুলিশ সদর দপ্তর",
        "পুলিশ সদরদপ্তর",
        "পুলিশ হেড কোয়ার্টার্স",
        "পুলিশ হেডকোয়ার্টার",
    ),
    "ATU": (
        "Anti Terrorism Unit",
        "Antiterrorism Unit",
        "অ্যান্টি টেররিজম ইউনিট",
        "এন্টি টেরোরিজম ইউনিট",
        "অ্যান্টি টেরোরিজম ইউনিট",
        "এন্টিটেররিজম ইউনিট",
    ),
    "CTTC": (
        "সিটিটিসি ইউনিট",
        "কাউন্টার টেররিজম অ্যান্ড ট্রান্সন্যাশনাল ক্রাইম",
        "Counter Terrorism & Transnational Crime",
    ),
    "SB": ("বিশেষ শাখা", "এস বি"),
    "CID": ("অপরাধ তদন্ত বিভাগ",),
    "RAB": ("র‍্যাব", "র‌্যাব", "র‍্যাব ফোর্সেস", "Rapid Action Battalion (RAB)"),
    "PBI": ("পুলিশ ব্যুরো অফ ইনভেস্টিগেশন", "Police Bureau Of Investigation (PBI)"),
    "APBN": ("Armed Police Battalion", "আর্মড পুলিশ", "এপিবিএন"),
    "HWY": ("হাইওয়ে", "Highway"),
    "RLY": ("Railway", "রেলওয়ে", "জিআরপি", "Government Railway Police"),
    "IND": ("শিল্প পুলিশ", "শিল্পাঞ্চল পুলিশ", "ইন্ডাষ্ট্রিয়াল পুলিশ"),
    "RIV": ("নৌপুলিশ", "রিভার পুলিশ", "নৌ-পুলিশ"),
    "TOUR": ("পর্যটন পুলিশ", "টুরিস্ট পুলিশ"),
    "PSC": ("Police Staff College", "পুলিশ স্টাফ কলেজ"),
    "BPA": (
        "Police Academy",
        "পুলিশ একাডেমি",
        "Police Academy Sardah",
        "পুলিশ একাডেমী, সারদা",
        "বাংলাদেশ পুলিশ একাডেমী",
    ),
}
# {} is the district; a key has no spaces, so that commas and blanks do not matter.
_OF_DISTRICT = (
    "{} জেলা পুলিশ", "{} জেলা", "{} পুলিশ", "জেলা পুলিশ {}", "জেলা {}", "{} District Police", "{} District",
    "{} Dist", "{} Police", "District Police {}", "{} Dist Police", "SP Office {}", "{} SP Office",
    "Office of the SP {}", "SP {}", "Office of the Superintendent of Police {}", "এসপি অফিস {}", "{} এসপি অফিস",
    "পুলিশ সুপারের কার্যালয় {}", "পুলিশ সুপার কার্যালয় {}", "পুলিশ সুপারের অফিস {}", "পুলিশ অফিস {}", "DSB {}",
    "{} DSB", "ডিএসবি {}", "{} ডিএসবি", "DB {}", "{} DB", "ডিবি {}", "{} ডিবি", "জেলা গোয়েন্দা শাখা {}",
    "জেলা বিশেষ শাখা {}", "Police Lines {}", "{} Police Lines", "পুলিশ লাইন্স {}", "{} পুলিশ লাইন্স",
    "পুলিশ লাইন {}", "{} পুলিশ লাইন", "সদর কোর্ট {}", "{} সদর কোর্ট",
)  # fmt: skip
_OF_METRO = (
    "{} মেট্রোপলিটন পুলিশ", "{} মহানগর পুলিশ", "{} মেট্রো পুলিশ", "{} মেট্রো", "{} মহানগর",
    "{} Metropolitan Police", "{} Metropolitan", "{} Metro Police", "{} Metro", "{} মেট্রোপলিটন",
)  # fmt: skip
_OF_RANGE = (
    "{} রেঞ্জ", "{} Range", "{} রেঞ্জ কার্যালয়", "{} রেঞ্জ অফিস", "{} Range Office", "Range Office {}",
    "রেঞ্জ অফিস {}", "রেঞ্জ কার্যালয় {}", "ডিআইজি অফিস {} রেঞ্জ", "ডিআইজির কার্যালয় {} রেঞ্জ",
    "{} রেঞ্জ ডিআইজির কার্যালয়", "DIG Office {} Range", "DIG Range {}", "{} রেঞ্জ পুলিশ", "{} Range Police",
    "{} DIG Range",
)  # fmt: skip


@lru_cache(maxsize=2_000)
def nearest(word: str, among: tuple[str, ...], *, cutoff: float) -> str | None:
    """Returns the text most like `word` of a tuple of texts, or None. Cached, because an unknown word is often in many rows."""
    return next(iter(get_close_matches(word, among, n=1, cutoff=cutoff)), None)


def of_places(places: Iterable[Any]) -> dict[str, str]:
    """Returns {key: code} for facts with code, name_en, name_bn and aliases."""
    return {key(name): fact.code for fact in places for name in (*fact.aliases, fact.name_en, fact.name_bn)}


def of_units(units: Iterable[Any], districts: Mapping[str, Any]) -> dict[str, set[str]]:
    """Returns {key: set of codes} for UnitFacts; `districts` maps codes to DistrictFacts."""
    found: dict[str, set[str]] = {}

    def add(name, code):
        if word := key(name):
            found.setdefault(word, set()).add(code)

    patterns = {"district": _OF_DISTRICT, "metro": _OF_METRO, "range": _OF_RANGE}
    for unit in units:
        for name in (unit.name_en, unit.name_bn, *unit.aliases, *_MORE_UNITS.get(unit.code, ())):
            add(name, unit.code)
        if unit.abbreviation:
            add(unit.abbreviation, unit.code)
            add("".join(_LETTERS[letter] for letter in unit.abbreviation.upper() if letter in _LETTERS), unit.code)
        place = districts.get(unit.district)
        if place and unit.kind in patterns:
            for pattern, name in product(patterns[unit.kind], (place.name_en, place.name_bn, *place.aliases)):
                add(pattern.format(name), unit.code)
    return found


_BANGLA_FOLD = str.maketrans({"ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ণ": "ন", "ষ": "শ", "য": "জ", "ঁ": None, "়": None})
_LATIN_FOLD = (
    ("qu", "k"), ("q", "k"), ("gonj", "ganj"), ("ee", "i"), ("oo", "u"), ("ph", "f"), ("sh", "s"), ("ch", "c"), ("kh", "k"), ("th", "t"),
    ("dh", "d"), ("bh", "b"), ("gh", "g"), ("jh", "j"), ("x", "ks"), ("z", "j"), ("y", "i"), ("w", "u"), ("v", "b"),
    ("o", "a"), ("e", "i"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1")


def fold(word: str) -> str:
    """Returns a key with long and short vowels, and letters that sound alike, made one."""
    word = word.translate(_BANGLA_FOLD).replace("ংগ", "ঙ").replace("ঙ্গ", "ঙ")
    for letters, sound in _LATIN_FOLD:
        word = word.replace(letters, sound)
    return _DOUBLE.sub(r"\1", word)


def folds(codes: Mapping[str, str]) -> dict[str, str]:
    """Returns {fold: code} for the folds that mean one place only; `codes` is {key: code}."""
    found: dict[str, set[str]] = {}
    for word, code in codes.items():
        found.setdefault(fold(word), set()).add(code)
    return {word: next(iter(meant)) for word, meant in found.items() if len(meant) == 1}
