"""The file of a calendar address (RFC 5545): sessions as events, without a name of anybody.

A day with a timetable is an event from its first line to its last, by the clock of Dhaka; days without one are one event for
all of them. The same sessions make the same bytes, so that a program that has them already gets an empty answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from trainings.models import SessionDay, SessionState

ZONE_NAME = "Asia/Dhaka"
ZONE = ZoneInfo(ZONE_NAME)
ASK_AGAIN_EVERY = timedelta(hours=6)
ZONE_SINCE = date(2020, 1, 1)  # the clock of Dhaka has not changed since 2009
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STATUS = {SessionState.CANCELLED: "CANCELLED", SessionState.DRAFT: "TENTATIVE"}


class Span(NamedTuple):
    """From when to when an event lasts: two aware datetimes, or two dates of which the second is the day after the last."""

    number: int
    start: Any
    end: Any


def feed_file(sessions: Iterable[Any], *, name: str, page: str) -> bytes:
    """Returns the file of these sessions (fetched by `sessions_of`). One query. name: of the calendar.

    page: the URL name of the page of a session that the reader may open. Texts are in the active language.
    """
    sessions = list(sessions)
    file = Calendar()
    file.add("prodid", "-//Shetu//Sessions//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", name)
    file.add("x-wr-timezone", ZONE_NAME)
    file.add("refresh-interval", ASK_AGAIN_EVERY, parameters={"value": "DURATION"})
    file.add_component(Timezone.from_tzid(ZONE_NAME, first_date=ZONE_SINCE))
    days = _days_of(sessions)
    for session in sessions:
        for span in spans_of(days[session.pk]) or [_whole(session)]:
            file.add_component(_event(session, span, page))
    return file.to_ical()


def spans_of(days: Iterable[tuple[int, date, Any, Any]]) -> list[Span]:
    """Returns the Spans of the days of one session: (number, date, first time, last time); no times without a timetable. Pure."""
    spans: list[Span] = []
    for number, day, first, last in days:
        if first and last:
            spans.append(Span(number, datetime.combine(day, first, ZONE), datetime.combine(day, last, ZONE)))
        elif spans and spans[-1].end == day:
            spans[-1] = spans[-1]._replace(end=day + timedelta(days=1))
        else:
            spans.append(Span(number, day, day + timedelta(days=1)))
    return spans


def _whole(session):
    return Span(1, session.starts_on, session.ends_on + timedelta(days=1))


def _days_of(sessions):
    rows = SessionDay.objects.filter(session__in=[one.pk for one in sessions]).order_by("session", "number")
    rows = rows.annotate(first=Min("slots__starts_at"), last=Max("slots__ends_at"))
    days = defaultdict(list)
    for session, *day in rows.values_list("session", "number", "date", "first", "last"):
        days[session].append(day)
    return days


def _event(session, span, page):
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname or "shetu"
    event.add("uid", f"{session.code}-{span.number}@{host}")
    event.add("dtstamp", session.changed_at or LONG_AGO)
    event.add("dtstart", span.start)
    event.add("dtend", span.end)
    event.add("summary", f"{session.code}: {session.title}")
    event.add("location", ", ".join(filter(None, (session.venue, session.place.name))))
    address = f"{settings.SITE_URL}{reverse(page, args=[session.code])}"
    event.add("description", _about(session, address))
    event.add("url", address)
    event.add("status", STATUS.get(session.state, "CONFIRMED"))
    return event


def _about(session, address):
    state = _("State: %(state)s") % {"state": session.get_state_display()}
    return "\n".join((session.course_title, state, address))
