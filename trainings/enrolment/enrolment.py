"""Enrolling officers in sessions and withdrawing them. Rank and unit are stored as of today, or of the first day
of a session that is past."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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
from participants.models import Officer
from participants.officers.postings import earlier_postings
from trainings.curriculum.entry_rules import Unmet
from trainings.enrolment.waiting_list import promote_waiting
from trainings.enrolment.waivers import GivenReason, judge, keep
from trainings.models import PARTICIPATES, Enrolment, EnrolmentState, SessionState, TrainingSession

BROUGHT_BACK = ("state", "state_reason", "place_in_line", "was_confirmed")


@dataclass(frozen=True)
class Enrolled:
    """The result of `enrol`, as officer ids in the order given. `count`: those who take part from now on.

    confirmed: officers who were nominated before; a seat they held stays theirs. unmet: who was kept out by entry rules.
    """

    enrolled: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()
    confirmed: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    without_seat: tuple[int, ...] = ()
    unmet: dict[int, list[Unmet]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.enrolled) + len(self.returned) + len(self.confirmed)


def seats_left(session: TrainingSession) -> int:
    """Returns the number of free seats, 0 or more. Nominees hold a seat, officers on the waiting list do not. One query."""
    return max(0, session.capacity - session.enrolments.holding_a_seat().count())


@transaction.atomic
def enrol(
    session: TrainingSession,
    officers: Iterable[Officer],
    *,
    by: User | None,
    by_consent: bool = False,
    reasons: Mapping[int, GivenReason] | None = None,
) -> Enrolled:
    """Enrols the officers in the order given, as long as there are seats. Returns Enrolled, which lists every officer.

    by: User or None; with by_consent, the person who accepted the request (trainings/officer_requests). Officers in the session
    stay as they are; withdrawn officers return and nominees are confirmed, with their current rank and unit. Quotas apply to
    nominations only. Whom the entry rules keep out comes in by a GivenReason alone (reasons: by officer id), and the waiver stays
    with the enrolment. Raises Refused once the session is held, closed or cancelled. The session stays locked until the caller's
    transaction ends, so that chunks of one roster and concurrent requests never exceed its seats. The number of queries does not
    grow with the officers (SQLite writes about a hundred rows per statement).
    """
    session = TrainingSession.objects.locked(session.pk, "course")
    require(by, can_enrol, session, by_consent)
    refuse_unless_open_to_officers(session)
    return put_on_the_roster(session, officers, by=by, by_consent=by_consent, reasons=reasons)


def put_on_the_roster(
    session: TrainingSession,
    officers: Iterable[Officer],
    *,
    by: User | None,
    by_consent: bool = False,
    reasons: Mapping[int, GivenReason] | None = None,
) -> Enrolled:
    """Enrols officers in a locked session that takes officers: the end of verbs that asked who may. See `enrol`."""
    by_id = {officer.pk: officer for officer in officers}
    known = enrolments_by_officer(session, by_id)
    already = tuple(pk for pk in by_id if pk in known and known[pk].state in PARTICIPATES)
    posted = _as_posted(session, by_id)
    judged = judge(session, {pk: posted[pk] for pk in by_id if pk not in already}, known, reasons or {})
    entering = [pk for pk in by_id if pk not in already and pk not in judged.barred]
    proposed = [pk for pk in entering if pk in known and known[pk].state == EnrolmentState.NOMINATED]
    holding = [pk for pk in proposed if known[pk].place_in_line is None]
    without = [pk for pk in entering if pk not in holding]
    seats = seats_left(session)
    seated, without_seat = holding + without[:seats], tuple(without[seats:])
    returned = [_brought_back(known[pk], posted[pk]) for pk in seated if pk in known]
    shared = shared_among(session, [pk for pk in seated if pk not in known], by_consent=by_consent)
    new = [_seated(session, pk, posted[pk], pk in shared) for pk in seated if pk not in known]
    Enrolment.objects.bulk_create(new)
    Enrolment.objects.bulk_update(returned, [*BROUGHT_BACK, "rank", "unit"], batch_size=500)
    waived = keep(judged, {enrolment.officer_id: enrolment for enrolment in (*returned, *new)})
    if seated:
        record(by, "officers.enrolled", session, officers=seated, **({"waived": waived} if waived else {}))
    return Enrolled(
        enrolled=tuple(enrolment.officer_id for enrolment in new),
        returned=tuple(enrolment.officer_id for enrolment in returned if enrolment.officer_id not in proposed),
        confirmed=tuple(pk for pk in seated if pk in proposed),
        already=already,
        without_seat=without_seat,
        unmet=judged.barred,
    )


def enrolments_by_officer(session: TrainingSession, officers: Iterable[int]) -> dict[int, Enrolment]:
    """Returns {officer id: Enrolment} of those of `officers` (ids) that have one in the session. One query."""
    found = session.enrolments.filter(officer__in=officers, double_of__isnull=True)
    return {enrolment.officer_id: enrolment for enrolment in found}


def no_seat_sentence(session: TrainingSession, officers: int) -> str:
    """Returns the sentence for `officers` that found no seat."""
    words = numbers(count=officers, seats=session.capacity)
    return (
        ngettext(
            "The session has %(seats)s seats and all are taken; %(count)s officer found none.",
            "The session has %(seats)s seats and all are taken; %(count)s officers found none.",
            officers,
        )
        % words
    )


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User | None, reason: str) -> Enrolment:
    """Withdraws an officer from the session; the marks stay on record but no longer count. Returns the Enrolment.

    The seat goes to the first officer on the waiting list whom the quotas allow.
    by: User or None. reason: why, in words. Raises Refused without a reason, for an officer who is
    withdrawn already, and once the session is closed.
    """
    session = TrainingSession.objects.locked(enrolment.session_id)
    require(by, coordinates_session, session)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if session.state == SessionState.CLOSED:
        raise Refused(_("This session is closed. A coordinator can reopen it."))
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise Refused(_("This officer was withdrawn already."))
    if not reason.strip():
        raise Refused(_("Say why the officer is withdrawn."))
    before = enrolment.state
    enrolment.state, enrolment.state_reason, enrolment.is_override = EnrolmentState.WITHDRAWN, reason.strip(), False
    enrolment.place_in_line = None
    enrolment.save(update_fields=["state", "state_reason", "is_override", "place_in_line"])
    record(by, "enrolment.withdrawn", enrolment, before=before, after=enrolment.state)
    promote_waiting(session, by=by)
    return enrolment


def refuse_unless_open_to_officers(session: TrainingSession) -> None:
    words = {"session": session.code, "date": date_text(session.ends_on, get_language())}
    if session.state == SessionState.CANCELLED:
        raise Refused(_("%(session)s was cancelled; nobody can be added.") % words)
    if session.state == SessionState.CLOSED:
        raise Refused(_("%(session)s is closed; officers can be added until the last day, %(date)s.") % words)
    if session.state == SessionState.HELD:
        raise Refused(_("%(session)s is over; officers can be added until the last day, %(date)s.") % words)


def _as_posted(session, officers):
    """Returns {officer id: object with the rank_id and unit_id to store}: of today, or of the first day of a past session."""
    otherwise = earlier_postings(min(timezone.localdate(), session.starts_on), officers)
    return {pk: otherwise[pk][0] if pk in otherwise else officer for pk, officer in officers.items()}


def shared_among(session: TrainingSession, officers: Collection[int], *, by_consent: bool = False) -> set[int]:
    """Returns the ids, among `officers` (ids), whose record another programme holds: to enrol them opens nothing of it.

    by_consent: whether that programme, or an administrator, accepted the request. Raises Refused otherwise.
    Two queries.
    """
    if not officers:
        return set()
    elsewhere = Officer.objects.filter(pk__in=officers).held_by_somebody()
    ours = Officer.objects.of_programme(session.phase.programme_id).filter(pk__in=officers)
    shared = set(elsewhere.exclude(pk__in=ours.values("pk")).values_list("pk", flat=True))
    if shared and not by_consent:
        raise Refused(_("Another programme holds the record of one of these officers. It has to be asked first."))
    return shared


def _seated(session, officer_id, posted, is_shared):
    return Enrolment(
        session=session, officer_id=officer_id, rank_id=posted.rank_id, unit_id=posted.unit_id, is_shared=is_shared
    )


def _brought_back(enrolment, posted):
    enrolment.rank_id, enrolment.unit_id = posted.rank_id, posted.unit_id
    enrolment.state, enrolment.state_reason = EnrolmentState.CONFIRMED, ""
    enrolment.place_in_line, enrolment.was_confirmed = None, True
    return enrolment
