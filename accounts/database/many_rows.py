"""Writes many new rows at once: by COPY where the database has it. An INSERT of many rows costs the driver more than the database."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)

# What such fields hold goes to the database as it is, once it is plain; the others are asked, which takes ten times as long.
_AS_IT_IS = (
    {"CharField", "TextField", "BooleanField", "ForeignKey", "OneToOneField"}
    | {f"{size}{kind}Field" for size in ("", "Big", "Small") for kind in ("Integer", "Auto")}
    | {f"Positive{size}IntegerField" for size in ("", "Big", "Small")}
)
_PLAIN = (str, int, bool, type(None))
WORTH_A_COPY = 20  # rows: drawing their keys is a statement more
# The sequence is looked up once, not for each number.
_DRAW_IDS = """
    SELECT nextval(sequence) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS named,
    generate_series(1, %s)
"""


def insert_many(objects: Sequence[M]) -> list[M]:
    """Writes new objects of one model, whose key "id" the database numbers, and returns them with their keys.

    As `bulk_create` does: constraints and triggers hold, `save` is not called. Raises the errors of `bulk_create`.
    """
    found = list(objects)
    if len(found) < 2 or connection.vendor != "postgresql":
        return type(found[0])._default_manager.bulk_create(found, batch_size=500) if found else []
    table, fields = found[0]._meta.db_table, found[0]._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    prepared = [(field, _is_plain(field)) for field in fields]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_DRAW_IDS, [table, len(found)])
        for one, (number,) in zip(found, cursor.fetchall(), strict=True):
            one.pk = number
        # Turns the errors of the driver into those of Django.
        with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for one in found:
                facts = one.__dict__
                copy.write_row(
                    [
                        value
                        if is_plain and type(value := facts[field.attname]) in _PLAIN
                        else field.get_db_prep_save(field.pre_save(one, add=True), connection)
                        for field, is_plain in prepared
                    ]
                )
    for one in found:
        one._state.adding, one._state.db = False, connection.alias
    return found


def _is_plain(field: "Field[Any, Any]") -> bool:
    """Whether a field writes a text or a number as it finds it."""
    kind = type(field)
    return (
        field.get_internal_type() in _AS_IT_IS
        and kind.__module__.startswith("django.db.models.fields")
        and kind.pre_save is Field.pre_save
    )
