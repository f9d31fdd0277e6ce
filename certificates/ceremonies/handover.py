"""Who receives a certificate at a ceremony, in which order and from whom; and on the day, whether it happened.

A place belongs to an enrolment, not to a certificate: where one was replaced by a corrected one meanwhile, the corrected one
is handed over. The certificate that was in the officer's hand is kept with the mark.
"""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.refusal import Refused
from certificates.ceremonies.planning import locked, open_to_change
from certificates.issuing import eligibility
from certificates.models import (
    CeremonyState,
    Certificate,
    HandOver,
    HandOverOrder,
    HandOverState,
)
from trainings.models import Enrolment

SUGGESTED = (HandOverOrder.UNIT, HandOverOrder.RANK, HandOverOrder.NAME)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# From which state a mark may be set; what is not listed is refused.
FROM = {
    HandOverState.HANDED_OVER: {HandOverState.PENDING, HandOverState.ABSENT},
    HandOverState.ABSENT: {HandOverState.PENDING, HandOverState.POSTED},
    HandOverState.PENDING: {HandOverState.HANDED_OVER, HandOverState.ABSENT},
    HandOverState.POSTED: {HandOverState.ABSENT},
}


class Arranged(NamedTuple):
    """What arranging did: places in all, places that are new, places whose officer has no certificate any more."""

    places: int
    new: int
    gone: int


