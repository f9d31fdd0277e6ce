"""What a programme notes about its trainers: the languages they teach in, and since when they are certified."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, is_trainer, require
from accounts.refusal import Refused
from programmes.models import Programme, TeamMember, TeamRole
from trainings.models import TeachingLanguage, TrainerLanguage, TrainerProfile


def trainers_of(programme: Programme) -> QuerySet[User]:
    """Returns the accounts of a programme's trainers, as a queryset of User, closed ones too."""
    members = TeamMember.objects.filter(programme=programme, role=TeamRole.TRAINER)
    return User.objects.filter(pk__in=members.values("user"))


def languages_of(user: User) -> set[str]:
    """Returns the TeachingLanguages that any programme the person trains in has noted. One query."""
    rows = TrainerLanguage.objects.filter(profile__user=user.pk, profile__programme__in=user.programmes_trained)
    return set(rows.values_list("language", flat=True))


@transaction.atomic
def describe(
    user: User,
    programme: Programme,
    *,
    languages: Iterable[str],
    certified_on: date | None,
    certified_by: str,
    by: User,
    today: date,
) -> TrainerProfile:
    """Notes what a coordinator typed about a trainer of the programme. Returns the TrainerProfile.

    languages: TeachingLanguages, the whole set. Raises Refused for somebody who is no trainer there, for a language that nobody
    knows, for a day that is still to come, and for a certifying body without a day.
    """
    require(by, coordinates, programme)
    refuse_stranger(user, programme)
    if certified_on and certified_on > today:
        raise Refused(_("This day is still to come."))
    if certified_by.strip() and not certified_on:
        raise Refused(_("Give the day of the certificate too."))
    profile = _locked(user, programme)
    profile.certified_on, profile.certified_by = certified_on, certified_by.strip()[:160]
    profile.save(update_fields=["certified_on", "certified_by"])
    known = _set_languages(profile, languages)
    record(by, "trainer_profile.changed", profile, user=user.pk, languages=known, certified=certified_on is not None)
    return profile


@transaction.atomic
def set_own_languages(user: User, languages: Iterable[str], *, by: User) -> set[str]:
    """Notes in every programme where `by` trains which languages the person teaches in. Returns them.

    user: the person itself; of others coordinators write. Raises Refused for a language that nobody knows.
    """
    require(by, is_trainer)
    if user.pk != by.pk:
        raise Refused(_("Only the person can write this."))
    known: list[str] = []
    for programme in Programme.objects.trained_by(by).order_by("pk"):
        profile = _locked(user, programme)
        known = _set_languages(profile, languages)
        record(by, "trainer_profile.changed", profile, user=user.pk, languages=known)
    return set(known)


def refuse_stranger(user: User, programme: Programme) -> None:
    """Raises Refused for somebody who is no trainer of the programme."""
    if not trainers_of(programme).filter(pk=user.pk).exists():
        raise Refused(_("This person is no trainer of the programme. Give the role first, under People and access."))


def _locked(user, programme):
    # Made by whoever comes first; the constraint keeps it one, and the second waits here for the lock.
    TrainerProfile.objects.get_or_create(user=user, programme=programme)
    return TrainerProfile.objects.select_for_update(of=("self",)).get(user=user, programme=programme)


def _set_languages(profile, languages):
    wanted = known_languages(languages)
    rows = TrainerLanguage.objects.filter(profile=profile)
    rows.exclude(language__in=wanted).delete()
    has = set(rows.values_list("language", flat=True))
    TrainerLanguage.objects.bulk_create(
        [TrainerLanguage(profile=profile, language=one) for one in wanted if one not in has]
    )
    return wanted


def known_languages(languages: Iterable[str]) -> list[str]:
    """Returns them sorted, each once. Raises Refused for one that is no TeachingLanguage."""
    wanted = sorted(set(languages))
    if not set(wanted) <= set(TeachingLanguage.values):
        raise Refused(_("Choose languages from the list."))
    return wanted
