"""The calendar as a page shows it: a month with its bars, the sessions of the month or those from today on, clashes, readiness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.access.request_ids import id_of
from accounts.models import User
from accounts.text.localised_text import digits, month_text
from accounts.text.sentences import numbers
from reports.calendar.readiness import GETS_READY, checks_of, open_checks, open_sentence
from reports.calendar.readiness_facts import designs_in_use, facts_of, with_readiness
from trainings.calendar.clashes import ClashKind, SessionClash, clashes_of
from trainings.calendar.days_off import days_off_of, on_days_off
from trainings.calendar.months import Month, month_of, weeks_of, window_of
from trainings.holidays.days_off import holidays_on
from trainings.models import Course, SessionState, SessionTrainer, TrainerRole, TrainingSession
from trainings.resources.session_facts import NOTHING, booked_for

MOST_IN_A_MONTH = 300
ROWS_PER_PAGE = 50
CLASHES_SHOWN = 20
HOLIDAYS_SHOWN = 2  # of one day
COURSES_OFFERED = 200
OF_A_TRAINER = (ClashKind.TRAINER, ClashKind.AWAY)
HELD = (SessionState.HELD, SessionState.CLOSED)
TO_COME = (SessionState.DRAFT, SessionState.SCHEDULED)
ROLES = tuple(TrainerRole)

# Kind of chip, its shape; what is not here depends on readiness.
LOOKS = {
    SessionState.DRAFT: ("off", "pencil"),
    SessionState.RUNNING: ("info", "play-circle-fill"),
    SessionState.HELD: ("ok", "clock-history"),
    SessionState.CLOSED: ("ok", "check-circle-fill"),
    SessionState.CANCELLED: ("off", "slash-circle"),
}


@dataclass(frozen=True)
class Entry:
    """A session as month and list show it. look: (kind, shape) of chip and bar; state: in words; note: beside a draft."""

    session: TrainingSession
    url: str
    look: tuple[str, str]
    state: str
    note: str = ""
    trainers: list[str] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many trainers there are beside the first."""
        return max(0, len(self.trainers) - 1)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. course, trainer: ids; a trainer's page has no filter of trainers."""

    month: Month
    is_list: bool = False
    whole: bool = False
    course: int | None = None
    trainer: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str], *, today: date) -> "Wanted":
        """Reads the query of an address; what is no month and no id counts as absent."""
        return cls(
            month=month_of(query.get("month"), today=today),
            is_list=query.get("view") == "list",
            whole="whole" in query,
            course=id_of(query.get("course")),
            trainer=id_of(query.get("trainer")),
        )

    def address(self, **other: Any) -> str:
        """Returns the query of an address like this one, with what differs."""
        asked = {"month": self.month.text, "course": self.course, "trainer": self.trainer}
        asked |= {"view": "list" if self.is_list else None}
        return urlencode({name: value for name, value in (asked | other).items() if value})


