"""Who gets a letter of a session by e-mail: officers, trainers, guests, offices of units; with or without an address."""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.text.bilingual import localised_field
from participants.models import Unit
from programmes.deliveries.sending import SET_ASIDE
from programmes.models import TeamMember, TeamRole
from trainings.letters.addressees import concerned, units_written_to
from trainings.letters.wording import OFFERED, USUAL
from trainings.models import (
    RECIPIENTS,
    LetterKind,
    LetterLanguage,
    LetterTo,
    SessionLetter,
    TrainingSession,
    UnitOffice,
)

# Names of people without an address that stand on the page of a letter.
MOST_NAMED = 100


@dataclass(frozen=True)
class Recipient:
    """Somebody whom a letter concerns. pk: of the row that RECIPIENTS names; address: "" where no e-mail reaches them."""

    pk: int
    name: str
    address: str
    language: str
    phone: str = ""


def recipients(session: TrainingSession, kind: str, to: str) -> list[Recipient]:
    """Returns the Recipients of one LetterTo now, by name. At most four queries, however many there are.

    A trainer is one who is named for the session, trains in its programme and has an open account.
    """
    return _FINDERS[LetterTo(to)](session, kind)


def _officers(session, kind):
    """The address on a record that another programme holds is not for us to use."""
    return [
        Recipient(
            enrolment.pk,
            localised_field(enrolment.officer, "name"),
            "" if enrolment.is_shared else enrolment.officer.email,
            enrolment.officer.user.language if enrolment.officer.user else LetterLanguage.BANGLA,
        )
        for enrolment in concerned(session, kind).select_related("officer__user")
    ]


def _trainers(session, _kind):
    team = TeamMember.objects.filter(programme=session.phase.programme_id, role=TeamRole.TRAINER)
    named = session.trainers.filter(user__is_active=True, user__in=team.values("user")).select_related("user")
    return [
        Recipient(one.user_id, one.user.full_name, one.user.email or "", one.user.language)
        for one in named.order_by("user__full_name", "pk")
    ]


def _guests(session, _kind):
    return [
        Recipient(one.guest_id, one.guest.name, one.guest.email, LetterLanguage.BOTH, one.guest.phone)
        for one in session.guests.select_related("guest").order_by("guest__name_en", "pk")
    ]


def _units(session, kind):
    units = Unit.objects.filter(pk__in=units_written_to(session, kind))
    noted = dict(UnitOffice.objects.filter(programme=session.phase.programme_id).values_list("unit", "email"))
    found = [Recipient(unit.pk, unit.name, noted.get(unit.pk, ""), LetterLanguage.BOTH) for unit in units]
    return sorted(found, key=lambda one: (one.name, one.pk))


_FINDERS: dict[LetterTo, Callable[[TrainingSession, str], list[Recipient]]] = {
    LetterTo.OFFICER: _officers,
    LetterTo.TRAINER: _trainers,
    LetterTo.GUEST: _guests,
    LetterTo.UNIT: _units,
}


def had_already(letter: SessionLetter, to: LetterTo) -> set[int]:
    """Returns the ids of the recipients of one kind who had this version of the letter, or wait for it. One query.

    An address that was refused may have been corrected since: it is not among them.
    """
    name = RECIPIENTS[to]
    rows = letter.deliveries.exclude(state__in=SET_ASIDE).filter(**{f"{name}__isnull": False})
    return set(rows.values_list(name, flat=True))


@dataclass(frozen=True)
class Reach:
    """How far a letter gets by e-mail among one kind of recipients. without: those without an address, MOST_NAMED at most."""

    to: LetterTo
    total: int
    with_email: int
    is_usual: bool
    without: list[Recipient] = field(default_factory=list)

    @property
    def without_email(self) -> int:
        return self.total - self.with_email

    @property
    def not_named(self) -> int:
        """How many of those without an address are not in the list."""
        return self.without_email - len(self.without)


def reach_of(session: TrainingSession, kind: LetterKind) -> list[Reach]:
    """Returns the Reach of each LetterTo that a kind of letter can go to. A few queries, however many recipients."""
    found = []
    for to in OFFERED[kind]:
        everyone = recipients(session, kind, to)
        without = [one for one in everyone if not one.address]
        found.append(Reach(to, len(everyone), len(everyone) - len(without), to in USUAL[kind], without[:MOST_NAMED]))
    return found
