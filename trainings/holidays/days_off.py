"""Which of some dates are days off, in sentences for whoever plans. They warn; nothing is refused because of them."""

import calendar
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text, weekday_text
from accounts.text.sentences import numbers
from trainings.models import Holiday, HolidayKind

MOST_HOLIDAYS = 2000
MOST_SENTENCES = 8

Holidays = Mapping[date, list[Holiday]]


def holidays_on(dates: Collection[date]) -> Holidays:
    """Returns {date: its Holidays} for those of the dates (local days) that have some. One query, none without dates."""
    if not dates:
        return {}
    wanted = set(dates)
    years = {day.year for day in wanted}
    months = {day.month for day in wanted}
    rows = Holiday.objects.filter(Q(year=None) | Q(year__in=years), month__in=months)
    found: dict[date, list[Holiday]] = {}
    by_day: dict[tuple[int, int], list[Holiday]] = {}
    for holiday in rows.order_by("pk")[:MOST_HOLIDAYS]:
        by_day.setdefault((holiday.month, holiday.day), []).append(holiday)
    for day in wanted:
        here = [one for one in by_day.get((day.month, day.day), []) if one.year in (None, day.year)]
        if here:
            found[day] = here
    return found


def sentences(dates: Iterable[date], holidays: Holidays) -> list[str]:
    """Returns a sentence for each holiday, Friday and Saturday among the dates, in their order; beyond a few only how many more. Pure."""
    found = [sentence for day in sorted(set(dates)) for sentence in _of_day(day, holidays.get(day, []))]
    more = len(found) - MOST_SENTENCES
    if more <= 1:
        return found
    rest = ngettext("%(count)s more day off.", "%(count)s more days off.", more) % numbers(count=more)
    return [*found[:MOST_SENTENCES], rest]


def _of_day(day, holidays):
    language = get_language()
    words = {"weekday": weekday_text(day, language), "date": date_text(day, language)}
    for holiday in holidays:
        sentence = (
            _("%(weekday)s %(date)s is expected to be a public holiday, by the moon: %(name)s.")
            if holiday.kind == HolidayKind.MOON
            else _("%(weekday)s %(date)s is a public holiday: %(name)s.")
        )
        yield sentence % (words | {"name": holiday.name})
    if day.weekday() == calendar.FRIDAY:
        yield _("%(weekday)s %(date)s is the weekly holiday.") % words
    elif day.weekday() == calendar.SATURDAY:
        yield _("%(weekday)s %(date)s is at the weekend: offices are closed.") % words
