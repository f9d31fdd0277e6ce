"""Rows of a roster against the entry rules of its session: which do not meet them, and which go in by a waiver.

A row of participants that does not meet a rule waits for a decision with a reason. A nomination is only told: nobody enters by it,
and who confirms it gives the reason.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from participants.models import Officer, Rank, RosterRow, Unit
from participants.models.roster import GO_IN
from participants.roster.base.problems import NOTE, REJECT, Problem, problem
from participants.roster.check.known import CheckedRow
from trainings.curriculum.entry_rules import Unmet, rules_of
from trainings.enrolment.entry_facts import Person, unmet_by
from trainings.enrolment.waivers import GivenReason
from trainings.models import EntryRule, RowWaiver, TrainingSession

CODES = {
    EntryRule.RANK.value: ("ENTRY_RANK", "rank"),
    EntryRule.UNIT.value: ("ENTRY_UNIT", "unit"),
    EntryRule.COURSE.value: ("ENTRY_COURSE", ""),
}


def unmet_of_rows(session: TrainingSession, rows: Iterable[tuple[int, dict, int | None]]) -> dict[Any, list[Unmet]]:
    """Returns {row number: [Unmet]}. rows: (number, values, officer id or None); of officers of other programmes only the row is used.

    Three queries more than `unmet_by`, however many rows; none without rules.
    """
    rows = list(rows)
    if not rows or rules_of(session).is_empty:
        return {}
    ranks = _ids(Rank, {values.get("rank") for _number, values, _officer in rows})
    units = _ids(Unit, {values.get("unit") for _number, values, _officer in rows})
    ours = Officer.objects.of_programme(session.phase.programme_id)
    known = ours.in_bulk({officer for _number, _values, officer in rows if officer})
    people = []
    for number, values, officer in rows:
        record = known.get(officer or 0)
        rank = ranks.get(values.get("rank")) or (record.rank_id if record else None)
        unit = units.get(values.get("unit")) or (record.unit_id if record else None)
        people.append(Person(number, record.pk if record else None, rank, unit))
    return unmet_by(session, people)


def check_for(
    session: TrainingSession, roster: int, *, is_nomination: bool, is_applying: bool
) -> Callable[[list[CheckedRow]], dict[int, list[Problem]]]:
    """Returns the function that `Known.entry` calls: {row number: [Problem]} of the CheckedRows that do not meet the rules.

    roster: id of the RosterImport. is_applying: whether rows go in by the decisions that were made about them; a preview tells all.
    """

    def check(rows: list[CheckedRow]) -> dict[int, list[Problem]]:
        found = unmet_of_rows(session, [(row.number, row.values, row.officer_id) for row in rows])
        if not found:
            return {}
        answers = _answers(roster, list(found)) if is_applying else {}
        return {
            number: told
            for number, unmet in found.items()
            if (told := _told([one.rule for one in unmet], answers.get(number), is_nomination=is_nomination))
        }

    return check


def _answers(roster: int, rows: Collection[int]) -> dict[int, list[str]]:
    """Returns {row number: rules that its waiver names} of those of the rows (numbers) that go in by a decision. One query."""
    decided = RosterRow.objects.filter(roster_import=roster, number__in=rows, decision__in=GO_IN)
    return {number: rules or [] for number, rules in decided.values_list("number", "waiver__rules")}


def _told(rules, waived, *, is_nomination):
    """Returns the Problems of a row. waived: the rules that its decision to go in names, None where nobody decided so."""
    told = [problem(*CODES[rule]) for rule in rules]
    if is_nomination:
        return [replace(one, severity=NOTE) for one in told]
    if waived is None:
        return told
    # A decision that was made before the rule: it gave no reason for this.
    return [] if set(rules) <= set(waived) else [replace(one, severity=REJECT) for one in told]


def problems_of(unmet: Iterable[Unmet]) -> list[Problem]:
    """Returns the Problems of a row whose officer was kept out."""
    return [problem(*CODES[one.rule]) for one in unmet]


def reasons_of(rows: Iterable[RosterRow]) -> dict[int, GivenReason]:
    """Returns {row id: GivenReason} of the rows with a waiver. One query."""
    found = RowWaiver.objects.filter(row__in=[row.pk for row in rows]).select_related("given_by")
    return {one.row_id: GivenReason(one.reason, one.given_by, one.given_at, one.row_id) for one in found}


def _ids(model, codes):
    return dict(model.objects.filter(code__in=codes - {None}).values_list("code", "pk"))
