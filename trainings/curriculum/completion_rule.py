"""The rule that decides who completes: pure functions of facts, and the rule in words.

A session follows the rule of its course while it is a draft; from then on it has a rule of its own (trainings.curriculum.pinning).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.text.sentences import numbers
from trainings.models import Mark, TrainingSession


class CompletionRule(NamedTuple):
    """required_share: of the half-days, in per cent. late_counts: whether a late mark counts as attended."""

    required_share: int
    late_counts: bool


def rule_of(session: TrainingSession) -> CompletionRule:
    """Returns the rule of a session: its own since it was scheduled, before that the one of its course. session: with course."""
    if session.required_share is None or session.late_counts is None:
        return CompletionRule(session.course.required_share, session.course.late_counts)
    return CompletionRule(session.required_share, session.late_counts)


def counts_as_attended(mark: str = "marks__mark", session: str = "session__") -> Q:
    """Returns the condition that a mark counts by `rule_of` its session. For the database.

    mark, session: how the question reaches them; as they stand, from enrolments joined with their `marks`.
    """
    late = Q(**{f"{session}late_counts": True}) | Q(
        **{f"{session}late_counts__isnull": True, f"{session}course__late_counts": True}
    )
    return Q(**{mark: Mark.PRESENT}) | Q(**{mark: Mark.LATE}) & late


def share_required() -> Coalesce:
    """Returns the required share by `rule_of` the session, of enrolments. For the database."""
    return Coalesce("session__required_share", "session__course__required_share")


def attended(marks: Iterable[str], *, late_counts: bool) -> int:
    """Returns how many of the marks count as attended: present, and late where the rule says so. Excused does not."""
    counting = {Mark.PRESENT, Mark.LATE} if late_counts else {Mark.PRESENT}
    return sum(mark in counting for mark in marks)


def completed(attended: int, held: int, *, required_share: int, misses_required: bool = False) -> bool:
    """Whether `attended` of `held` half-days reach the share needed (per cent). Nothing held completes nothing.

    misses_required: whether a half-day in which a required module is taught was not attended; then nothing completes.
    """
    return held > 0 and attended * 100 >= required_share * held and not misses_required


def needed(held: int, *, required_share: int) -> int:
    """Returns the fewest half-days that complete the course."""
    return -(-held * required_share // 100)


def in_words(rule: CompletionRule) -> str:
    """Returns the rule as sentences in the language of the page."""
    share = _("Completed by those who attend %(share)s %% of the half-days.") % numbers(share=rule.required_share)
    late = _("Late counts as attended.") if rule.late_counts else _("Late does not count as attended.")
    return f"{share} {late}"


def required_in_words(required: Sequence[str], unplanned: Sequence[str]) -> list[str]:
    """Returns what required modules ask for, as sentences. required: their titles; unplanned: of those that no timetable line teaches."""
    found = []
    if required:
        sentence = _("Required modules: %(modules)s. Whoever misses a half-day with one of them does not complete.")
        found.append(sentence % {"modules": ", ".join(required)})
    if unplanned:
        sentence = _("Not on the timetable yet, so attendance in them is not checked: %(modules)s.")
        found.append(sentence % {"modules": ", ".join(unplanned)})
    return found
