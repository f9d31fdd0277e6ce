"""A row of a preview as people see it: values, what they replace, everything there is to say, what may be corrected."""

from dataclasses import dataclass, field, replace
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participants.models import Officer, Rank, RowDecision, RowOutcome, Unit
from participants.models.roster import GO_IN
from participants.roster.base.problems import REVIEW, problem_from_json
from participants.roster.base.rows import raw_row_from_json
from participants.roster.base.text import as_text, is_placeholder
from participants.roster.layout.heading_words import LABELS
from participants.roster_import.applying import can_be_asked_for, can_be_same, can_be_taken
from programmes.models import Place

LONGEST_TYPED = 60
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
class Entry:
    """A field of the row that a person may correct, or has corrected.

    `text` is what counts now, as typed; `original` is what the file says, and told where it was corrected.
    """

    field: str
    label: str
    text: str
    original: str
    is_corrected: bool


@dataclass
class ShownCell:
    """One cell of the preview: its parts, or else `typed` (what was not understood), or else `empty` (in words)."""

    label: str
    parts: list
    typed: str
    empty: str
    problems: list
    entries: list = field(default_factory=list)


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
    can_be_same: bool
    can_be_asked_for: bool
    take_label: str
    leave_label: str
    other_entries: list = field(default_factory=list)
    # Of a row that went in: whose page it leads to.
    officer_id: int | None = None
    # Waits, or waited, for another programme; the address of what became of that.
    is_held: bool = False
    answer: str = ""


def shown(rows, *, is_open, is_over=False, unread=()):
    """Returns the ShownRows of a page of RosterRows, in four queries at most. is_open: whether decisions can still be made.

    is_over: whether the roster was applied, so that what waits stays undecided.

    unread: (field, before, after) of the converted texts that nobody has confirmed yet; the page asks to read them.
    """
    rows = list(rows)
    names = _names(rows)
    one_spelling, spoken = _with_one_spelling(rows), _spoken_names(rows)
    found = []
    for row in rows:
        one = _shown(row, names, spoken, is_open=is_open, unread=unread)
        one.officer_id = row.officer_id if row.applied else None
        if row.number in one_spelling:
            one.cells[0].problems.append(Told(*SEVERITIES["note"], one_spelling[row.number]))
        if is_over and row.outcome == RowOutcome.REVIEW:
            taken = (*OUTCOMES[RowOutcome.NEW][:2], _("Taken by decision"))
            left = (
                "off",
                "dash-circle-fill",
                _("Left out") if row.decision == RowDecision.LEAVE else _("Left undecided"),
            )
            waits = ("warn", "clock-history", _("Waits for the other programme"))
            asked = row.is_held and row.decision == RowDecision.ASK
            one.chip, one.shape, label = taken if row.applied else waits if asked else left
            one.outcome_label, one.tint = str(label), ""
        found.append(one)
    return found


def _with_one_spelling(rows):
    """Returns {row number: sentence} of the rows whose officer would be on record in one script only."""
    sentences = {
        "name_en": str(_("No Bangla spelling yet.")),
        "name_bn": str(_("No English spelling yet.")),
    }
    lacking = {}
    for row in rows:
        given = [name for name in sentences if row.values.get(name)]
        is_told = row.outcome not in (RowOutcome.REJECTED, RowOutcome.ENROLLED) and not row.is_held
        if len(given) == 1 and is_told:
            lacking[row.number] = (row, given[0])
    ids = [row.officer_id for row, _given in lacking.values() if row.officer_id]
    known = Officer.objects.only(*sentences).in_bulk(ids) if ids else {}
    return {
        number: sentences[given]
        for number, (row, given) in lacking.items()
        if not all(getattr(known.get(row.officer_id), name, "") for name in sentences if name != given)
    }


def entry_of(row, name):
    """Returns the Entry of one field of a RosterRow."""
    cell = raw_row_from_json(row.cells).cells.get(name)
    original = as_text(cell.value).strip() if cell else ""
    text = row.edits.get(name, original)
    return Entry(name, str(LABELS[name]), text, original[:LONGEST_TYPED], name in row.edits)


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


def _spoken_names(rows):
    """Returns {English name: Bangla name} of the ranks, units and places that problems name, for a page in Bangla; else {}.

    A problem keeps the English name, because it is told without a database where a list is read.
    """
    if get_language() != "bn":
        return {}
    problems = [problem_from_json(told) for row in rows for told in row.problems if told["field"] in NAMED]
    wanted = {part for one in problems for key in _names_told(one) for part in str(one.facts[key]).split(", ")}
    found = {}
    for model in NAMED.values():
        found |= dict(model.objects.filter(name_en__in=wanted).exclude(name_bn="").values_list("name_en", "name_bn"))
    return found


