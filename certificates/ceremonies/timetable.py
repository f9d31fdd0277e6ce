"""The clock times of a running order, from the minutes of its lines. Pure: no database."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import time_text
from certificates.models import RunningOrderItem


class Clocked(NamedTuple):
    """A line with its times (datetime.time)."""

    item: RunningOrderItem
    begins: time
    ends: time


def clock(starts_at: time, items: Iterable[RunningOrderItem]) -> list[Clocked]:
    """Returns [Clocked] for RunningOrderItems in their order, from `starts_at` (time) on.

    A line with a time of its own begins then; pauses are allowed. Raises Refused where it would begin before the line
    before it ends, and when the day is over.
    """
    day = datetime(2000, 1, 1)  # noqa: DTZ001 -- only the clock counts
    at = datetime.combine(day, starts_at)
    lines = []
    for item in items:
        if item.starts_at is not None:
            fixed = datetime.combine(day, item.starts_at)
            if fixed < at:
                raise Refused(
                    _("“%(what)s” would begin at %(own)s, but what comes before it ends at %(before)s.")
                    % {"what": item.what, "own": _timed(fixed), "before": _timed(at)}
                )
            at = fixed
        ends = at + timedelta(minutes=item.minutes)
        if ends.date() != day.date():
            raise Refused(_("“%(what)s” would last until after midnight.") % {"what": item.what})
        lines.append(Clocked(item, at.time(), ends.time()))
        at = ends
    return lines


def _timed(moment):
    return time_text(moment.time(), get_language())
