"""Reading a checked roster: filters with counts, rows as people see them. Writes nothing."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from participants.models import Officer, Rank, RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.roster.problems import problem_from_json
from programmes.models import Place


class Filter(models.TextChoices):
    """Which rows of the preview are shown."""

    ALL = "all", _("All rows")
    PROBLEMS = "problems", _("With problems")
    REVIEW = "review", _("Your decision")
    CHANGE = "change", _("Changes")
    NEW = "new", _("New")
    REJECTED = "rejected", _("Not taken")

    @classmethod
    def chosen(cls, value):
        """Returns the Filter of a query string; anything unknown means all rows."""
        return cls(value) if value in cls.values else cls.ALL

    @property
    def condition(self):
        """What a row must meet to be shown."""
        if self == Filter.ALL:
            return Q()
        if self == Filter.PROBLEMS:
            return Q(outcome__in=[RowOutcome.REVIEW, RowOutcome.REJECTED])
        return Q(outcome=self.value)


def counts_by_filter(roster: RosterImport):
    """Returns [(Filter, number of rows)], in one query; filters without rows are left out, all rows never."""
    narrower = {chosen.value: Count("pk", filter=chosen.condition) for chosen in Filter if chosen.condition}
    counts = roster.rows.aggregate(**narrower, **{Filter.ALL.value: Count("pk")})
    return [(chosen, counts[chosen.value]) for chosen in Filter if counts[chosen.value] or chosen == Filter.ALL]


def preview_rows(roster: RosterImport, chosen: Filter):
    """Returns the rows of the filter in the order of the file."""
    return roster.rows.filter(chosen.condition).order_by("number")


def sexes(roster: RosterImport):
    """Returns the rows that can go in, by sex, as a dictionary: women, men, not_recorded."""
    taken = roster.rows.exclude(outcome=RowOutcome.REJECTED)
    counts = taken.aggregate(
        women=Count("pk", filter=Q(values__sex="female")),
        men=Count("pk", filter=Q(values__sex="male")),
        rows=Count("pk"),
    )
    return counts | {"not_recorded": counts["rows"] - counts["women"] - counts["men"]}


# A row as people see it

OUTCOMES = {  # outcome: kind of its chip, its shape, tint of the row
    RowOutcome.NEW: ("ok", "plus-circle-fill", ""),
    RowOutcome.MATCH: ("off", "person-check-fill", ""),
    RowOutcome.CHANGE: ("info", "arrow-left-right", ""),
    RowOutcome.ENROLLED: ("off", "bookmark-check-fill", ""),
    RowOutcome.REVIEW: ("warn", "exclamation-triangle-fill", "warn"),
    RowOutcome.REJECTED: ("bad", "x-octagon-fill", "bad"),
}
SEVERITIES = {  # severity: kind, shape
    "note": ("info", "info-circle-fill"),
    "review": ("warn", "exclamation-triangle-fill"),
    "reject": ("bad", "x-octagon-fill"),
}
COLUMNS = (  # heading, the fields shown there, what an empty cell says
    (_("Name, as it will be saved"), ("name_en", "name_bn"), _("no name")),
    (_("Service number"), ("service_number",), _("empty")),
    (_("Rank"), ("rank",), _("none given")),
    (_("Unit"), ("unit",), _("none given")),
    (_("Mobile"), ("mobile",), _("none given")),
)
NAMED = {"rank": Rank, "unit": Unit, "district": Place}


@dataclass
class Part:
    """One value in a cell; `old` is what it replaces."""

    text: str
    old: str = ""
    lang: str = ""
    css: str = ""


@dataclass
class Told:
    """One problem or note, ready to show."""

    kind: str
    shape: str
    message: str


@dataclass
class ShownCell:
    """One cell of the preview."""

    label: str
    empty: str
    parts: list = field(default_factory=list)
    problems: list = field(default_factory=list)


@dataclass
class ShownRow:
    """One row of the preview; `others` are the changes and problems that have no column of their own."""

    number: int
    outcome_label: str
    chip: str
    shape: str
    tint: str
    cells: list
    others: list
    decision: str
    is_open: bool
    can_take: bool
    suggested: str


def shown(rows: list[RosterRow], *, is_open, can_take):
    """Returns the ShownRows of a page of rows, in three queries.

    is_open: whether decisions can still be made. can_take: the rule that says of a row whether it can be taken as it is.
    """
    names = {
        name: {row.code: row.name for row in model.objects.only("code", "name_en", "name_bn")}
        for name, model in NAMED.items()
    }
    return [_shown(row, names, is_open=is_open, can_take=can_take) for row in rows]


def _shown(row, names, *, is_open, can_take):
    told = [problem_from_json(stored) for stored in row.problems]
    told = [one for one in told if not one.is_quiet]
    changes = {change["field"]: change for change in row.changes}
    placed = set()
    cells = []
    for label, fields, empty in COLUMNS:
        cell = ShownCell(label=str(label), empty=str(empty))
        for name in fields:
            if part := _part(name, row.values.get(name), changes.get(name), names):
                cell.parts.append(part)
        about = {*fields, "name"} if "name_en" in fields else set(fields)
        cell.problems = [_told(one) for one in told if one.field in about]
        placed |= about
        cells.append(cell)
    others = [_told(one) for one in told if one.field not in placed]
    others += [_told_change(change, names) for name, change in changes.items() if name not in placed]
    kind, shape, tint = OUTCOMES[row.outcome]
    waits = is_open and row.outcome == RowOutcome.REVIEW
    return ShownRow(
        number=row.number,
        outcome_label=str(RowOutcome(row.outcome).label),
        chip=kind,
        shape=shape,
        tint="" if row.decision == RowDecision.TAKE else tint,
        cells=cells,
        others=others,
        decision=row.decision,
        is_open=waits,
        can_take=waits and can_take(row),
        suggested=", ".join(_suggestion(one, names) for one in told if one.suggestion),
    )


def _part(name, value, change, names):
    if not value:
        return None
    old = change["old"] if change and change["old"] else ""
    css = {"name_en": "fw-semibold", "name_bn": "sh-soft sh-small"}.get(
        name, "sh-code" if name in ("service_number", "mobile") else ""
    )
    lang = name[-2:] if name.startswith("name_") else ""
    return Part(text=_named(name, value, names), old=old and _named(name, old, names), lang=lang, css=css)


def _named(name, value, names):
    if name == "mobile":
        return f"0{value[4:8]} {value[8:]}" if value.startswith("+880") else value
    return names[name].get(value, value) if name in names else value


def _told(one):
    kind, shape = SEVERITIES[one.severity]
    return Told(kind, shape, one.message)


def _told_change(change, names):
    label = str(Officer._meta.get_field(change["field"]).verbose_name)
    name = change["field"]
    sentence = _("%(what)s: %(old)s becomes %(new)s") % {
        "what": label[:1].upper() + label[1:],
        "old": _named(name, change["old"], names) if change["old"] else "–",
        "new": _named(name, change["new"], names),
    }
    return Told("info", "arrow-left-right", sentence)


def _suggestion(one, names):
    return _named(one.field, one.suggestion, names)
