"""Units propose officers for a session: nominated → confirmed, or declined with a reason. Quotas decide who waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_enrol, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from accounts.text.typed_text import one_line
from participants.models import Officer, Unit
from programmes.models import Place
from trainings.enrolment.enrolment import enrolments_by_officer, refuse_unless_open_to_officers, shared_among
from trainings.enrolment.quotas import Obstacle, allocation_of, claim_of, claims_of
from trainings.enrolment.waiting_list import last_place, promote_waiting
from trainings.enrolment.waivers import GivenReason, judge, keep
from trainings.models import MOST_SEATS, Enrolment, EnrolmentState, SessionQuota, TrainingSession

REGIONS = ("division", "district")


@dataclass(frozen=True)
class Nominated:
    """The result of `nominate`, as officer ids in the order given. waiting: {id: why there is no seat}."""

    seated: tuple[int, ...] = ()
    waiting: dict[int, Obstacle] = field(default_factory=dict)
    already: tuple[int, ...] = ()


@transaction.atomic
def nominate(
    session: TrainingSession,
    officers: Iterable[Officer],
    *,
    unit: Unit | None,
    by: User | None,
    by_consent: bool = False,
) -> Nominated:
    """Nominates officers in the order given: with a seat while seats and quotas allow it, else on the waiting list.

    Returns Nominated, which lists every officer. unit: the nominating unit; its quota counts officers without a unit of their
    own. by: User or None. Officers who take part or are nominated stay as they are; withdrawn or declined officers are
    nominated again. Raises Refused once the session is held, closed or cancelled. The session is locked to
    the end of the caller's transaction. The number of queries does not grow with the officers.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_enrol, session, by_consent)
    refuse_unless_open_to_officers(session)
    # The person who accepts a request has no rights over the waiting list, so the system moves it.
    promote_waiting(session, by=None if by_consent else by)
    by_id = {officer.pk: officer for officer in officers}
    known = enrolments_by_officer(session, by_id)
    already = tuple(pk for pk in by_id if pk in known and known[pk].state != EnrolmentState.WITHDRAWN)
    allocation = allocation_of(session, (claim for claim in claims_of(session) if not claim.waits))
    place, seated, waiting = last_place(session), [], {}
    new: list[Enrolment] = []
    returned: list[Enrolment] = []
    shared = shared_among(session, [pk for pk in by_id if pk not in known], by_consent=by_consent)
    for pk, officer in by_id.items():
        if pk in already:
            continue
        enrolment = known.get(pk) or Enrolment(
            session=session, officer=officer, was_confirmed=False, is_shared=pk in shared
        )
        (returned if pk in known else new).append(_proposed(enrolment, officer, unit))
        claim = claim_of(officer, unit=unit)
        if obstacle := allocation.obstacle(claim):
            waiting[pk] = obstacle
            place += 1
            enrolment.place_in_line = place
        else:
            allocation.seat(claim)
            seated.append(pk)
    Enrolment.objects.bulk_create(new)
    Enrolment.objects.bulk_update(
        returned, ["rank", "unit", "nominated_by", "state", "state_reason", "place_in_line"], batch_size=500
    )
    if seated or waiting:
        record(by, "officers.nominated", session, unit=unit and unit.pk, seated=seated, waiting=list(waiting))
    return Nominated(tuple(seated), waiting, already)


class Confirmed(NamedTuple):
    """Enrolment ids: confirmed now, still on the waiting list, no longer a nomination, kept out by entry rules."""

    confirmed: tuple[int, ...]
    waiting: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    unmet: tuple[int, ...] = ()


@transaction.atomic
def confirm(session: TrainingSession, enrolments: Iterable[int], *, by: User | None, reason: str = "") -> Confirmed:
    """nominated → confirmed for those of the enrolments (ids) that hold a seat: from now on they take part.

    Returns Confirmed. Rank and unit are frozen as they are today. by: User or None. reason: why those enter whom the entry rules
    keep out; without it they stay nominated. Raises Refused once the session is
    held, closed or cancelled, and where it has fewer seats than that.
    """
    session = TrainingSession.objects.locked(session.pk, "course")
    require(by, coordinates_session, session)
    refuse_unless_open_to_officers(session)
    asked = list(dict.fromkeys(enrolments))
    found = {one.pk: one for one in session.enrolments.filter(pk__in=asked).proposed().select_related("officer")}
    seated = [found[pk] for pk in asked if pk in found and found[pk].place_in_line is None]
    known = {one.officer_id: one for one in seated}
    reason = one_line(reason).strip()
    given = GivenReason(reason, by, timezone.now()) if by and reason else None
    judged = judge(
        session, {pk: one.officer for pk, one in known.items()}, known, dict.fromkeys(known, given) if given else {}
    )
    seated = [one for one in seated if one.officer_id not in judged.barred]
    _refuse_more_than_seats(session, len(seated))
    for enrolment in seated:
        enrolment.rank_id, enrolment.unit_id = enrolment.officer.rank_id, enrolment.officer.unit_id
        enrolment.state, enrolment.state_reason, enrolment.was_confirmed = EnrolmentState.CONFIRMED, "", True
    Enrolment.objects.bulk_update(seated, ["rank", "unit", "state", "state_reason", "was_confirmed"], batch_size=500)
    confirmed = tuple(enrolment.pk for enrolment in seated)
    waived = keep(judged, known)
    if confirmed:
        more = {"waived": waived} if waived else {}
        record(by, "nominations.confirmed", session, enrolments=list(confirmed), **more)
    return Confirmed(
        confirmed,
        waiting=tuple(pk for pk in asked if pk in found and found[pk].place_in_line is not None),
        gone=tuple(pk for pk in asked if pk not in found),
        unmet=tuple(known[pk].pk for pk in judged.barred),
    )


