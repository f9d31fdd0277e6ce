"""What a person looks for: the numbers and the words of a name in one line of text. No database."""

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from participants.identity.finding_keys import plain, words_in
from participants.identity.names import is_telling
from participants.identity.spelling import key

FEWEST_DIGITS = 4
# What names one person by itself; a shorter one may also be the year that somebody wrote behind a name.
WHOLE_NUMBER = 8
SERVICE_DIGITS, MOBILE_DIGITS = 10, 10
# Of a text, and of numbers and words in it: each of them is another condition of a query.
_LONGEST, _MOST = 200, 8
_DATA = Path(__file__).parent.parent.parent / "data"
_SCIENTIFIC = re.compile(r"(?<![\d.,])(\d)[.,](\d{1,14})\s*e\s*\+?\s*(\d{1,2})(?!\d)", re.IGNORECASE)
_DECIMALS = re.compile(r"(?<=\d{7})[.,]0+(?!\d)")
# Letters typed for digits, in a number that is long enough to tell.
_WITH_LETTERS = re.compile(r"(?<![A-Za-z])(?=(?:[OoIl]*[0-9]){6})[0-9OoIl]{8,}(?![A-Za-z])")
_DIGIT_FOR_LETTER = str.maketrans("OoIl", "0011")
_RUN = re.compile(r"(?:\+|\(\+?)?\d(?:[\s().,\-\u2010-\u2015\u2212/_+'\u2019\"|;:&\\*#]*\d)*")
_PIECES = re.compile(r"[\s,;/|&]+|(?=\+)")
_NO_DIGIT = re.compile(r"\D")
_COUNTRY = re.compile(r"^(?:00|0)?880(?=0?1[0-9]{9}$)")
_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\{[^}]*\}?")
# Behind one of these stands a remark: the place, the post, "absent".
_REMARK = re.compile(r"[,;|/\n]|\s[-\u2010-\u2015]\s")
# What stands in front of a number. Only these are no part of a name when there is a number, too.
_LABELS = frozenset(
    {
        "bp", "bpno", "bpid", "no", "nos", "num", "number", "nr", "id", "idno", "service", "personal", "officer", "police", "code",
        "mobile", "mobileno", "mob", "cell", "tel", "telephone", "phone", "ph", "contact", "whatsapp", "fax",
        *map(key, (
            "বিপি", "বি", "পি", "নং", "নম্বর", "নাম্বার", "আইডি", "পরিচিতি", "সার্ভিস", "ব্যক্তিগত", "মোবাইল", "মোবাঃ", "ফোন", "টেলিফোন", "কোড",
        )),
    }
)  # fmt: skip
# Behind a name; those in front of it are known to `participants.identity.names`.
_ADDRESSES = {"sir", "madam", "maam", *map(key, ("স্যার", "ম্যাডাম", "মহোদয়"))}
_SHORT_RANKS = {"insp", "inspr", "ins", "addl", "asst", "asstt", "supdt", "retd", "rtd", "armed"}


class Asked(NamedTuple):
    """numbers: in ASCII digits, each as it may begin a service number or end a mobile. words: of a name, without rank and Md.

    beginning: the words before a comma or dash, where there are more behind it; else the same as `words`.
    """

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    beginning: tuple[str, ...]

    @property
    def has_whole_number(self) -> bool:
        return any(len(number) >= WHOLE_NUMBER for number in self.numbers)


def read(text: str) -> Asked:
    """Returns what is Asked in a text of any kind; nothing where it is too short."""
    text = _DECIMALS.sub("", _SCIENTIFIC.sub(_as_integer, plain(text[:_LONGEST])))
    text = _WITH_LETTERS.sub(lambda found: found.group().translate(_DIGIT_FOR_LETTER), text)
    runs = [run.group() for run in _RUN.finditer(text)]
    numbers = tuple(dict.fromkeys(number for run in runs for number in _numbers_in(run)))[:_MOST]
    rest = _RUN.sub(" ", text)
    rest = bare if words_in(bare := _BRACKETS.sub(" ", rest)) else rest
    words = _name_words(rest, has_number=bool(numbers))
    beginning = _name_words(_REMARK.split(rest.strip(" ,;|/-"), maxsplit=1)[0], has_number=bool(numbers))
    return Asked(numbers, words, beginning or words)


