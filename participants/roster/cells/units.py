"""Parses a unit from free text: unit, post and place in one cell, in any order."""

import itertools
import re

from participants.roster.base.legacy import original_english
from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.spellings import nearest
from participants.roster.base.text import key
from participants.roster.cells.places import place_of
from participants.roster.cells.ranks import is_rank

_PARTS = re.compile(r"[,;/|()\n\[\]]+| [-–—] |।")
_NUMBER = re.compile("[0-9]+")
_STATION = re.compile(
    "(?:model|মডেল)?(?:policestation|thana|thanar|ps|outpost|investigationcentre|circle|zone|থানা|থানার|তদন্তকেন্দ্র|"
    "পুলিশফাঁড়ি|ফাঁড়ি|ফাড়ি|সার্কেল|জোন)$"
)
_LONGEST_STATION = 40
# Where they name only a district they may serve in any of its units, not only in the district police.
_LEAST_SENIOR_OF_ANYWHERE = "ADDL_SP"
_FIRST_KINDS = ("special", "training", "hq", "metro", "range", "district")


def unit(  # noqa: PLR0911 -- one return per way of naming a unit
    text: str, reference: Reference, *, district: str | None = None, rank: str | None = None
) -> tuple[str | None, list[Problem]]:
    """Returns (code or None, problems) for a clean text of the unit column.

    `district` and `rank` are the codes read from their own columns, where there are any: they decide between units of
    one name, and whether a district alone is enough.
    """
    if not text:
        return None, []
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    places = {code for part in parts if (code := place_of(key(part), reference)[0])}
    near = places or ({district} if district else set())
    # "Khulna Range / খুলনা রেঞ্জ", as in our own form.
    code = next((found for half in text.split(" / ") if (found := _named(half, reference, near))), None)
    code = code or _among(parts, reference, near)
    if code:
        return code, []
    if key(text) in reference.unit_codes:
        return None, [problem("UNIT_AMBIGUOUS", "unit", seen=text)]
    if found := _stations(parts, reference, near):
        return found
    if found := _only_places(text, parts, reference, district=district, rank=rank):
        return found
    english = original_english(text)
    if english:
        meant, _problems = unit(english, reference, district=district, rank=rank)
        if meant:
            return None, [_with_suggestion("REVERSE_MOJIBAKE", text, meant, reference)]
    return None, [_with_suggestion("UNIT_UNKNOWN", text, _similar(text, reference), reference)]


def _with_suggestion(code, seen, suggestion, reference):
    if suggestion is None:
        return problem(code, "unit", seen=seen)
    return problem(code, "unit", suggestion=suggestion, seen=seen, meant=reference.units[suggestion].name_en)


def _named(text, reference, near):
    """Returns the unit that a text names exactly; the number of a battalion is ignored."""
    word = key(text)
    codes = reference.unit_codes.get(word)
    if not codes and (bare := _NUMBER.sub("", word)) != word:
        codes = {code for code in reference.unit_codes.get(bare, ()) if reference.units[code].kind == "special"}
    return _one(codes or (), reference, near)


def _one(codes, reference, near):
    """Returns the only unit, or the only one near the places that are named."""
    if len(codes) > 1:
        codes = {code for code in codes if reference.units[code].district in near}
    return next(iter(codes)) if len(codes) == 1 else None


def _among(parts, reference, near):
    """Returns the most particular unit that any part names: CTTC rather than the DMP it belongs to."""
    codes = {code for part in parts if (code := _named(part, reference, near))} if len(parts) > 1 else set()
    # "Khulna, District Police": two parts that only together name a unit.
    for first, second in itertools.pairwise(parts):
        codes |= {code for code in (_named(first + second, reference, near),) if code}
    parents = {reference.units[code].parent for code in codes}
    codes -= parents
    kinds = sorted({reference.units[code].kind for code in codes}, key=_kind_order)
    best = {code for code in codes if reference.units[code].kind == kinds[0]} if kinds else set()
    if len(best) == 1:
        return best.pop()
    return _one(best, reference, near) if best else None


