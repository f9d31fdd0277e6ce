"""The check list of a whole programme: who gets a certificate and why everybody else does not, found by the database.

Texts are tried as long as they are few; for more, the work finds out whose text does not fit, and the list says so.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import IsNull

from accounts.database.kept_counts import counted, may_be_kept
from certificates.designs.levels import earns, level_of
from certificates.designs.versions import default_design
from certificates.issuing import eligibility
from certificates.issuing.eligibility import GET_ONE, Checker, Eligibility, Kind
from certificates.models import Certificate, CertificateBatch, CertificateDesign, Level
from jobs.models import Job
from programmes.models import Programme
from trainings.models import CourseKind, Enrolment, EnrolmentState, SessionState, TrainingSession

TEXTS_TRIED = 500
# Why an officer of a closed session gets no certificate, in the order of the filters.
WHY_NOT = (
    Kind.NAME_MISSING,
    Kind.NAME_WRONG,
    Kind.DOES_NOT_FIT,
    Kind.NOT_COMPLETED,
    Kind.NO_DESIGN,
    Kind.REVOKED,
    Kind.WITHDRAWN,
)


class SessionLine(NamedTuple):
    """One closed session: how many officers of each Kind, and the work that is under way, or None."""

    session: TrainingSession
    counts: dict[Kind, int]
    job: Job | None

    @property
    def ready(self) -> int:
        return self.counts.get(Kind.READY, 0)

    @property
    def issued(self) -> int:
        return self.counts.get(Kind.ISSUED, 0)

    @property
    def participation(self) -> int:
        return self.counts.get(Kind.PARTICIPATION, 0)

    @property
    def others(self) -> int:
        return sum(self.counts.get(kind, 0) for kind in WHY_NOT)


class ProgrammeCheck:
    """Who gets a certificate in the closed sessions of a programme. The number of queries does not depend on how many."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        # By their numbers: the database knows how many sessions a phase has, not how many a programme has.
        self._phases = list(programme.phases.values_list("pk", flat=True))
        self._checkers: dict[str, Checker] = {}
        kept = counted(_all_counts, programme.pk, self._phases, is_large=programme.is_large)
        counts, self.counted_at = kept
        self._sessions: dict[int, TrainingSession] = {}
        self.texts_tried = sum(of.get(kind, 0) for of in counts.values() for kind in GET_ONE) <= TEXTS_TRIED
        self._unfit = self._not_fitting(counts) if self.texts_tried else {}
        self._count_unfit(counts)
        under_way = CertificateBatch.objects.unfinished().filter(session__phase__programme=programme)
        self._jobs = {batch.session_id: batch.job for batch in under_way.select_related("job")}
        self._counts = counts

    @property
    def counts(self) -> dict[Kind, int]:
        """{Kind: number of officers} over all closed sessions."""
        return {kind: sum(of.get(kind, 0) for of in self._counts.values()) for kind in Kind}

    @property
    def ready_sessions(self) -> int:
        """In how many sessions somebody gets one for which no work is under way."""
        return sum(of.get(Kind.READY, 0) > 0 and pk not in self._jobs for pk, of in self._counts.items())

    @property
    def participation(self) -> int:
        """How many can get a certificate of participation in sessions for which no work is under way."""
        return sum(of.get(Kind.PARTICIPATION, 0) for pk, of in self._counts.items() if pk not in self._jobs)

    @property
    def sessions(self) -> QuerySet[TrainingSession]:
        """The closed sessions that ever had somebody on the roster, the latest first: a page of them is what `lines_of` takes."""
        on_roster = Exists(Enrolment.objects.once_on_the_roster().filter(session=OuterRef("pk")))
        closed = TrainingSession.objects.filter(on_roster, phase__in=self._phases, state=SessionState.CLOSED)
        return closed.select_related("course", "phase", "place").order_by("-starts_on", "code")

    @property
    def lines(self) -> list[SessionLine]:
        """The lines of all of them."""
        return self.lines_of(self.sessions)

    def lines_of(self, sessions: Iterable[TrainingSession]) -> list[SessionLine]:
        """Returns the lines of some closed sessions, counted now whenever all were counted."""
        sessions = list(sessions)
        if self.counted_at and sessions:
            counts = _counts(self.programme.pk, self._phases, Q(session__in=[one.pk for one in sessions]))
            self._count_unfit(counts)
            self._counts |= counts
        return [SessionLine(one, self._counts.get(one.pk, {}), self._jobs.get(one.pk)) for one in sessions]

    def why_not(self, kind: Kind | None = None, session: TrainingSession | None = None) -> QuerySet[Enrolment]:
        """Returns the enrolments of closed sessions that get none (QuerySet), of one Kind or TrainingSession if given."""
        by_texts = Q(pk__in=[pk for pk, row in self._unfit.items() if kind in (None, row.kind)])
        by_database = Q(kind=kind) if kind else Q(kind__in=WHY_NOT)
        found = _with_kind(self.programme.pk, self._phases).filter(by_texts | by_database)
        if session:
            found = found.filter(session=session)
        return (
            found.select_related("officer", "rank", "unit")
            .prefetch_related(*eligibility.PREFETCHED)
            .order_by(F("session__starts_on").desc(), "session__code", *eligibility.ROSTER_ORDER)
        )

    def count_why_not(self, kind: Kind | None = None, session: TrainingSession | None = None) -> int:
        """Returns how many `why_not` finds, from what was counted."""
        return sum(self._count_of(pk, kind) for pk in ([session.pk] if session else self._counts))

    def _count_of(self, session: int, kind: Kind | None) -> int:
        of = self._counts.get(session, {})
        return sum(of.get(one, 0) for one in ([kind] if kind else WHY_NOT))

    def page_of_why_not(self, first: int, last: int, kind: Kind | None, session: TrainingSession | None) -> list[Any]:
        """Returns the rows of `why_not` from `first` to before `last`; asks only the sessions in which these are."""
        sessions, before = [], 0
        for pk in [session.pk] if session else self._counts:
            count = self._count_of(pk, kind)
            if count and before + count > first and before < last:
                sessions.append((pk, before))
            before += count
        if not sessions:
            return []
        start = first - sessions[0][1]
        found = self.why_not(kind, session).filter(session__in=[pk for pk, _before in sessions])
        return list(found[start : start + last - first])

    def check_lines(self, enrolments: Iterable[Enrolment]) -> list[Eligibility]:
        """Returns the lines of enrolments of closed sessions, fetched as `why_not` does."""
        enrolments = list(enrolments)
        self._fetch_sessions({one.session_id for one in enrolments})
        return [self._unfit.get(one.pk) or self._checked(one) for one in enrolments]

    def _count_unfit(self, counts: dict[int, dict[Kind, int]]) -> None:
        """Counts those whose texts do not fit under that reason, no longer as ready; some time ago they may not have been ready."""
        for row in self._unfit.values():
            of = counts.get(row.enrolment.session_id, {})
            was = Kind(row.enrolment.kind)  # type: ignore[attr-defined]  # annotated by _with_kind
            of[was] = max(0, of.get(was, 0) - 1)
            of[row.kind] = of.get(row.kind, 0) + 1

    def _fetch_sessions(self, ids: set[int]) -> None:
        missing = ids - set(self._sessions)
        if missing:
            self._sessions |= {one.pk: one for one in self.sessions.filter(pk__in=missing)}

    def _checked(self, enrolment: Enrolment) -> Eligibility:
        enrolment.session = self._sessions[enrolment.session_id]
        return self._checker(enrolment.session)(enrolment)

    def _checker(self, session: TrainingSession) -> Checker:
        level = level_of(session.course)
        if level not in self._checkers:
            self._checkers[level] = Checker(session, default_design(self.programme.pk, level))
        return self._checkers[level]

    def _not_fitting(self, counts: dict[int, dict[Kind, int]]) -> dict[int, Eligibility]:
        ready = _with_kind(self.programme.pk, self._phases).filter(kind__in=GET_ONE, session__in=counts)
        found = list(ready.select_related("officer", "rank", "unit").prefetch_related(*eligibility.PREFETCHED))
        self._fetch_sessions({one.session_id for one in found})
        rows = map(self._checked, found)
        return {row.enrolment.pk: row for row in rows if row.kind not in GET_ONE}