@transaction.atomic
def arrange(ceremony, order, dignitaries, *, by):
    """Puts everyone who holds a certificate of its sessions in order, with seats, and shares them among the dignitaries.

    order: one of SUGGESTED. dignitaries: Dignitaries of the ceremony; each hands over a part of the order, as equal as can
    be, in protocol order; none leaves it open. Returns Arranged. Raises Refused once somebody is marked (the order was
    used), and for a dignitary of another ceremony.
    """
    ceremony = open_to_change(ceremony, by=by)
    if order not in SUGGESTED:
        raise Refused(_("Choose one of the listed orders."))
    if ceremony.hand_overs.exclude(state=HandOverState.PENDING).exists():
        raise Refused(_("Officers are marked already, so the order stays. Undo their marks to arrange it anew."))
    own = [one for one in ceremony.dignitaries.all() if one.pk in {chosen.pk for chosen in dignitaries}]
    if len(own) != len({chosen.pk for chosen in dignitaries}):
        raise Refused(_("Choose dignitaries of this ceremony."))
    before = set(ceremony.hand_overs.values_list("enrolment_id", flat=True))
    holders = sorted(_holders(ceremony), key=_KEYS[order])
    ceremony.hand_overs.all().delete()
    HandOver.objects.bulk_create(
        [
            HandOver(
                ceremony=ceremony,
                enrolment=enrolment,
                place=place,
                seat=seat_of(place, ceremony.seats_in_a_row),
                dignitary=own[(place - 1) * len(own) // len(holders)] if own else None,
            )
            for place, enrolment in enumerate(holders, start=1)
        ],
        batch_size=500,
    )
    ceremony.order = order
    ceremony.save(update_fields=["order"])
    now = {enrolment.pk for enrolment in holders}
    arranged = Arranged(len(now), len(now - before), len(before - now))
    record(
        by, "ceremony.arranged", ceremony, order=str(order), dignitaries=[one.pk for one in own], **arranged._asdict()
    )
    return arranged


@transaction.atomic
def add_missing(ceremony, *, by):
    """Puts those whose certificates were issued since at the end of the order. Returns how many (int); raises Refused."""
    ceremony = open_to_change(ceremony, by=by)
    last = ceremony.hand_overs.order_by("place").last()
    place = last.place if last else 0
    added = HandOver.objects.bulk_create(
        HandOver(
            ceremony=ceremony,
            enrolment=enrolment,
            place=number,
            seat=seat_of(number, ceremony.seats_in_a_row),
            dignitary_id=last and last.dignitary_id,
        )
        for number, enrolment in enumerate(sorted(_without_place(ceremony), key=_KEYS["unit"]), start=place + 1)
    )
    if added:
        record(by, "ceremony.places_added", ceremony, count=len(added))
    return len(added)


@transaction.atomic
def put(hand_over, *, place, dignitary, seat, by):
    """Sets place (int from 1), dignitary (Dignitary or None) and seat of one officer by hand; the others move up or down.

    Returns the HandOver. Raises Refused once the ceremony was held or cancelled, and for a dignitary of another ceremony.
    """
    ceremony = open_to_change(hand_over.ceremony, by=by)
    if dignitary is not None and dignitary.ceremony_id != ceremony.pk:
        raise Refused(_("Choose dignitaries of this ceremony."))
    rows = list(ceremony.hand_overs.select_for_update().order_by("place", "pk"))
    moved = next(row for row in rows if row.pk == hand_over.pk)
    rows.remove(moved)
    rows.insert(max(0, place - 1), moved)
    renumbered = [row for number, row in enumerate(rows, start=1) if row.place != number]
    for number, row in enumerate(rows, start=1):
        row.place = number
    HandOver.objects.bulk_update(renumbered, ["place"], batch_size=500)
    if renumbered and ceremony.order != HandOverOrder.HAND:
        ceremony.order = HandOverOrder.HAND
        ceremony.save(update_fields=["order"])
    moved.dignitary, moved.seat = dignitary, seat.strip()
    moved.save(update_fields=["dignitary", "seat"])
    record(by, "hand_over.put", moved, place=moved.place, dignitary=dignitary and dignitary.pk)
    return moved


@transaction.atomic
def mark(hand_over, state, *, seen, by, today=None, posted_on=None):
    """Marks one officer: handed over, absent, posted, or (undo) back. Returns the HandOver.

    seen: the state that the page showed. Where somebody else marked the officer meanwhile, the same mark is fine and any other
    is Refused with who and when, so that two people at two tables never overwrite each other. today: date in Dhaka.
    posted_on: the day of posting, not after today. Raises Refused before the day of the ceremony, too.
    """
    today = today or timezone.localdate()
    ceremony = locked(hand_over.ceremony, by=by)
    _refuse_too_early(ceremony, today)
    row = HandOver.objects.select_for_update(of=("self",)).with_names().get(pk=hand_over.pk)
    if row.state == state:
        return row
    if row.state != seen:
        raise Refused(_changed_meanwhile(row))
    _put(row, state, ceremony, by=by, posted_on=posted_on, today=today)
    row.save(update_fields=_MARKED)
    record(by, f"hand_over.{_VERBS[state]}", row, before=seen, certificate=row.certificate_id)
    return row


@transaction.atomic
def mark_the_rest_absent(ceremony, *, by, today=None):
    """Marks everybody who still waits as absent, to be posted. Returns how many (int); raises Refused before the day."""
    ceremony = locked(ceremony, by=by)
    _refuse_too_early(ceremony, today or timezone.localdate())
    rows = list(ceremony.hand_overs.select_for_update(of=("self",)).filter(state=HandOverState.PENDING))
    return _mark_all(rows, HandOverState.ABSENT, ceremony, by=by)


@transaction.atomic
def post(ceremony, hand_over_ids, *, posted_on, by, today=None):
    """Marks absent officers as posted, all on one day. Returns how many (int); who was marked otherwise meanwhile is left out.

    posted_on: date from the ceremony on, not after today. Raises Refused where none of them waits to be posted, and for
    one whose certificate was revoked.
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


def missing_places(ceremony):
    """Returns how many hold a certificate of its sessions and have no place in the order yet (int). One query."""
    return _without_place(ceremony).count()


def without_certificate(ceremony):
    """Returns the eligibility.Eligibility lines of everyone on the rosters who holds no certificate, with why, by session."""
    return [
        row
        for session in ceremony.sessions.order_by("starts_on", "code")
        for row in eligibility.check_list(session)
        if row.certificate is None and row.kind != eligibility.Kind.WITHDRAWN
    ]


def seat_of(place, in_a_row):
    """Returns the seat of a place (int from 1) as row letters and number: 11 in rows of ten is B1."""
    row, seat = divmod(place - 1, in_a_row)
    first = LETTERS[row // len(LETTERS) - 1] if row >= len(LETTERS) else ""
    return f"{first}{LETTERS[row % len(LETTERS)]}{seat + 1}"


_MARKED = ["state", "certificate", "posted_on", "marked_at", "marked_by"]
_VERBS = {
    HandOverState.HANDED_OVER: "handed_over",
    HandOverState.ABSENT: "marked_absent",
    HandOverState.PENDING: "taken_back",
    HandOverState.POSTED: "posted",
}


def _unit(enrolment):
    return (enrolment.unit is None, enrolment.unit.name_en if enrolment.unit else "")


def _rank_and_name(enrolment):
    return (-enrolment.rank.order if enrolment.rank else 0, *_name(enrolment))


def _name(enrolment):
    officer = enrolment.officer
    return ((officer.name_en or officer.name_bn).casefold(), enrolment.pk)


_KEYS = {
    HandOverOrder.UNIT: lambda one: (_unit(one), *_rank_and_name(one)),
    HandOverOrder.RANK: _rank_and_name,
    HandOverOrder.NAME: _name,
}


def _holders(ceremony):
    live = Certificate.objects.live().values("enrolment")
    return Enrolment.objects.filter(
        session__in=ceremony.sessions.all(), pk__in=live, double_of__isnull=True
    ).select_related("officer", "rank", "unit")


def _without_place(ceremony):
    return _holders(ceremony).exclude(pk__in=ceremony.hand_overs.values("enrolment"))


def _refuse_too_early(ceremony, today):
    if ceremony.state not in (CeremonyState.PLANNED, CeremonyState.HELD):
        raise Refused(
            _("The ceremony is %(state)s; certificates are marked once it is planned.")
            % {"state": ceremony.get_state_display().lower()}
        )
    if today < ceremony.date:
        raise Refused(_("Certificates are marked from the day of the ceremony on."))


def _put(row, state, ceremony, *, by, posted_on=None, today=None):
    if row.state not in FROM[state]:
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
            raise Refused(_("This officer has no certificate that holds; there is nothing to hand over."))
        row.certificate_id = row.live_id
    else:
        row.certificate_id = None
    row.state, row.marked_at, row.marked_by = state, timezone.now(), by


def _mark_all(rows, state, ceremony, *, by, posted_on=None, today=None):
    before = {row.pk: row.state for row in rows}
    for row in rows:
        _put(row, state, ceremony, by=by, posted_on=posted_on, today=today)
    HandOver.objects.bulk_update(rows, _MARKED, batch_size=500)
    record_many(
        by,
        f"hand_over.{_VERBS[state]}",
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


def counted(ceremony):
    """Returns {state: how many} of all HandOverStates, and "all". One query."""
    counts = dict.fromkeys(HandOverState.values, 0)
    for state in ceremony.hand_overs.order_by().values_list("state", flat=True):
        counts[state] += 1
    return counts | {"all": sum(counts.values())}
