"""The ledger of a stock: what was received, handed out to a session, given back, counted. A line is never changed.

What is left is the sum of the lines. What is promised to sessions is no line: it is booked (trainings.resources.booking).
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.models import (
    EntryKind,
    Resource,
    ResourceBooking,
    ResourceKind,
    SessionState,
    StockEntry,
    TrainingSession,
)
from trainings.models.resource import LONGEST_NOTE, MOST_AT_ONCE

# Sessions that still wait for what was promised to them.
WAITING = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING)
OF_SESSIONS = (EntryKind.HANDED_OUT, EntryKind.GIVEN_BACK)
VERBS = {
    EntryKind.RECEIVED: "stock.received",
    EntryKind.HANDED_OUT: "stock.handed_out",
    EntryKind.GIVEN_BACK: "stock.given_back",
    EntryKind.COUNTED: "stock.counted",
}
HANDS_NOTHING_OUT = (SessionState.DRAFT, SessionState.CANCELLED)


@dataclass(frozen=True)
class Line:
    """A line as a person gives it. pieces: how many; of a count, how many there are. form: the same one again is the same line."""

    form: uuid.UUID
    kind: str
    pieces: int
    session: TrainingSession | None = None
    note: str = ""


@transaction.atomic
def enter(stock: Resource, line: Line, *, by: User, now: datetime) -> StockEntry:
    """Writes a line into the ledger and returns the StockEntry; the same form again returns the first one. now: aware datetime.

    by: a coordinator of the programme. Raises Refused for what is no stock, a number out of bounds, a session of another
    programme, one that takes nothing or has not booked it, more than is left, and more given back than was handed out.
    """
    if line.session:
        # As it is now: who cancels it at this moment waits, or was faster.
        line = replace(line, session=TrainingSession.objects.locked(line.session.pk, "phase"))
    stock = lock_resource(stock)
    require(by, coordinates, stock.programme)
    entered = StockEntry.objects.filter(form=line.form).first()
    if entered:
        if entered.resource_id != stock.pk:
            raise Refused(_("This form was sent before. Open a new one."))
        return entered
    _refuse(stock, line)
    last = StockEntry.objects.filter(resource=stock).order_by("-number").first()
    there = last.left if last else 0
    amount = _amount(stock, line, there)
    entry = StockEntry.objects.create(
        form=line.form,
        resource=stock,
        number=(last.number if last else 0) + 1,
        kind=line.kind,
        amount=amount,
        left=there + amount,
        session=line.session if line.kind in OF_SESSIONS else None,
        note=line.note.strip()[:LONGEST_NOTE],
        entered_by=by,
        entered_at=now,
    )
    details = {"session": entry.session_id} if entry.session_id else {}
    record(by, VERBS[EntryKind(line.kind)], stock, amount=amount, left=entry.left, **details)
    return entry


def lock_resource(resource: Resource) -> Resource:
    """Returns the resource with programme and venue, locked to the end of the transaction. Whoever books locks the session first.

    Raises Refused where somebody removed it meanwhile.
    """
    rows = Resource.objects.select_for_update(of=("self",)).select_related("programme", "venue")
    found = rows.filter(pk=resource.pk).first()
    if found is None:
        raise Refused(_("Somebody removed this meanwhile. Go back to the list."))
    return found


def left_of(stocks: Collection[int]) -> dict[int, int]:
    """Returns {id of the stock: pieces left}, the sum of its lines. One query."""
    rows = StockEntry.objects.filter(resource__in=stocks).order_by().values_list("resource").annotate(Sum("amount"))
    return dict.fromkeys(stocks, 0) | dict(rows)


def handed_out(stocks: Collection[int], sessions: Collection[int] | None = None) -> dict[tuple[int, int], int]:
    """Returns {(id of the stock, id of the session): pieces handed out and not given back}. One query.

    sessions: ids, default every session that still waits for something.
    """
    waiting: Any = {"session__in": sessions} if sessions is not None else {"session__state__in": WAITING}
    rows = StockEntry.objects.filter(resource__in=stocks, kind__in=OF_SESSIONS, **waiting).order_by()
    return {
        (stock, session): -amount
        for stock, session, amount in rows.values_list("resource", "session").annotate(Sum("amount"))
    }


def promised_of(stocks: Collection[int]) -> dict[int, dict[tuple[int, str], int]]:
    """Returns {id of the stock: {(id, code) of a session: pieces it still waits for}}. Two queries.

    Only sessions that are not over; what was handed out to one of them is no longer promised.
    """
    given = handed_out(stocks)
    rows = ResourceBooking.objects.filter(resource__in=stocks, session__state__in=WAITING)
    promised: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for stock, session, code, quantity in rows.order_by("session__starts_on", "pk").values_list(
        "resource", "session", "session__code", "quantity"
    ):
        if (waits := quantity - given.get((stock, session), 0)) > 0:
            promised[stock][session, code] = waits
    return promised


def _amount(stock, line, there):
    if line.kind == EntryKind.COUNTED:
        return line.pieces - there
    if line.kind == EntryKind.HANDED_OUT:
        if line.pieces > there:
            raise Refused(
                _("%(name)s: only %(left)s are left, so %(pieces)s can't be handed out. Note what was received first.")
                % ({"name": stock.name} | numbers(left=there, pieces=line.pieces))
            )
        return -line.pieces
    if line.kind == EntryKind.GIVEN_BACK:
        given = handed_out([stock.pk], [line.session.pk]).get((stock.pk, line.session.pk), 0)
        if line.pieces > given:
            raise Refused(
                _("%(name)s: %(given)s were handed out to %(code)s, so no more can come back.")
                % ({"name": stock.name, "code": line.session.code} | numbers(given=given))
            )
    return line.pieces


def _refuse(stock, line):
    if stock.kind != ResourceKind.STOCK:
        raise Refused(_("Only a stock has a ledger."))
    least = 0 if line.kind == EntryKind.COUNTED else 1
    if line.kind not in EntryKind.values or not least <= line.pieces <= MOST_AT_ONCE:
        raise Refused(_("Give a number from %(least)s to %(most)s.") % numbers(least=least, most=MOST_AT_ONCE))
    if line.kind not in OF_SESSIONS:
        return
    session = line.session
    if session is None or session.phase.programme_id != stock.programme_id:
        raise Refused(_("This session belongs to another programme than the stock."))
    if line.kind == EntryKind.HANDED_OUT and session.state in HANDS_NOTHING_OUT:
        raise Refused(_("Nothing is handed out to a draft or to a cancelled session."))
    is_booked = ResourceBooking.objects.filter(session=session, resource=stock).exists()
    if line.kind == EntryKind.HANDED_OUT and not is_booked:
        # Its page shows what is booked: what was handed out beside it could not be taken back there.
        words = {"name": stock.name, "code": session.code}
        raise Refused(_("%(name)s is not booked for %(code)s. Book it first.") % words)
