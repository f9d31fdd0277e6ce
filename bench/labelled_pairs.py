"""Invented officers, and pairs of descriptions of which it is known whether they are one person: noise as rosters have it.

Written apart from what is measured. Names and their other spellings are drawn from the pools of the demonstration, which
`participants.identity` never reads; further spellings and slips are made here by rules of their own. No positive pair has
the same service number on both sides: such rows are matched by it before anything is weighed.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from participants.identity import Description

DATA = Path(__file__).resolve().parent.parent / "participants" / "data"

# How often what happens to a description between the record and the roster.
NUMBER_MISSING, NUMBER_DIGIT, NUMBER_SWAPPED, NUMBER_FOREIGN = 0.32, 0.40, 0.25, 0.03
PHONE_MISSING, PHONE_CHANGED, PHONE_SLIP = 0.12, 0.10, 0.04
ONE_SCRIPT_ONLY, OTHER_SPELLING, HOMEMADE_SPELLING, SLIP, WORDS_TURNED, WORD_MISSING = (
    0.65,
    0.40,
    0.15,
    0.06,
    0.06,
    0.08,
)
INITIAL_FOR_WORD, TITLE_ADDED, PREFIX_CHANGED = 0.02, 0.08, 0.5
TRANSFERRED, UNIT_MISSING, DISTRICT_MISSING, PROMOTED, RANK_MISSING = 0.15, 0.08, 0.25, 0.20, 0.08
SEX_MISSING, JOINED_MISSING, JOINED_SLIP, EMAIL_MISSING = 0.30, 0.40, 0.04, 0.80

WOMEN, WITH_EMAIL, WITH_JOINED, WITH_BOTH_SCRIPTS = 0.10, 0.25, 0.75, 0.70
# The few words that a large part of all names end in; any other one weighs 1.
FREQUENT = {
    "Islam": 28, "Hossain": 26, "Rahman": 26, "Ahmed": 14, "Uddin": 14, "Ali": 14, "Haque": 12, "Alam": 12, "Khan": 12, "Mia": 12,
    "Akter": 60, "Khatun": 40, "Begum": 40, "Sultana": 20, "Das": 8, "Roy": 8, "Chowdhury": 8, "Sarker": 8,
}  # fmt: skip
RANKS = ("CONST", "NAYEK", "ASI", "SI", "INSP", "ASP", "ADDL_SP", "SP")
TITLES = ("Mr. {}", "{}, BPM", "{}, PPM", "Dr. {}", "{} PPM-Seba", "জনাব {}", "{}, বিপিএম (বার)", "{}, পিপিএম")
HOMEMADE_EN = (
    ("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("sh", "s"), ("s", "sh"), ("z", "j"), ("j", "z"), ("q", "k"), ("k", "q"),
    ("kh", "k"), ("a", "o"), ("o", "a"), ("e", "i"), ("i", "e"), ("th", "t"), ("v", "bh"), ("f", "ph"), ("y", "i"),
    ("aw", "ou"), ("ss", "s"), ("mm", "m"),
)  # fmt: skip
HOMEMADE_BN = (
    ("ী", "ি"), ("ি", "ী"), ("ূ", "ু"), ("ু", "ূ"), ("ণ", "ন"), ("শ", "স"), ("স", "ছ"), ("জ", "য"), ("য", "জ"), ("ষ", "শ"), ("র্", "র\u200d্"),
    ("ে", "এ"), ("ো", "ু"), ("ব্দ", "বদ"), ("ত্ত", "ত"), ("ঁ", ""),
)  # fmt: skip
PREFIXES = {
    "male": (("Md.", "Md", "MD.", "Mohammad", "Muhammad", "Mohd."), ("মোঃ", "মো.", "মো:", "মোহাম্মদ", "মুহাম্মদ")),
    "female": (("Mst.", "Most.", "Mosammat", "Mst"), ("মোছাঃ", "মোসাঃ", "মোছাম্মৎ", "মোসাম্মৎ")),
}


class LabelledPair(NamedTuple):
    """Two descriptions, whether they are one person, and the kind of pair."""

    one: Description
    other: Description
    is_same: bool
    kind: str


class Name(NamedTuple):
    """Words of a name as (English, Bangla, other English spellings)."""

    words: tuple
    prefix: str


def _pool(file_name):
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        return [
            (row["roman"], row["bangla"], tuple(v for v in row["variants"].split("|") if v), row)
            for row in csv.DictReader(file)
        ]


class Generator:
    """Draws people and pairs; the same seed draws the same."""

    def __init__(self, seed=2027):
        self.chance = random.Random(seed)  # noqa: S311 -- invented people need no secrecy
        self.given = {"male": _pool("given_male.csv"), "female": _pool("given_female.csv")}
        self.family = {
            sex: [row for row in _pool("family.csv") if row[3]["gender_use"] in ("any", sex)]
            for sex in ("male", "female")
        }
        self.weights = {sex: [FREQUENT.get(row[0], 1) for row in rows] for sex, rows in self.family.items()}
        self.given_weights = {sex: [1 / (at % 40 + 2) for at in range(len(rows))] for sex, rows in self.given.items()}
        with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
            self.units = [row["code"] for row in csv.DictReader(file)]
        self.unit_weights = [160 if code == "DMP" else 30 if len(code) == 3 else 8 for code in self.units]
        self.districts = {code: f"d{at % 64:02}" for at, code in enumerate(self.units)}
        self.serial = 0

    def happens(self, share):
        return self.chance.random() < share

    # People

    def person(self, **known):
        """Returns ({field: value} with the Name under "name")."""
        sex = known.get("sex") or ("female" if self.happens(WOMEN) else "male")
        unit = known.get("unit") or self.unit()
        joined = date(1988, 1, 1) + timedelta(days=183 * self.chance.randrange(70))
        self.serial += 1
        prefix = f"{self.chance.randrange(65, 99)}{joined.year % 100:02}"
        person = {
            "service_number": f"{prefix}{self.chance.randrange(400_000):06}",
            "name": known.get("name") or self.name(sex),
            "mobile": self.phone(),
            "email": f"officer{self.serial}@example.org" if self.happens(WITH_EMAIL) else "",
            "rank": self.chance.choices(RANKS, weights=(40, 8, 20, 18, 8, 3, 2, 1))[0],
            "unit": unit,
            "district": self.districts[unit] if self.happens(0.85) else f"d{self.chance.randrange(64):02}",
            "sex": sex,
            "joined_on": joined.isoformat() if self.happens(WITH_JOINED) else "",
        }
        return person | known

    def unit(self):
        return self.chance.choices(self.units, weights=self.unit_weights)[0]

    def phone(self):
        return f"+8801{self.chance.randrange(3, 10)}{self.chance.randrange(10**8):08}"

    def name(self, sex, family=None):
        given = self.chance.choices(self.given[sex], weights=self.given_weights[sex])[0]
        words = [given]
        if self.happens(0.15):
            words.append(self.chance.choice(self.given[sex]))
        words.append(family or self.chance.choices(self.family[sex], weights=self.weights[sex])[0])
        prefix = sex if given[3]["pool"] == "muslim_pool" and self.happens(0.55) else ""
        return Name(tuple((roman, bangla, variants) for roman, bangla, variants, _row in words), prefix)

    # What is on record, and what a roster makes of it

    def on_record(self, person):
        """Returns the Description as the record has it: clean, in one script or both."""
        english, bangla = self._written(person["name"], 0), self._written(person["name"], 1)
        if not self.happens(WITH_BOTH_SCRIPTS):
            english, bangla = (english, "") if self.happens(0.6) else ("", bangla)
        facts = {field: value for field, value in person.items() if field != "name"}
        return Description(**facts, name_en=english, name_bn=bangla)

    def _written(self, name, script):
        prefix = PREFIXES[name.prefix][script][0] + " " if name.prefix else ""
        return prefix + " ".join(word[script] for word in name.words)

    def from_roster(self, person):
        """Returns the Description as the next roster has it: respelled, mistyped, moved, promoted, with cells missing."""
        english, bangla = self._respelled(person["name"], 0), self._respelled(person["name"], 1)
        if self.happens(ONE_SCRIPT_ONLY):
            english, bangla = (english, "") if self.happens(0.45) else ("", bangla)
        unit, district, rank = person["unit"], person["district"], person["rank"]
        if self.happens(TRANSFERRED):
            unit = self.unit()
            district = self.districts[unit]
        if self.happens(PROMOTED):
            rank = RANKS[min(RANKS.index(rank) + 1, len(RANKS) - 1)]
        return Description(
            service_number=self._number(person["service_number"]),
            name_en=english,
            name_bn=bangla,
            mobile=self._phone(person["mobile"]),
            email="" if self.happens(EMAIL_MISSING) else person["email"],
            rank="" if self.happens(RANK_MISSING) else rank,
            unit="" if self.happens(UNIT_MISSING) else unit,
            district="" if self.happens(DISTRICT_MISSING) else district,
            sex="" if self.happens(SEX_MISSING) else person["sex"],
            joined_on=self._joined(person["joined_on"]),
        )

    def _number(self, number):
        drawn = self.chance.random()
        if drawn < NUMBER_MISSING:
            return ""
        if drawn < NUMBER_MISSING + NUMBER_FOREIGN:
            return self.person()["service_number"]
        return (
            self._swapped(number)
            if self.happens(NUMBER_SWAPPED / (NUMBER_SWAPPED + NUMBER_DIGIT))
            else self._one_digit(number)
        )

    def _swapped(self, digits):
        at = self.chance.choice([at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]])
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]

    def _one_digit(self, digits, first=0):
        at = self.chance.randrange(first, len(digits))
        return (
            digits[:at]
            + self.chance.choice([digit for digit in "0123456789" if digit != digits[at]])
            + digits[at + 1 :]
        )

    def _phone(self, phone):
        drawn = self.chance.random()
        if drawn < PHONE_MISSING:
            return ""
        if drawn < PHONE_MISSING + PHONE_CHANGED:
            return self.phone()
        return self._one_digit(phone, first=6) if self.happens(PHONE_SLIP) else phone

    def _joined(self, day):
        if not day or self.happens(JOINED_MISSING):
            return ""
        if self.happens(JOINED_SLIP):
            return (date.fromisoformat(day) + timedelta(days=self.chance.choice([1, 10, 365]))).isoformat()
        return day

    def _respelled(self, name, script):
        words = [self._word(word, script) for word in name.words]
        if len(words) > 2 and self.happens(WORD_MISSING):
            words.pop(1)
        if self.happens(WORDS_TURNED):
            words.reverse()
        if script == 0 and len(words) > 1 and self.happens(INITIAL_FOR_WORD):
            words[0] = words[0][0] + "."
        text = " ".join(words)
        if name.prefix and self.happens(0.85):
            spelt = PREFIXES[name.prefix][script]
            text = f"{self.chance.choice(spelt) if self.happens(PREFIX_CHANGED) else spelt[0]} {text}"
        if self.happens(TITLE_ADDED):
            text = self.chance.choice([title for title in TITLES if title.isascii() == (script == 0)]).format(text)
        return text

    def _word(self, word, script):
        text = word[script]
        if script == 0 and word[2] and self.happens(OTHER_SPELLING):
            text = self.chance.choice(word[2])
        if self.happens(HOMEMADE_SPELLING):
            fitting = [(old, new) for old, new in (HOMEMADE_BN if script else HOMEMADE_EN) if old in text[1:]]
            if fitting:
                old, new = self.chance.choice(fitting)
                text = text[0] + text[1:].replace(old, new, 1)
        return self._slip(text) if self.happens(SLIP) and len(text) > 3 else text

    def _slip(self, text):
        at = self.chance.randrange(1, len(text) - 1)
        kind = self.chance.randrange(3)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:at] + text[at] + text[at:]

    # Pairs

    def same(self):
        """Two descriptions of one person."""
        person = self.person()
        return LabelledPair(self.on_record(person), self.from_roster(person), is_same=True, kind="same")

    def different(self):
        """Two people, mostly such as are easily mistaken for each other."""
        kind = self.chance.choices(
            ("namesakes in one unit", "family with one phone", "office with one phone", "one word in common",
             "neighbours in the list", "recruitment batch neighbours", "strangers"),
            weights=(20, 15, 8, 22, 10, 10, 25),
        )[0]  # fmt: skip
        one = self.person()
        number = (
            f"{one['service_number'][:4]}{(int(one['service_number'][4:]) + self.chance.randrange(1, 90)) % 10**6:06}"
        )
        other = {
            "namesakes in one unit": lambda: self.person(name=one["name"], unit=one["unit"], sex=one["sex"]),
            "family with one phone": lambda: self._relative(one),
            "office with one phone": lambda: self.person(mobile=one["mobile"], unit=one["unit"]),
            "one word in common": lambda: self._half_namesake(one),
            "neighbours in the list": lambda: self.person(service_number=number, joined_on=one["joined_on"]),
            "recruitment batch neighbours": lambda: self._of_one_batch(one),
            "strangers": self.person,
        }[kind]()
        first, second = self.on_record(one), self.from_roster(other)
        if self.happens(0.9) and not second.service_number:
            # Two people rarely look alike and lack the number as well.
            second = second._replace(service_number=other["service_number"])
        return LabelledPair(first, second, is_same=False, kind=kind)

    def _relative(self, one):
        sex = "female" if one["sex"] == "male" and self.happens(0.6) else "male"
        family = next((row for row in self.family[sex] if row[0] == one["name"].words[-1][0]), None)
        return self.person(mobile=one["mobile"], sex=sex, name=self.name(sex, family))

    def _half_namesake(self, one):
        family = next(row for row in self.family[one["sex"]] if row[0] == one["name"].words[-1][0])
        return self.person(sex=one["sex"], unit=one["unit"], name=self.name(one["sex"], family))

    def _of_one_batch(self, one):
        """Somebody who joined with `one`: number and SIM card of the same counter, the same first posting."""
        apart = self.chance.choice([-1, 1]) * self.chance.randrange(1, 10)
        number, phone = int(one["service_number"]) + apart, int(one["mobile"][1:]) + apart
        same = {field: one[field] for field in ("unit", "district", "rank", "joined_on")}
        sex = one["sex"] if self.happens(0.9) else "female"
        return self.person(service_number=f"{number:010}", mobile=f"+{phone}", sex=sex, **same)

    def batch(self, count):
        """Returns (Descriptions on record, Descriptions of rows) of a recruitment batch of `count`, every second one on record."""
        first = self.person(rank="CONST", joined_on="2019-07-01")
        same = {field: first[field] for field in ("unit", "district", "rank", "joined_on")}
        number, phone = int(first["service_number"][:4]) * 10**6, int(first["mobile"][1:-4]) * 10**4
        people = [
            self.person(service_number=f"{number + at:010}", mobile=f"+{phone + at}", **same) for at in range(count)
        ]
        rows = [
            self.from_roster(person)._replace(service_number=person["service_number"], mobile=person["mobile"])
            for person in people[1::2]
        ]
        return [self.on_record(person) for person in people[::2]], rows

    def pairs(self, count):
        """Returns `count` LabelledPairs, half of them of one person each, mixed."""
        drawn = [self.same() if at % 2 else self.different() for at in range(count)]
        self.chance.shuffle(drawn)
        return drawn