def calendar_page(user: User, wanted: Wanted, *, staff: bool, today: date, page: str | None = None) -> dict[str, Any]:
    """Returns the context of the calendar. staff: of the sessions the user coordinates, else of those the user trains.

    A constant number of queries; of a month no more than MOST_IN_A_MONTH sessions.
    """
    everything: Any = TrainingSession.objects
    reach = everything.coordinated_by(user) if staff else everything.led_by(user)
    rows = with_readiness(_filtered(reach, wanted)).select_related("course", "phase__programme", "place")
    rows = rows.order_by("starts_on", "code", "pk")
    first, last = window_of(wanted.month)
    shown = list(rows.filter(starts_on__lte=last, ends_on__gte=first)[: MOST_IN_A_MONTH + 1])
    in_month = [
        one
        for one in shown[:MOST_IN_A_MONTH]
        if one.starts_on <= wanted.month.last and one.ends_on >= wanted.month.first
    ]
    listed, listed_is_whole = _listed(rows, in_month, wanted, today)
    list_page = Paginator(listed, ROWS_PER_PAGE).get_page(page)
    on_page = list(list_page.object_list)
    designs = designs_in_use([*shown, *on_page])
    booked = booked_for([*shown, *on_page], today=today) if staff else {}
    clashes = _clashes(user, [*in_month, *on_page], staff=staff, today=today)
    days_off = on_days_off(list({one.pk: one for one in [*in_month, *on_page]}.values()), since=today)
    trainers = _trainers_of(on_page)
    weeks = _weeks(wanted, shown[:MOST_IN_A_MONTH], designs, booked, staff=staff, today=today)
    return {
        "wanted": wanted,
        "staff": staff,
        "title": month_title(wanted.month),
        "lead": _lead(in_month),
        "weeks": weeks,
        "holidays": [(cell.day, one.name) for week in weeks for cell in week for one in cell.holidays],
        "too_many": len(shown) > MOST_IN_A_MONTH,
        "in_month": len(in_month),
        "is_whole": listed_is_whole,
        "page": list_page,
        "query": wanted.address(whole="1" if wanted.whole else None),
        "entries": [_entry(one, designs, booked, trainers.get(one.pk, []), staff=staff) for one in on_page],
        "clashes": clashes[:CLASHES_SHOWN],
        "clash_count": len(clashes),
        "days_off": [(one, _address(one.session, staff=staff)) for one in days_off[:CLASHES_SHOWN]],
        "more_days_off": max(0, len(days_off) - CLASHES_SHOWN),
        "links": _links(wanted, today),
        "courses": list(_courses(user, reach, staff=staff)),
        "trainers": _trainers_offered(in_month, wanted) if staff else [],
    }


def month_title(month: Month) -> str:
    """Returns "November 2026" in the language of the page."""
    language = get_language()
    return f"{month_text(month.month, language)} {digits(month.year, language)}"


def look_of(session: Any, open_count: int) -> tuple[str, str]:
    """Returns (kind, shape) of a session: by its state, and before it begins by what is still open."""
    if session.state in LOOKS:
        return LOOKS[session.state]
    return ("warn", "exclamation-triangle-fill") if open_count else ("ok", "check-circle")


def _filtered(rows: Any, wanted: Wanted) -> QuerySet[Any]:
    if wanted.course:
        rows = rows.filter(course=wanted.course)
    if wanted.trainer:
        rows = rows.filter(pk__in=SessionTrainer.objects.filter(user=wanted.trainer).values("session"))
    return rows


def _listed(rows, in_month, wanted, today):
    """(what the list has, whether it is the whole month): from today on in the month of today, and everywhere in the list."""
    if wanted.is_list:
        return rows.filter(ends_on__gte=today), False
    this_month = (today.year, today.month) == tuple(wanted.month)
    if wanted.whole or not this_month:
        return in_month, True
    return [one for one in in_month if one.ends_on >= today], False


def _entry(session, designs, booked, trainers=(), *, staff):
    count = 0
    if session.state in GETS_READY:
        count = open_checks(facts_of(session, designs, booked.get(session.pk, NOTHING)))
    address = _address(session, staff=staff)
    look = look_of(session, count if staff else 0)
    state, note = session.get_state_display(), ""
    if staff and session.state == SessionState.SCHEDULED:
        state = open_sentence(count)
    elif staff and session.state == SessionState.DRAFT and count:
        note = open_sentence(count)
    return Entry(session, address, look, state, note, list(trainers))


def _address(session, *, staff):
    return reverse("reports:session" if staff else "trainings:session", args=[session.code])


def _weeks(wanted, sessions, designs, booked, *, staff, today):
    if wanted.is_list:
        return []
    entries = {one.pk: _entry(one, designs, booked, staff=staff) for one in sessions}
    weeks = weeks_of(wanted.month, sessions, today=today)
    holidays = holidays_on([cell.day for week in weeks for cell in week])
    for week in weeks:
        for cell in week:
            cell.holidays = holidays.get(cell.day, [])[:HOLIDAYS_SHOWN]
            cell.bars = [bar and {"bar": bar, "entry": entries[bar.session.pk]} for bar in cell.bars]
    return weeks


