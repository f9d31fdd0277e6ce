"""Decisions on rows in review: take the row, match it with the officer it resembles, request the officer, or leave it out.

Rows whose identity is in question are decided one by one, never many at once.
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from participants.models import RosterImport, RosterRow, RowDecision, RowOutcome
from participants.models.roster import GO_IN
from participants.roster_import import row_decisions
from trainings.rosters.guards import locked, refuse_unless_can_import, refuse_unless_ready, session_of


class Decided(NamedTuple):
    """How many rows were decided, and {sentence: row numbers} of those that could not be.

    one_by_one: numbers of the rows that are about who a person is, and wait for an answer of their own.
    """

    done: int
    refused: dict
    one_by_one: tuple = ()


@transaction.atomic
def decide(roster: RosterImport, number: int, decision: str, *, by: User | None) -> RosterRow:
    """Decides a row in review. Returns the RosterRow; raises Refused.

    Taking one of several rows with one service number leaves out the others, until somebody takes one of them instead.
    decision: "take"; "same", match it with the officer it resembles; "leave" it out; "ask" the programme that holds the number once
    the roster is applied, which also happens without a decision; "" for no decision.
    """
    _lock(roster, decision, by)
    row = roster.rows.select_for_update().filter(number=number).first()
    if row is None or row.outcome != RowOutcome.REVIEW:
        raise Refused(_("Row %(row)s does not wait for a decision.") % {"row": digits(number, get_language())})
    if why := _why_not(row, decision):
        raise Refused(_("Row %(row)s: %(why)s") % {"row": digits(number, get_language()), "why": why})
    row.decision = decision
    row.save(update_fields=["decision"])
    left = _leave_out_others(row) if decision == RowDecision.TAKE else []
    record(by, "roster_row.decided", row, decision=decision, **({"left_out": left} if left else {}))
    return row


def _leave_out_others(row):
    """Leaves out the other rows with the service number of a row that is taken. Returns their numbers."""
    others = row_decisions.others_with_its_number(row).filter(decision__in=[RowDecision.NONE, RowDecision.TAKE])
    numbers = list(others.select_for_update().order_by("number").values_list("number", flat=True))
    others.update(decision=RowDecision.LEAVE)
    return numbers


@transaction.atomic
def decide_many(roster: RosterImport, rows: QuerySet[RosterRow], decision: str, *, by: User | None) -> Decided:
    """Gives the same answer, as in `decide`, to all of these rows that wait. Returns Decided; raises Refused.

    Rows that would be taken, and are about who a person is, stay as they are and are listed in Decided.one_by_one. rows: a
    queryset of RosterRows of the roster.
    """
    _lock(roster, decision, by)
    chosen = list(rows.filter(roster_import=roster).select_for_update().order_by("number"))
    if not chosen:
        raise Refused(_("No row was chosen. Tick the rows that the answer is for."))
    decided, one_by_one = [], []
    refused: dict[str, list[int]] = {}
    for row in chosen:
        waits = row.outcome == RowOutcome.REVIEW
        if waits and decision in GO_IN and not row.is_held and row_decisions.decides_identity(row):
            one_by_one.append(row.number)
        elif why := _why_not(row, decision) if waits else _("It does not wait for a decision."):
            refused.setdefault(why, []).append(row.number)
        else:
            decided.append(row.pk)
    roster.rows.filter(pk__in=decided).update(decision=decision)
    if decided:
        record(by, "roster_rows.decided", roster, decision=decision, rows=decided, one_by_one=len(one_by_one))
    return Decided(len(decided), refused, tuple(one_by_one))


def _lock(roster, decision, by):
    roster = locked(roster)
    refuse_unless_can_import(by, session_of(roster))
    refuse_unless_ready(roster)
    if decision not in RowDecision.values:
        raise Refused(_("Choose whether to take the row or to leave it out."))


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
