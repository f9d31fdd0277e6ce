"""The ranks, units and places of rosters, with all known spellings: look-up tables, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from participants.roster.base import rank_spellings, spellings
from participants.roster.base.text import key
from programmes.workbooks.delimited import shipped_rows

DATA = Path(__file__).parent.parent.parent / "data"
# Short spellings that sound alike may be different ranks.
_SHORTEST_FOLD = 6
PLACES = Path(__file__).parent.parent.parent.parent / "programmes" / "data"


class RankFact(NamedTuple):
    """A rank; `order` rises with seniority."""

    code: str
    order: int
    name_en: str
    name_bn: str
    aliases: tuple = ()


class UnitFact(NamedTuple):
    """A unit; `district` is the code of the district it sits in, or ""; `kind` as in the model Unit."""

    code: str
    kind: str
    name_en: str
    name_bn: str
    abbreviation: str = ""
    aliases: tuple = ()
    parent: str = ""
    district: str = ""


class DistrictFact(NamedTuple):
    """A district; `division` is the code of its division."""

    code: str
    name_en: str
    name_bn: str
    aliases: tuple = ()
    division: str = ""


class DivisionFact(NamedTuple):
    """A division."""

    code: str
    name_en: str
    name_bn: str
    aliases: tuple = ()


class UpazilaFact(NamedTuple):
    """An upazila; `district` is the code of its district."""

    name_en: str
    name_bn: str
    aliases: tuple = ()
    district: str = ""


class ThanaFact(NamedTuple):
    """A police station of a metropolitan police; `unit` and `district` are codes."""

    unit: str
    name_en: str
    name_bn: str
    district: str = ""


@dataclass
class Reference:
    """Look-ups from a spelling (as `text.key` normalises it) to codes. Created with `build` or `from_csv`."""

    ranks: dict[str, RankFact]
    units: dict[str, UnitFact]
    districts: dict[str, DistrictFact]
    divisions: dict[str, DivisionFact]
    rank_titles: dict[str, set[rank_spellings.RankTitle]] = field(default_factory=dict)
    rank_folds: dict[str, str] = field(default_factory=dict)
    unit_codes: dict[str, set[str]] = field(default_factory=dict)
    unit_keys_by_start: dict[str, list[str]] = field(default_factory=dict)
    district_codes: dict[str, str] = field(default_factory=dict)
    district_folds: dict[str, str] = field(default_factory=dict)
    division_codes: dict[str, str] = field(default_factory=dict)
    upazila_districts: dict[str, set[str]] = field(default_factory=dict)
    thana_units: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        *,
        ranks: Iterable[RankFact],
        units: Iterable[UnitFact],
        districts: Iterable[DistrictFact],
        divisions: Iterable[DivisionFact] = (),
        upazilas: Iterable[UpazilaFact] = (),
        thanas: Iterable[ThanaFact] | None = None,
        titles: Iterable[tuple[str, str, str, str]] | None = None,
    ) -> Self:
        """Builds the look-ups from iterables of the facts above.

        `thanas` (ThanaFact) and `titles` (code, where, English, Bangla) of metropolitan posts are read from the
        reference files when they are not given.
        """
        made = cls(
            ranks={fact.code: fact for fact in ranks},
            units={fact.code: fact for fact in units},
            districts={fact.code: fact for fact in districts},
            divisions={fact.code: fact for fact in divisions},
        )
        titles = _titles() if titles is None else titles
        made.rank_titles = rank_spellings.of_ranks(made.ranks.values(), titles, _posts()).by_key
        made.rank_folds = rank_spellings.folds_of(made.rank_titles, spellings.fold, least=_SHORTEST_FOLD)
        made.district_codes = spellings.of_places(made.districts.values())
        made.division_codes = spellings.of_places(made.divisions.values())
        made.district_folds = spellings.folds(made.district_codes)
        made.unit_codes = spellings.of_units(made.units.values(), made.districts)
        for word in made.unit_codes:
            made.unit_keys_by_start.setdefault(word[:2], []).append(word)
        fact: UpazilaFact | ThanaFact
        for fact in upazilas:
            for name in (fact.name_en, fact.name_bn, *fact.aliases):
                made.upazila_districts.setdefault(key(name), set()).add(fact.district)
        for fact in _thanas() if thanas is None else thanas:
            for name in (fact.name_en, fact.name_bn):
                made.thana_units.setdefault(key(name), set()).add((fact.unit, fact.district))
        return made

    @classmethod
    def from_csv(cls, people: str | Path = DATA, places: str | Path = PLACES) -> Self:
        """Builds it from the reference files that the product ships; `people` and `places` are their folders."""
        people, places = Path(people), Path(places)
        districts = [
            DistrictFact(
                row["bbs_code"],
                row["name_en"],
                row["name_bn"],
                _split(row["aliases_en"], row["aliases_bn"]),
                row["division_bbs"],
            )
            for row in shipped_rows(places / "districts.csv")
        ]
        by_name = {fact.name_en: fact.code for fact in districts}
        return cls.build(
            ranks=_ranks(people),
            units=[
                UnitFact(
                    row["code"],
                    "district" if row["kind"] == "district_police" else row["kind"],
                    row["name_en"],
                    row["name_bn"],
                    row["abbr"],
                    (),
                    row["parent"],
                    by_name.get(row["hq"].partition(" (")[0], ""),
                )
                for row in shipped_rows(people / "units.csv")
            ],
            districts=districts,
            divisions=[
                DivisionFact(row["bbs_code"], row["name_en"], row["name_bn"], _split(row["aliases"]))
                for row in shipped_rows(places / "divisions.csv")
            ],
            upazilas=[
                UpazilaFact(
                    row["name_en"], row["name_bn"], _split(row["aliases_en"], row["aliases_bn"]), row["district_bbs"]
                )
                for row in shipped_rows(places / "upazilas.csv")
            ],
        )

    def division_of_unit(self, code: str) -> str | None:
        """Returns the division of a unit that belongs to one place; None for a unit of the whole country."""
        unit = self.units.get(code)
        if unit is None or unit.kind not in ("district", "metro", "range"):
            return None
        district = self.districts.get(unit.district)
        return district.division if district else None


@lru_cache(maxsize=1)
def shipped_rank_titles() -> rank_spellings.Titles:
    """Returns the Titles of the ranks and posts that the product ships, for texts that are read without a `Reference`."""
    return rank_spellings.of_ranks(_ranks(DATA), _titles(), _posts())


def _ranks(folder):
    return [
        RankFact(
            row["code"],
            int(row["order"]),
            row["name_en"],
            row["name_bn"],
            _split(row["aliases_en"], row["aliases_bn"]),
        )
        for row in shipped_rows(folder / "ranks.csv")
    ]


def _posts():
    for row in shipped_rows(DATA / "posts.csv"):
        names = _split(row["aliases_en"], row["aliases_bn"])
        yield row["rank_codes"].split("|"), (row["title_en"], row["title_bn"], *names)


def _split(*columns):
    return tuple(name.strip() for column in columns for name in column.split("|") if name.strip())


def _thanas():
    for row in shipped_rows(DATA / "metro_thanas.csv"):
        yield ThanaFact(row["metro"], row["name_en"], row["name_bn"], row["district_bbs"])


def _titles():
    for row in shipped_rows(DATA / "rank_equivalents.csv"):
        yield row["rank_code"], row["where"], row["title_en"], row["title_bn"]
