"""Queries about a checked roster: what an apply would do, filters with counts, search. Writes nothing."""

from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.text.localised_text import digits
from participants.models import Officer, RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome
from participants.models.roster import GO_IN, TO_ASK
from participants.roster.base.problems import REVIEW, problem_from_json
from participants.roster.layout.heading_words import LABELS

MOST_FOUND = 50


# The whole roster


@dataclass(frozen=True)
class Plan:
    """How many rows an apply would write, by outcome; after the apply, what it did. applied: all rows that were applied.

    not_participants: those of the rows to be written whose officers are recorded, but not enrolled.
    """

    rows: int
    new: int
    match: int
    change: int
    enrolled: int
    review: int
    rejected: int
    taken_by_decision: int
    left_by_decision: int
    held: int
    applied: int
    not_participants: int

    @property
    def ready(self) -> int:
        """Rows that an apply would write now."""
        return self.new + self.match + self.change + self.taken_by_decision - self.applied

    @property
    def to_correct(self) -> int:
        """Rows that are returned to be corrected, without those that wait for another programme."""
        return self.left_out - self.held

    @property
    def decided(self) -> int:
        """Rows about which a person has decided here."""
        return self.taken_by_decision + self.left_by_decision

    @property
    def open(self) -> int:
        """Rows that wait for a decision here; those that another programme holds (`held`) wait for that one."""
        return self.review - self.taken_by_decision - self.left_by_decision - self.held

    @property
    def left_out(self) -> int:
        """Rows that are returned with a reason."""
        return self.rejected + self.review - self.taken_by_decision


def plan(roster: RosterImport) -> Plan:
    """Returns the Plan of a roster. One query."""
    review = Q(outcome=RowOutcome.REVIEW)
    goes_in = Q(outcome__in=[RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE]) | review & Q(decision__in=GO_IN)
    counts = roster.rows.aggregate(
        rows=Count("pk"),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in RowOutcome},
        taken_by_decision=Count("pk", filter=review & Q(decision__in=GO_IN)),
        held=Count("pk", filter=review & Q(is_held=True, decision__in=TO_ASK)),
        left_by_decision=Count("pk", filter=review & Q(decision=RowDecision.LEAVE)),
        applied=Count("pk", filter=Q(applied=True)),
        not_participants=Count("pk", filter=goes_in & Q(values__has_key="role_hint")),
    )
    return Plan(**counts)


def sexes(roster: RosterImport) -> dict[str, int]:
    """Returns the rows that can go in, or once applied went in, by sex, as a dictionary: women, men, not_recorded. One query.

    A row without a sex counts by the record of its officer, unless another programme holds that.
    """
    is_over = roster.state == RosterImportState.APPLIED
    rows = roster.rows.filter(applied=True) if is_over else roster.rows.exclude(outcome=RowOutcome.REJECTED)
    has_no_sex = Q(values__sex=None) | Q(values__sex__isnull=True)
    reads_record = has_no_sex & Q(officer__in=Officer.objects.of_programme(roster.programme_id))
    counts = rows.aggregate(
        rows=Count("pk"),
        women=Count("pk", filter=Q(values__sex="female") | (reads_record & Q(officer__sex="female"))),
        men=Count("pk", filter=Q(values__sex="male") | (reads_record & Q(officer__sex="male"))),
    )
    return counts | {"not_recorded": counts["rows"] - counts["women"] - counts["men"]}


# Filters

# Rows about which nobody has decided yet, here or in the programme that holds the record.
_OPEN = Q(outcome=RowOutcome.REVIEW, decision=RowDecision.NONE)


class Filter(models.TextChoices):
    """Which rows of the preview are shown."""

    ALL = "all", _("All rows")
    PROBLEMS = "problems", _("With problems")
    REVIEW = "review", _("Your decision")
    DECIDED = "decided", pgettext_lazy("roster row", "Decided")
    REJECTED = "rejected", _("Not taken")
    CHANGE = "change", _("Changes")
    NEW = "new", _("New")
    MATCH = "match", _("Known")
    ENROLLED = "enrolled", _("Enrolled already")

    @classmethod
    def chosen(cls, value: str | None) -> "Filter":
        """Returns the Filter of a query string; anything unknown means all rows."""
        return cls(value) if value in cls.values else cls.ALL

    @property
    def may_wait(self) -> bool:
        """Whether rows that wait for a decision can be among these."""
        return self in (Filter.ALL, Filter.PROBLEMS, Filter.REVIEW, Filter.DECIDED)

    @property
    def condition(self) -> Q:
        """The condition for a row to be shown."""
        if self == Filter.ALL:
            return Q()
        if self == Filter.PROBLEMS:
            return Q(outcome__in=[RowOutcome.REVIEW, RowOutcome.REJECTED])
        if self == Filter.REVIEW:
            return _OPEN
        if self == Filter.DECIDED:
            return Q(outcome=RowOutcome.REVIEW) & ~Q(decision=RowDecision.NONE)
        return Q(outcome=self.value)


