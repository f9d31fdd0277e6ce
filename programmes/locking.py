"""Locks one record of a programme for a change, and refuses everyone who does not coordinate that programme."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from programmes.models import Programme

Record = TypeVar("Record", bound=Model)


def refuse_unless_coordinates(by: User | None, programme: Programme, *, or_system: bool = True) -> None:
    """Raises Refused unless `by` coordinates the programme. by: a User, or None for the system, which `or_system` allows."""
    if (by is None and not or_system) or (by is not None and not coordinates(by, programme)):
        raise Refused(_("Only a coordinator of the programme can do this."))


def locked_record(record: Record, *, by: User | None, path: str = "programme", or_system: bool = True) -> Record:
    """Returns the record as it is now, locked until the caller's transaction ends. Raises Refused as above.

    path: the relations that lead from the record to its programme, as in `select_related`.
    """
    rows: QuerySet[Record] = type(record)._default_manager.all()
    row = rows.select_for_update(of=("self",)).select_related(path).get(pk=record.pk)
    programme: Any = row
    for name in path.split("__"):
        programme = getattr(programme, name)
    refuse_unless_coordinates(by, programme, or_system=or_system)
    return row
