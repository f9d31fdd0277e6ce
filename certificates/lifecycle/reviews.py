"""Certificates to review: a mark was corrected after closing, and the result now says otherwise than what was issued.

A line of the list is worked out of facts: the last ResultChange of an enrolment, its result and its valid certificate. It goes by itself
once both agree: a certificate revoked, one issued, the mark corrected back; or once a coordinator says that nothing follows, and
why. Nothing here changes a certificate, and nobody who checks one sees a review.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from certificates.lifecycle.corrections import refuse_own
from certificates.models import Certificate, CertificateState, Level
from trainings.attendance.grid import FACES, NO_MARK, Face
from trainings.curriculum.completion_rule import in_words, required_in_words, rule_of
from trainings.curriculum.required_modules import titles_of
from trainings.models import EnrolmentState, Half, ResultChange, SessionState, TrainingSession
from trainings.models.result_change import LONGEST_REASON
from trainings.sessions.half_days import HalfDay


class Why(StrEnum):
    """What no longer agrees."""

    NO_LONGER = "no_longer"  # a certificate of completion, and the course is not completed
    NEVER_THERE = "never_there"  # a certificate of participation, and no half-day attended
    COMPLETES = "completes"  # the course is completed, and nothing valid says so


class Review(NamedTuple):
    """One line. certificate: the valid one, or None; revoked: the last one that was revoked, or None."""

    change: ResultChange
    why: Why
    certificate: Certificate | None
    revoked: Certificate | None
    half_day: HalfDay
    before: Face
    after: Face
    rule: str


def to_review(user: User) -> "QuerySet[ResultChange]":
    """Returns the changes of results that a coordinator has to look at, in their programmes; the oldest first."""
    return _disagreeing(ResultChange.objects.coordinated_by(user)).order_by("changed_at", "pk")


def of_session(session: TrainingSession) -> "QuerySet[ResultChange]":
    """Returns those of one session."""
    return _disagreeing(ResultChange.objects.filter(enrolment__session=session))


def _disagreeing(changes):
    """Only the last change of an enrolment since the session was closed counts, and only while the result is the one it left."""
    valid = Certificate.objects.live().filter(enrolment=OuterRef("enrolment"))
    of_level = valid.exclude(design__level=Level.PARTICIPATION)
    any_of_session = Certificate.objects.filter(enrolment__session=OuterRef("enrolment__session"))
    standing = (
        changes.undecided()
        .last_of_each()
        .filter(
            enrolment__session__state=SessionState.CLOSED,
            enrolment__session__closed_at__lte=F("changed_at"),
            enrolment__state=F("state_after"),
        )
    )
    not_completed = Q(enrolment__state=EnrolmentState.NOT_COMPLETED)
    return standing.annotate(
        has_of_level=Exists(of_level), has_any=Exists(valid), is_issued=Exists(any_of_session)
    ).filter(
        (not_completed & Q(has_of_level=True))
        | (not_completed & Q(has_any=True, enrolment__half_days_attended=0))
        # Before the first certificate of the session, whoever completes is issued one with all the others.
        | Q(enrolment__state=EnrolmentState.COMPLETED, has_of_level=False, is_issued=True)
    )


def shown(changes: Any) -> list[Review]:
    """Returns a page of `to_review` as Reviews. Three queries, however many they are."""
    certificates = Prefetch(
        "enrolment__certificates", Certificate.objects.order_by("issued_at", "pk"), to_attr="issued_ones"
    )
    rows = changes.select_related(
        "day",
        "changed_by",
        "enrolment__officer",
        "enrolment__rank",
        "enrolment__unit",
        "enrolment__session__course",
        "enrolment__session__phase",
    ).prefetch_related(certificates)
    rows = list(rows)
    required = titles_of({row.enrolment.session_id for row in rows})
    return [_review(row, required.get(row.enrolment.session_id, [])) for row in rows]


def _review(change, required):
    issued: Sequence[Certificate] = change.enrolment.issued_ones
    valid = next((one for one in issued if one.is_valid), None)
    revoked = [one for one in issued if one.state == CertificateState.REVOKED]
    says_otherwise = Why.NO_LONGER if change.has_of_level else Why.NEVER_THERE
    return Review(
        change,
        Why.COMPLETES if change.enrolment.state == EnrolmentState.COMPLETED else says_otherwise,
        valid,
        revoked[-1] if revoked else None,
        HalfDay(change.day, Half(change.half)),
        FACES.get(change.mark_before, NO_MARK),
        FACES.get(change.mark_after, NO_MARK),
        " ".join([in_words(rule_of(change.enrolment.session)), *required_in_words(required, [])]),
    )


@transaction.atomic
def leave(change: ResultChange, *, by: User, reason: str) -> ResultChange:
    """Decides that nothing follows from a changed result: the certificate stays valid, or none is issued. Returns the change.

    by: a coordinator of the session who is not the officer. reason: why, in words. Raises Refused without it, and when it was
    decided or settled itself meanwhile.
    """
    session = TrainingSession.objects.locked(change.enrolment.session_id)
    require(by, coordinates_session, session)
    rows = ResultChange.objects.select_for_update(of=("self",)).select_related("enrolment__officer")
    change = rows.get(pk=change.pk)
    refuse_own(change.enrolment, by)
    if not of_session(session).filter(pk=change.pk).exists():
        raise Refused(_("This was settled meanwhile. Load the list again."))
    if not reason.strip():
        raise Refused(_("Say why nothing changes."))
    change.settled_by, change.settled_at = by, timezone.now()
    change.settled_reason = reason.strip()[:LONGEST_REASON]
    change.save(update_fields=["settled_by", "settled_at", "settled_reason"])
    record(by, "result_change.settled", change, session=session.pk, state=change.state_after)
    return change