def counts_by_filter(roster: RosterImport) -> list[tuple[Filter, int]]:
    """Returns [(Filter, number of rows)], in one query; without empty filters, except "all rows"."""
    narrower = {chosen.value: Count("pk", filter=chosen.condition) for chosen in Filter if chosen.condition}
    counts = roster.rows.aggregate(**narrower, **{Filter.ALL.value: Count("pk")})
    return [(chosen, counts[chosen.value]) for chosen in Filter if counts[chosen.value] or chosen == Filter.ALL]


def preview_rows(roster: RosterImport, chosen: Filter, kind: str = "") -> QuerySet[RosterRow]:
    """Returns the rows of the filter in the order of the file; kind: only those that wait for this kind of decision."""
    rows = roster.rows.filter(chosen.condition)
    if kind:
        waiting = roster.rows.filter(_OPEN).values_list("number", "problems")
        rows = rows.filter(number__in=[number for number, problems in waiting if kind in _kinds(problems)])
    return rows.order_by("number")


def find_rows(roster: RosterImport, words: str) -> QuerySet[RosterRow]:
    """Returns the first MOST_FOUND rows in which a name or a number holds these words, in the order of the file.

    A number of up to five digits is that of a row as well. Digits may be Bangla.
    """
    words = " ".join(words.split())
    number = "".join(letter for letter in digits(words, "en") if letter.isdigit())
    found = Q(values__name_en__icontains=words) | Q(values__name_bn__icontains=words)
    if number:
        found |= Q(values__service_number__icontains=number) | Q(values__mobile__icontains=number.lstrip("0") or number)
        found |= Q(number=number) if len(number) <= _DIGITS_OF_A_ROW else Q()
    return roster.rows.filter(found).order_by("number")[:MOST_FOUND] if words else roster.rows.none()


_DIGITS_OF_A_ROW = 5


# What waits for a decision, by kind

_OWN_KINDS = {  # beginning of a code: key of the kind
    "POSSIBLE_DUPLICATE": "twice",
    "SAME_NUMBER": "number",
    "OFFICER_ALIKE": "alike",
    "OTHER_NAME": "other",
    "HELD_ELSEWHERE": "elsewhere",
    "REGION_MISMATCH": "region",
    "ENTRY_": "entry",
    "HIDDEN_ROW": "marked",
    "ROW_STRUCK_OUT": "marked",
    "ROW_GREY": "marked",
    "ROW_UNEVEN": "uneven",
    "LISTED_AS": "listed",
}
_LABELS_OF_KINDS = {
    "twice": _("Perhaps twice in the list"),
    "number": _("One service number, several people"),
    "alike": _("Resembles an officer on record"),
    "other": _("Another name on record"),
    "elsewhere": _("Held by another programme"),
    "region": _("From another region"),
    "entry": _("Entry rules not met"),
    "marked": _("Hidden, struck out or grey in the file"),
    "uneven": _("More or fewer cells than the headings"),
    "listed": _("Waiting, absent or left out in the list"),
}


def kinds(roster: RosterImport) -> list[tuple[str, str, int]]:
    """Returns [(key, label, number of rows)] of what rows wait for, the most frequent first. One query."""
    waiting = roster.rows.filter(_OPEN).values_list("problems", flat=True)
    counts = Counter(kind for problems in waiting for kind in _kinds(problems))
    return [(kind, str(_LABELS_OF_KINDS.get(kind) or LABELS[kind]), count) for kind, count in counts.most_common()]


def _kinds(problems):
    """Returns the kinds of decision that the stored problems of a row ask for."""
    asked = [one for one in map(problem_from_json, problems) if one.severity == REVIEW]
    own = [(one, next((kind for code, kind in _OWN_KINDS.items() if one.code.startswith(code)), "")) for one in asked]
    return {kind or one.field for one, kind in own if kind or one.field in LABELS}
