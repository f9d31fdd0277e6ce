"""Two officers side by side: what each record says, in words, and where they differ."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from accounts.text.localised_text import date_text
from participants.merging.movable_relations import handlers_of
from participants.merging.plan import chosen_fields
from participants.models import Officer
from participants.roster.base.fields import OFFICER_FIELDS
from participants.row_snapshots import row_of


@dataclass(frozen=True)
class Line:
    """One thing that two records say. `low` and `high` are "" where a record says nothing."""

    name: str
    label: str
    low: str
    high: str

    @property
    def differs(self):
        return self.low != self.high


def lines_of(low, high, names=OFFICER_FIELDS):
    """Returns [Line] of two officers (with what `names` refer to fetched), without those of which neither says anything."""
    fields = {field.name: field for field in chosen_fields()}
    lines = [Line(name, str(fields[name].verbose_name), shown(low, name), shown(high, name)) for name in names]
    return [line for line in lines if line.low or line.high]


def shown(officer, name):
    """Returns the value of a field of an officer as people read it."""
    field = Officer._meta.get_field(name)
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


def counted(pairs):
    """Returns {officer id: [(label, how many)]} of what hangs on the officers of `pairs`. One query for each kind."""
    ids = {pk for pair in pairs for pk in (pair.officer_low_id, pair.officer_high_id)}
    kinds = [handler for handler in handlers_of(Officer) if handler.is_shown]
    found = {pk: [] for pk in ids}
    for handler in kinds if ids else ():
        counts = handler.count(ids)
        for pk in ids:
            if counts[pk]:
                found[pk].append((handler.label, counts[pk]))
    return found


def values_of(merge):
    """Returns [Line] of a Merge where the two records differed: `low` is what was kept of the other, `high` what was given up."""
    before, absorbed, after = (
        row_of(Officer, data) for data in (merge.kept_before, merge.absorbed_record, merge.kept_after)
    )
    lines = []
    for field in chosen_fields():
        was, other = shown(before, field.name), shown(absorbed, field.name)
        if was != other:
            now = shown(after, field.name)
            lines.append(Line(field.name, str(field.verbose_name), now, other if now == was else was))
    return lines


def moved_by(merge):
    """Returns [(label, how many)] of what a Merge gave to the officer who was kept."""
    counts = []
    for handler in handlers_of(Officer):
        moved = merge.moved.get(handler.key, {})
        count = len(moved.get("ids", [])) + len(moved.get("united", []))
        if handler.is_shown and count:
            counts.append((handler.label, count))
    return counts
