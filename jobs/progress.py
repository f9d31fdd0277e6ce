"""The progress of a job in numbers and in words. No function here reads the database or the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text
from jobs.kinds import Kind, kind_of
from jobs.models import Job, State

# State → (kind of the status chip, icon).
CHIPS = {
    State.QUEUED: ("warn", "hourglass-split"),
    State.RUNNING: ("info", "arrow-repeat"),
    State.DONE: ("ok", "check-circle-fill"),
    State.FAILED: ("bad", "x-octagon-fill"),
    State.CANCELLED: ("off", "stop-circle-fill"),
}


def rate(done: int, time: timedelta) -> float | None:
    """Returns how many items a second were done in `time`, or None while this is unknown."""
    seconds = time.total_seconds()
    return done / seconds if done > 0 and seconds > 0 else None


def time_left(remaining: int, per_second: float | None) -> timedelta | None:
    """Returns how long the `remaining` items take at `per_second`, or None if this is unknown."""
    return timedelta(seconds=remaining / per_second) if per_second and remaining > 0 else None


def rate_words(per_second: float | None, language: str) -> str:
    """Returns "2 a second", "30 a minute" or "12 an hour": the first one with a number of at least one. "" when unknown."""
    if not per_second:
        return ""
    if per_second >= 1:
        return _("%(number)s a second") % {"number": number_text(round(per_second), language)}
    if per_second * 60 >= 1:
        return _("%(number)s a minute") % {"number": number_text(round(per_second * 60), language)}
    return _("%(number)s an hour") % {"number": number_text(max(1, round(per_second * 3600)), language)}


def time_left_words(left: timedelta | None, language: str) -> str:
    """Returns "about 7 seconds left", "about 3 minutes left" …; "" when `left` is None."""
    if left is None:
        return ""
    seconds = left.total_seconds()
    if seconds < 3:
        return _("almost done")
    if seconds < 90:
        number = round(seconds) if seconds < 10 else round(seconds / 5) * 5
        return _("about %(number)s seconds left") % {"number": number_text(number, language)}
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("about %(number)s minutes left") % {"number": number_text(minutes, language)}
    hours = round(minutes / 60)
    return ngettext("about %(number)s hour left", "about %(number)s hours left", hours) % {
        "number": number_text(hours, language)
    }


@dataclass(frozen=True)
class Step:
    """One line of the list of steps. `stage` is done, now, stopped or later."""

    stage: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class ProgressSummary:
    """Everything that the page of a job, or its line in a list, shows."""

    title: str
    chip_kind: str
    chip_icon: str
    chip_text: str
    count: str
    unit: str
    rate: str
    left: str
    percent: int
    steps: tuple[Step, ...]
    set_aside: str
    notes: tuple[str, ...]
    after: str
    # Changes with the state and with every tenth of the work, so that a screen reader does not repeat itself every two seconds.
    announcement: str
    announcement_key: str


def summary(job: Job, now: datetime, *, language: str | None = None) -> ProgressSummary:
    """Returns the ProgressSummary of `job` at `now` (aware) in `language` ("en", "bn"; default: the one of the page)."""
    language = language or get_language() or "en"
    kind = kind_of(job)
    since = job.claimed_at if job.state == State.RUNNING else None
    per_second = rate(job.done - job.done_at_claim, now - since) if since else None
    left = time_left(job.total - job.done, per_second)
    percent = min(100, job.done * 100 // job.total) if job.total else 0
    chip_kind, chip_icon = CHIPS[State(job.state)]
    return ProgressSummary(
        title=kind.title_of(job),
        chip_kind=chip_kind,
        chip_icon=chip_icon,
        chip_text=job.get_state_display(),
        count=number_text(job.done, language),
        unit=_unit(job, kind, language),
        rate=rate_words(per_second, language),
        left=time_left_words(left, language),
        percent=percent,
        steps=tuple(steps(job, kind, language)),
        set_aside=number_text(job.set_aside, language) if job.set_aside else "",
        notes=tuple(str(note) for note in job.result.get("notes", ())),
        after=str(kind.after or _("See the result")),
        announcement=_announcement(job, percent, language),
        announcement_key=f"{job.state}-{percent // 10}",
    )


def steps(job: Job, kind: Kind, language: str) -> Iterator[Step]:
    """Yields the Steps of `job`: those of its kind and those that it recorded itself, each with its stage."""
    reached = job.steps.splitlines()
    current = reached[-1] if reached else None
    for key in [*reached, *(key for key in kind.steps if key not in reached)]:
        words = kind.steps.get(key, key)
        title, detail = words if isinstance(words, tuple) else (words, "")
        if job.state == State.DONE or (key in reached and key != current):
            stage = "done"
        elif key != current:
            stage = "later"
        else:
            stage = "stopped" if job.finished else "now"
            detail = _tally(job, language) or detail
        yield Step(stage, str(title), str(detail))


def _unit(job: Job, kind: Kind, language: str) -> str:
    words = kind.unit or _("done")
    if not job.total:
        return str(words)
    return _("of %(total)s %(words)s") % {"total": number_text(job.total, language), "words": words}


def _tally(job: Job, language: str) -> str:
    if not job.done:
        return ""
    done = _("%(done)s done") % {"done": number_text(job.done - job.set_aside, language)}
    if not job.set_aside:
        return done
    return _("%(done)s, %(aside)s set aside") % {"done": done, "aside": number_text(job.set_aside, language)}


def _announcement(job: Job, percent: int, language: str) -> str:
    if job.state == State.RUNNING and job.total:
        return _("%(percent)s%% done") % {"percent": number_text(percent, language)}
    return job.get_state_display()
