"""The list of public holidays, kept by coordinators for all programmes. Each change is on record."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.models import Holiday, HolidayKind
from trainings.models.holiday import FIRST_YEAR, LAST_YEAR

MOST_ON_RECORD = 1000
LONGEST_NAME = 120


@transaction.atomic
def add(day: date, kind: str, name_en: str, name_bn: str, *, by: User, today: date) -> Holiday:
    """Adds a holiday and returns it; of one that comes every year only month and day count. kind: a HolidayKind.

    today: date in Dhaka; holidays of earlier years take no place in the list.

    Raises Refused without one of the names, for a year far away, for one that is on the list and for a list that is full.
    """
    require(by, is_coordinator)
    if kind not in HolidayKind.values:
        raise Refused(_("Choose one of the listed values."))
    name_en, name_bn = (" ".join(name.split())[:LONGEST_NAME] for name in (name_en, name_bn))
    if not name_en or not name_bn:
        raise Refused(_("Give the name in both languages."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(_("This day is too far away."))
    # Earlier years are on no page, so nobody could make room by removing them.
    if Holiday.objects.filter(Q(year=None) | Q(year__gte=today.year)).count() >= MOST_ON_RECORD:
        words = numbers(most=MOST_ON_RECORD)
        raise Refused(_("The list has %(most)s holidays already. Remove those that are not needed.") % words)
    year = None if kind == HolidayKind.YEARLY else day.year
    holiday = Holiday(year=year, month=day.month, day=day.day, kind=kind, name_en=name_en, name_bn=name_bn)
    try:
        with transaction.atomic():
            holiday.save()
    except IntegrityError as there:
        raise Refused(_("This holiday is on the list already.")) from there
    record(by, "holiday.added", holiday, kind=kind, year=year, month=day.month, day=day.day)
    return holiday


@transaction.atomic
def remove(holiday: Holiday, *, by: User) -> None:
    """Removes a holiday from the list: it was moved, or is none. One that is gone already needs nothing."""
    require(by, is_coordinator)
    found = Holiday.objects.select_for_update().filter(pk=holiday.pk).first()
    if found is None:
        return
    record(by, "holiday.removed", found, kind=found.kind, year=found.year, month=found.month, day=found.day)
    found.delete()


def listed(*, today: date) -> tuple[QuerySet[Holiday], QuerySet[Holiday]]:
    """Returns (those of every year, those of this year on, the next ones first), for the pager. Earlier years are left out."""
    dated = Holiday.objects.filter(year__gte=today.year).order_by("year", "month", "day", "pk")
    return Holiday.objects.filter(year=None).order_by("month", "day", "pk"), dated