def _as_integer(found):
    """Returns 9.900800322E+09 as digits, where none of them is missing."""
    whole, fraction, power = found.group(1), found.group(2), int(found.group(3))
    return whole + fraction if len(fraction) == power else found.group()


def _numbers_in(run: str) -> list[str]:
    """Returns the numbers in a run of digits: one, or several that stand side by side."""
    digits = _NO_DIGIT.sub("", run)
    if len(digits) <= SERVICE_DIGITS or _mobile(digits):
        return [digits] if len(digits) >= FEWEST_DIGITS else []
    found, open_digits = [], ""
    for piece in _PIECES.split(run):
        open_digits += _NO_DIGIT.sub("", piece)
        if _mobile(open_digits) or (len(open_digits) == SERVICE_DIGITS and not open_digits.startswith(("01", "880"))):
            found.append(open_digits)
            open_digits = ""
    if not open_digits:
        return found
    pieces = [_NO_DIGIT.sub("", piece) for piece in _PIECES.split(run)]
    return [piece for piece in pieces if len(piece) >= FEWEST_DIGITS]


def _mobile(digits: str) -> str | None:
    """Returns the ten digits of a whole mobile number behind the country, or None."""
    if len(digits) <= MOBILE_DIGITS:
        return None
    bare = _COUNTRY.sub("", digits)
    bare = bare.removeprefix("0") if len(bare) == MOBILE_DIGITS + 1 else bare
    return bare if len(bare) == MOBILE_DIGITS and bare.startswith("1") else None


def end_of_mobile(number: str) -> str | None:
    """Returns the last digits of the mobiles that a number may mean, at most ten; None where it is too long for one."""
    return _mobile(number) or (number if len(number) <= MOBILE_DIGITS else None)


def beginning_of_service_number(number: str) -> list[str]:
    """Returns the beginnings of the service numbers that a number may mean; also with the zeros that a spreadsheet took away."""
    if len(number) > SERVICE_DIGITS:
        return []
    return [number, number.zfill(SERVICE_DIGITS)] if WHOLE_NUMBER <= len(number) < SERVICE_DIGITS else [number]


def _name_words(text: str, *, has_number: bool) -> tuple[str, ...]:
    words = [word for word in words_in(text) if len(word) > 1 and not word.isdigit()]
    if has_number:
        words = [word for word in words if key(word) not in _LABELS]
    words = [word for word in words if is_telling(word) and key(word) not in _ADDRESSES]
    bare = _without_rank(words)
    return tuple(dict.fromkeys(bare or words))[:_MOST]


def _without_rank(words: list[str]) -> list[str]:
    """Returns the words without those of a rank before and behind the name."""
    first, last = 0, len(words)
    while first < last and key(words[first]) in _rank_words():
        first += 1
    while last > first and key(words[last - 1]) in _rank_words():
        last -= 1
    return words[first:last]


@lru_cache(maxsize=1)
def _rank_words() -> frozenset[str]:
    """Returns the keys of the words of ranks; a word that is also a name, as Nayek, stays with the name."""
    columns = {
        "ranks.csv": ("name_en", "name_bn", "aliases_en", "aliases_bn"),
        "rank_equivalents.csv": ("title_en", "title_bn"),
    }
    found = {
        key(word)
        for file_name, names in columns.items()
        for row in _rows(file_name)
        for name in names
        for word in (*words_in(plain(row[name])), *row[name].split("|"))
    }
    found |= {
        key(word)
        for word in [
            "insp",
            "inspr",
            "ins",
            "addl",
            "asst",
            "asstt",
            "supdt",
            "superintendent",
            "comm",
            "joint",
            "retd",
            "rtd",
            "armed",
        ]
    }
    names = {
        key(word)
        for file_name in ("given_male.csv", "given_female.csv", "family.csv")
        for row in _rows(file_name)
        for column in row.values()
        for word in words_in(plain(column or ""))
    }
    return frozenset(found - names - {""})


def _rows(file_name):
    with (_DATA / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
