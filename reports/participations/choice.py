"""Which participations are asked for: by programme, module, period, place and sex. Any number can lead to its rows by this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date

from accounts.access.request_ids import id_of, ids_of
from accounts.models import User
from participants.models import Officer
from programmes.models import Place, Programme
from reports.counting.turnout import HAS_BEGUN, participations
from trainings.models import CourseModule, Enrolment, SessionModule, TrainingSession

SEXES = {"female": "female", "male": "male", "none": ""}
OFFICERS = "officers"
PLACES_OFFERED = 200


@dataclass(frozen=True)
class Choice:
    """What was asked. Every part may be left out.

    programme: a code. modules: ids; sessions of courses that teach one of them. since, until: the first day of the session lies between
    them, both included. place: id of a Place; sessions held in it or in a place within it. sex: a key of SEXES. count: "officers" for
    one row per officer instead of one per officer and session.
    """

    programme: str = ""
    modules: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    place: int | None = None
    sex: str = ""
    count: str = ""

    @property
    def counts_officers(self) -> bool:
        """Whether there is one row per officer."""
        return self.count == OFFICERS

    @property
    def is_narrowed(self) -> bool:
        """Whether a period, a place or a sex was chosen."""
        return any((self.since, self.until, self.place, self.sex))

    def only_period_and_place(self) -> "Choice":
        """Returns the choice without its other parts."""
        return Choice(programme=self.programme, since=self.since, until=self.until, place=self.place)

    def query(self, **others: Any) -> str:
        """Returns the choice as the query of an address. others: parts that differ."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)} | others
        parts["module"] = parts.pop("modules")
        return urlencode({name: value for name, value in parts.items() if value}, doseq=True)


def parse(asked: Any) -> Choice:
    """Returns the Choice of a QueryDict. What nobody can have meant is left out: a day that is none, an unknown sex."""
    return Choice(
        programme=asked.get("programme") or "",
        modules=tuple(ids_of(asked.getlist("module"))),
        since=_day(asked.get("since")),
        until=_day(asked.get("until")),
        place=id_of(asked.get("place")),
        sex=asked.get("sex") if asked.get("sex") in SEXES else "",
        count=OFFICERS if asked.get("count") == OFFICERS else "",
    )


def stored(choice: Choice) -> dict[str, Any]:
    """Returns the Choice as a job stores it."""
    return {
        "programme": choice.programme,
        "modules": list(choice.modules),
        "since": choice.since and choice.since.isoformat(),
        "until": choice.until and choice.until.isoformat(),
        "place": choice.place,
        "sex": choice.sex,
        "count": choice.count,
    }


def restored(parts: Mapping[str, Any]) -> Choice:
    """Returns the Choice that `stored` wrote."""
    days = {name: _day(parts[name]) for name in ("since", "until")}
    return Choice(**{**parts, "modules": tuple(parts["modules"]), **days})


def rows(choice: Choice, user: User) -> QuerySet[Enrolment]:
    """Returns the enrolments of own programmes that were asked for, unordered."""
    programmes = Programme.objects.coordinated_by(user)
    if choice.programme:
        programmes = programmes.filter(code=choice.programme)
    # The phases once more, by their numbers: the database knows how many sessions these have, not how many of a programme.
    found = participations(programmes).filter(session__phase__in=user.phases_coordinated)
    if choice.modules:
        teach = CourseModule.objects.filter(module__in=choice.modules, course__programme__in=programmes)
        use = SessionModule.objects.filter(module__in=choice.modules)
        # What was fixed when a session was scheduled counts for it; a draft follows its course.
        follows = Q(session__module_set__isnull=True, session__course__in=teach.values("course"))
        found = found.filter(Q(session__in=use.values("session")) | follows)
    if choice.sex:
        found = found.filter(officer__sex=SEXES[choice.sex])
    return found.filter(_of_sessions(choice, "session__")).order_by()


def sessions_chosen(choice: Choice) -> Q:
    """Returns the condition on sessions that period and place set."""
    return _of_sessions(choice, "")


def officers(choice: Choice, user: User) -> QuerySet[Officer]:
    """Returns the officers behind `rows`, each once."""
    return Officer.objects.filter(pk__in=rows(choice, user).values("officer"))


def places(programmes: Iterable[Any]) -> list[Place]:
    """Returns the places where sessions of these programmes were held, and what they lie in, by name. At most PLACES_OFFERED."""
    held = TrainingSession.objects.filter(phase__programme__in=programmes, state__in=HAS_BEGUN).order_by()
    at = held.values("place")
    within = Q(pk__in=at) | Q(children__in=at) | Q(children__children__in=at)
    return list(
        Place.objects.filter(within).exclude(kind="country").distinct().order_by("name_en", "kind")[:PLACES_OFFERED]
    )


def _of_sessions(choice, path):
    chosen = Q()
    if choice.since:
        chosen &= Q(**{f"{path}starts_on__gte": choice.since})
    if choice.until:
        chosen &= Q(**{f"{path}starts_on__lte": choice.until})
    if choice.place:
        at = f"{path}place"
        chosen &= (
            Q(**{at: choice.place})
            | Q(**{f"{at}__parent": choice.place})
            | Q(**{f"{at}__parent__parent": choice.place})
        )
    return chosen


def _day(text):
    """A day of an address; None for none. "2026-02-31" is no day either."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None
