"""Synthetic people: names drawn from pools, service numbers and mobiles that belong to nobody.

Service numbers begin with 9900 ("born in '99, joined in '00"), which no serving officer can have. Draws that would make the
name of a known person are thrown away.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from programmes.workbooks.delimited import shipped_rows

DATA = Path(__file__).parent / "data"
SHARE_OF_WOMEN = 0.2
SHARE_WITH_PREFIX = 0.35


@dataclass(frozen=True)
class Person:
    """One invented officer. `mobile` is stored as +8801…"""

    service_number: str
    name_en: str
    name_bn: str
    sex: str
    mobile: str


class Crowd:
    """Draws people who differ from each other; the same seed draws the same crowd."""

    def __init__(self, seed=2026):
        self._random = random.Random(seed)  # noqa: S311 -- invented people need no secrecy
        self._given = {"male": shipped_rows(DATA / "given_male.csv"), "female": shipped_rows(DATA / "given_female.csv")}
        self._family = shipped_rows(DATA / "family.csv")
        self._avoid = [tuple(pair) for pair in json.loads((DATA / "avoid_combinations.json").read_text())["pairs"]]
        self._seen = set()
        self._number = 0

    def draw(self, sex: str | None = None) -> Person:
        """Returns one more Person, of the given sex or of either in the share of SHARE_OF_WOMEN."""
        sex = sex or ("female" if self._random.random() < SHARE_OF_WOMEN else "male")
        while True:
            given = self._random.choice(self._given[sex])
            families = [
                row for row in self._family if row["pool"] == given["pool"] and row["gender_use"] in ("any", sex)
            ]
            family = self._random.choice(families)
            name_en, name_bn = f"{given['roman']} {family['roman']}", f"{given['bangla']} {family['bangla']}"
            if given["pool"] == "muslim_pool" and self._random.random() < SHARE_WITH_PREFIX:
                prefix = ("Mst. ", "মোছাঃ ") if sex == "female" else ("Md. ", "মোঃ ")
                name_en, name_bn = prefix[0] + name_en, prefix[1] + name_bn
            if name_en not in self._seen and not self._is_known(given["roman"], family["roman"]):
                break
        self._seen.add(name_en)
        self._number += 1
        return Person(
            service_number=f"9900{self._number:06d}",
            name_en=name_en,
            name_bn=name_bn,
            sex=sex,
            mobile=f"+8801700{self._number:06d}",
        )

    def skip(self, count: int) -> None:
        """Leaves out the first `count` people: they are on record already."""
        for _person in range(count):
            self.draw()

    def _is_known(self, given, family):
        return any(given == first and last in ("*", family) for first, last in self._avoid)