class WhyNot(Sequence[Enrolment]):
    """The rows of `why_not` for a paginator: how many there are was counted, and only those of a page are read."""

    def __init__(self, check: ProgrammeCheck, kind: Kind | None, session: TrainingSession | None) -> None:
        self._check, self._asked = check, (kind, session)

    def __len__(self) -> int:
        return self._check.count_why_not(*self._asked)

    def __getitem__(self, place: Any) -> Any:
        first, last, _step = place.indices(len(self))
        return self._check.page_of_why_not(first, last, *self._asked)


@may_be_kept
def _all_counts(programme: int, phases: list[int]) -> dict[int, dict[Kind, int]]:
    """Returns `_counts` of all closed sessions."""
    return _counts(programme, phases)


def _counts(programme: int, phases: list[int], which: Q = Q()) -> dict[int, dict[Kind, int]]:  # noqa: B008 -- never changed
    """Returns {session id: {Kind: number of officers}} of the closed sessions, or of some of them."""
    counts: dict[int, dict[Kind, int]] = {}
    found = _with_kind(programme, phases, all_of_them=not which).filter(which).values_list("session", "kind")
    # In the order of `sessions`.
    found = found.annotate(n=Count("pk")).order_by(F("session__starts_on").desc(), "session__code")
    for pk, kind, number in found:
        counts.setdefault(pk, {})[Kind(kind)] = number
    return counts


