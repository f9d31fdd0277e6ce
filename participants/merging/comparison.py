"""Two officers side by side: the values of each record as text, and where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Field
from django.utils.translation import get_language

from accounts.text.localised_text import date_text
from participants.merging.movable_relations import handlers_of
from participants.merging.plan import chosen_fields
from participants.models import DuplicatePair, Merge, Officer
from participants.roster.base.fields import OFFICER_FIELDS
from participants.row_snapshots import row_of


@dataclass(frozen=True)
class Line:
    """One field of two records as text. `low` and `high` are "" where a record has no value."""

    name: str
    label: str
    low: str
    high: str

    @property
    def differs(self) -> bool:
        return self.low != self.high


def lines_of(low: Officer, high: Officer, names: Iterable[str] = OFFICER_FIELDS) -> list[Line]:
    """Returns [Line] of two officers, without fields that are empty in both. names: fields, whose related records are fetched."""
    fields = {field.name: field for field in chosen_fields()}
    lines = [
        Line(name, str(fields[name].verbose_name), field_text(low, name), field_text(high, name)) for name in names
    ]
    return [line for line in lines if line.low or line.high]


def field_text(officer: Officer, name: str) -> str:
    """Returns the value of a field of an officer as text in the language of the page; "" where it is empty."""
    field = cast("Field", Officer._meta.get_field(name))
    value = getattr(officer, name)
    if value in (None, ""):
        return ""
    if name == "user":
        return value.email or value.service_number
    if field.choices:
        return str(getattr(officer, f"get_{name}_display")())
    if isinstance(value, date):
        return date_text(value, get_language())
    return str(value)


def counted(pairs: Iterable[DuplicatePair]) -> dict[int, list[tuple[str, int]]]:
    """Returns {officer id: [(label, how many)]} of the rows of the officers of `pairs`. One query for each kind."""
    ids = {pk for pair in pairs for pk in (pair.officer_low_id, pair.officer_high_id)}
    shown = [handler for handler in handlers_of(Officer) if handler.is_shown]
    found: dict[int, list[tuple[str, int]]] = {pk: [] for pk in ids}
    for handler in shown if ids else ():
        counts = handler.count(ids)
        for pk in ids:
            if counts[pk]:
                found[pk].append((str(handler.label), counts[pk]))
    return found


def values_of(merge: Merge) -> list[Line]:
    """Returns [Line] of the fields in which the two records of a Merge differed. `low`: the value that stayed; `high`: the other."""
    before, absorbed, after = (
        row_of(Officer, data) for data in (merge.kept_before, merge.absorbed_record, merge.kept_after)
    )
    lines = []
    for field in chosen_fields():
        was, other = field_text(before, field.name), field_text(absorbed, field.name)
        if was != other:
            now = field_text(after, field.name)
            lines.append(Line(field.name, str(field.verbose_name), now, other if now == was else was))
    return lines


def moved_by(merge: Merge) -> list[tuple[str, int]]:
    """Returns [(label, how many)] of the rows that a Merge moved to the officer who was kept."""
    counts = []
    for handler in handlers_of(Officer):
        moved = merge.moved.get(handler.key, {})
        count = len(moved.get("ids", [])) + len(moved.get("united", []))
        if handler.is_shown and count:
            counts.append((str(handler.label), count))
    return counts
