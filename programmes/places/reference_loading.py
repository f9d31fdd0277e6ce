"""Loads the reference data of this app: places and goals. Running it again brings the rows up to date and adds none."""

from pathlib import Path
from typing import Any

from django.db import transaction

from programmes.models import Goal, Place
from programmes.workbooks.delimited import shipped_rows

DATA = Path(__file__).parent.parent / "data"
HOME = "BD"  # the country with divisions, districts and upazilas


def spellings(*columns: str) -> list[str]:
    """Returns the other spellings of a name from columns that separate them by a bar."""
    return [spelling.strip() for column in columns for spelling in column.split("|") if spelling.strip()]


def load_goals() -> int:
    """Loads the 17 goals; returns their number."""
    goals = [
        Goal(number=row["number"], title_en=row["title_en"], title_bn=row["title_bn"], colour=row["colour"])
        for row in shipped_rows(DATA / "goals.csv")
    ]
    Goal.objects.bulk_create(
        goals, update_conflicts=True, unique_fields=["number"], update_fields=["title_en", "title_bn", "colour"]
    )
    return len(goals)


@transaction.atomic
def load_places() -> int:
    """Loads countries, divisions, districts and upazilas, level by level; returns their number."""
    countries = [_place("country", row, row["code"], None, []) for row in shipped_rows(DATA / "countries.csv")]
    divisions = [
        _place("division", row, row["bbs_code"], HOME, spellings(row["aliases"]))
        for row in shipped_rows(DATA / "divisions.csv")
    ]
    districts = [
        _place("district", row, row["bbs_code"], row["division_bbs"], spellings(row["aliases_en"], row["aliases_bn"]))
        for row in shipped_rows(DATA / "districts.csv")
    ]
    upazilas = [
        # One upazila has no official code yet and goes by the key of the data set.
        _place(
            "upazila",
            row,
            row["bbs_code"] or row["key"],
            row["district_bbs"],
            spellings(row["aliases_en"], row["aliases_bn"]),
        )
        for row in shipped_rows(DATA / "upazilas.csv")
    ]
    for level in (countries, divisions, districts, upazilas):
        _save(level)
    return sum(len(level) for level in (countries, divisions, districts, upazilas))


def _place(kind: str, row: Any, code: str, parent_code: Any, aliases: Any) -> Any:
    place: Any = Place(
        kind=kind,
        code=code,
        name_en=row["name_en"],
        name_bn=row["name_bn"],
        aliases=aliases,
        latitude=row.get("label_lat") or None,
        longitude=row.get("label_lon") or None,
    )
    place.parent_code = parent_code
    return place


def _save(places: Any) -> None:
    ids = dict(Place.objects.values_list("code", "pk"))
    for place in places:
        if place.kind != "country":
            place.parent_id = ids[place.parent_code]
    Place.objects.bulk_create(
        places,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["parent", "name_en", "name_bn", "aliases", "latitude", "longitude"],
    )
