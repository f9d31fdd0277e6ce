"""What should be known before an officer goes into a session: the rank against the course, other sessions on the same days.

Facts for people who decide, never a stop of their own: whoever adds an officer on the spot gives a reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from participants.models import Rank
from trainings.models import Course, CourseKind, Enrolment, EnrolmentState, SessionDay, SessionState, TrainingSession

# Courses whose graduates lead others, and the ranks that lead nobody.
FOR_SUPERVISORS = (CourseKind.TOT, CourseKind.SUPERVISORS)
LEAD_NOBODY = frozenset({"CONST", "NAYEK"})


class Clash(NamedTuple):
    """Another session on one of the days. code: "" for a session of another programme: of it only that it takes the time."""

    code: str

    @property
    def sentence(self) -> str:
        """What a page says."""
        if self.code:
            return _("Also in %(code)s on the same days.") % {"code": self.code}
        return _("Not free on these days.")


def rank_sentence(course: Course, rank: Rank | str | None) -> str:
    """Returns the sentence that a rank (a Rank or its code) is below those a course is for, or ""."""
    code = rank.code if isinstance(rank, Rank) else rank
    if course.kind not in FOR_SUPERVISORS or code not in LEAD_NOBODY:
        return ""
    name = rank if isinstance(rank, Rank) else Rank.objects.filter(code=code).first()
    return _("The course is for those who lead others; the rank is %(rank)s.") % {"rank": name or code}


def clashes(session: TrainingSession, officers: Iterable[int]) -> dict[int, list[Clash]]:
    """Returns {officer id: [Clash]} of those of `officers` (ids) who have a seat in another session on a day of this one. Two queries.

    session: with its phase. Sessions of other programmes are one Clash without a code.
    """
    rows = (
        Enrolment.objects.filter(officer__in=list(officers), session__days__date__in=_dates_of(session))
        .exclude(session=session.pk)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .exclude(session__state=SessionState.CANCELLED)
        .filter(place_in_line__isnull=True, double_of__isnull=True)
        .order_by("officer", "session__starts_on", "session__code")
        .values_list("officer", "session__code", "session__phase__programme")
        .distinct()
    )
    found: dict[int, list[Clash]] = defaultdict(list)
    for officer, code, programme in rows:
        clash = Clash(code if programme == session.phase.programme_id else "")
        if clash not in found[officer]:
            found[officer].append(clash)
    return dict(found)


def add_entry_notes(session: TrainingSession, enrolments: Collection[Enrolment]) -> None:
    """Adds `entry_notes`, a list of sentences, to Enrolments that were fetched with their ranks. session: with its course. Two queries."""
    elsewhere = clashes(session, [enrolment.officer_id for enrolment in enrolments])
    for enrolment in enrolments:
        rank = rank_sentence(session.course, enrolment.rank)
        notes = [clash.sentence for clash in elsewhere.get(enrolment.officer_id, [])]
        enrolment.entry_notes = [rank, *notes] if rank else notes  # type: ignore[attr-defined]  # for the page


def _dates_of(session):
    """The days of a session; while none is planned, those from its first to its last."""
    dates = list(SessionDay.objects.filter(session=session.pk).order_by("date").values_list("date", flat=True))
    length = (session.ends_on - session.starts_on).days
    return dates or [session.starts_on + timedelta(days=number) for number in range(length + 1)]
