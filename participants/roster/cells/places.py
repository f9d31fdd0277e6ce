"""Parses the district of an officer, in old and new spellings of both scripts."""

import re
from difflib import get_close_matches

from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.spellings import fold
from participants.roster.base.text import key

_EXTRA = re.compile("^(?:district|dist|zila|zilla|জেলা|জিলা)|(?:district|dist|zila|zilla|sadar|জেলা|জিলা|সদর)$")
_PARTS = re.compile(r"[,;/|()\n]+")


def district(text: str, reference: Reference) -> tuple[str | None, list[Problem]]:
    """Returns (code or None, problems) for a clean text of the district column."""
    if not text:
        return None, []
    for part in (text, *_PARTS.split(text)) if _PARTS.search(text) else (text,):
        word = key(part)
        for candidate in (word, _EXTRA.sub("", word)):
            code, how = place_of(candidate, reference)
            if code:
                return code, _how_notes(part, code, how, reference)
    if key(text) in reference.upazila_districts:
        # Several districts have an upazila of this name.
        return None, [problem("DISTRICT_UNKNOWN", "district", seen=text)]
    near = get_close_matches(fold(key(text)), reference.district_folds, n=1, cutoff=0.75)
    if not near:
        return None, [problem("DISTRICT_UNKNOWN", "district", seen=text)]
    code = reference.district_folds[near[0]]
    meant = reference.districts[code].name_en
    return None, [problem("DISTRICT_UNKNOWN", "district", suggestion=code, seen=text, meant=meant)]


def place_of(word: str, reference: Reference) -> tuple[str | None, str]:
    """Returns (district code, how found: "name", "alias", "spelling" or "upazila") for a key, else (None, "")."""
    if not word:
        return None, ""
    if code := reference.district_codes.get(word):
        fact = reference.districts[code]
        return code, "name" if word in (key(fact.name_en), key(fact.name_bn)) else "alias"
    if code := reference.district_folds.get(fold(word)):
        return code, "spelling"
    upazilas = reference.upazila_districts.get(word, ())
    if len(upazilas) == 1:
        return next(iter(upazilas)), "upazila"
    return None, ""


def _how_notes(seen, code, how, reference):
    after = reference.districts[code].name_en
    if how == "alias":
        return [problem("DISTRICT_ALIAS", "district", after=after)]
    if how == "spelling":
        return [problem("DISTRICT_SPELLING", "district", seen=seen.strip(), after=after)]
    if how == "upazila":
        return [problem("DISTRICT_FROM_UPAZILA", "district", seen=seen.strip(), after=after)]
    return []
