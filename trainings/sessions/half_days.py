"""Half-days: the units in which attendance is taken."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import day_number_text, digits, weekday_text
from trainings.models import PARTICIPATES, AttendanceMark, Half, SessionDay, TrainingSession, WalkIn
from trainings.models.attendance import AFTERNOON_BEGINS

# Local time at which a half-day without a timetable is over.
MORNING_ENDS, AFTERNOON_ENDS = time(13), time(17)


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


def has_begun(day: SessionDay, half: str, now: datetime) -> bool:
    """Whether a half-day has begun at `now` (in Dhaka). A morning begins with its date: attendance is taken before teaching begins."""
    here = timezone.localtime(now)
    if day.date != here.date():
        return day.date < here.date()
    return half == Half.MORNING or here.time() >= AFTERNOON_BEGINS


def ends_at(half_day: HalfDay) -> datetime:
    """Returns when a half-day is over (aware): with the last line of its timetable, or at the usual hour. One query."""
    lines = half_day.day.slots.all()
    ends = [line.ends_at for line in lines if (line.starts_at < AFTERNOON_BEGINS) == (half_day.half == Half.MORNING)]
    usual = MORNING_ENDS if half_day.half == Half.MORNING else AFTERNOON_ENDS
    return timezone.make_aware(datetime.combine(half_day.day.date, max(ends, default=usual)))


def last_half_day(session: TrainingSession) -> HalfDay | None:
    """Returns the last taught half-day of a session; None while it has no days. One query."""
    half_days = half_days_of(session.days.order_by("date"))
    return half_days[-1] if half_days else None


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


def before_joining(half_days: Iterable[HalfDay]) -> dict[int, set[tuple[int, str]]]:
    """Returns {enrolment id: keys of the half-days} before an officer who came later joined, without a mark there.

    half_days: all of one session or more. One query, two where somebody came later.
    """
    half_days = list(half_days)
    sessions = {half_day.day.session_id for half_day in half_days}
    came_later = WalkIn.objects.standing().filter(
        session__in=sessions, enrolment__state__in=PARTICIPATES, day__isnull=False
    )
    rows = {}
    # Whoever was added twice joined the first time.
    for pk, *joined in came_later.order_by("-pk").values_list("enrolment", "session", "day__date", "half"):
        rows[pk] = joined
    if not rows:
        return {}
    given = set(AttendanceMark.objects.filter(enrolment__in=rows).values_list("enrolment", "day", "half"))
    return {
        pk: {
            half_day.key
            for half_day in half_days
            if half_day.day.session_id == session
            and _is_before(half_day, date, half)
            and (pk, *half_day.key) not in given
        }
        for pk, (session, date, half) in rows.items()
    }


def _is_before(half_day, date, half):
    order = list(Half)
    return (half_day.day.date, order.index(half_day.half)) < (date, order.index(half) if half else 0)


def expected(half_day: HalfDay, officers: int, before: Mapping[int, Collection[tuple[int, str]]]) -> int:
    """Returns how many of `officers` get a mark in this half-day: all but those who joined later. before: of `before_joining`."""
    return officers - sum(half_day.key in keys for keys in before.values())


def unmarked(session: TrainingSession) -> list[tuple[HalfDay, int]]:
    """Returns the half-days with officers still without a mark, and how many they are. Three queries; five where somebody joined later."""
    counts = (
        session.enrolments.active()
        .with_late_entry()
        .aggregate(officers=Count("pk"), later=Count("pk", filter=Q(came_later=True)))
    )
    officers = counts["officers"]
    given = marks_by_half_day([session.pk])
    half_days = half_days_of(session.days.all())
    before = before_joining(half_days) if counts["later"] else {}
    missing = [(half_day, expected(half_day, officers, before) - given.get(half_day.key, 0)) for half_day in half_days]
    return [(half_day, count) for half_day, count in missing if count > 0]


def taught(prefix: str = "") -> Q:
    """Returns the condition that a mark belongs to a taught half-day. prefix: the lookup path of the mark ("marks__")."""
    return Q(**{f"{prefix}half": Half.MORNING, f"{prefix}day__has_morning": True}) | Q(
        **{f"{prefix}half": Half.AFTERNOON, f"{prefix}day__has_afternoon": True}
    )
