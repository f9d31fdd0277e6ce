"""Whom the entry rules keep out, and who gets in all the same: by a reason that somebody gave, kept on the enrolment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from trainings.curriculum.entry_rules import Unmet
from trainings.enrolment.entry_facts import Person, unmet_by
from trainings.models import Enrolment, EnrolmentState, EntryWaiver, TrainingSession


@dataclass(frozen=True)
class GivenReason:
    """Why somebody enters although a rule is not met. row: id of the roster row it was given for."""

    reason: str
    by: User
    at: datetime
    row: int | None = None


@dataclass(frozen=True)
class Judged:
    """By officer id. barred: who is kept out, and why. waived: who gets in by a GivenReason, and the rules that are not met."""

    barred: dict[int, list[Unmet]] = field(default_factory=dict)
    waived: dict[int, tuple[GivenReason, list[str]]] = field(default_factory=dict)


def judge(
    session: TrainingSession,
    posted: Mapping[int, Any],
    known: Mapping[int, Enrolment],
    reasons: Mapping[int, GivenReason],
) -> Judged:
    """Returns what the entry rules of a session (with its phase) say of officers who are about to enter.

    posted: {officer id: what has the rank_id and unit_id of that day}. known: their enrolments, by officer id. reasons: by officer id.
    A nomination keeps the waiver that it has. One query more than `unmet_by`; none without rules.
    """
    people = [Person(pk, pk, one.rank_id, one.unit_id) for pk, one in posted.items()]
    not_met: dict[Any, list[Unmet]] = unmet_by(session, people)
    if not not_met:
        return Judged()
    nominated = [
        known[pk].pk for pk in not_met if pk in known and known[pk].state == EnrolmentState.NOMINATED and known[pk].pk
    ]
    before: dict[int, set[str]] = {}
    for officer, rules in EntryWaiver.objects.filter(enrolment__in=nominated).values_list(
        "enrolment__officer", "rules"
    ):
        before.setdefault(officer, set()).update(rules)
    judged = Judged()
    for pk, found in not_met.items():
        rules = [one.rule for one in found]
        given = reasons.get(pk)
        if given and given.reason.strip():
            judged.waived[pk] = (given, rules)
        elif not set(rules) <= before.get(pk, set()):
            judged.barred[pk] = found
    return judged


def keep(judged: Judged, enrolments: Mapping[int, Enrolment]) -> dict[int, list[str]]:
    """Writes the waivers of those who have an enrolment now ({officer id: Enrolment}), in the caller's transaction.

    Returns {enrolment id: rules}, for the audit entry of the verb that let them in.
    """
    made = [
        EntryWaiver(
            enrolment=enrolments[pk],
            row_id=given.row,
            rules=rules,
            reason=given.reason.strip()[:500],
            given_by=given.by,
            given_at=given.at,
        )
        for pk, (given, rules) in judged.waived.items()
        if pk in enrolments
    ]
    EntryWaiver.objects.bulk_create(made, batch_size=200)
    return {one.enrolment_id: one.rules for one in made}


def waivers_of(enrolments: Collection[int]) -> dict[int, list[EntryWaiver]]:
    """Returns {enrolment id: [EntryWaiver]} of these enrolments (ids), the latest first. One query."""
    found: dict[int, list[EntryWaiver]] = {}
    for one in EntryWaiver.objects.filter(enrolment__in=enrolments).select_related("given_by"):
        found.setdefault(one.enrolment_id, []).append(one)
    return found
