"""What the page of attendance tells its script, so that it can go on without a line: half-days, times, marks to decide."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in.device_person import device_person
from accounts.text.localised_text import date_text, time_text
from trainings.attendance import marking, undecided
from trainings.attendance.grid import FACES, NO_MARK, Face, Grid
from trainings.models import AttendanceMark, Half, SessionState, TrainingSession, UndecidedMark
from trainings.models.attendance import AFTERNOON_BEGINS
from trainings.sessions.half_days import HalfDay

KEPT_WHILE = (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)


@dataclass(frozen=True)
class ToDecide:
    """One mark that waits, beside what is on record. given_at, on_record_at: when, in words; "" where nobody knows."""

    row: UndecidedMark
    half_day: HalfDay
    face: Face
    given_at: str
    on_record: AttendanceMark | None
    on_record_face: Face
    on_record_at: str
    needs_reason: bool


def marks_to_decide(session: TrainingSession) -> list[ToDecide]:
    """Returns the marks of a session that wait for a decision, the oldest half-day first, at most as many as are shown.

    One cheap query when nothing waits, three else.
    """
    if not undecided.counts([session.pk]):
        return []
    rows = list(undecided.to_decide(session)[: undecided.SHOWN])
    known = undecided.standing(rows) if rows else {}
    return [_to_decide(row, known.get((row.enrolment_id, row.day_id, row.half))) for row in rows]


def _to_decide(row, mark):
    return ToDecide(
        row=row,
        half_day=HalfDay(row.day, row.half),
        face=FACES[row.mark],
        given_at=moment_text(row.made_at, row.day.date) if row.made_at else "",
        on_record=mark,
        on_record_face=FACES[mark.mark] if mark else NO_MARK,
        on_record_at=moment_text(mark.marked_at, row.day.date) if mark else "",
        needs_reason=undecided.needs_reason(row),
    )


def moment_text(moment: datetime, day: date) -> str:
    """The time of `moment` in the language of the page, with its date when that is another than `day`."""
    said = time_text(moment, get_language())
    given = timezone.localdate(moment)
    return said if given == day else f"{date_text(given, get_language())}, {said}"


def page_data(user: User, session: TrainingSession, grid: Grid, *, marks: bool, now: datetime) -> dict[str, Any]:
    """Returns what the script needs to know of the session, as JSON can hold it.

    marks: whether this person marks the session; now: aware datetime. `until`: how long a device may keep the list, in seconds
    since 1970; 0 for not at all.
    """
    today = timezone.localdate(now)
    keep = marks and may_be_kept(session, today) and bool(grid.rows)
    return {
        "person": device_person(user),
        "session": session.code,
        "acts": reverse("trainings:acts", args=[session.code]),
        "page": reverse("trainings:attendance", args=[session.code]),
        "worker": reverse("trainings:worker"),
        "now": now.timestamp(),
        "until": _end_of(session.ends_on).timestamp() if keep else 0,
        "loaded": time_text(now, get_language()),
        "loaded_on": f"{date_text(today, get_language())}, {time_text(now, get_language())}",
        "half_days": [_half_day(session, column.half_day, marks, today) for column in grid.columns],
        "faces": [
            {"mark": face.value, "letter": face.letter, "word": face.word, "spoken": face.spoken}
            for face in (*FACES.values(), NO_MARK)
        ],
    }


def may_be_kept(session: TrainingSession, today: date) -> bool:
    """Whether a device may keep the list of this session: until its last day (a date in Dhaka) is over or it is closed."""
    return session.state in KEPT_WHILE and today <= session.ends_on


def _half_day(session, half_day, marks, today):
    """One half-day. Days to come are open to the script: tomorrow it may still be without a line."""
    why = marking.why_closed(session, half_day.day, half_day.half, today=max(today, half_day.day.date)) if marks else ""
    words = {"half_day": half_day.name}
    return {
        "day": half_day.day.number,
        "half": half_day.half.value,
        "name": half_day.name,
        "begins": _begins(half_day).timestamp(),
        "open": marks and not why,
        "why": why or ("" if marks else _("You can read this register. The trainers of the session mark it.")),
        "over": half_day.day.date < today,
        "early": marking.not_begun_sentence(half_day),
        "save": _("Save %(half_day)s") % words,
    }


def _begins(half_day):
    begins = AFTERNOON_BEGINS if half_day.half == Half.AFTERNOON else time(0)
    return timezone.make_aware(datetime.combine(half_day.day.date, begins))


def _end_of(day):
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))
