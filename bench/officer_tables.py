"""Invented tables of officers for `bench.officer_import`: as different from each other as real ones, always the same."""

import csv
import random

from openpyxl import Workbook

from participants.identity import description_of, keys_of
from participants.identity.finding_keys import finding_keys
from participants.roster.base.reference import DATA, Reference

HEADINGS = (
    "Service number",
    "Name in English",
    "Name in Bangla",
    "Sex",
    "Rank",
    "Unit",
    "District",
    "Designation",
    "Mobile",
    "E-mail",
    "Joined the police on",
)
FIELDS = (
    *("service_number", "name_en", "name_bn", "sex", "rank", "unit", "district", "designation", "mobile", "email"),
    "joined_on",
)
UPDATES, BAD = 0.05, 0.025
_POSTS = ("Officer in Charge", "Second officer", "Community policing officer", "Beat officer", "")
_SPOILT = {
    "service_number": ("99123", "", "99A0000001"),
    "rank": ("Grand Vizier",),
    "mobile": ("12345",),
    "email": ("nobody at home",),
    "unit": ("Moon base",),
    "joined_on": ("31/02/2015",),
}


def _words(name, column):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


class Officers:
    """Draws officers; `draw(at)` returns the cells of one whose service number follows from `at`."""

    def __init__(self, seed=1971):
        self._chance = random.Random(seed)  # noqa: S311 -- sample data
        given, family = ("given_male.csv", "given_female.csv"), "family.csv"
        self._given = [
            pair for name in given for pair in zip(_words(name, "roman"), _words(name, "bangla"), strict=True)
        ]
        self._family = list(zip(_words(family, "roman"), _words(family, "bangla"), strict=True))
        reference = Reference.from_csv()
        self._ranks = [fact.name_en for fact in reference.ranks.values()]
        self._units = [fact.name_en for fact in reference.units.values() if fact.kind == "district"]
        self._districts = [fact.name_en for fact in reference.districts.values()]

    def draw(self, at):
        """Returns the cells of an officer, in the order of FIELDS."""
        chance = self._chance
        first, second, last = chance.choice(self._given), chance.choice(self._given), chance.choice(self._family)
        return [
            f"99{at:08}",
            f"Md. {first[0]} {second[0]} {last[0]}",
            f"মোঃ {first[1]} {second[1]} {last[1]}",
            chance.choice(("male", "female")),
            chance.choice(self._ranks),
            chance.choice(self._units),
            chance.choice(self._districts),
            chance.choice(_POSTS),
            f"+88017{at:08}",
            f"officer{at}@example.org",
            f"20{chance.randrange(24):02}-{chance.randrange(12) + 1:02}-{chance.randrange(28) + 1:02}",
        ]

    def table(self, count, on_record):
        """Yields (cells, is good) of `count` rows: some bad, some of officers on record with another post, the rest new.

        on_record: the cells of officers on record.
        """
        chance = self._chance
        known = iter(chance.sample(on_record, min(len(on_record), int(count * UPDATES))))
        for place in range(count):
            if place % 20 == 7 and (cells := next(known, None)):
                cells = [*cells]
                cells[FIELDS.index("designation")] = "Transferred, joining soon"
                yield cells, True
                continue
            cells = self.draw(50_000_000 + place)
            is_bad = place % 40 == 11
            if is_bad:
                field = chance.choice(list(_SPOILT))
                cells[FIELDS.index(field)] = chance.choice(_SPOILT[field])
            yield cells, not is_bad


def write_csv(path, rows):
    """Writes rows under the headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows)


def write_xlsx(path, rows):
    """Writes rows under the headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Officers")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(path)


def write_keys(path, rows):
    """Writes a line (service number, key) for each search key of the officers in rows of cells."""
    units = {fact.name_en: fact.code for fact in Reference.from_csv().units.values()}
    with path.open("w", encoding="ascii") as file:
        for cells in rows:
            values = dict(zip(FIELDS, cells, strict=True))
            person = description_of(values | {"unit": units[values["unit"]]})
            for key in keys_of(person) | finding_keys((person.name_en, person.name_bn), person.mobile):
                file.write(f"{values['service_number']}\t{key}\n")