@transaction.atomic
def confirm_all(session: TrainingSession, *, by: User | None, reason: str = "") -> Confirmed:
    """Confirms every nomination that seats and quotas reach, in the order in which they came. As `confirm`."""
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    claims = claims_of(session)
    allocation = allocation_of(session, (claim for claim in claims if not claim.is_proposed))
    proposed = [claim for claim in claims if claim.enrolment and claim.is_proposed and not claim.waits]
    within = [claim.enrolment for claim in proposed if claim.enrolment and allocation.try_seat(claim)]
    return confirm(session, within, by=by, reason=reason)


@transaction.atomic
def decline(session: TrainingSession, enrolments: Iterable[int], *, reason: str, by: User | None) -> list[int]:
    """Declines those of the enrolments (ids) that are nominations, with a seat or waiting. Returns the ids of these.

    reason: why, in words; it stays with each. by: User or None. Their seats go to those who wait. Raises Refused without
    a reason, and once the session is held, closed or cancelled.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    refuse_unless_open_to_officers(session)
    if not reason.strip():
        raise Refused(_("Say why the nomination is declined."))
    declined = list(session.enrolments.filter(pk__in=enrolments).proposed().order_by("pk").values_list("pk", flat=True))
    if declined:
        session.enrolments.filter(pk__in=declined).update(
            state=EnrolmentState.WITHDRAWN, state_reason=reason.strip(), place_in_line=None
        )
        record(by, "nominations.declined", session, enrolments=declined)
        promote_waiting(session, by=by)
    return declined


class Quota(NamedTuple):
    """A quota as people set it: the seats of a Unit or of a Place (district or division)."""

    of: Unit | Place
    seats: int


@transaction.atomic
def set_quotas(
    session: TrainingSession,
    quotas: Iterable[Quota],
    *,
    women_share: int,
    due_on: date | None,
    send_to: str,
    by: User | None,
    today: date | None = None,
) -> TrainingSession:
    """Replaces the quotas of a session, the share of women wanted (per cent), the deadline and where nominations go.

    Returns the session. by: User or None. today: date in Dhaka, default the current one. Nominees keep their seats;
    where seats become free, the waiting list moves up. Raises Refused once the session is held, closed or cancelled,
    and with what is wrong: a quota below zero or named twice, a share beyond 100, a deadline in the past or after the start.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    refuse_unless_open_to_officers(session)
    quotas = list(quotas)
    _refuse_wrong_quotas(quotas)
    if not 0 <= women_share <= 100:
        raise Refused(_("The share of women is 0 to 100 per cent."))
    if due_on != session.nominations_due_on:
        _refuse_deadline(session, due_on, today or timezone.localdate())
    before = _as_facts(session)
    session.quotas.all().delete()
    SessionQuota.objects.bulk_create(
        SessionQuota(
            session=session,
            unit=quota.of if isinstance(quota.of, Unit) else None,
            region=quota.of if isinstance(quota.of, Place) else None,
            seats=quota.seats,
        )
        for quota in quotas
    )
    session.women_share, session.nominations_due_on, session.nominations_to = women_share, due_on, send_to.strip()
    session._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    session.save(update_fields=["women_share", "nominations_due_on", "nominations_to"])
    record(by, "session.quotas_set", session, before=before, after=_as_facts(session))
    promote_waiting(session, by=by)
    return session


def _proposed(enrolment, officer, unit):
    enrolment.rank_id, enrolment.unit_id, enrolment.nominated_by = officer.rank_id, officer.unit_id, unit
    enrolment.state, enrolment.state_reason, enrolment.place_in_line = EnrolmentState.NOMINATED, "", None
    return enrolment


def _refuse_more_than_seats(session, more):
    taken = session.enrolments.active().count()
    if taken + more > session.capacity:
        words = numbers(count=more, seats=session.capacity - taken)
        raise Refused(
            ngettext(
                "%(count)s officer cannot be confirmed: %(seats)s seats are left. Give the session more seats first.",
                "%(count)s officers cannot be confirmed: %(seats)s seats are left. Give the session more seats first.",
                more,
            )
            % words
        )


def _refuse_wrong_quotas(quotas):
    seen = set()
    for quota in quotas:
        if isinstance(quota.of, Place) and quota.of.kind not in REGIONS:
            raise Refused(_("%(name)s is neither a district nor a division.") % {"name": quota.of.name})
        if not 0 <= quota.seats <= MOST_SEATS:
            raise Refused(_("The quota of %(name)s has 0 to 2,000 seats.") % {"name": quota.of.name})
        key = type(quota.of), quota.of.pk
        if key in seen:
            raise Refused(_("%(name)s is in the list twice.") % {"name": quota.of.name})
        seen.add(key)


def _refuse_deadline(session, due_on, today):
    if due_on and due_on < today:
        raise Refused(_("%(date)s is over. Choose a later day.") % {"date": date_text(due_on, get_language())})
    if due_on and due_on > session.starts_on:
        raise Refused(
            _("The session begins on %(date)s; nominations are due on that day at the latest.")
            % {"date": date_text(session.starts_on, get_language())}
        )


def _as_facts(session):
    rows = session.quotas.order_by("pk").values_list("unit", "region", "seats")
    return {
        "quotas": [list(row) for row in rows],
        "women_share": session.women_share,
        "due_on": session.nominations_due_on,
    }
