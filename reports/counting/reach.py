"""What training reached, per course and for any set of courses: sessions, participations and unique officers.

Sessions and participations of several courses add up; unique officers do not, since one officer may sit in two courses.
So each officer is stored as the set of courses attended, and people are counted by set. Two queries, whatever is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from programmes.models import Programme
from reports.counting.turnout import HELD, BySex, participations
from trainings.models import TrainingSession

NOBODY = BySex(women=0, men=0, not_recorded=0)
_SEXES = ("female", "male", "")


@dataclass(frozen=True)
class Reach:
    """Sessions that began, participations in them (without the withdrawn) and the unique officers behind these."""

    sessions: int
    participations: BySex
    officers: BySex


NOTHING = Reach(sessions=0, participations=NOBODY, officers=NOBODY)


class Reached:
    """Answers "what did these courses reach" from memory. Made by `reached`."""

    def __init__(self, sessions, enrolments):
        """sessions: (course id, sessions) pairs; enrolments: (course id, officer id, sex, enrolments) rows."""
        self._sessions = dict(sessions)
        self._participations = defaultdict(Counter)
        courses_of = defaultdict(set)
        sex_of = {}
        for course, officer, sex, count in enrolments:
            self._participations[course][sex] += count
            courses_of[officer].add(course)
            sex_of[officer] = sex
        # Many officers, few different sets: what is asked per finding walks the sets only.
        self._people = Counter((frozenset(courses), sex_of[officer]) for officer, courses in courses_of.items())
        self._known = {}

    def by(self, courses: Collection[int]) -> Reach:
        """Returns the Reach of a set of course ids."""
        courses = frozenset(courses)
        if courses not in self._known:
            self._known[courses] = self._count(courses)
        return self._known[courses]

    def _count(self, courses):
        taken_part, people = Counter(), Counter()
        for course in courses:
            taken_part.update(self._participations.get(course, {}))
        for (sat_in, sex), count in self._people.items():
            if not courses.isdisjoint(sat_in):
                people[sex] += count
        sessions = sum(self._sessions.get(course, 0) for course in courses)
        return Reach(sessions, _by_sex(taken_part), _by_sex(people)) if sessions else NOTHING


def reached(programme: Programme) -> Reached:
    """Returns what the courses of the programme reached, as a Reached. Two queries."""
    sessions = TrainingSession.objects.filter(phase__programme=programme, state__in=HELD).order_by()
    enrolments = participations([programme.pk]).order_by()
    return Reached(
        sessions.values_list("course").annotate(Count("pk")),
        enrolments.values_list("session__course", "officer", "officer__sex").annotate(Count("pk")),
    )


def _by_sex(counter):
    return BySex(*(counter[sex] for sex in _SEXES))
