"""Opening a programme: the programme, its phases and partners, and the invitation of its first coordinator, in one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.administrators import refuse_unless_administrator
from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.invitations import inviting
from programmes.models import Invitation, InvitedAs, Organisation, Partnership, Phase, Place, Programme


@dataclass(frozen=True)
class PlannedPhase:
    """A phase as it is planned; the end may be open."""

    title_en: str
    title_bn: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class PlannedPartner:
    """A role in the programme, of an organisation on record or of a new one (its fields as a dict)."""

    role: str
    organisation: Organisation | None = None
    new: dict = field(default_factory=dict)


@transaction.atomic
def open_programme(
    facts: dict[str, Any],
    countries: Iterable[Place],
    phases: Sequence[PlannedPhase],
    partners: Sequence[PlannedPartner],
    *,
    coordinator: str,
    by: User,
) -> tuple[Programme, Invitation | None]:
    """Opens a programme. Returns (Programme, Invitation of the first coordinator). All of it, or nothing.

    facts: the fields of Programme as a dict. countries: Places. phases: PlannedPhases, at least one, in their order.
    partners: PlannedPartners. coordinator: an e-mail. by: an administrator. Raises Refused: a code or an organisation that
    exists, no country, no phase, a phase outside the programme.
    """
    refuse_unless_administrator(by)
    if not countries:
        raise Refused(_("Choose at least one country."))
    if not phases:
        raise Refused(_("Name at least one phase: sessions belong to a phase."))
    programme = _programme(facts)
    programme.countries.set(countries)
    for order, phase in enumerate(phases, start=1):
        _phase(programme, order, phase)
    for partner in partners:
        organisation = partner.organisation or _organisation(partner.new)
        Partnership.objects.get_or_create(programme=programme, organisation=organisation, role=partner.role)
    record(by, "programme.opened", programme, phases=len(phases), partners=len(partners))
    invitation = inviting.invite(programme, coordinator, InvitedAs.COORDINATOR, by=by)
    return programme, invitation


def _programme(facts: Any) -> Any:
    taken = Refused(_("There is a programme with this code. Choose another one; it is printed on every certificate."))
    if Programme.objects.filter(code__iexact=facts["code"]).exists():
        raise taken
    try:
        with transaction.atomic():
            return Programme.objects.create(**facts)
    except IntegrityError as twice:
        raise taken from twice


def _phase(programme: Programme, order: Any, planned: Any) -> None:
    for day in (planned.starts_on, planned.ends_on):
        if day and (day < programme.starts_on or (programme.ends_on and day > programme.ends_on)):
            raise Refused(
                _("The phase “%(title)s” lies outside the dates of the programme.") % {"title": planned.title_en}
            )
    Phase.objects.create(
        programme=programme,
        order=order,
        title_en=planned.title_en,
        title_bn=planned.title_bn,
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
    )


def _organisation(fields: Any) -> Any:
    if Organisation.objects.filter(name_en__iexact=fields["name_en"]).exists():
        raise Refused(_("%(name)s is on record already. Choose it from the list.") % {"name": fields["name_en"]})
    try:
        with transaction.atomic():
            return Organisation.objects.create(**fields)
    except IntegrityError as twice:
        raise Refused(
            _("%(name)s is on record already. Choose it from the list.") % {"name": fields["name_en"]}
        ) from twice
