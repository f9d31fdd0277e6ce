"""Fields of an officer that lists give as the code of another record: rank, unit and district."""

from collections.abc import Iterable, Mapping

from participants.models.rank import Rank
from participants.models.unit import Unit
from programmes.models import Place

CODED_FIELDS: dict[str, type[Rank] | type[Unit] | type[Place]] = {"rank": Rank, "unit": Unit, "district": Place}


def column_of(field: str) -> str:
    """Returns the database column of a field of an officer."""
    return f"{field}_id" if field in CODED_FIELDS else field


def code_lookup(field: str) -> str:
    """Returns what a query asks for to get a field as lists give it: the code of rank, unit and district."""
    return f"{field}__code" if field in CODED_FIELDS else field


def ids_by_code(codes: Mapping[str, Iterable[str | None]] | None = None) -> dict[str, dict[str, int]]:
    """Returns {field: {code: id}}, one query for each field. codes: {field: codes to look for}; None means all."""
    found = {}
    for field, model in CODED_FIELDS.items():
        records = model.objects.all() if codes is None else model.objects.filter(code__in=set(codes[field]) - {None})
        found[field] = dict(records.values_list("code", "pk"))
    return found


def names_by_code(rows: Iterable[tuple[Mapping, Iterable[Mapping]]]) -> dict[str, dict[str, str]]:
    """Returns {field: {code: name in the language of the page}} of all codes in rows. At most three queries.

    rows: pairs of values ({field: value}) and changes ([{"field", "old", "new"}]).
    """
    codes: dict[str, set] = {field: set() for field in CODED_FIELDS}
    for values, changes in rows:
        for field, found in codes.items():
            found.add(values.get(field))
        for change in changes:
            if change["field"] in codes:
                codes[change["field"]].update((change["old"], change["new"]))
    return {
        field: {record.code: record.name for record in model.objects.filter(code__in=wanted)}
        for field, model in CODED_FIELDS.items()
        if (wanted := codes[field] - {None, ""})
    }