def _with_kind(programme: int, phases: list[int], *, all_of_them: bool = False) -> QuerySet[Any]:
    """Everyone ever on the roster of a closed session of the programme, each with its `kind`; texts are not looked at.

    all_of_them: whether all are read, not a page or a session of them.
    """
    own, of_double = {"enrolment": OuterRef("pk")}, {"enrolment__double_of": OuterRef("pk")}
    revoked = Certificate.objects.revoked()
    # PostgreSQL gathers all certificates for Exists, which is right for all enrolments only.
    there_is: Any = Exists if all_of_them else _is_found
    was_revoked = Q(there_is(revoked.filter(**own))) | Q(there_is(revoked.filter(**of_double)))
    live, completed = Certificate.objects.live().filter(**own), Q(state=EnrolmentState.COMPLETED)
    # One of participation does not stand in the way of one of completion (eligibility.holds_one).
    holds = Q(there_is(live.exclude(design__level=Level.PARTICIPATION))) | ~completed & Q(there_is(live))
    designs = CertificateDesign.objects.filter(programme=programme, is_default=True)
    designed = Exists(designs.filter(level=Level.TOT)), Exists(designs.filter(level=Level.COMPLETION))
    has_design = Q(designed[0], session__course__kind=CourseKind.TOT) | (
        Q(designed[1]) & ~Q(session__course__kind=CourseKind.TOT)
    )
    # Without a design of that level the list says what was missed, not that a design is missing.
    took_part = earns(Level.PARTICIPATION) & Q(Exists(designs.filter(level=Level.PARTICIPATION)))
    kind = Case(
        When(holds, then=Value(Kind.ISSUED.value)),
        When(state=EnrolmentState.WITHDRAWN, then=Value(Kind.WITHDRAWN.value)),
        When(~completed & ~took_part, then=Value(Kind.NOT_COMPLETED.value)),
        When(was_revoked, then=Value(Kind.REVOKED.value)),
        When(Q(officer__name_bn="") | Q(officer__name_en=""), then=Value(Kind.NAME_MISSING.value)),
        When(took_part, then=Value(Kind.PARTICIPATION.value)),
        When(~has_design, then=Value(Kind.NO_DESIGN.value)),
        default=Value(Kind.READY.value),
        output_field=CharField(),
    )
    closed = Enrolment.objects.filter(session__phase__in=phases, session__state=SessionState.CLOSED)
    return closed.once_on_the_roster().order_by().annotate(kind=kind)


def _is_found(certificates: QuerySet[Certificate]) -> IsNull:
    return IsNull(Subquery(certificates.order_by().values("pk")[:1]), rhs=False)
