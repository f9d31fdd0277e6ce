"""What happened to each certificate at a ceremony: handed over, absent, posted afterwards.

A mark stores which certificate was in the officer's hand.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.models import User
from accounts.refusal import Refused
from certificates.ceremonies.planning import locked
from certificates.models import Ceremony, CeremonyState, HandOver, HandOverState

# {new mark: the marks it may follow}. Everything else is refused.
MAY_FOLLOW = {
    HandOverState.HANDED_OVER: {HandOverState.PENDING, HandOverState.ABSENT},
    HandOverState.ABSENT: {HandOverState.PENDING, HandOverState.POSTED},
    HandOverState.PENDING: {HandOverState.HANDED_OVER, HandOverState.ABSENT},
    HandOverState.POSTED: {HandOverState.ABSENT},
}


@transaction.atomic
def mark(
    hand_over: HandOver,
    state: str,
    *,
    expected: str,
    by: User,
    today: datetime.date | None = None,
    posted_on: datetime.date | None = None,
) -> HandOver:
    """Marks one officer: handed over, absent, posted, or (undo) back. Returns the HandOver.

    state: a HandOverState. expected: the state that the page showed. When somebody else set another mark meanwhile, Refused is
    raised with who it was, so that two people at two tables never overwrite each other; the same mark is fine. today: date in Dhaka.
    posted_on: date of posting, not after today. Raises Refused before the day of the ceremony, too.
    """
    today = today or timezone.localdate()
    ceremony = locked(hand_over.ceremony, by=by)
    _refuse_too_early(ceremony, today)
    row = HandOver.objects.select_for_update(of=("self",)).with_names().get(pk=hand_over.pk)
    if row.state == state:
        return row
    if row.state != expected:
        raise Refused(_changed_meanwhile(row))
    _set(row, state, ceremony, by=by, posted_on=posted_on, today=today)
    row.save(update_fields=_MARKED)
    record(by, f"hand_over.{_VERBS[HandOverState(state)]}", row, before=expected, certificate=row.certificate_id)
    return row


@transaction.atomic
def mark_remaining_absent(ceremony: Ceremony, *, by: User, today: datetime.date | None = None) -> int:
    """Marks everybody who has no mark yet as absent, to be posted. Returns how many (int). Raises Refused before the day."""
    ceremony = locked(ceremony, by=by)
    _refuse_too_early(ceremony, today or timezone.localdate())
    rows = list(ceremony.hand_overs.select_for_update(of=("self",)).filter(state=HandOverState.PENDING))
    return _mark_all(rows, HandOverState.ABSENT, ceremony, by=by)


@transaction.atomic
def mark_posted(
    ceremony: Ceremony,
    hand_over_ids: Iterable[int],
    *,
    posted_on: datetime.date,
    by: User,
    today: datetime.date | None = None,
) -> int:
    """Marks absent officers as posted, all on one day. Returns how many (int); officers who have another mark by now are left out.

    posted_on: date from the ceremony on, not after today. Raises Refused when none of them is marked as absent, and for an
    officer whose certificate was revoked.
    """
    today = today or timezone.localdate()
    ceremony = locked(ceremony, by=by)
    _refuse_too_early(ceremony, today)
    rows = list(
        HandOver.objects.select_for_update(of=("self",))
        .with_names()
        .filter(ceremony=ceremony, pk__in=hand_over_ids, state=HandOverState.ABSENT)
    )
    if not rows:
        raise Refused(_("None of these officers waits for the post. Load the page again."))
    return _mark_all(rows, HandOverState.POSTED, ceremony, by=by, posted_on=posted_on, today=today)


def count_by_state(ceremony: Ceremony) -> dict[str, int]:
    """Returns {HandOverState value: how many}, and "all": their sum. One query."""
    counts = dict.fromkeys(HandOverState.values, 0)
    counts |= dict(ceremony.hand_overs.order_by().values_list("state").annotate(Count("pk")))
    return counts | {"all": sum(counts.values())}


_MARKED = ["state", "certificate", "posted_on", "marked_at", "marked_by"]


_VERBS = {
    HandOverState.HANDED_OVER: "handed_over",
    HandOverState.ABSENT: "marked_absent",
    HandOverState.PENDING: "taken_back",
    HandOverState.POSTED: "posted",
}


def _refuse_too_early(ceremony, today):
    if ceremony.state not in (CeremonyState.PLANNED, CeremonyState.HELD):
        raise Refused(
            _("The ceremony is %(state)s; certificates are marked once it is planned.")
            % {"state": ceremony.get_state_display().lower()}
        )
    if today < ceremony.date:
        raise Refused(_("Certificates are marked from the day of the ceremony on."))


def _set(row, state, ceremony, *, by, posted_on=None, today=None):
    if row.state not in MAY_FOLLOW[state]:
        raise Refused(
            _("An officer who is marked as “%(now)s” cannot be marked as “%(wanted)s”.")
            % {"now": row.get_state_display(), "wanted": HandOverState(state).label}
        )
    row.posted_on = None
    if state == HandOverState.POSTED:
        if posted_on is None or not ceremony.date <= posted_on <= today:
            raise Refused(_("Say on which day it was posted: from the ceremony on, today at the latest."))
        row.posted_on = posted_on
    if state in (HandOverState.HANDED_OVER, HandOverState.POSTED):
        if row.live_id is None:
            raise Refused(_("This officer has no valid certificate; there is nothing to hand over."))
        row.certificate_id = row.live_id
    else:
        row.certificate_id = None
    row.state, row.marked_at, row.marked_by = state, timezone.now(), by


def _mark_all(rows, state, ceremony, *, by, posted_on=None, today=None):
    before = {row.pk: row.state for row in rows}
    for row in rows:
        _set(row, state, ceremony, by=by, posted_on=posted_on, today=today)
    HandOver.objects.bulk_update(rows, _MARKED, batch_size=500)
    record_many(
        by,
        f"hand_over.{_VERBS[HandOverState(state)]}",
        [(row, {"before": before[row.pk], "certificate": row.certificate_id}) for row in rows],
    )
    return len(rows)


def _changed_meanwhile(row):
    if row.marked_by is None:
        return _("This officer was marked differently meanwhile. Load the page again.")
    return _("%(who)s marked this officer meanwhile as “%(state)s”, so nothing was changed.") % {
        "who": row.marked_by.full_name,
        "state": row.get_state_display(),
    }
