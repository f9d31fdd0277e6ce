"""Decisions on rows in review: take the row, match it with the officer it resembles, request the officer, or leave it out.

Rows whose identity is in question are decided one by one, never many at once. A row that does not meet the entry rules goes in
for a reason only, its waiver.
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.typed_text import one_line
from participants.models import RosterImport, RosterRow, RowDecision, RowOutcome
from participants.models.roster import GO_IN
from participants.roster_import import row_decisions
from trainings.curriculum.entry_rules import Unmet
from trainings.models import RowWaiver, SessionRoster, TrainingSession
from trainings.rosters.entry_check import unmet_of_rows
from trainings.rosters.guards import locked, refuse_unless_can_import, refuse_unless_ready, session_of


class Decided(NamedTuple):
    """How many rows were decided, and {sentence: row numbers} of those that could not be.

    one_by_one: numbers of the rows that are about who a person is, and wait for an answer of their own.
    """

    done: int
    refused: dict
    one_by_one: tuple = ()


@transaction.atomic
def decide(roster: RosterImport, number: int, decision: str, *, by: User | None, reason: str = "") -> RosterRow:
    """Decides a row in review. Returns the RosterRow; raises Refused.

    Taking one of several rows with one service number leaves out the others, until somebody takes one of them instead.
    decision: "take"; "same", match it with the officer it resembles; "leave" it out; "ask" the programme that holds the number once
    the roster is applied, which also happens without a decision; "" for no decision. reason: why the officer enters although the
    entry rules are not met.
    """
    session, reason = _lock(roster, decision, by), _said(reason, by)
    row = roster.rows.select_for_update().filter(number=number).first()
    if row is None or row.outcome != RowOutcome.REVIEW:
        raise Refused(_("Row %(row)s does not wait for a decision.") % {"row": digits(number, get_language())})
    not_met = _not_met(session, [row], decision)
    if why := _why_not_one(row, decision, not_met, reason):
        raise Refused(_("Row %(row)s: %(why)s") % {"row": digits(number, get_language()), "why": why})
    row.decision = decision
    row.save(update_fields=["decision"])
    waived = _keep_waivers([row], not_met, reason, by=by)
    left = _leave_out_others(row) if decision == RowDecision.TAKE else []
    more = {"left_out": left} if left else {}
    record(by, "roster_row.decided", row, decision=decision, **more, **({"waived": waived} if waived else {}))
    return row


def _leave_out_others(row):
    """Leaves out the other rows with the service number of a row that is taken. Returns their numbers."""
    others = row_decisions.others_with_its_number(row).filter(decision__in=[RowDecision.NONE, RowDecision.TAKE])
    numbers = list(others.select_for_update().order_by("number").values_list("number", flat=True))
    others.update(decision=RowDecision.LEAVE)
    return numbers


@transaction.atomic
def decide_many(
    roster: RosterImport, rows: QuerySet[RosterRow], decision: str, *, by: User | None, reason: str = ""
) -> Decided:
    """Gives the same answer and reason, as in `decide`, to all of these rows that wait. Returns Decided; raises Refused.

    Rows that would be taken, and are about who a person is, stay as they are and are listed in Decided.one_by_one. rows: a
    queryset of RosterRows of the roster. The number of queries does not grow with the rows.
    """
    session, reason = _lock(roster, decision, by), _said(reason, by)
    chosen = list(rows.filter(roster_import=roster).select_for_update().order_by("number"))
    if not chosen:
        raise Refused(_("No row was chosen. Tick the rows that the answer is for."))
    not_met = _not_met(session, chosen, decision)
    decided: list[RosterRow] = []
    one_by_one = []
    refused: dict[str, list[int]] = {}
    for row in chosen:
        waits = row.outcome == RowOutcome.REVIEW
        if waits and decision in GO_IN and not row.is_held and row_decisions.decides_identity(row):
            one_by_one.append(row.number)
        elif why := _why_not_one(row, decision, not_met, reason) if waits else _("It does not wait for a decision."):
            refused.setdefault(why, []).append(row.number)
        else:
            decided.append(row)
    ids = [row.pk for row in decided]
    roster.rows.filter(pk__in=ids).update(decision=decision)
    waived = _keep_waivers(decided, not_met, reason, by=by)
    if decided:
        more = {"waived": waived} if waived else {}
        record(by, "roster_rows.decided", roster, decision=decision, rows=ids, one_by_one=len(one_by_one), **more)
    return Decided(len(decided), refused, tuple(one_by_one))


def _lock(roster, decision, by):
    roster = locked(roster)
    session = session_of(roster)
    refuse_unless_can_import(by, session)
    refuse_unless_ready(roster)
    if decision not in RowDecision.values:
        raise Refused(_("Choose whether to take the row or to leave it out."))
    return session


def _said(reason, by):
    """Returns the reason without spaces around it; the system gives none, because a waiver is somebody's."""
    return one_line(reason).strip()[:500] if by else ""


def _not_met(session: TrainingSession, rows: list[RosterRow], decision: str) -> dict[int, list[Unmet]]:
    """Returns {row number: [Unmet]} of the rows that would enter with this decision; a list of nominations lets nobody in."""
    if decision not in GO_IN or not rows:
        return {}
    roster = SessionRoster.objects.get(roster_import=rows[0].roster_import_id)
    if roster.nominating_unit_id:
        return {}
    entering = [row for row in rows if not row.is_held and not row.values.get("role_hint")]
    is_same = decision == RowDecision.SAME
    facts = [(row.number, row.values, row.alike_id if is_same else row.officer_id) for row in entering]
    return unmet_of_rows(session, facts)


def _keep_waivers(rows, not_met, reason, *, by):
    """Writes the waivers of rows that were decided, instead of those they had. Returns {row id: rules}."""
    RowWaiver.objects.filter(row__in=[row.pk for row in rows]).delete()
    now = timezone.now()
    made = [
        RowWaiver(
            row=row,
            rules=[one.rule for one in not_met[row.number]],
            reason=reason,
            given_by=by,
            given_at=now,
        )
        for row in rows
        if row.number in not_met
    ]
    RowWaiver.objects.bulk_create(made, batch_size=200)
    return {one.row_id: one.rules for one in made}


def _why_not_one(row, decision, not_met, reason):
    return _why_not(row, decision) or _why_not_enter(not_met.get(row.number), reason)


def _why_not_enter(not_met, reason):
    if not_met and not reason:
        sentences = " ".join(one.sentence for one in not_met)
        return _("The entry rules are not met: %(rules)s Write the reason why the officer enters all the same.") % {
            "rules": sentences
        }
    return ""


def _why_not(row, decision):
    """Returns why this decision is not possible for a row in review, as a sentence; "" where it is."""
    if decision in GO_IN and row.is_held:
        return _("Another programme holds the service number. It can be asked, or the row is left out.")
    if decision == RowDecision.ASK and not row_decisions.can_be_asked_for(row):
        return _("There is no other programme to ask.")
    if decision == RowDecision.TAKE and not row_decisions.can_be_taken(row):
        return _("It has no usable service number or name. Correct it here, or leave it out.")
    if decision == RowDecision.SAME and not row_decisions.can_be_same(row):
        return _("It resembles nobody on record. Take it or leave it out.")
    return ""
