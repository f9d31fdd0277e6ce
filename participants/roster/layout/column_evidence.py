"""What the cells of a column are: shares of service numbers, names, mobiles, ranks, units, dates and what else lists have."""

import csv
import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.reference import DATA, Reference
from participants.roster.base.text import BANGLA_LETTER, digits_of, is_placeholder, key
from participants.roster.cells.dates import read_date
from participants.roster.cells.places import place_of
from participants.roster.cells.ranks import is_rank
from participants.roster.cells.values import sex
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Cell

# Rows that are looked at, spread over the list.
SAMPLE = 120
_SAMPLES_SHOWN, _LONGEST_SHOWN = 3, 60
_LONGEST_NAME, _MOST_WORDS = 80, 8
_MARKED = re.compile(r"^\s*(?:b\.?\s*p|বি\.?\s*পি)\.?\s*(?:no|id|নং)?[\s\-–.:/#ঃ]*(?=\d)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-–—/._()+]+")
_DECIMALS = re.compile(r"(?<=\d)\.0+$")
_EMAIL = re.compile(r"^(?:mailto:)?[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}$")
_CODE = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{1,12}(?:[-_/.:][A-Za-z0-9]{1,12})*$")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?\s*e\s*\+?\s*\d+$", re.IGNORECASE)
_BLOOD = re.compile(r"^(?:A|B|AB|O)\s*(?:\(?\s*(?:\+|-|–|\+ve|-ve|pos\w*|neg\w*)\s*\)?)\s*(?:ve)?$", re.IGNORECASE)
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d|^\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d")
_BETWEEN_NAMES = re.compile(r"\s*[\n/|,;()]\s*|\s[-–—]\s")
_LETTERS = re.compile(r"^[^\W\d_][^\d@#%*+=<>_\\]*$")
_WORDS = re.compile(r"[^\s.,()'’`/|;–—-]+")
_MOBILE_DIGITS = re.compile(r"^(?:00)?(?:880?|0)?1[3-9]\d{8}$")
_SERVICE_DIGITS = 10
_AREA_CODE = re.compile(r"0\d+[\s-]\d")
_LANDLINE = re.compile(r"^(?:00)?(?:880|0)[2-9]\d{5,9}$")
# The first two digits of a service number are the year of birth.
_BIRTH_YEARS = frozenset(f"{year % 100:02}" for year in range(1965, 2009))
# Words of what is no person: institutions, places, posts, activities.
_NOT_NAMES = frozenset(
    key(word)
    for words in (
        "police station thana district range metropolitan headquarters hq office unit branch department division zone circle",
        "camp outpost battalion academy centre center college school university training course workshop project programme bank",
        "ltd limited ministry bureau investigation cell section team road village para house street lane upazila sadar unodc",
        "undp usaid ngo foundation participant trainer trainee driver speaker guest officer inspector constable superintendent",
        "assistant deputy additional traffic crime admin administration yes no male female present absent islam-religion hindu",
        "muslim bachelor masters degree anonymous unknown community policing awareness rights management basic advanced পুলিশ",
        "থানা জেলা রেঞ্জ মেট্রোপলিটন হেডকোয়ার্টার্স সদর দপ্তর অফিস ইউনিট শাখা বিভাগ সার্কেল ক্যাম্প ফাঁড়ি ব্যাটালিয়ন একাডেমি",
        "কেন্দ্র কলেজ স্কুল প্রশিক্ষণ কোর্স কর্মশালা প্রকল্প ব্যাংক মন্ত্রণালয় তদন্ত সেল রোড গ্রাম পাড়া মহল্লা উপজেলা",
        "অংশগ্রহণকারী প্রশিক্ষক চালক বক্তা কর্মকর্তা পরিদর্শক কনস্টেবল ট্রাফিক ক্রাইম প্রশাসন হ্যাঁ না পুরুষ মহিলা নারী উপস্থিত",
        "অনুপস্থিত",
    )
    for word in words.split()
)
_YOUNGEST_OFFICER, _OLDEST_OFFICER, _RECENT_YEARS = 16, 75, 4


class Column(NamedTuple):
    """The evidence of one column.

    shares: {kind: share of the filled cells}; a cell may be of several kinds. filled: how many cells are; of: how many were
    looked at. distinct: share of different values. starts: how many different first two digits the ten-digit numbers have.
    samples: the first different cells. scripts: {"en", "bn"} of the texts. is_constant: three cells or more, all the same.
    numbers: the ten-digit numbers.
    """

    shares: dict[str, float]
    filled: int
    of: int
    distinct: float
    starts: int
    samples: list[str]
    scripts: frozenset[str]
    is_constant: bool
    numbers: tuple[str, ...]

    def share(self, *kinds: str) -> float:
        """Returns the share of the cells that are of one of these kinds, at most 1."""
        return min(1.0, sum(self.shares.get(kind, 0.0) for kind in kinds))


