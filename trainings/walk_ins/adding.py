"""Adding an officer on the spot: whoever teaches the session does it, within its seats, and the coordinators are told.

An officer whom another programme holds is not added: that programme is asked, and the page says the same as for any number that has
to be checked. The half-days before the officer joined have no mark: nobody saw them. They count as held, not as attended.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from participants.duplicates.candidates import resemblances_for
from participants.held_elsewhere.single_numbers import matched_elsewhere
from participants.models import Officer, Rank, Unit
from participants.officers.recording import record_new_officer
from participants.roster_import.known_officers import FORCE
from trainings.enrolment.enrolment import enrolments_by_officer, put_on_the_roster, refuse_unless_open_to_officers
from trainings.enrolment.entry_facts import Person, clashes, rank_sentence, unmet_by
from trainings.enrolment.quotas import allocation_of, claim_of, claims_of
from trainings.enrolment.waivers import GivenReason
from trainings.models import (
    PARTICIPATES,
    Enrolment,
    OfficerRequest,
    RequestState,
    SessionState,
    TrainingSession,
    WalkIn,
)
from trainings.sessions.half_days import HalfDay, has_half
from trainings.sessions.lifecycle import start
from trainings.walk_ins.looking_up import find
from trainings.walk_ins.telling import tell_coordinators

RESTORED = ("state", "state_reason", "place_in_line", "was_confirmed", "rank_id", "unit_id")


@dataclass(frozen=True)
class NewPerson:
    """What is typed of an officer who is not on record: parsed by the rules of `participants.officers.names` and of rosters."""

    name_en: str = ""
    name_bn: str = ""
    rank: Rank | None = None
    unit: Unit | None = None
    sex: str = ""
    mobile: str = ""

    def described(self) -> dict[str, str | None]:
        """The values as a roster has them, for comparing with records."""
        return {
            "name_en": self.name_en or None,
            "name_bn": self.name_bn or None,
            "rank": self.rank.code if self.rank else None,
            "unit": self.unit.code if self.unit else None,
            "mobile": self.mobile or None,
        }


@dataclass(frozen=True)
class Added:
    """What one form did. already: the officer was on the roster. asked: another programme decides first."""

    walk_in: WalkIn | None = None
    enrolment: Enrolment | None = None
    already: bool = False
    asked: bool = False


class NotOnRecord(Refused):
    """Nobody of the programme is on record under the number; what the person is called has to be typed."""


class EntryReasonNeeded(Refused):
    """Something speaks against the entry; whoever adds the officer says why. facts: the sentences."""

    def __init__(self, facts: Sequence[str]):
        super().__init__(_("Say why the officer is added all the same."))
        self.facts = list(facts)


@dataclass(frozen=True)
class Entry:
    """One form: the number, from when on, and why. person: None for an officer on record."""

    form: uuid.UUID
    number: str
    joined: HalfDay
    person: NewPerson | None = None
    reason: str = ""


@transaction.atomic
def add(session: TrainingSession, entry: Entry, *, by: User, now: datetime | None = None) -> Added:
    """Adds an officer to a session that is under way. Returns Added; the same form twice does it once.

    now: aware datetime. Raises Refused: NotOnRecord, EntryReasonNeeded, before the first day, once the session is held or closed, and
    without a free seat.
    """
    now = now or timezone.now()
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    if sent := WalkIn.objects.filter(form=entry.form).select_related("enrolment").first():
        if sent.session_id != session.pk:
            raise Refused(_("This form was sent before, for another session. Type the number again."))
        return Added(sent, sent.enrolment, asked=sent.request_id is not None)
    session = _under_way(session, entry, by=by, now=now)
    force = Unit.objects.select_for_update(no_key=True).get(code=FORCE)
    found = find(session, entry.number)
    if found.officer is None and entry.person is None:
        raise NotOnRecord(_("Nobody of this programme is on record under this number. Type who it is."))
    if found.officer is None and (held := matched_elsewhere(found.hidden, by=by, programme=session.programme)):
        return _ask(session, held, entry, by=by, now=now)
    known = enrolments_by_officer(session, [found.officer.pk]) if found.officer else {}
    before = next(iter(known.values()), None)
    if before and before.state in PARTICIPATES:
        return Added(None, before, already=True)
    officer = found.officer or _officer(force, entry)
    facts = entry_facts(session, officer, is_new=found.officer is None, described=entry.person)
    if facts and not entry.reason.strip():
        raise EntryReasonNeeded(facts)
    if found.officer is None:
        record_new_officer(officer, programme=session.programme, by=by, since=timezone.localdate(now))
    return _seat(session, officer, before, entry, is_new=found.officer is None, by=by, now=now)


def entry_facts(
    session: TrainingSession, officer: Officer, *, is_new: bool, described: NewPerson | None = None
) -> list[str]:
    """Returns the sentences that speak against adding an officer: entry rules, rank, other sessions on the days, the quota, a namesake."""
    person = Person(None, officer.pk, officer.rank_id, officer.unit_id)
    facts = [rule.sentence for rule in unmet_by(session, [person]).get(None, [])]
    facts.append(rank_sentence(session, officer.rank))
    if not is_new:
        facts += [clash.sentence for clash in clashes(session, [officer.pk]).get(officer.pk, [])]
    elif described:
        facts.append(_namesake_sentence(session, described))
    allocation = allocation_of(session, (claim for claim in claims_of(session) if not claim.waits))
    obstacle = allocation.obstacle(claim_of(officer, unit=None))
    if obstacle and obstacle.quota:
        facts.append(obstacle.sentence)
    return [sentence for sentence in facts if sentence]


def _namesake_sentence(session, person):
    def others(ids):
        return set(ids) - set(
            Officer.objects.of_programme(session.phase.programme_id).filter(pk__in=ids).values_list("pk", flat=True)
        )

    if resemblances_for([person.described()], leave_out=others)[0].namesakes:
        return _("Somebody of this name is on record under another service number. Compare the number with the card.")
    return ""


def refuse_unless_under_way(session: TrainingSession, *, now: datetime) -> None:
    """Raises Refused unless officers can be added on the spot at `now`: from the first day until the session is held."""
    refuse_unless_open_to_officers(session)
    if timezone.localdate(now) < session.starts_on or session.state == SessionState.DRAFT:
        raise Refused(
            _("The first day is %(date)s. Until then a coordinator adds officers.")
            % {"date": date_text(session.starts_on, get_language())}
        )


def _under_way(session, entry, *, by, now):
    today = timezone.localdate(now)
    refuse_unless_under_way(session, now=now)
    day = entry.joined.day
    if day.session_id != session.pk or day.date > today or not has_half(day, entry.joined.half):
        raise Refused(_("Choose a half-day that has come."))
    return start(session, by=by, today=today) if session.state == SessionState.SCHEDULED else session


def _officer(force, entry):
    person = entry.person
    return Officer(
        force=force,
        service_number=entry.number,
        name_en=person.name_en,
        name_bn=person.name_bn,
        rank=person.rank,
        unit=person.unit,
        sex=person.sex,
        mobile=person.mobile,
    )


def _seat(session, officer, before, entry, *, is_new, by, now):
    as_it_was = {name: getattr(before, name) for name in RESTORED} if before else None
    reasons = {officer.pk: GivenReason(entry.reason, by, now)}
    done = put_on_the_roster(session, [officer], by=by, reasons=reasons)
    if done.unmet:
        raise EntryReasonNeeded([rule.sentence for rule in done.unmet[officer.pk]])
    if done.without_seat:
        raise Refused(_("Every seat is taken. A coordinator can give the session more seats."))
    enrolment = enrolments_by_officer(session, [officer.pk])[officer.pk]
    walk_in = _save(session, entry, by=by, now=now, enrolment=enrolment, has_new_record=is_new, before=as_it_was)
    record(
        by,
        "walk_in.added",
        enrolment,
        walk_in=walk_in.pk,
        is_new=is_new,
        day=entry.joined.day.pk,
        half=entry.joined.half,
        with_reason=bool(walk_in.reason),
    )
    return Added(walk_in, enrolment)


def _ask(session, officer_id, entry, *, by, now):
    """Asks the programme that holds the record, once per officer and session; who was declined is not asked for again."""
    given = OfficerRequest.objects.filter(
        session=session, officer=officer_id, state__in=[RequestState.ASKED, RequestState.DECLINED]
    ).first()
    names = [name for name in (entry.person.name_en, entry.person.name_bn) if name]
    request = given or OfficerRequest.objects.create(
        session=session,
        officer_id=officer_id,
        number_given=entry.number,
        name_given=" / ".join(names),
        asked_by=by,
    )
    walk_in = _save(session, entry, by=by, now=now, request=request)
    record(by, "walk_in.asked", walk_in, request=request.pk)
    return Added(walk_in, asked=True)


def _save(session, entry, *, by, now, **more):
    walk_in = WalkIn.objects.create(
        form=entry.form,
        session=session,
        day=entry.joined.day,
        half=entry.joined.half,
        reason=entry.reason.strip()[:500],
        added_by=by,
        added_at=now,
        **more,
    )
    tell_coordinators(session, by=by, today=timezone.localdate(now))
    return walk_in
