"""Days off among the days of sessions, for the calendar and the pages of sessions."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from trainings.calendar.clashes import TO_SETTLE
from trainings.holidays.days_off import holidays_on, sentences
from trainings.models import SessionDay, TrainingSession


class OnDaysOff(NamedTuple):
    """A session, and a sentence for each of its days that is a day off."""

    session: TrainingSession
    sentences: list[str]


def on_days_off(sessions: Collection[TrainingSession], *, since: date) -> list[OnDaysOff]:
    """Returns those sessions that can still be changed and have a day off from `since` on, in their order. Two queries at most."""
    open_ones = [one for one in sessions if one.state in TO_SETTLE and one.ends_on >= since]
    if not open_ones:
        return []
    days: dict[int, list[date]] = defaultdict(list)
    rows = SessionDay.objects.filter(session__in=open_ones, date__gte=since).order_by()
    for session, day in rows.values_list("session", "date"):
        days[session].append(day)
    holidays = holidays_on([day for some in days.values() for day in some])
    found = [OnDaysOff(one, sentences(days[one.pk], holidays)) for one in open_ones]
    return [one for one in found if one.sentences]


def days_off_of(session: TrainingSession) -> list[str]:
    """Returns a sentence for each day of a session that is a day off. Two queries."""
    dates = list(SessionDay.objects.filter(session=session).values_list("date", flat=True))
    return sentences(dates, holidays_on(dates))
