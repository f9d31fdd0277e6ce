"""Which programme an entry of the audit trail belongs to, so that its coordinators see it and others do not.

Each app registers for its own models how their programme is found (audit_programmes.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_known: dict[str, "Belonging"] = {}


@dataclass(frozen=True)
class Belonging:
    """How the programme of a model's objects is found, and which of its entries administrators see.

    path: the relations to it ("session__phase__programme"); find: a function of the object instead, for what no path says.
    is_access: who may come in and what programmes there are; administrators see that in every programme.
    is_about_officers: never shown to administrators, in whatever programme or in none.
    """

    path: str = ""
    find: Callable[[Any], int | None] | None = None
    is_access: bool = False
    is_about_officers: bool = False


# The default for a model that was not registered: the programme it points to, if any.
DEFAULT = Belonging("programme")


def belongs(label: str, path: str = "", **facts: Any) -> None:
    """Registers the Belonging of a model by its label ("trainings.enrolment", in small letters)."""
    _known[label] = Belonging(path, **facts)


def kinds_of_access() -> list[str]:
    """Returns the labels whose entries administrators see in every programme."""
    return [label for label, known in _known.items() if known.is_access]


def kinds_about_officers() -> list[str]:
    """Returns the labels whose entries administrators never see."""
    return [label for label, known in _known.items() if known.is_about_officers]


def known_kinds() -> list[str]:
    """Returns the labels of all registered models."""
    return list(_known)


def programmes_of(targets: Sequence[Any]) -> list[int | None]:
    """Returns the programme ids (int or None), in the order of `targets` (objects or None).

    At most one query for all objects of one model, none where the way to the programme is in memory.
    """
    found: list[int | None] = [None] * len(targets)
    by_kind: dict[str, list[tuple[int, Any]]] = {}
    for place, target in enumerate(targets):
        if target is not None:
            by_kind.setdefault(target._meta.label_lower, []).append((place, target))
    for label, placed in by_kind.items():
        for (place, _target), programme in zip(
            placed, _found(_known.get(label, DEFAULT), [one for _n, one in placed]), strict=True
        ):
            found[place] = programme
    return found


def _found(known: Any, targets: list[Any]) -> list[int | None]:
    if known.find:
        return [known.find(target) for target in targets]
    if not known.path or not _has(targets[0], known.path.partition("__")[0]):
        return [None] * len(targets)
    return _follow(known.path.split("__"), targets)


def _has(target: Any, name: str) -> bool:
    return name == "pk" or any(field.name == name and field.is_relation for field in target._meta.fields)


def _follow(path: list[str], targets: list[Any]) -> list[Any]:
    """Goes as far as the objects in memory lead and asks the database for the rest, once."""
    if path == ["pk"]:
        return [target.pk for target in targets]
    field = targets[0]._meta.get_field(path[0])
    keys = [getattr(target, field.attname) for target in targets]
    if len(path) == 1:
        return keys
    cached = {
        key: field.get_cached_value(target)
        for key, target in zip(keys, targets, strict=True)
        if key is not None and field.is_cached(target)
    }
    by_key = dict(zip(cached, _follow(path[1:], list(cached.values())), strict=True)) if cached else {}
    missing = {key for key in keys if key is not None} - set(by_key)
    if missing:
        rows = field.related_model._base_manager.filter(pk__in=missing)
        by_key |= dict(rows.values_list("pk", "__".join(path[1:])))
    return [by_key.get(key) for key in keys]
