"""Loads the reference data of this app: ranks and units. A second run updates the rows and adds none."""

from pathlib import Path

from django.db import transaction

from participants.models import Rank, Unit, UnitKind
from participants.roster.base.reference import DistrictFact, DivisionFact, RankFact, Reference, UnitFact, UpazilaFact
from programmes.models import Place
from programmes.places.reference_loading import spellings
from programmes.workbooks.delimited import shipped_rows

DATA = Path(__file__).parent.parent / "data"
KINDS = {kind.value: kind for kind in UnitKind} | {"district_police": UnitKind.DISTRICT}


def load_ranks() -> int:
    """Loads the 13 ranks of Bangladesh Police; returns their number."""
    country = Place.objects.get(kind="country", code="BD")
    ranks = []
    for row in shipped_rows(DATA / "ranks.csv"):
        english, bangla = spellings(row["aliases_en"]), spellings(row["aliases_bn"])
        ranks.append(
            Rank(
                country=country,
                code=row["code"],
                order=row["order"],
                name_en=row["name_en"],
                name_bn=row["name_bn"],
                abbreviation_en=english[0] if english else "",
                abbreviation_bn=bangla[0] if bangla else "",
                aliases=english + bangla,
                is_cadre=row["cadre"] == "cadre",
            )
        )
    Rank.objects.bulk_create(
        ranks,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["order", "name_en", "name_bn", "abbreviation_en", "abbreviation_bn", "aliases", "is_cadre"],
    )
    return len(ranks)


@transaction.atomic
def load_units() -> int:
    """Loads the 107 units of Bangladesh Police, parents before children; returns their number."""
    waiting = shipped_rows(DATA / "units.csv")
    total = len(waiting)
    districts = dict(Place.objects.districts().values_list("code", "pk"))
    by_name = dict(Place.objects.districts().values_list("name_en", "pk"))
    while waiting:
        ids = dict(Unit.objects.values_list("code", "pk"))
        level = [row for row in waiting if not row["parent"] or row["parent"] in ids]
        if not level:
            raise ValueError(f"units.csv names a parent that does not exist: {waiting[0]['parent']}")
        Unit.objects.bulk_create(
            [
                Unit(
                    kind=KINDS[row["kind"]],
                    code=row["code"],
                    parent_id=ids.get(row["parent"]),
                    name_en=row["name_en"],
                    name_bn=row["name_bn"],
                    abbreviation=row["abbr"],
                    aliases=[],
                    place_id=districts.get(row["code"].removeprefix("DP-")) or by_name.get(row["hq"].split(" (")[0]),
                )
                for row in level
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "parent", "name_en", "name_bn", "abbreviation", "place"],
        )
        waiting = [row for row in waiting if row not in level]
    return total


def reference_for_rosters() -> Reference:
    """Returns the Reference for parsing the cells of rosters, built from the database. Three queries."""
    places = list(Place.objects.values("kind", "code", "name_en", "name_bn", "aliases", "parent__code"))
    ranks = Rank.objects.values_list("code", "order", "name_en", "name_bn", "aliases")
    units = Unit.objects.values_list(
        "code", "kind", "name_en", "name_bn", "abbreviation", "aliases", "parent__code", "place__code"
    )
    return Reference.build(
        ranks=[RankFact(code, order, en, bn, tuple(aliases)) for code, order, en, bn, aliases in ranks],
        units=[
            UnitFact(code, kind, en, bn, abbreviation, tuple(aliases), parent or "", place or "")
            for code, kind, en, bn, abbreviation, aliases, parent, place in units
        ],
        districts=[
            DistrictFact(row["code"], row["name_en"], row["name_bn"], tuple(row["aliases"]), row["parent__code"])
            for row in places
            if row["kind"] == "district"
        ],
        divisions=[
            DivisionFact(row["code"], row["name_en"], row["name_bn"], tuple(row["aliases"]))
            for row in places
            if row["kind"] == "division"
        ],
        upazilas=[
            UpazilaFact(row["name_en"], row["name_bn"], tuple(row["aliases"]), row["parent__code"])
            for row in places
            if row["kind"] == "upazila"
        ],
    )
