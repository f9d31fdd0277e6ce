"""When a mark was given on a device, worked out by the clock of the server. The date of the device is never believed.

A device sends durations, each measured by two clocks of its own: the *wall* clock, which may be wrong by days and may be put
right at any time, and the *steady* clock, which only runs forwards but stands still while the device sleeps and begins anew
with every page. It also sends what the server's clock said when it last heard from it (the *anchor*).

The steady clock bounds the moment from both sides. The wall clock gives it exactly: counted on from the anchor, or back from
now; where both agree, it was not changed in between, and where it was, the one outside of the bounds is wrong.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

# A mark that waited longer, or nobody knows how long, is not written without a person.
LONGEST_DELAY = timedelta(days=3)
MARGIN = 120.0  # seconds within which two clocks agree


@dataclass(frozen=True)
class Stamps:
    """What a device says of one act, in seconds; None where it does not know.

    age_wall, age_steady: from the act to its sending. anchor: the server's time (since 1970) at the last contact before the
    act. since_wall, since_steady: from that contact to the act.
    """

    age_wall: float | None = None
    age_steady: float | None = None
    anchor: float | None = None
    since_wall: float | None = None
    since_steady: float | None = None


@dataclass(frozen=True)
class Moment:
    """When an act was made (aware datetime; None where nobody can say), and whether that is certain to the minute."""

    at: datetime | None
    certain: bool


def moment_of(stamps: Stamps, now: datetime) -> Moment:
    """Returns the Moment of an act that arrives at `now` (aware datetime)."""
    here = now.timestamp()
    anchor = _known(stamps.anchor)
    if anchor is not None and anchor > here + MARGIN:
        anchor = None  # the server never said that
    earliest, latest = _bounds(stamps, anchor, here)
    if latest < earliest - MARGIN:
        return Moment(None, certain=False)
    guesses = [guess for guess in _guesses(stamps, anchor, here) if earliest - MARGIN <= guess <= latest + MARGIN]
    within = [min(max(guess, earliest), latest) if earliest <= latest else latest for guess in guesses]
    certain = anchor is not None and latest - earliest <= MARGIN
    if within and (certain or max(within) - min(within) <= MARGIN):
        return _moment(within[0], here, certain=True)
    if certain:
        return _moment(earliest, here, certain=True)
    if anchor is None or _day(earliest) != _day(latest):
        return Moment(None, certain=False)
    return _moment(within[0] if within else earliest, here, certain=False)


def _bounds(stamps, anchor, here):
    """The act was made after the last contact and before its sending, by at least what the steady clock counted."""
    latest = here - max(0.0, _known(stamps.age_steady) or 0.0)
    if anchor is None:
        return here - LONGEST_DELAY.total_seconds(), latest
    return anchor + max(0.0, _known(stamps.since_steady) or 0.0), latest


def _guesses(stamps, anchor, here):
    back, on = _known(stamps.age_wall), _known(stamps.since_wall)
    if back is not None:
        yield here - back
    if anchor is not None and on is not None:
        yield anchor + on


def _moment(seconds, here, *, certain):
    seconds = min(seconds, here)
    if here - seconds > LONGEST_DELAY.total_seconds():
        return Moment(None, certain=False)
    return Moment(_aware(seconds), certain)


def _aware(seconds):
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())


def _day(seconds):
    return _aware(seconds).date()


def _known(seconds):
    """The number, or None for what is missing or no duration at all (infinite, or more than a century)."""
    return seconds if seconds is not None and math.isfinite(seconds) and abs(seconds) < 4e9 else None
