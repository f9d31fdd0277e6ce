"""What should be known before an officer goes into a session: the entry rules of the course, other sessions on the same days.

Facts for many people in a fixed number of queries. Whom an entry rule keeps out, and by what reason somebody gets in all the
same, is decided by trainings.enrolment.waivers; the rest are facts for people who decide.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from participants.models import Rank, Unit
from trainings.curriculum.entry_rules import EntryFacts, EntryRules, Unmet, rules_of, source_of, unmet
from trainings.models import CourseKind, Enrolment, EnrolmentState, SessionDay, SessionState, TrainingSession

# Courses whose graduates lead others, and the ranks that lead nobody: told where no entry rule says which ranks may enter.
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


class Person(NamedTuple):
    """Somebody who may enter, by ids, None where unknown. key: what the answer is found by."""

    key: Hashable
    officer: int | None = None
    rank: int | None = None
    unit: int | None = None


def unmet_by(session: TrainingSession, people: Iterable[Person]) -> dict[Hashable, list[Unmet]]:
    """Returns {key: [Unmet]} of those of the people who do not meet the entry rules of a session (with its course and phase).

    Three queries, however many they are, and those of `rules_of`; none without rules.
    """
    rules, people = rules_of(session), list(people)
    if rules.is_empty or not people:
        return {}
    ranks = Rank.objects.in_bulk({person.rank for person in people if person.rank}) if rules.has_band else {}
    units = {person.unit for person in people if person.unit} if rules.kinds else set()
    kinds = dict(Unit.objects.filter(pk__in=units).values_list("pk", "kind")) if units else {}
    done = _completed_before(rules, session, {person.officer for person in people if person.officer})
    found = {}
    for person in people:
        facts = EntryFacts(ranks.get(person.rank or 0), kinds.get(person.unit or 0, ""), person.officer in done)
        if answer := unmet(rules, facts):
            found[person.key] = answer
    return found


def _completed_before(rules: EntryRules, session: TrainingSession, officers: set[int]) -> set[int]:
    """Returns those of the officers (ids) who completed the earlier course, by an enrolment of the programme of the session."""
    if rules.earlier is None or not officers:
        return set()
    rows = Enrolment.objects.filter(officer__in=officers, session__course=rules.earlier, state=EnrolmentState.COMPLETED)
    own = rows.filter(session__phase__programme=session.phase.programme_id)
    return set(own.values_list("officer", flat=True))


def rank_sentence(session: TrainingSession, rank: Rank | str | None) -> str:
    """Returns the sentence that a rank (a Rank or its code) leads nobody, in a course for those who do, or "".

    Only where the entry rules say nothing of ranks; whom they keep out is told by `unmet_by`. session: with its course.
    """
    code = rank.code if isinstance(rank, Rank) else rank
    rules = source_of(session)
    if session.course.kind not in FOR_SUPERVISORS or code not in LEAD_NOBODY:
        return ""
    if rules.lowest_rank_id or rules.highest_rank_id:
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
    """Adds `entry_notes`, sentences, to nominations that were fetched with rank and officer, and `keeps_out`: whether a rule does.

    session: with its course and phase. A fixed number of queries.
    """
    elsewhere = clashes(session, [enrolment.officer_id for enrolment in enrolments])
    not_met = unmet_by(session, [as_confirmed(enrolment) for enrolment in enrolments])
    for one in enrolments:
        rank = rank_sentence(session, one.rank)
        notes = [clash.sentence for clash in elsewhere.get(one.officer_id, [])]
        rules = [rule.sentence for rule in not_met.get(one.pk, [])]
        one.entry_notes = [*rules, rank, *notes] if rank else [*rules, *notes]  # type: ignore[attr-defined]  # for the page
        one.keeps_out = bool(rules)  # type: ignore[attr-defined]


def as_confirmed(enrolment: Enrolment) -> Person:
    """Returns the Person of a nomination (with its officer) as it would be confirmed: with today's rank and unit, which a
    programme that only borrows the officer does not see before."""
    posted = enrolment if enrolment.is_shared else enrolment.officer
    return Person(enrolment.pk, enrolment.officer_id, posted.rank_id, posted.unit_id)


def _dates_of(session):
    """The days of a session; while none is planned, those from its first to its last."""
    dates = list(SessionDay.objects.filter(session=session.pk).order_by("date").values_list("date", flat=True))
    length = (session.ends_on - session.starts_on).days
    return dates or [session.starts_on + timedelta(days=number) for number in range(length + 1)]