def spread(rows: Sequence[Sequence[Cell]], most: int = SAMPLE) -> list[Sequence[Cell]]:
    """Returns at most `most` of the rows: the first ones, and others evenly spread behind them."""
    if len(rows) <= most:
        return list(rows)
    head = most // 4
    step = (len(rows) - head) / (most - head)
    return [*rows[:head], *(rows[head + int(step * at)] for at in range(most - head))]


def evidence_of(
    rows: Sequence[Sequence[Cell]],
    columns: Iterable[int],
    reference: Reference,
    *,
    known_numbers: Callable[[list[str]], set[str]] | None = None,
    today: dt.date | None = None,
    kinds_of: "Kinds | None" = None,
) -> dict[int, Column]:
    """Returns {column: Column} for the rows below the headings; reads at most SAMPLE of them.

    known_numbers: see `column_assignment.match_columns`. today: the day from which a date is old or recent. kinds_of: the Kinds
    of earlier calls, whose cells were looked at already.
    """
    chosen = spread(rows)
    kinds_of = kinds_of or Kinds(reference, today)
    found = {at: _column([row[at] for row in chosen if at < len(row)], len(chosen), kinds_of) for at in columns}
    if known_numbers:
        asked = [number for column in found.values() for number in column.numbers]
        on_record = known_numbers(list(dict.fromkeys(asked))) if asked else set()
        for column in found.values():
            if column.numbers and (known := sum(number in on_record for number in column.numbers)):
                column.shares["on_record"] = known / column.filled
    return found


def _column(cells, of, kinds_of):
    filled = [cell for cell in cells if not cell.is_blank]
    texts = [as_text(cell.value).strip() for cell in filled]
    counts: Counter[str] = Counter()
    numbers = []
    for cell, text in zip(filled, texts, strict=True):
        kinds = kinds_of(cell, text)
        counts.update(kinds)
        if "10_digits" in kinds:
            numbers.append(_plain_digits(text)[0][-10:])
    size = max(1, len(filled))
    shares = {kind: count / size for kind, count in counts.items()}
    if (running := _running(texts)) and shares.get("number", 0) > 0.5:
        shares["running"] = running
    different = list(dict.fromkeys(texts))
    scripts = {"bn" if BANGLA_LETTER.search(text) else "en" for text in texts if any(x.isalpha() for x in text)}
    if shares.get("bijoy", 0) > 0.5:
        scripts = {"bn"}
    return Column(
        shares,
        len(filled),
        of,
        len(different) / size,
        len({number[:2] for number in numbers}),
        [" ".join(text.split())[:_LONGEST_SHOWN] for text in different[:_SAMPLES_SHOWN]],
        frozenset(scripts),
        len(filled) > 2 and len(different) == 1,
        tuple(numbers),
    )


def _running(texts):
    """Returns the share of whole numbers that are one more than the one before."""
    numbers = [
        int(text) for text in (digits_of(text)[0].rstrip(".)।") for text in texts) if text.isdecimal() and len(text) < 7
    ]
    if not numbers:
        return 0.0
    if len(numbers) == 1:
        return 1.0 if numbers[0] == 1 else 0.0
    return sum(after - before == 1 for before, after in itertools.pairwise(numbers)) / (len(numbers) - 1)


def _plain_digits(text):
    """Returns (the digits of a number without separators, whether "BP" stands before it); ("", False) for another text."""
    # Guards that keep a number a text in Excel are no part of it.
    text = _DECIMALS.sub("", digits_of(text)[0].strip("=\"' "))
    bare = _MARKED.sub("", text)
    plain = _SEPARATORS.sub("", bare)
    return (plain, bare != text) if plain.isascii() and plain.isdecimal() else ("", False)


def year_of(value: object) -> int | None:
    """Returns the year of the date in a cell, or None."""
    day = read_date(value, "title")[0]
    return int(day[:4]) if day else None


