"""Guests and experts of a programme: added, changed, taken out of the pool. The trail never says who they are."""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.models import Programme
from trainings.models import GuestExpert, GuestLanguage
from trainings.trainer_pool.profiles import known_languages

FIELDS = ("name_en", "name_bn", "organisation_en", "organisation_bn", "post_en", "post_bn", "email", "phone")
MOST_GUESTS = 2000


@transaction.atomic
def add(
    programme: Programme, form: uuid.UUID, facts: dict[str, str], languages: Iterable[str], *, by: User
) -> GuestExpert:
    """Adds a guest or expert to the pool and returns it; the same form again returns the first one.

    form: the id of the form. facts: values of FIELDS. Raises Refused without a name and beyond MOST_GUESTS.
    """
    require(by, coordinates, programme)
    added = _of_form(form, programme)
    if added:
        return added
    if GuestExpert.objects.in_the_pool().filter(programme=programme).count() >= MOST_GUESTS:
        raise Refused(_("The pool has %(most)s guests already. Remove some first.") % numbers(most=MOST_GUESTS))
    guest = GuestExpert(form=form, programme=programme, **_clean(facts))
    try:
        with transaction.atomic():
            guest.save()
    except IntegrityError:
        # The same form at the same moment: the other one was first.
        return _of_form(form, programme)
    _set_languages(guest, languages)
    record(by, "guest.added", guest)
    return guest


@transaction.atomic
def change(guest: GuestExpert, facts: dict[str, str], languages: Iterable[str], *, by: User) -> GuestExpert:
    """Writes the facts of a guest anew and returns it. Raises Refused without a name, and for one who is no longer in the pool."""
    guest = _locked(guest, by)
    if guest.is_retired:
        raise Refused(_("This person is no longer in the pool."))
    for name, value in _clean(facts).items():
        setattr(guest, name, value)
    guest.save(update_fields=list(FIELDS))
    _set_languages(guest, languages)
    record(by, "guest.changed", guest)
    return guest


@transaction.atomic
def take_out(guest: GuestExpert, *, by: User) -> GuestExpert | None:
    """Takes a guest out of the pool. Whoever was named for a session or had a letter stays by name, without e-mail and phone.

    Returns the GuestExpert that stays, or None where nothing had to stay.
    """
    guest = _locked(guest, by)
    if not guest.sessions.exists() and not guest.letter_deliveries.exists():
        record(by, "guest.removed", guest)
        guest.delete()
        return None
    if not guest.is_retired:
        guest.is_retired, guest.email, guest.phone = True, "", ""
        guest.save(update_fields=["is_retired", "email", "phone"])
        record(by, "guest.retired", guest)
    return guest


def _locked(guest, by):
    require(by, coordinates, guest.programme)
    found = GuestExpert.objects.select_for_update(of=("self",)).filter(pk=guest.pk).select_related("programme").first()
    if found is None:
        raise Refused(_("This person was removed meanwhile."))
    return found


def _of_form(form, programme):
    found = GuestExpert.objects.filter(form=form).first()
    if found and found.programme_id != programme.pk:
        raise Refused(_("This form was sent before. Open a new one."))
    return found


def _clean(facts):
    values = {name: " ".join(facts.get(name, "").split()) for name in FIELDS}
    if not values["name_en"]:
        raise Refused(_("Give the name in English letters; it stands on papers for international partners."))
    return values


def _set_languages(guest, languages):
    GuestLanguage.objects.filter(guest=guest).delete()
    GuestLanguage.objects.bulk_create([GuestLanguage(guest=guest, language=one) for one in known_languages(languages)])
