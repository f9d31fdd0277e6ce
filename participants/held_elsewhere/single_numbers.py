"""One service number typed into a form: ours, nobody's, or one that another programme holds."""

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS, count_matches, remaining_today
from participants.models import FormerNumber, LookUp, Officer
from programmes.models import Programme


def refuse_number_held_elsewhere(force, service_number, *, by, officer=None):
    """Raises Refused where a record that `by` (User) does not coordinate is, or was, under this number of a force (Unit).

    officer: the Officer whose record is written, if there is one already. Once as many such numbers were met as one may in a day,
    no number is looked up any more that is not one of ours.
    """
    there = Officer.objects.filter(force=force, service_number=service_number) | Officer.objects.filter(
        pk__in=FormerNumber.objects.filter(force=force, service_number=service_number).values("officer")
    )
    found = set(there.exclude(pk=officer and officer.pk).values_list("pk", flat=True))
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
            "Another programme holds this service number. Put the officer on the roster of a session: that programme is then asked."
        )
    )


def _too_many():
    return _(
        "Today you have met %(most)s service numbers of other programmes, which is the most in a day. No other number is looked up "
        "before tomorrow; the officer can be put on the roster of a session."
    ) % {"most": DAILY_LIMITS[LookUp.SINGLE]}
