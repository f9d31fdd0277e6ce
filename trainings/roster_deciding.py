"""Rows that only a person can decide on: take them, take them as the officer they resemble, leave them out, open them again."""

from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.refusal import Refused
from participants import roster_import
from participants.models import RowDecision, RowOutcome
from trainings.roster_standing import locked, refuse_others, refuse_unless_ready, session_of


class Decided(NamedTuple):
    """How many rows were decided, and {sentence: row numbers} of those that could not be."""

    done: int
    refused: dict


@transaction.atomic
def decide(roster, number, decision, *, by):
    """Takes a row that waits ("take"), as the officer it resembles ("same"), leaves it out ("leave") or opens it again ("").

    Returns the RosterRow; raises Refused.
    """
    _lock(roster, decision, by)
    row = roster.rows.select_for_update().filter(number=number).first()
    if row is None or row.outcome != RowOutcome.REVIEW:
        raise Refused(_("Row %(row)s does not wait for a decision.") % {"row": number})
    if why := _why_not(row, decision, by):
        raise Refused(_("Row %(row)s: %(why)s") % {"row": number, "why": why})
    row.decision = decision
    row.save(update_fields=["decision"])
    record(by, "roster_row.decided", row, decision=decision)
    return row


@transaction.atomic
def decide_many(roster, rows, decision, *, by):
    """Gives the same answer, as in `decide`, to all of these rows that wait. Returns Decided; raises Refused.

    rows: a queryset of RosterRows of the roster.
    """
    _lock(roster, decision, by)
    rows = list(rows.filter(roster_import=roster).select_for_update().order_by("number"))
    if not rows:
        raise Refused(_("No row was chosen. Tick the rows that the answer is for."))
    decided, refused = [], {}
    for row in rows:
        waits = row.outcome == RowOutcome.REVIEW
        if why := _why_not(row, decision, by) if waits else _("It does not wait for a decision."):
            refused.setdefault(why, []).append(row.number)
        else:
            decided.append(row.pk)
    roster.rows.filter(pk__in=decided).update(decision=decision)
    if decided:
        record(by, "roster_rows.decided", roster, decision=decision, rows=decided)
    return Decided(len(decided), refused)


def _lock(roster, decision, by):
    roster = locked(roster)
    refuse_others(by, session_of(roster))
    refuse_unless_ready(roster)
    if decision not in RowDecision.values:
        raise Refused(_("Choose whether to take the row or to leave it out."))


def _why_not(row, decision, by):
    """Returns the sentence that says why this cannot be the answer to a row that waits; "" where it can."""
    if decision == RowDecision.TAKE and not roster_import.can_be_taken(row, by):
        return _("It has no usable service number or name. Correct it here, or leave it out.")
    if decision == RowDecision.SAME and not roster_import.can_be_same(row, by):
        return _("It resembles nobody on record. Take it or leave it out.")
    return ""
