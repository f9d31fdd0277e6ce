"""Snapshots of rows as plain JSON, exact to the microsecond: stored when a row is deleted, and restored unchanged."""

from collections.abc import Mapping
from typing import Any

from django.db.models import JSONField, Model


def as_data(row: Model) -> dict[str, Any]:
    """Returns the snapshot of a saved row: {column: value}, plain JSON."""
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field, row):
    value = field.value_from_object(row)
    if value is None or isinstance(field, JSONField) or isinstance(value, bool | int | str):
        return value
    return field.value_to_string(row)


def value_of(model: type[Model], column: str, data: Mapping[str, Any]) -> Any:
    """Returns the value (a date, a Decimal, an id …) of one column of a snapshot."""
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    value = data[column]
    return value if isinstance(field, JSONField) else field.to_python(value)


def row_of(model: type[Model], data: Mapping[str, Any]) -> Any:
    """Returns the row of a snapshot, not saved. Columns that were added since have their default."""
    known = [field.attname for field in model._meta.concrete_fields if field.attname in data]
    return model(**{column: value_of(model, column, data) for column in known})


def restore_rows(model: type[Model], *rows: Mapping[str, Any]) -> list[Any]:
    """Writes rows (snapshots) again, with their old ids and times. Returns them."""
    restored = [row_of(model, data) for data in rows]
    for row in restored:
        # Raw: no automatic times, no signals.
        row.save_base(raw=True, force_insert=True)
    return restored