def _names_told(one):
    keys = ("after", "meant", "seen") if one.code == "REGION_MISMATCH" else ("after", "meant")
    return [key for key in keys if key in one.facts]


def _in_words(one, spoken):
    if not spoken or one.field not in NAMED:
        return one
    words = {
        key: ", ".join(spoken.get(part, part) for part in str(one.facts[key]).split(", ")) for key in _names_told(one)
    }
    return replace(one, facts=one.facts | words)


def _shown(row, names, spoken, *, is_open, unread):
    told = [_in_words(one, spoken) for one in map(problem_from_json, row.problems) if not one.is_quiet]
    say = partial(_told, unread=unread)
    changes = {change["field"]: change for change in row.changes}
    raw = raw_row_from_json(row.cells).with_edits(row.edits).cells
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
                problems=[say(one) for one in here],
                entries=_entries(row, raw, fields, about, is_open=is_open),
            )
        )
        placed |= about
    elsewhere = sorted(({one.field for one in told} | changes.keys() | row.edits.keys()) - placed)
    other_entries = [entry_of(row, name) for name in elsewhere if name in LABELS and (is_open or name in row.edits)]
    others = [say(one) for one in told if one.field not in placed]
    others += [_told_change(change, names) for name, change in changes.items() if name not in placed]
    kind, shape, tint = OUTCOMES[row.outcome]
    outcome_label = str(RowOutcome(row.outcome).label)
    if row.is_held and row.outcome == RowOutcome.REVIEW:
        shape, outcome_label = "clock-history", str(_("Held by another programme"))
    waits = is_open and row.outcome == RowOutcome.REVIEW
    take, leave = _answers(told, row.values)
    return ShownRow(
        number=row.number,
        outcome_label=outcome_label,
        chip=kind,
        shape=shape,
        tint="" if row.decision in GO_IN else tint,
        cells=cells,
        others=others,
        decision=row.decision,
        waits=waits,
        can_take=waits and can_be_taken(row),
        can_be_same=waits and can_be_same(row),
        can_be_asked_for=waits and can_be_asked_for(row),
        take_label=str(take),
        leave_label=str(leave),
        other_entries=other_entries,
        is_held=row.is_held,
    )


def _entries(row, raw, fields, about, *, is_open):
    """Returns the Entries of one cell: the fields of the file that stand there, or the first that could."""
    known = raw.keys() | row.edits.keys()
    given = [name for name in LABELS if name in about and name in known] or ["name" if "name" in about else fields[0]]
    return [entry_of(row, name) for name in given if is_open or name in row.edits]


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


def _told(one, *, unread):
    kind, shape = SEVERITIES[one.severity]
    is_unread = one.code == "BIJOY_TEXT" and (one.field, one.facts["before"], one.facts["after"]) in unread
    parts = (one.message, one.offer, _("Read it once.") if is_unread else "")
    return Told(kind, shape, " ".join(str(part) for part in parts if part))


def _told_change(change, names):
    name = change["field"]
    label = str(_label(name))
    sentence = _("%(what)s: %(old)s becomes %(new)s") % {
        "what": label[:1].upper() + label[1:],
        "old": _named(name, change["old"], names) if change["old"] else "–",
        "new": _named(name, change["new"], names),
    }
    return Told("info", "arrow-left-right", sentence)


_ANSWERS = {  # beginning of a code: take it, leave it out; the first that a row waits for counts
    "OFFICER_ALIKE": (_("Someone else, take it"), _("Leave it out")),
    "OTHER_NAME": (_("Same person, take the new name"), _("Someone else, leave it out")),
    "POSSIBLE_DUPLICATE": (_("Someone else, take it"), _("Same person, leave it out")),
}


def _answers(told, values):
    """Returns the words of the two answers to what a row waits for: take it, leave it out."""
    asked = [one for one in told if one.severity == REVIEW]
    for beginning, answers in _ANSWERS.items():
        if any(one.code.startswith(beginning) for one in asked):
            return answers
    meant = [str(one.facts.get("meant", one.suggestion)) for one in asked if one.suggestion]
    if meant:
        return _("Take it as %(meant)s") % {"meant": ", ".join(meant)}, _("Leave it out")
    lost = [str(_label(one.field)) for one in asked if one.field in LEFT_EMPTY and not values.get(one.field)]
    if lost:
        return _("Take it without %(what)s") % {"what": ", ".join(lost)}, _("Leave it out")
    return _("Take it as shown"), _("Leave it out")


def _label(field):
    return Officer._meta.get_field(field).verbose_name