def _lead(in_month):
    counts = {
        "held": sum(one.state in HELD for one in in_month),
        "running": sum(one.state == SessionState.RUNNING for one in in_month),
        "to_come": sum(one.state in TO_COME for one in in_month),
    }
    if not in_month:
        return _("No sessions in this month.")
    whole = ngettext("%(count)s session", "%(count)s sessions", len(in_month)) % numbers(count=len(in_month))
    return _("%(sessions)s: %(held)s held, %(running)s running, %(to_come)s to come") % (
        {"sessions": whole} | numbers(**counts)
    )


def _clashes(user: User, sessions: list[Any], *, staff: bool, today: date) -> list[tuple[SessionClash, str]]:
    """[(clash, where it is settled)] from today on. Of a trainer's sessions only where the trainer is wanted twice."""
    found = clashes_of(list({one.pk: one for one in sessions}.values()), since=today)
    if not staff:
        own = (one for one in found if one.kind in OF_A_TRAINER and one.user == user.pk)
        return [(one, reverse("trainings:session", args=[one.booking.code])) for one in own]
    return [(one, settled_at(one)) for one in found]


def settled_at(clash: SessionClash) -> str:
    """Returns the page on which a coordinator settles a clash: the roster, who is free, the rooms, or the form with venue and trainers."""
    if clash.kind in (ClashKind.AWAY, ClashKind.GUEST):
        return reverse("reports:session_trainers", args=[clash.booking.code])
    if clash.kind == ClashKind.ROOM:
        return reverse("sessions:resources", args=[clash.booking.code])
    if clash.kind == ClashKind.OFFICERS:
        return reverse("reports:session", args=[clash.booking.code]) + "?rows=all#roster"
    return reverse("admin:trainings_trainingsession_change", args=[clash.booking.key])


def _trainers_of(sessions):
    """{session id: names}, the lead trainer first. One query."""
    rows = SessionTrainer.objects.filter(session__in=[one.pk for one in sessions]).order_by("pk")
    named: dict[int, list[tuple[int, str]]] = {}
    for session, role, name in rows.values_list("session", "role", "user__full_name"):
        named.setdefault(session, []).append((ROLES.index(TrainerRole(role)), name))
    return {
        session: [name for _role, name in sorted(names, key=lambda one: one[0])] for session, names in named.items()
    }


def _trainers_offered(in_month, wanted):
    """[(id, name)] of those who are named in the month, and the one who is asked for."""
    rows = SessionTrainer.objects.filter(session__in=[one.pk for one in in_month])
    people = set(rows.order_by().values_list("user", "user__full_name"))
    return sorted(people, key=lambda one: one[1])


def _courses(user, reach, *, staff):
    if staff:
        return Course.objects.coordinated_by(user).order_by("code")[:COURSES_OFFERED]
    return Course.objects.filter(pk__in=reach.values("course")).order_by("code")[:COURSES_OFFERED]


def _links(wanted, today):
    """The addresses of the row above the month."""
    now = Month(today.year, today.month)
    return {
        "previous": {
            "query": wanted.address(month=wanted.month.previous.text, view=None),
            "title": month_title(wanted.month.previous),
        },
        "next": {
            "query": wanted.address(month=wanted.month.next.text, view=None),
            "title": month_title(wanted.month.next),
        },
        "today": wanted.address(month=now.text, view=None),
        "month": wanted.address(view=None),
        "list": wanted.address(view="list"),
        "whole": wanted.address(whole="1", view=None),
    }


def before_it_begins(session: TrainingSession, *, today: date) -> dict[str, Any]:
    """Returns `readiness`, how many checks are done, and `clashes` of one session, for its page. Nothing once it is over.

    session: with course, phase and place. A constant number of queries.
    """
    if session.state not in GETS_READY or session.ends_on < today:
        return {"readiness": [], "clashes": [], "readiness_notes": []}
    everything: Any = TrainingSession.objects
    counted = with_readiness(everything.filter(pk=session.pk)).select_related("course", "phase").get()
    booked = booked_for([counted], today=today).get(counted.pk, NOTHING)
    checks = checks_of(facts_of(counted, designs_in_use([counted]), booked))
    return {
        "readiness": checks,
        "readiness_notes": days_off_of(session),
        "readiness_done": sum(check.done for check in checks),
        "clashes": [(one, settled_at(one)) for one in clashes_of([session], since=today)[:CLASHES_SHOWN]],
    }
