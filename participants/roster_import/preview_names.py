"""The names of ranks, units and districts that the rows of a preview mention, in the language of the page."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language

from participants.models import RosterRow
from participants.models.coded_fields import CODED_FIELDS, names_by_code
from participants.roster.base.problems import Problem, problem_from_json


class PreviewNames:
    """Look-ups for a page of RosterRows. At most six queries, three of them for a page in Bangla only."""

    def __init__(self, rows: Iterable[RosterRow]) -> None:
        rows = list(rows)
        self._names = names_by_code((row.values, row.changes) for row in rows)
        self._bangla = _bangla_names(rows) if get_language() == "bn" else {}

    def text_of(self, field: str, value: str) -> str:
        """Returns a value as the page shows it: a name for a code, a mobile number in its local form."""
        if field == "mobile":
            return f"0{value[4:8]} {value[8:]}" if value.startswith("+880") else value
        return self._names.get(field, {}).get(value, value)

    def localised(self, found: Problem) -> Problem:
        """Returns a Problem with the names in its facts in the language of the page.

        A stored problem has the English names, because a list is read without a database.
        """
        if not self._bangla or found.field not in CODED_FIELDS:
            return found
        texts = {key: ", ".join(self._bangla.get(name, name) for name in _split(found, key)) for key in _named(found)}
        return replace(found, facts=found.facts | texts)


def _bangla_names(rows: list[RosterRow]) -> dict[str, str]:
    """Returns {English name: Bangla name} of the ranks, units and places that the problems of rows mention."""
    stored = (one for row in rows for one in row.problems if one["field"] in CODED_FIELDS)
    wanted = {name for found in map(problem_from_json, stored) for key in _named(found) for name in _split(found, key)}
    names: dict[str, str] = {}
    for model in CODED_FIELDS.values():
        records = model.objects.filter(name_en__in=wanted).exclude(name_bn="")
        names |= dict(records.values_list("name_en", "name_bn"))
    return names


def _named(found: Problem) -> list[str]:
    """Returns the keys of the facts that are names of records; the others are texts of the file."""
    keys = ("after", "meant", "seen") if found.code == "REGION_MISMATCH" else ("after", "meant")
    return [key for key in keys if key in found.facts]


def _split(found: Problem, key: str) -> list[str]:
    return str(found.facts[key]).split(", ")
