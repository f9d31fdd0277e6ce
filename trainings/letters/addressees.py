"""Whom a letter of a session concerns: the officers, and the offices of their units. Who gets it by e-mail: recipients.py."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from participants.models import Unit
from trainings.models import Enrolment, LetterKind, TrainingSession

# Letters about the session itself also concern those who are only proposed.
ALSO_PROPOSED = (LetterKind.CHANGE, LetterKind.CANCELLATION)


def concerned(session: TrainingSession, kind: str) -> QuerySet[Enrolment]:
    """Returns the enrolments of those whom a letter concerns, in the order of the roster."""
    enrolments = session.enrolments.active()
    if kind in ALSO_PROPOSED:
        enrolments = session.enrolments.filter(
            Q(pk__in=enrolments.values("pk")) | Q(pk__in=session.enrolments.proposed().values("pk"))
        )
    return enrolments.select_related("officer", "rank", "unit", "nominated_by").order_by(
        "officer__name_en", "officer__name_bn", "pk"
    )


@dataclass
class Office:
    """The office of a unit and its officers whom a letter concerns."""

    unit: Unit
    enrolments: list[Enrolment] = field(default_factory=list)


def offices(session: TrainingSession, kind: str) -> tuple[list[Office], int]:
    """Returns the Offices by name, and how many officers have no unit that a letter could go to. One query.

    The office is that of the unit that nominated the officer, or else of the unit of the officer.
    """
    found: dict[int, Office] = {}
    without = 0
    for enrolment in concerned(session, kind):
        unit = enrolment.nominated_by or enrolment.unit
        if unit is None:
            without += 1
        else:
            found.setdefault(unit.pk, Office(unit)).enrolments.append(enrolment)
    return sorted(found.values(), key=lambda office: (office.unit.name, office.unit.pk)), without


def units_written_to(session: TrainingSession, kind: str) -> set[int]:
    """Returns the ids of the units whose offices an e-mail concerns. One or two queries.

    Those of `offices`; where the session changes or is cancelled, also those that were asked to nominate and have not yet.
    """
    pairs = concerned(session, kind).select_related(None).order_by().values_list("nominated_by", "unit").distinct()
    found = {nominated_by or unit for nominated_by, unit in pairs} - {None}
    if kind in ALSO_PROPOSED:
        found |= set(session.quotas.filter(unit__isnull=False).order_by().values_list("unit", flat=True))
    return found


@dataclass(frozen=True)
class PaperReach:
    """How far a letter gets on paper: officers, offices of units, officers without a unit."""

    officers: int
    units: int
    without_unit: int


def paper_reach(session: TrainingSession, kind: str) -> PaperReach:
    """Returns the PaperReach of a kind of letter now. Two or three queries, however many officers."""
    enrolments = concerned(session, kind)
    pairs = enrolments.select_related(None).order_by().values_list("nominated_by", "unit").distinct()
    units = {nominated_by or unit for nominated_by, unit in pairs}
    without = enrolments.filter(nominated_by=None, unit=None).count() if None in units else 0
    return PaperReach(enrolments.count(), len(units - {None}), without)
