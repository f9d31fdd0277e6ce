"""Half-days: the units in which attendance is taken."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import day_number_text, digits, weekday_text
from trainings.models import PARTICIPATES, AttendanceMark, Half, SessionDay, TrainingSession

# Local time from which the afternoon is marked: lunch is over, and the morning list is taken.
AFTERNOON_BEGINS = time(13)


@dataclass(frozen=True)
class HalfDay:
    """One taught half of one day."""

    day: SessionDay
    half: Half

    @property
    def key(self) -> tuple[int, str]:
        """What marks are grouped by: (id of the day, half)."""
        return self.day.pk, self.half.value

    @property
    def name(self) -> str:
        """ "Sunday morning", in the language of the page."""
        words = {"weekday": weekday_text(self.day.date, get_language())}
        return _("%(weekday)s morning") % words if self.half == Half.MORNING else _("%(weekday)s afternoon") % words

    @property
    def place(self) -> str:
        """ "Day 2 morning", in the language of the page."""
        words = {"number": day_number_text(self.day.number, get_language())}
        return (
            _("Day %(number)s morning") % words if self.half == Half.MORNING else _("Day %(number)s afternoon") % words
        )

    @property
    def short_date(self) -> str:
        """ "Sun 22", in the language of the page."""
        return f"{WEEKDAYS_ABBR[self.day.date.weekday()]} {digits(self.day.date.day, get_language())}"

    @property
    def short_half(self) -> str:
        """ "morning", for a heading under the date."""
        return _("morning") if self.half == Half.MORNING else _("afternoon")

    @property
    def query(self) -> str:
        """The query string that names this half-day in an address."""
        return f"day={self.day.number}&half={self.half.value}"


def has_half(day: SessionDay, half: str) -> bool:
    """Whether this half of the day is taught."""
    return day.has_morning if half == Half.MORNING else day.has_afternoon


def half_days_of(days: Iterable[SessionDay]) -> list[HalfDay]:
    """Returns the taught half-days of the days, in the order given."""
    return [HalfDay(day, half) for day in days for half in Half if has_half(day, half)]


def half_day_at(half_days: list[HalfDay], now: datetime) -> HalfDay | None:
    """Returns the half-day that is taught at `now` (in Dhaka), or the other one of today; None on a day without teaching."""
    here = timezone.localtime(now)
    today = [half_day for half_day in half_days if half_day.day.date == here.date()]
    wanted = Half.AFTERNOON if here.time() >= AFTERNOON_BEGINS else Half.MORNING
    return next((half_day for half_day in today if half_day.half == wanted), today[0] if today else None)


def marks_by_half_day(sessions: Collection[int]) -> dict[tuple[int, str], int]:
    """Returns how many marks each half-day of the sessions has, by `HalfDay.key`. Only those who take part count.

    One query.
    """
    marks = AttendanceMark.objects.filter(day__session__in=sessions, enrolment__state__in=PARTICIPATES)
    return {
        (day, half): count for day, half, count in marks.order_by().values_list("day", "half").annotate(Count("pk"))
    }


def unmarked(session: TrainingSession) -> list[tuple[HalfDay, int]]:
    """Returns the half-days with officers still without a mark, and how many they are. Three queries."""
    officers = session.enrolments.active().count()
    given = marks_by_half_day([session.pk])
    missing = [(half_day, officers - given.get(half_day.key, 0)) for half_day in half_days_of(session.days.all())]
    return [(half_day, count) for half_day, count in missing if count > 0]


def taught(prefix: str = "") -> Q:
    """Returns the condition that a mark belongs to a taught half-day. prefix: the lookup path of the mark ("marks__")."""
    return Q(**{f"{prefix}half": Half.MORNING, f"{prefix}day__has_morning": True}) | Q(
        **{f"{prefix}half": Half.AFTERNOON, f"{prefix}day__has_afternoon": True}
    )
