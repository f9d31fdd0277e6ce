"""What a unit does with its link: opening it, typing people, taking a line out again. Whoever has the link may.

Nothing is compared with a record here: the page must not tell whether a number exists, in this programme or anywhere. Two people
who type at once both have their lines; the same number twice is noticed among the lines of this link only.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from participants.models import Rank
from trainings.models import NominatedPerson, NominationLink
from trainings.nomination_links.addresses import hash_of

SPARE_LINES = 10
MOST_LINES = 200


@dataclass(frozen=True)
class Typed:
    """A person as typed and read by the form: numbers in the usual form, names without stray characters."""

    service_number: str
    name_en: str
    name_bn: str
    rank: Rank
    sex: str = ""
    mobile: str = ""
    posting: str = ""


def most_lines(seats: int) -> int:
    """Returns how many people a unit with so many seats can type: some more than its seats, because not everybody can come."""
    return min(2 * seats + SPARE_LINES, MOST_LINES)


def find(secret: str, now: datetime | None = None) -> NominationLink | None:
    """Returns the NominationLink that works and has this secret, with session and unit, or None. One query in any case."""
    links = NominationLink.objects.live(now).filter(secret_hash=hash_of(secret))
    return links.select_related("unit", "session__course", "session__place", "session__phase__programme").first()


def note_opened(link: NominationLink) -> None:
    """Notes when the link was opened for the first time, so that the coordinator sees that it arrived."""
    if link.opened_at is not None:
        return
    now = timezone.now()
    with transaction.atomic():
        if NominationLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now):
            record(None, "nomination_link.opened", link, unit=link.unit_id)


@transaction.atomic
def add(link: NominationLink, typed: Typed, *, seats: int) -> NominatedPerson:
    """Adds a person to the lines of a link. Returns the NominatedPerson. seats: of the unit.

    Raises Refused where the link ended meanwhile, where the number is in its lines already, and where these are full.
    """
    link = _locked(link)
    lines = list(link.people.order_by("pk").values_list("service_number", flat=True))
    if typed.service_number in lines:
        at = numbers(line=lines.index(typed.service_number) + 1)
        raise Refused(_("This BP number is in line %(line)s of your list already. Nothing was added.") % at)
    if len(lines) >= most_lines(seats):
        raise Refused(
            _(
                "Your list has %(count)s lines, which is as many as this page takes. Send further names to the coordinator."
            )
            % numbers(count=len(lines))
        )
    person = NominatedPerson.objects.create(link=link, typed_at=timezone.now(), **vars(typed))
    record(None, "nominated_person.typed", person, link=link.pk, unit=link.unit_id)
    return person


@transaction.atomic
def remove(link: NominationLink, person: int) -> None:
    """Takes a person (id) out of the lines of a link. Raises Refused where the link ended, or the coordinator has taken them over.

    A line that is gone already stays gone: two people may press the same button.
    """
    link = _locked(link)
    found = link.people.filter(pk=person).first()
    if found is None:
        return
    if not link.people.to_take_over().filter(pk=person).exists():
        raise Refused(
            _("The coordinator has taken this line over already. Ask the coordinator to leave the officer out.")
        )
    record(None, "nominated_person.removed", found, link=link.pk, unit=link.unit_id)
    found.delete()


def _locked(link):
    locked = NominationLink.objects.live().select_for_update(of=("self",)).filter(pk=link.pk).first()
    if locked is None:
        raise Refused(_("This link ended while the page was open. Nothing was changed."))
    return locked
