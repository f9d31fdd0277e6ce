"""Whom a letter of a session concerns: the officers, those of them with an e-mail address, and the offices of their units."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.models import Language
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


def with_address(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Returns those whom an e-mail reaches. The address on a record that another programme holds is not for us to use."""
    return enrolments.filter(is_shared=False).exclude(officer__email="")


def language_of(account_language: str | None) -> str:
    """Returns the language of an e-mail to an officer: that of the account, Bangla for officers without one."""
    return account_language or Language.BANGLA


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


@dataclass(frozen=True)
class Reach:
    """How far a letter gets: officers in all, by e-mail, still to write to by e-mail, offices of units."""

    officers: int
    with_email: int
    units: int
    without_unit: int

    @property
    def without_email(self) -> int:
        return self.officers - self.with_email


def reach_of(session: TrainingSession, kind: str) -> Reach:
    """Returns the Reach of a kind of letter now. Three queries, however many officers."""
    enrolments = concerned(session, kind)
    found, without = _units(enrolments)
    return Reach(enrolments.count(), with_address(enrolments).count(), found, without)


def _units(enrolments):
    pairs = enrolments.select_related(None).order_by().values_list("nominated_by", "unit").distinct()
    units = {nominated_by or unit for nominated_by, unit in pairs}
    without = enrolments.filter(nominated_by=None, unit=None).count() if None in units else 0
    return len(units - {None}), without
