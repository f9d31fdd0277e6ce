"""Rows as data, exact to the microsecond: kept where a row must go, and put back as it was."""

from django.db.models import JSONField


def as_data(row):
    """Returns every column of a saved row as {column: value} fit for JSON."""
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field, row):
    value = field.value_from_object(row)
    if value is None or isinstance(field, JSONField) or isinstance(value, bool | int | str):
        return value
    return field.value_to_string(row)


def value_of(model, column, data):
    """Returns the value (a date, a Decimal, an id …) of one column in what `as_data` returned."""
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    value = data[column]
    return value if isinstance(field, JSONField) else field.to_python(value)


def row_of(model, data):
    """Returns the row (not saved) that `as_data` was asked about. Columns that came since have their default."""
    known = [field.attname for field in model._meta.concrete_fields if field.attname in data]
    return model(**{column: value_of(model, column, data) for column in known})


def restore_rows(model, *rows):
    """Writes rows (data) again under their old numbers, with their old times. Returns them."""
    restored = [row_of(model, data) for data in rows]
    for row in restored:
        # Raw: neither the clock nor whoever listens to saving adds anything.
        row.save_base(raw=True, force_insert=True)
    return restored
