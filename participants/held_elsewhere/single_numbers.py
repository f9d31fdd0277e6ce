"""The check of one service number in a form: on record here, nowhere, or in another programme."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, count_matches, remaining_today
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


def _too_many():
    return _(
        "You have reached the daily limit: %(most)s service numbers of other programmes. No other number is "
        "looked up before tomorrow. You can add the officer to the roster of a session."
    ) % {"most": DAILY_LIMITS[LookUp.SINGLE]}