class Kinds:
    """Tells the kinds of a cell; remembers texts, because many repeat."""

    def __init__(self, reference: Reference, today: dt.date | None = None):
        self._reference, self._today = reference, today or dt.date.today()  # noqa: DTZ011 -- years matter, not hours
        self._known: dict[tuple[str, str | None], tuple[str, ...]] = {}

    def __call__(self, cell: Cell, text: str) -> tuple[str, ...]:
        """Returns the kinds of a Cell whose text is `text`."""
        if isinstance(cell.value, dt.date):
            return self._date_kinds(cell.value)
        asked = (text, cell.font)
        if asked not in self._known:
            self._known[asked] = self._kinds(text[:300], cell.font)
        return self._known[asked]

    def _kinds(self, text, font):  # noqa: PLR0911 -- one return per kind
        if is_placeholder(text):
            return ("placeholder",)
        plain, is_marked = _plain_digits(text)
        if plain:
            return self._number_kinds(text, plain, is_marked=is_marked)
        if _EMAIL.match(text):
            return ("email",)
        if any(letter.isdecimal() for letter in text):
            if _STAMP.match(text):
                return ("stamp",)
            if (day := read_date(text, "title")[0]) is not None:
                return self._date_kinds(dt.date.fromisoformat(day))
            if _SCIENTIFIC.match(text):
                return ("scientific",)
            if _CODE.match(text):
                return ("marked",) if _MARKED.match(text) else ("code",)
        if _BLOOD.match(text):
            return ("blood",)
        if not BANGLA_LETTER.search(text) and is_bijoy_text(text, font):
            return (*self._text_kinds(to_unicode(text)), "bijoy")
        return self._text_kinds(text)

    def _number_kinds(self, text, plain, *, is_marked):
        kinds = ["marked"] if is_marked else []
        if len(plain) == _SERVICE_DIGITS:
            kinds.append("10_digits")
            if plain[:2] in _BIRTH_YEARS:
                kinds.append("birth_year")
        elif len(plain) in (13, 17) and not _MOBILE_DIGITS.match(plain):
            kinds.append("nid")
        if _MOBILE_DIGITS.match(plain) and not is_marked:
            kinds.append("mobile")
        elif _LANDLINE.match(plain) and (len(plain) != _SERVICE_DIGITS or _AREA_CODE.match(text)):
            kinds.append("landline")
        if len(plain) < 6 and not is_marked:
            kinds.append("number")
        if not kinds:
            day = read_date(text, "title")[0]
            return self._date_kinds(dt.date.fromisoformat(day)) if day else ("long_number",)
        if len(plain) == 6 or (len(plain) < 9 and plain != text):
            day = read_date(text, "title")[0] if any(mark in text for mark in "./-") else None
            return self._date_kinds(dt.date.fromisoformat(day)) if day else tuple(kinds)
        return tuple(kinds)

    def _date_kinds(self, day):
        age = self._today.year - day.year
        kinds = ["date"]
        if _YOUNGEST_OFFICER <= age <= _OLDEST_OFFICER:
            kinds.append("birth")
        if age < _RECENT_YEARS:
            kinds.append("recent")
        return tuple(kinds)

    def _text_kinds(self, text):
        reference, word = self._reference, key(text)
        if sex(text)[0]:
            return ("sex",)
        if is_rank(text, reference) and not _has_name_beside(text, reference):
            return ("rank",)
        if word in reference.unit_codes:
            return ("unit",)
        code, how = place_of(word, reference)
        is_place = bool(code) and how in ("name", "alias")
        if is_place:
            return ("district",)
        if word in reference.thana_units or (code and how == "upazila"):
            return ("thana", "name_shape") if _known_name_words(text) else ("thana",)
        return _name_kinds(text, reference)


def _name_kinds(text, reference):
    """Returns the kinds of a text that is neither a number nor a known place: a name, a name with a rank, a unit or others."""
    words = _WORDS.findall(text)
    if not words or len(text) > _LONGEST_NAME or len(words) > _MOST_WORDS * 2 or not _LETTERS.match(text):
        return ("text",)
    parts = [part for part in _BETWEEN_NAMES.split(text) if part]
    persons = [part for part in parts if not is_rank(part, reference)]
    with_rank = len(persons) < len(parts)
    if not persons:
        return ("rank",)
    first = persons[0]
    if rest := _behind_rank(first, reference):
        first, with_rank = rest, True
    own = _WORDS.findall(first)
    if any(key(word) in _NOT_NAMES for word in own):
        has_place = any(key(word) in reference.district_codes or key(word) in reference.unit_codes for word in own)
        return ("unit",) if has_place or "পুলিশ" in text or "olice" in text else ("text",)
    if len(own) > _MOST_WORDS:
        return ("text",)
    known = _known_name_words(first)
    kinds = ["name" if known else "name_shape"] if known or _is_shaped(own) else ["text"]
    if with_rank and kinds != ["text"]:
        kinds.append("with_rank")
    return tuple(kinds)


def _is_shaped(words):
    """Whether words look like a name: capitals or Bangla, and more than one or a long one."""
    if not all(BANGLA_LETTER.match(word) or word[0].isupper() for word in words):
        return False
    return len(words) > 1 or len(words[0]) > 2


def _behind_rank(text, reference):
    """Returns what stands behind a rank at the beginning of a name, or ""."""
    words = text.split()
    for count in (5, 4, 3, 2, 1):
        if len(words) > count and is_rank(" ".join(words[:count]), reference):
            rest = " ".join(words[count:])
            return rest if not is_rank(rest, reference) else ""
    return ""


def _has_name_beside(text, reference):
    parts = [part for part in _BETWEEN_NAMES.split(text) if part.strip()]
    others = [part for part in parts if not is_rank(part, reference)]
    return len(others) < len(parts) and any(_known_name_words(part) for part in others)


@lru_cache(maxsize=8192)
def _known_name_words(text):
    """Returns how many words of a text are words of names."""
    known = _name_words()
    return sum(key(word) in known for word in _WORDS.findall(text))


@lru_cache(maxsize=1)
def _name_words():
    """Returns the words that names are made of, in both scripts, as `key` normalises them."""
    words = set()
    for name in ("given_male.csv", "given_female.csv", "family.csv", "prefixes.csv", "variant_groups.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    if column not in ("pool", "gender_use") and text:
                        words.update(map(key, re.split(r"[\s|]+", text)))
    return frozenset(word for word in words if len(word) > 1) - _NOT_NAMES