def _kind_order(kind):
    return _FIRST_KINDS.index(kind) if kind in _FIRST_KINDS else len(_FIRST_KINDS)


def _stations(parts, reference, near):
    """Returns (code, problems) where a part names a police station, a circle or a zone; else None."""
    for part in parts:
        word = key(part)
        name = _STATION.sub("", word)
        if name == word:
            continue
        units = _units_of_station(name, reference, near)
        if len(units) == 1:
            return units.pop(), []
        if units:
            return None, [problem("UNIT_AMBIGUOUS", "unit", seen=part)]
    return None


def _units_of_station(name, reference, near):
    found = {(code, place) for code, place in reference.thana_units.get(name, ()) if code in reference.units}
    districts = set(reference.upazila_districts.get(name, ()))
    code, how = place_of(name.removesuffix("সদর").removesuffix("sadar"), reference)
    if code and how != "upazila" and not found:
        districts.add(code)
    if not found and not districts:
        # "Comilla Kotwali": the name of the station contains the district.
        for at in range(3, min(len(name) - 1, _LONGEST_STATION)):
            front, how_front = place_of(name[:at], reference)
            back, how_back = place_of(name[at:], reference)
            for place, how, rest in ((front, how_front, name[at:]), (back, how_back, name[:at])):
                if place and how in ("name", "alias"):
                    metro = {unit for unit, where in reference.thana_units.get(rest, ()) if where == place}
                    return metro or _police_of({place}, reference)
    units = dict(found) | {code: place for place in districts for code in _police_of({place}, reference)}
    if not units and near:
        # A station we do not know, in a district we do.
        return _police_of(near, reference)
    nearby = {code for code, place in units.items() if place in near}
    metro = {code for code in nearby if reference.units[code].kind == "metro"}
    return metro or nearby or set(units)


def _police_of(districts, reference):
    return {code for code, fact in reference.units.items() if fact.kind == "district" and fact.district in districts}


def _only_places(text, parts, reference, *, district, rank):
    """Returns (code, problems) where nothing but a place, and perhaps a post, is named; else None."""
    named = [part for part in parts if not is_rank(part, reference)]
    found = [place_of(key(part), reference) for part in named]
    places = {code for code, _how in found}
    if not named or None in places or len(places) != 1:
        return _district_police_by_column(named, reference, district)
    codes = _police_of(places, reference)
    if len(codes) != 1:
        return None
    code = codes.pop()
    if all(how == "upazila" for _code, how in found):
        return code, [problem("UNIT_FROM_PLACE", "unit", seen=text, after=reference.units[code].name_en)]
    if len(named) == len(parts) and _may_be_anywhere(rank, reference):
        return None, [_with_suggestion("UNIT_AMBIGUOUS", text, code, reference)]
    return code, [problem("UNIT_IS_DISTRICT", "unit", after=reference.units[code].name_en)]


_NO_PLACE = frozenset(
    key(word) for word in ("জেলা পুলিশ", "District Police", "জেলা", "থানা", "পুলিশ লাইন্স", "DSB", "ডিএসবি", "DB", "ডিবি")
)


def _district_police_by_column(named, reference, district):
    """Returns the district police of the district column where the unit says only "district police"."""
    if district and named and all(key(part) in _NO_PLACE for part in named):
        codes = _police_of({district}, reference)
        if len(codes) == 1:
            return codes.pop(), []
    return None


def _may_be_anywhere(rank, reference):
    least, has = reference.ranks.get(_LEAST_SENIOR_OF_ANYWHERE), reference.ranks.get(rank)
    return bool(least and has and has.order >= least.order)


def _similar(text, reference):
    word = _NUMBER.sub("", key(text))
    # Only among those that begin alike: looking at all of them takes too long for a column full of strange words.
    near = nearest(word, tuple(reference.unit_keys_by_start.get(word[:2], ())), cutoff=0.7)
    codes = reference.unit_codes[near] if near else ()
    return next(iter(codes)) if len(codes) == 1 else None
