"""Facts about accounts that several pages show: the second step at sign-in, and when somebody signed in last."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in.allauth_adapters import SECOND_FACTORS
from accounts.sign_in.factor_removal import can_remove_factor
from accounts.text.localised_text import date_text, number_text, time_text

LONG_AWAY = timedelta(days=90)


def second_steps(users: Collection[int]) -> dict[int, str]:
    """Returns {user id: words for the second step at sign-in}; who has none is left out. One query."""
    kinds: dict[int, set[str]] = {}
    for user, kind in Authenticator.objects.filter(user__in=users, type__in=SECOND_FACTORS).values_list("user", "type"):
        kinds.setdefault(user, set()).add(kind)
    words = {Authenticator.Type.WEBAUTHN: _("Passkey"), Authenticator.Type.TOTP: _("Code from a phone")}
    return {user: ", ".join(word for kind, word in words.items() if kind in found) for user, found in kinds.items()}


def has_step_to_take_off(user: User, person: User) -> bool:
    """Whether `user` may take the second step off the account of `person`, who has one. At most one query."""
    return can_remove_factor(user, person) and bool(second_steps([person.pk]))


def without_second_step(users: QuerySet[User]) -> QuerySet[User]:
    """Returns those of `users` (a queryset of User) who sign in with a password alone."""
    has_one = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return users.filter(~Exists(has_one))


def long_away(users: QuerySet[User], now: datetime) -> QuerySet[User]:
    """Returns those of `users` (a queryset of User) who have not signed in for LONG_AWAY before `now`."""
    since = now - LONG_AWAY
    return users.filter(Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since))


def days_away(user: User, now: datetime) -> int:
    """Returns for how many days somebody has not signed in; counted from the account's first day if never."""
    return (now - (user.last_login or user.date_joined)).days


def last_sign_in(user: User, now: datetime) -> str:
    """Returns when somebody signed in last, in words."""
    if user.last_login is None:
        return _("not yet")
    language, at = get_language(), timezone.localtime(user.last_login)
    day = at.date()
    if day == timezone.localdate(now):
        return _("today, %(time)s") % {"time": time_text(at.time(), language)}
    days = (now - user.last_login).days
    if days < LONG_AWAY.days:
        words = {"day": date_text(day, language), "time": time_text(at.time(), language)}
        return _("%(day)s, %(time)s") % words
    ago = ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": number_text(days, language)}
    return _("%(day)s, %(ago)s") % {"day": date_text(day, language), "ago": ago}
