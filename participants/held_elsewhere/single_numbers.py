"""The check of one service number in a form: on record here, nowhere, or in another programme."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from participants.held_elsewhere.lookup_limits import (
    DAILY_LIMITS,
    count_matches,
    lock_user,
    matched_today,
    remaining_today,
)
from participants.models import FormerNumber, LookUp, Officer, Unit
from programmes.models import Programme


def refuse_number_held_elsewhere(force: Unit, service_number: str, *, by: User, officer: Officer | None = None) -> None:
    """Raises Refused where a record that `by` (User) does not coordinate is, or was, under this number of a force (Unit).

    officer: the Officer who is changed, or None for a new one. Once the limit of the day is reached, numbers are looked up only
    among officers whom `by` coordinates.
    """
    matching = Officer.objects.filter(force=force, service_number=service_number) | Officer.objects.filter(
        pk__in=FormerNumber.objects.filter(force=force, service_number=service_number).values("officer")
    )
    others = matching.exclude(pk=officer.pk) if officer and officer.pk else matching
    found = set(others.values_list("pk", flat=True))
    if found and not found - set(Officer.objects.coordinated_by(by).filter(pk__in=found).values_list("pk", flat=True)):
        return
    if not remaining_today(by, LookUp.SINGLE):
        raise Refused(_too_many())
    if not found:
        return
    programme = Programme.objects.coordinated_by(by).order_by("pk").first()
    if found - count_matches(by, sorted(found), programme=programme, kind=LookUp.SINGLE):
        raise Refused(_too_many())
    raise Refused(
        _(
            "Another programme holds this service number. Add the officer to the roster of a session; that programme is then asked."
        )
    )


def matched_elsewhere(officers: Iterable[int], *, by: User, programme: Programme) -> int | None:
    """Returns the id of the officer whom another programme holds under a number, or None; counts the match for `by`.

    officers: the ids on record under the number, none of them of `programme` (who asks). Raises Refused once `by` has reached the
    limit of the day, whether or not the number is on record: so the answer reveals nothing.
    """
    lock_user(by)
    found = sorted(officers)
    if not remaining_today(by, LookUp.SINGLE) and not set(found) & matched_today(by, LookUp.SINGLE):
        raise Refused(_too_many())
    if not found:
        return None
    if not count_matches(by, found[:1], programme=programme, kind=LookUp.SINGLE):
        raise Refused(_too_many())
    return found[0]


def _too_many():
    return _(
        "You have reached the daily limit: %(most)s service numbers of other programmes. No other number is "
        "looked up before tomorrow. You can add the officer to the roster of a session."
    ) % {"most": DAILY_LIMITS[LookUp.SINGLE]}
