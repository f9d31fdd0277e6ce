"""Reading a checked roster: what an apply would do, filters with counts, rows as people see them. Writes nothing."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from participants.models import Officer, Rank, RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.roster.problems import REVIEW, problem_from_json
from participants.roster.rows import raw_row_from_json
from participants.roster.text import as_text, is_placeholder
from participants.roster_import import can_be_taken
from programmes.models import Place

LONGEST_TYPED = 60


# The whole roster


@dataclass(frozen=True)
class Plan:
    """What an apply would do, in rows; after it, what it did. `applied` counts the rows that went in, whatever their kind."""

    rows: int
    new: int
    match: int
    change: int
    enrolled: int
    review: int
    rejected: int
    taken_by_decision: int
    left_by_decision: int
    applied: int

    @property
    def ready(self):
        """Rows that go in when the roster is applied now."""
        return self.new + self.match + self.change + self.taken_by_decision - self.applied

    @property
    def open(self):
        """Rows that wait for a decision."""
        return self.review - self.taken_by_decision - self.left_by_decision

    @property
    def left_out(self):
        """Rows that come back with a reason."""
        return self.rejected + self.review - self.taken_by_decision


def plan(roster: RosterImport):
    """Returns the Plan of a roster. One query."""
    review = Q(outcome=RowOutcome.REVIEW)
    counts = roster.rows.aggregate(
        rows=Count("pk"),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in RowOutcome},
        taken_by_decision=Count("pk", filter=review & Q(decision=RowDecision.TAKE)),
        left_by_decision=Count("pk", filter=review & Q(decision=RowDecision.LEAVE)),
        applied=Count("pk", filter=Q(applied=True)),
    )
    return Plan(**counts)


def sexes(roster: RosterImport):
    """Returns the rows that are or can be in, by sex, as a dictionary: women, men, not_recorded. One query.

    Where the row does not say, what is on record of the officer counts.
    """
    rows = roster.rows.exclude(outcome=RowOutcome.REJECTED)
    says_nothing = Q(values__sex=None) | Q(values__sex__isnull=True)
    counts = rows.aggregate(
        rows=Count("pk"),
        women=Count("pk", filter=Q(values__sex="female") | (says_nothing & Q(officer__sex="female"))),
        men=Count("pk", filter=Q(values__sex="male") | (says_nothing & Q(officer__sex="male"))),
    )
    return counts | {"not_recorded": counts["rows"] - counts["women"] - counts["men"]}


# Filters


class Filter(models.TextChoices):
    """Which rows of the preview are shown."""

    ALL = "all", _("All rows")
    PROBLEMS = "problems", _("With problems")
    REVIEW = "review", _("Your decision")
    REJECTED = "rejected", _("Not taken")
    CHANGE = "change", _("Changes")
    NEW = "new", _("New")

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
STYLES = {"name_en": "fw-semibold", "name_bn": "sh-soft sh-small", "service_number": "sh-code", "mobile": "sh-code"}
# An officer can be recorded without these.
LEFT_EMPTY = {"rank", "unit", "district", "sex", "mobile", "email"}
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
    """One cell of the preview: its parts, or else `typed` (what was not understood), or else `empty` (in words)."""

    label: str
    parts: list
    typed: str
    empty: str
    problems: list


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
    waits: bool
    can_take: bool
    take_label: str
    leave_label: str


def shown(rows: list[RosterRow], *, is_open):
    """Returns the ShownRows of a page of rows, in three queries. is_open: whether decisions can still be made."""
    rows = list(rows)
    names = _names(rows)
    return [_shown(row, names, is_open=is_open) for row in rows]


def _names(rows):
    """Returns {field: {code: name}} of the ranks, units and districts that the rows name."""
    codes = {name: {row.values.get(name) for row in rows} for name in NAMED}
    for row in rows:
        for change in row.changes:
            if change["field"] in codes:
                codes[change["field"]].add(change["old"])
    return {
        name: {found.code: found.name for found in model.objects.filter(code__in=codes[name])}
        for name, model in NAMED.items()
    }


def _shown(row, names, *, is_open):
    told = [one for one in map(problem_from_json, row.problems) if not one.is_quiet]
    changes = {change["field"]: change for change in row.changes}
    raw = raw_row_from_json(row.cells).cells
    cells, placed = [], set()
    for label, fields, empty in COLUMNS:
        about = {*fields, "name"} if "name_en" in fields else set(fields)
        here = [one for one in told if one.field in about]
        is_quoted = any("seen" in one.facts for one in here)
        cells.append(
            ShownCell(
                label=str(label),
                parts=[
                    _part(name, row.values[name], changes.get(name), names) for name in fields if row.values.get(name)
                ],
                typed="" if is_quoted else _typed(raw, about),
                empty="" if is_quoted else str(empty),
                problems=[_told(one) for one in here],
            )
        )
        placed |= about
    others = [_told(one) for one in told if one.field not in placed]
    others += [_told_change(change, names) for name, change in changes.items() if name not in placed]
    kind, shape, tint = OUTCOMES[row.outcome]
    waits = is_open and row.outcome == RowOutcome.REVIEW
    take, leave = _answers(told, row.values)
    return ShownRow(
        number=row.number,
        outcome_label=str(RowOutcome(row.outcome).label),
        chip=kind,
        shape=shape,
        tint="" if row.decision == RowDecision.TAKE else tint,
        cells=cells,
        others=others,
        decision=row.decision,
        waits=waits,
        can_take=waits and can_be_taken(row),
        take_label=str(take),
        leave_label=str(leave),
    )


def _part(name, value, change, names):
    old = change["old"] if change and change["old"] else ""
    return Part(
        text=_named(name, value, names),
        old=old and _named(name, old, names),
        lang=name[-2:] if name.startswith("name_") else "",
        css=STYLES.get(name, ""),
    )


def _named(name, value, names):
    if name == "mobile":
        return f"0{value[4:8]} {value[8:]}" if value.startswith("+880") else value
    return names[name].get(value, value) if name in names else value


def _typed(cells, fields):
    text = " ".join(as_text(cells[name].value).strip() for name in fields if name in cells)
    return "" if is_placeholder(text) else text[:LONGEST_TYPED]


def _told(one):
    kind, shape = SEVERITIES[one.severity]
    return Told(kind, shape, " ".join(part for part in (one.message, one.offer) if part))


def _told_change(change, names):
    name = change["field"]
    label = str(_label(name))
    sentence = _("%(what)s: %(old)s becomes %(new)s") % {
        "what": label[:1].upper() + label[1:],
        "old": _named(name, change["old"], names) if change["old"] else "–",
        "new": _named(name, change["new"], names),
    }
    return Told("info", "arrow-left-right", sentence)


def _answers(told, values):
    """Returns the words of the two answers to what a row waits for: take it, leave it out."""
    asked = [one for one in told if one.severity == REVIEW]
    if any(one.code == "OTHER_NAME" for one in asked):
        return _("Same person, take the new name"), _("Someone else, leave it out")
    if any(one.code.startswith("POSSIBLE_DUPLICATE") for one in asked):
        return _("Someone else, take it"), _("Same person, leave it out")
    meant = [str(one.facts.get("meant", one.suggestion)) for one in asked if one.suggestion]
    if meant:
        return _("Take it as %(meant)s") % {"meant": ", ".join(meant)}, _("Leave it out")
    lost = [str(_label(one.field)) for one in asked if one.field in LEFT_EMPTY and not values.get(one.field)]
    if lost:
        return _("Take it without %(what)s") % {"what": ", ".join(lost)}, _("Leave it out")
    return _("Take it as shown"), _("Leave it out")


def _label(field):
    return Officer._meta.get_field(field).verbose_name
