"""The check list of a whole programme: who gets a certificate and why everybody else does not, found by the database.

Texts are tried as long as they are few; for more, the work finds out whose text does not fit, and the list says so.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from certificates.designs.versions import default_design, level_of
from certificates.issuing import eligibility
from certificates.issuing.eligibility import Checker, Eligibility, Kind
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
    def others(self) -> int:
        return sum(self.counts.get(kind, 0) for kind in WHY_NOT)


class ProgrammeCheck:
    """Who gets a certificate in the closed sessions of a programme. The number of queries does not depend on how many."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._checkers: dict[str, Checker] = {}
        counts: dict[int, dict[Kind, int]] = {}
        for pk, kind, number in _with_kind(programme).values_list("session", "kind").annotate(n=Count("pk")):
            counts.setdefault(pk, {})[Kind(kind)] = number
        sessions = TrainingSession.objects.filter(pk__in=counts).select_related("course", "phase", "place")
        self._sessions = {session.pk: session for session in sessions.order_by("-starts_on", "code")}
        self.texts_tried = sum(of.get(Kind.READY, 0) for of in counts.values()) <= TEXTS_TRIED
        self._unfit = self._not_fitting(counts) if self.texts_tried else {}
        for row in self._unfit.values():
            of = counts[row.enrolment.session_id]
            of[Kind.READY] -= 1
            of[row.kind] = of.get(row.kind, 0) + 1
        under_way = CertificateBatch.objects.unfinished().filter(session__in=counts).select_related("job")
        jobs = {batch.session_id: batch.job for batch in under_way}
        self.lines = [SessionLine(one, counts[one.pk], jobs.get(one.pk)) for one in self._sessions.values()]

    @property
    def counts(self) -> dict[Kind, int]:
        """{Kind: number of officers} over all closed sessions."""
        return {kind: sum(line.counts.get(kind, 0) for line in self.lines) for kind in Kind}

    def why_not(self, kind: Kind | None = None, session: TrainingSession | None = None) -> QuerySet[Enrolment]:
        """Returns the enrolments of closed sessions that get none (QuerySet), of one Kind or TrainingSession if given."""
        by_texts = Q(pk__in=[pk for pk, row in self._unfit.items() if kind in (None, row.kind)])
        by_database = Q(kind=kind) if kind else Q(kind__in=WHY_NOT)
        found = _with_kind(self.programme).filter(by_texts | by_database)
        if session:
            found = found.filter(session=session)
        return (
            found.select_related("officer", "rank", "unit")
            .prefetch_related(*eligibility.PREFETCHED)
            .order_by(F("session__starts_on").desc(), "session__code", *eligibility.ROSTER_ORDER)
        )

    def check_lines(self, enrolments: Iterable[Enrolment]) -> list[Eligibility]:
        """Returns the lines of enrolments of closed sessions, fetched as `why_not` does."""
        return [self._unfit.get(one.pk) or self._checked(one) for one in enrolments]

    def _checked(self, enrolment: Enrolment) -> Eligibility:
        enrolment.session = self._sessions[enrolment.session_id]
        return self._checker(enrolment.session)(enrolment)

    def _checker(self, session: TrainingSession) -> Checker:
        level = level_of(session.course)
        if level not in self._checkers:
            self._checkers[level] = Checker(session, default_design(self.programme.pk, level))
        return self._checkers[level]

    def _not_fitting(self, counts: dict[int, dict[Kind, int]]) -> dict[int, Eligibility]:
        ready = _with_kind(self.programme).filter(kind=Kind.READY, session__in=counts)
        rows = map(
            self._checked, ready.select_related("officer", "rank", "unit").prefetch_related(*eligibility.PREFETCHED)
        )
        return {row.enrolment.pk: row for row in rows if not row.ready}


def _with_kind(programme: Programme) -> QuerySet[Any]:
    """Everyone ever on the roster of a closed session of the programme, each with its `kind`; texts are not looked at."""
    holds = Certificate.objects.live().filter(enrolment=OuterRef("pk"))
    designs = CertificateDesign.objects.filter(programme=programme, is_default=True)
    designed = Exists(designs.filter(level=Level.TOT)), Exists(designs.filter(level=Level.COMPLETION))
    has_design = Q(designed[0], session__course__kind=CourseKind.TOT) | (
        Q(designed[1]) & ~Q(session__course__kind=CourseKind.TOT)
    )
    kind = Case(
        When(Exists(holds), then=Value(Kind.ISSUED.value)),
        When(state=EnrolmentState.WITHDRAWN, then=Value(Kind.WITHDRAWN.value)),
        When(~Q(state=EnrolmentState.COMPLETED), then=Value(Kind.NOT_COMPLETED.value)),
        When(eligibility.revoked_before(), then=Value(Kind.REVOKED.value)),
        When(Q(officer__name_bn="") | Q(officer__name_en=""), then=Value(Kind.NAME_MISSING.value)),
        When(~has_design, then=Value(Kind.NO_DESIGN.value)),
        default=Value(Kind.READY.value),
        output_field=CharField(),
    )
    closed = Enrolment.objects.filter(session__phase__programme=programme, session__state=SessionState.CLOSED)
    return closed.once_on_the_roster().order_by().annotate(kind=kind)
