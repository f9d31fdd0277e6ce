"""Reads a heading word by word: what the column holds (the head noun), and whose, which or of what (the qualifiers).

"Phone (Office)" is no mobile and "Name of Office" no officer, though both resemble headings that are.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from accounts.text.localised_text import digits
from participants.roster.base.text import key
from participants.roster.layout.heading_lexicon import SOURCE_BEFORE, SOURCE_BEHIND, pairs, tags_by_word, tags_of

# How surely a heading says a field: read whole; with a word that we do not know or that is misspelt; only as one of several.
SURE, PARTLY, VAGUE, UNLIKELY = 0.95, 0.7, 0.4, 0.3
_PER_UNKNOWN_WORD = 0.15
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z]{2,}\b)")
_NUMBERED = re.compile(
    r"^\s*(?:[A-Za-z]?\d{1,3}[a-z]?|[a-zA-Z]|[ক-ঙ]|[ivx]{1,4})\s*[.):।]+\s*|^\s*[qQ]\d+[a-z]?[\s._:)-]+|^[a-z]-(?=[a-z])"
)
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_BETWEEN_PARTS = re.compile(
    r"[/|&+,;\n\\]+|\s[-–—]\s|[:।ঃ]\s*(?=\S)|\b(?:and|with|or)\b|(?<!\S)(?:ও|এবং|বা)(?!\S)", re.IGNORECASE
)
_BETWEEN_WORDS = re.compile(r"[\s_.:\-–—*'’\"“”?!।]+|(?<=[^\W\d_])(?=\d)")
_INITIALS = re.compile(r"(?<![^\W\d_])[A-Za-z](?:(?:\s?[./&]\s?|\s)[A-Za-z]){1,3}\b\.?|বি\s?\.?\s?পি\.?(?![ঀ-৿])")
_PATH = re.compile(r"[a-z0-9_]+(?:[/.:\-]+[a-z0-9_]+)+")
_PLACES = ("thana", "district", "unit")


class Meaning(NamedTuple):
    """What a heading says.

    fields: {field: 0 to 1} of the fields that it may mean. also: fields that it names behind the first one. excluded: ""
    or what it is instead: "other_person", "document", "other_thing", "other_phone", "other_date". is_spelt: whether all of
    its words are spelt as we know them.
    """

    fields: dict[str, float]
    also: frozenset[str] = frozenset()
    excluded: str = ""
    is_spelt: bool = True


_NOTHING = Meaning({})


class _Phrase(NamedTuple):
    """The tags of the words of one part of a heading; `around` has those of its brackets and group names as well."""

    tags: frozenset[str]
    around: frozenset[str]
    unknown: int
    is_spelt: bool


@lru_cache(maxsize=4096)
def parsed(text: str) -> Meaning:
    """Returns the `Meaning` of the text of a heading (Unicode)."""
    text = SOURCE_BEHIND.sub(" ", text)
    # B.P., D.O.B, A/C, S/N: the letters are one word.
    text = _INITIALS.sub(lambda found: re.sub(r"[\s./&]", "", found.group()) + " ", digits(text, "en"))
    text = _NUMBERED.sub("", text, count=1)
    is_path = bool(_PATH.fullmatch(text.strip()))
    text = _CAMEL.sub(" ", text)
    bracketed = [_phrase(inside) for inside in _BRACKETS.findall(text)]
    bare = _BRACKETS.sub(" ", text)
    parts = re.split(r"[/.:\-]+", bare) if is_path else _BETWEEN_PARTS.split(bare)
    phrases = [phrase for part in parts if (phrase := _phrase(part)).tags or phrase.unknown]
    around = frozenset().union(*(phrase.tags for phrase in bracketed))
    if is_path and len(phrases) > 1:
        # A survey writes the names of its groups in front.
        around |= frozenset().union(*(phrase.tags for phrase in phrases[:-1]))
        phrases = [phrases[-1]] if phrases[-1].tags - {"fill"} or not phrases[-2].tags else phrases[-2:-1]
    if not any(phrase.tags - {"fill"} for phrase in phrases):
        phrases = bracketed
        around = frozenset()
    return _together([phrase._replace(around=phrase.tags | around) for phrase in phrases])


def _phrase(text):
    words = [key(word) if word != "#" else word for word in _BETWEEN_WORDS.split(text) if word]
    words = [word for word in words if word]
    for source in [at for at, word in enumerate(words) if word in SOURCE_BEFORE]:
        words = words[source + 1 :]
        break
    joined: list[str] = []
    for word in words:
        if joined and (pair := joined[-1] + word) in pairs():
            joined[-1] = pair
        else:
            joined.append(word)
    found = [tags_of(word) for word in joined]
    known = [tags for tags, _is_spelt in found if tags]
    return _Phrase(
        frozenset().union(*known),
        frozenset(),
        sum(not tags for tags, _is_spelt in found),
        all(is_spelt for tags, is_spelt in found if tags),
    )


def _together(phrases):
    """Returns the Meaning of the parts of a heading: the first part that says something decides."""
    read = [(phrase, _meaning(phrase)) for phrase in phrases]
    if len(read) > 1:
        # "participant: BP No": the person in front says only whose it is.
        read = [one for one in read if not one[0].tags <= {"own", "fill"}] or read
    said = [meaning for _phrase_of, meaning in read if meaning.fields or meaning.excluded]
    if not said:
        return _NOTHING
    first, others = said[0], said[1:]
    if first.fields.keys() & {"rank", "designation"} and (named := [one for one in others if "name" in one.fields]):
        # "Rank and name"
        first, others = named[0], [one for one in said if one is not named[0]]
    if "district" in first.fields and (units := [one for one in others if "unit" in one.fields]):
        # "District/Unit" has units; a district is also the name of one.
        first, others = units[0], [one for one in said if one is not units[0]]
    also = frozenset(field for meaning in others for field in meaning.fields) - first.fields.keys()
    is_number = any("service_number" in meaning.fields for meaning in said)
    if is_number and any(meaning.excluded == "document" for meaning in said):
        return Meaning({"service_number": VAGUE}, also - {"service_number"})
    if others and not first.fields and first.excluded != "other_person":
        return first._replace(also=also)
    return first._replace(also=also)


def _meaning(phrase: _Phrase) -> Meaning:
    for head in (_date, _email, _name, _phone, _service_number, _number, _place, _plain):
        if (found := head(phrase.tags, phrase.around)) is not None:
            break
    else:
        found = _nothing(phrase.tags, phrase.around)
    if isinstance(found, str):
        return Meaning({}, excluded=found, is_spelt=phrase.is_spelt)
    less = 1 - _PER_UNKNOWN_WORD * 2 * min(phrase.unknown, 2)
    if not phrase.is_spelt:
        less = min(less, PARTLY)
    return Meaning({field: sure * less for field, sure in found.items()}, is_spelt=phrase.is_spelt)


def _nothing(tags, around):
    for tag, excluded in (("other", "other_person"), ("document", "document"), ("thing", "other_thing")):
        if tag in around:
            return excluded
    if "other_day" in tags:
        return "other_date"
    if "landline" in tags:
        return "other_phone"
    return {"name": PARTLY} if "own" in tags else {}


def _date(tags, around):  # noqa: PLR0911 -- one return per kind
    if not tags & {"date", "birth", "joining"} or tags & {"name", "mobile", "phone", "email", "bp", "id"}:
        return None
    if around & {"other", "document"} or ("no" in tags and "date" not in tags):
        return "document" if "document" in around else "other_person"
    if "birth" in tags:
        return "other_thing" if tags & {*_PLACES, "address", "thing", "where"} else {"date_of_birth": SURE}
    if around & {"other_day"}:
        return "other_date"
    if "joining" in tags:
        is_of_post = around & {"present", "unit", "designation", "rank", "office", "station", "past", *_PLACES}
        return "other_date" if is_of_post or "thing" in around else {"joined_on": SURE}
    if {"first", "designation"} <= tags and not around & {"present", "past", "rank", "thing"}:
        # The first appointment is that to the police.
        return {"joined_on": SURE}
    if around & {"thing", "designation", "unit"} - ({"thing"} if "attendance" in tags else set()):
        return "other_date"
    return {"attended_on": SURE if "attendance" in tags else PARTLY}


def _email(tags, around):
    if "email" not in tags:
        return None
    return "other_person" if "other" in around else {"email": SURE}


def _name(tags, around):  # noqa: PLR0911 -- one return per kind of name
    is_part = {"first": "name_first", "middle": "name_middle", "last": "name_last"}
    parts = [field for tag, field in is_part.items() if tag in tags]
    if "name" not in tags:
        # "Surname", "Given names" say it in one word.
        alone = tags <= {"first", "middle", "last", "own", "fill"} and bool(parts)
        return {parts[0]: SURE} if alone and "other" not in around else None
    if "other" in around:
        return "other_person"
    if parts:
        return {parts[0]: SURE}
    if "own" not in tags:
        named = [tag for tag in ("thana", "district", "rank", "designation") if tag in tags]
        if named:
            return {named[0]: SURE}
        if tags & {"unit", "office", "station", "department"}:
            return {"unit": SURE}
        if around & {"thing", "where"} and "full" not in tags:
            return "other_thing"
    sure = SURE
    if tags & {"document", "past", "alternative"} or around & {"thing", "unit", "office", "station"}:
        sure = PARTLY
    languages = around & {"english", "bangla"}
    if len(languages) == 1:
        return {"name_en" if "english" in languages else "name_bn": sure}
    return {"name": sure}


def _phone(tags, around):  # noqa: PLR0911 -- one return per kind
    if not tags & {"mobile", "phone", "contact", "whatsapp"} or ("contact" in tags and "address" in tags):
        return None
    if around & {"other"}:
        return "other_person"
    if "thing" in around and not tags & {"mobile", "phone"}:
        return "other_thing"
    if around & {"landline", "permanent"} or (
        around & {"office", "official", "unit", "station"} and "mobile" not in tags
    ):
        return "other_phone"
    if "whatsapp" in tags and not tags & {"mobile", "phone"}:
        return {"mobile": UNLIKELY}
    if "thing" in around:
        return {"mobile": UNLIKELY}
    if "alternative" in around:
        return {"mobile": VAGUE}
    if around & {"office", "official", "unit", "station", "whatsapp"}:
        return {"mobile": PARTLY}
    return {"mobile": SURE if "mobile" in tags else SURE - 0.05}


def _service_number(tags, around):
    is_number = tags & {"no", "id"}
    if "bp" not in tags and not (is_number and "force" in tags):
        return None
    if "bp" in tags and not is_number and tags & {"rank", "unit", "designation", *_PLACES}:
        return None
    if "other" in around:
        return "other_person"
    if "document" in around:
        return {"service_number": VAGUE} if "bp" in tags else "document"
    if "thing" in around:
        return {"service_number": VAGUE} if "bp" in tags else "other_thing"
    return {"service_number": UNLIKELY if "past" in around else SURE}


def _number(tags, around):
    if not tags & {"no", "id", "serial"}:
        return None
    if "serial" in tags:
        return {"serial": SURE}
    for tag, excluded in (("other", "other_person"), ("document", "document"), ("thing", "other_thing")):
        if tag in around:
            return excluded
    if tags & {"unit", "office", "station", "department", "rank", "designation", "role", "address", "where", *_PLACES}:
        return "other_thing"
    if tags & {"id"} or "own" in tags:
        return {"service_number": VAGUE, "serial": UNLIKELY}
    return {"serial": PARTLY, "service_number": UNLIKELY}


def _place(tags, around):  # noqa: PLR0911 -- one return per kind
    if not tags & {*_PLACES, "office", "station", "department", "address"}:
        return None
    if "other" in around:
        return "other_person"
    if "past" in around:
        return "other_thing"
    if around & {"permanent"} and tags & {"district", "address"}:
        return {"home_district": SURE}
    if "own" in tags and "district" in tags and not around & {"unit", "present", "force"}:
        return {"home_district": PARTLY}
    for field in ("thana", "district"):
        if field in tags:
            return {field: UNLIKELY if "permanent" in around else SURE}
    if tags & {"unit", "station", "office"}:
        return {"unit": UNLIKELY if around & {"thing", "role", "alternative"} else SURE}
    return {"unit": VAGUE} if "department" in tags else "other_thing"


def _plain(tags, around):
    for field in ("rank", "designation", "sex", "signature", "role", "remarks"):
        if field in tags:
            if "other" in around:
                return "other_person"
            if around & {"past"} or (field == "role" and tags & {"thing"}):
                return "other_thing"
            return {field: SURE if not around & {"thing"} else PARTLY}
    if tags <= {"english", "bangla", "fill"} and len(tags & {"english", "bangla"}) == 1:
        return {}
    return None


def may_be_words(words: Iterable[str]) -> bool:
    """Whether any of these words, as `key` normalises them, is one that headings are made of."""
    return any(word in tags_by_word() for word in words)
