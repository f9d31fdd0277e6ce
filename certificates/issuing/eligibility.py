"""Who gets a certificate of a session, and for everyone else the reason why not, in a sentence."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, cast

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from certificates.designs import versions
from certificates.designs.levels import earned_level, earns, level_of
from certificates.designs.printed_facts import specimen_facts
from certificates.drawing import Design, PrintedFacts, problems
from certificates.models import Certificate, CertificateDesign, CertificateState, Level, Reinstatement
from participants.models import Officer, Rank, Unit
from participants.officers import names
from trainings.curriculum.completion_rule import needed, rule_of
from trainings.models import Enrolment, EnrolmentState, SessionState, TrainingSession

ROSTER_ORDER = ("officer__name_en", "officer__name_bn", "pk")
# What the check of an enrolment reads besides its record: for `prefetch_related`.
PREFETCHED = ("certificates", "doubles__certificates", "reinstatements__proposed_by")
# What is printed of an officer, and what a refusal says of the record: nothing else is read of a whole session.
_PRINTED = ("session_id", "officer__name_bn", "officer__name_en", "rank_id", "unit_id", "is_shared")
_OF_SESSION = ("session__course", "session__place", "session__phase")
# Enough to find one that can be printed: usually it is the first.
_TRIED_TOGETHER = (1, 20)  # the first time, and then


class Kind(StrEnum):
    """Why an officer gets no certificate, or READY, or ISSUED; PARTICIPATION: ready for a certificate of participation instead."""

    READY = "ready"
    PARTICIPATION = "participation"
    ISSUED = "issued"
    NOT_CLOSED = "not_closed"
    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    NAME_MISSING = "name_missing"
    NAME_WRONG = "name_wrong"
    NO_DESIGN = "no_design"
    DOES_NOT_FIT = "does_not_fit"


GET_ONE = (Kind.READY, Kind.PARTICIPATION)
KIND_WORDS = {
    Kind.READY: gettext_lazy("Ready"),
    Kind.PARTICIPATION: gettext_lazy("Ready for one of participation"),
    Kind.ISSUED: gettext_lazy("Has one"),
    Kind.NOT_CLOSED: gettext_lazy("Session not closed"),
    Kind.NOT_COMPLETED: gettext_lazy("Not completed"),
    Kind.WITHDRAWN: pgettext_lazy("officer", "Withdrawn"),
    Kind.REVOKED: gettext_lazy("Revoked before"),
    Kind.NAME_MISSING: gettext_lazy("Name missing"),
    Kind.NAME_WRONG: gettext_lazy("Name to correct"),
    Kind.NO_DESIGN: gettext_lazy("No design"),
    Kind.DOES_NOT_FIT: gettext_lazy("Does not fit"),
}


class Eligibility(NamedTuple):
    """One line of the check list. `certificate` is the live one, None without.

    `why` is a sentence, None when ready; of PARTICIPATION it says why the course is not completed.
    """

    enrolment: Enrolment
    kind: Kind
    why: str | None
    certificate: Certificate | None

    @property
    def ready(self) -> bool:
        return self.kind == Kind.READY

    @property
    def name_to_correct(self) -> str:
        """The field of the name that is missing or wrong ("name_bn", "name_en"); "" when it is neither, or not ours to correct."""
        if self.kind in (Kind.NAME_MISSING, Kind.NAME_WRONG) and not self.enrolment.is_shared:
            problem = name_problem(self.enrolment.officer)
            return problem.field if problem else ""
        return ""

    @property
    def name_value(self) -> str:
        """The content of that field."""
        return getattr(self.enrolment.officer, self.name_to_correct, "")

    @property
    def revoked(self) -> Certificate | None:
        """The last certificate of this officer for this session that was revoked, or None."""
        return last_revoked(self.enrolment)

    @property
    def reinstatement(self) -> Reinstatement | None:
        """The request for a re-issue after the revocation that waits for a second person, or None."""
        return next((one for one in self.enrolment.reinstatements.all() if one.is_open), None)


def last_revoked(enrolment: Enrolment) -> Certificate | None:
    """Returns the last certificate of this person for this session that was revoked, or None.

    The certificates of an enrolment that is a double of this one (of a record merged into the officer's) count, too.
    """
    own = list(enrolment.certificates.all())
    of_doubles = [one for double in enrolment.doubles.all() for one in double.certificates.all()]
    revoked = [one for one in own + of_doubles if one.state == CertificateState.REVOKED]
    return max(revoked, key=lambda one: (one.state_changed_at, one.pk), default=None)


def revoked_before() -> Q:
    """Returns the condition on enrolments that `last_revoked` finds a certificate. Two look-ups by index for each."""
    revoked = Certificate.objects.revoked()
    return Q(Exists(revoked.filter(enrolment=OuterRef("pk")))) | Q(
        Exists(revoked.filter(enrolment__double_of=OuterRef("pk")))
    )


def completed_without_one(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Returns those of the enrolments that are completed and from which no certificate keeps a batch.

    One was never issued, or is of participation and still valid. Who lost one gets no other by a batch, nor does the double of a
    record merged into theirs.
    """
    participation = Q(state=CertificateState.ISSUED, design__level=Level.PARTICIPATION)
    in_the_way = Certificate.objects.filter(enrolment=OuterRef("pk")).exclude(participation)
    of_doubles = Certificate.objects.revoked().filter(enrolment__double_of=OuterRef("pk"))
    return enrolments.filter(~Exists(in_the_way), ~Exists(of_doubles), state=EnrolmentState.COMPLETED)


class NameProblem(NamedTuple):
    """What is wrong with a name: NAME_MISSING or NAME_WRONG, the field, and a sentence."""

    kind: Kind
    field: str
    why: str


def name_problem(officer: Officer | PrintedFacts) -> NameProblem | None:
    """Returns what is wrong with the names of an officer, or None when they can be printed. Whether they fit is not checked."""
    if not officer.name_bn:
        return NameProblem(Kind.NAME_MISSING, "name_bn", _("The name in Bangla is missing."))
    if not officer.name_en:
        return NameProblem(Kind.NAME_MISSING, "name_en", _("The name in English is missing."))
    for field in ("name_bn", "name_en"):
        if problem := names.name_problem(field, getattr(officer, field)):
            why = (
                _("The name in Bangla cannot be printed: %(why)s Correct it.")
                if field == "name_bn"
                else _("The name in English cannot be printed: %(why)s Correct it.")
            )
            return NameProblem(Kind.NAME_WRONG, field, why % {"why": problem.message})
    return None


def check_names(named: Officer | PrintedFacts) -> None:
    """Raises Refused when `name_bn` or `name_en` is missing, or is no name: the last check before a certificate."""
    if wrong := name_problem(named):
        raise Refused(wrong.why)


def check_list(session: TrainingSession, design: CertificateDesign | None = None) -> list[Eligibility]:
    """Returns a line for everyone who was ever on the roster, in the order of the roster.

    design: by default that of the session's level. Nine queries or fewer, however many officers.
    """
    checked = Checker(session, design)
    enrolments = (
        Enrolment.objects.once_on_the_roster()
        .filter(session=session)
        .select_related("officer", "rank", "unit", *_OF_SESSION)
        .prefetch_related(*PREFETCHED)
        .order_by(*ROSTER_ORDER)
    )
    return [checked(enrolment) for enrolment in enrolments]


def ready(session: TrainingSession, design: CertificateDesign | None = None) -> list[Enrolment]:
    """Returns the enrolments that get a certificate of the session's level now, in the order of the roster."""
    return [row.enrolment for row in check_list(session, design) if row.ready]


def holds_one(level: str) -> Exists:
    """Returns the condition on enrolments that a valid certificate stands in the way of one of this level.

    One of participation does not stand in the way of one of completion: it is superseded (records.py).
    """
    live = Certificate.objects.live().filter(enrolment=OuterRef("pk"))
    return Exists(live if level == Level.PARTICIPATION else live.exclude(design__level=Level.PARTICIPATION))


def candidates(
    session: TrainingSession, *, only: Iterable[int] | None = None, level: str | None = None
) -> QuerySet[Enrolment]:
    """Returns the enrolments that get a certificate as far as the database shows, in the order of the roster.

    Whether their texts fit is not tried. only: ids of enrolments, None for everyone. level: a Level, by default the session's.
    """
    level = level or level_of(session.course)
    found = Enrolment.objects.filter(earns(level), session=session).exclude(officer__name_bn="")
    found = found.exclude(officer__name_en="")
    if only is not None:
        found = found.filter(pk__in=only)
    return found.filter(~holds_one(level)).exclude(revoked_before()).order_by(*ROSTER_ORDER)


def ready_count(session: TrainingSession, level: str | None = None) -> int:
    """Returns how many officers get a certificate now, as far as the database shows. Two queries, however many officers.

    Officers whose name has to be corrected or does not fit the paper are counted, too: only the check list finds them.
    session: with course and phase fetched. level: a Level, by default the session's.
    """
    if session.state != SessionState.CLOSED:
        return 0
    level = level or level_of(session.course)
    if versions.default_design(session.phase.programme_id, level) is None:
        return 0
    return candidates(session, level=level).count()


def to_print(session: TrainingSession, ids: Iterable[int], level: str | None = None) -> dict[int, Enrolment]:
    """Returns {id: Enrolment} of those among `ids` who are still candidates, with everything that is printed.

    session: with course, place and phase fetched; every enrolment refers to this one. level: as of `candidates`. Four queries.
    """
    found = _as_printed(candidates(session, only=ids, level=level).order_by())
    enrolments = {enrolment.pk: enrolment for enrolment in found}
    for enrolment in enrolments.values():
        enrolment.session = session
    return enrolments


def _as_printed(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Returns the enrolments with what is printed of officer, rank and unit."""
    names = [
        Prefetch(kind, model.objects.only("name_bn", "name_en")) for kind, model in (("rank", Rank), ("unit", Unit))
    ]
    return enrolments.select_related("officer").prefetch_related(*names).only(*_PRINTED)


def printable(
    session: TrainingSession, design: CertificateDesign, ids: Collection[int], *, drawn: Design
) -> dict[int, Enrolment]:
    """Returns {id: Enrolment} of those of these candidates (ids) whose texts can be printed, in the same order.

    drawn: the design as the drawing takes it. session, queries, what is fetched: as of `to_print`.
    """
    enrolments, checked = to_print(session, ids, design.level), Checker(session, design, drawn)
    return {
        pk: enrolments[pk] for pk in ids if pk in enrolments and checked.obstacle_to_printing(enrolments[pk]) is None
    }


def is_anyone_printable(session: TrainingSession, design: CertificateDesign | None, among: QuerySet[Enrolment]) -> bool:
    """Whether the texts of any of these `candidates` can be printed. They are tried one after the other until one can."""
    # By key: the database takes longer to plan a join of nine tables than to read from each.
    session = TrainingSession.objects.select_related("course", "place", "phase").get(pk=session.pk)
    checked = Checker(session, design)
    if checked.drawn is None:
        return False
    read, start, (size, later) = _as_printed(among), 0, _TRIED_TOGETHER
    while part := list(read[start : start + size]):
        for one in part:
            one.session = session
            if checked.obstacle_to_printing(one) is None:
                return True
        start, size = start + size, later
    return False


class Checker:
    """Checks the enrolments of a session, or of sessions with one design. Call it with an Enrolment; the design is read once.

    design: of the level that completing earns; that of participation is read when somebody earned it.
    """

    def __init__(self, session: TrainingSession, design: CertificateDesign | None, drawn: Design | None = None) -> None:
        self.session = session
        self.no_design: str | None = None
        self.design: CertificateDesign | None = None
        self.drawn: Design | None = None
        try:
            self.design = design or versions.design_for(session)
            self.drawn = drawn or versions.drawn(self.design)
        except Refused as no:
            self.no_design = str(no)

    def __call__(self, enrolment: Enrolment) -> Eligibility:
        live = _standing(enrolment)
        if live:
            has_one = _("Has the certificate %(serial)s already.") % {"serial": live.serial}
            return Eligibility(enrolment, Kind.ISSUED, has_one, live)
        missed = self._of_training(enrolment)
        of_level = self._of_level(enrolment)
        if of_level is None:
            return Eligibility(enrolment, *cast("tuple[Kind, str]", missed), None)
        found = self._of_revocation(enrolment) or of_level.obstacle_to_printing(enrolment)
        if found:
            return Eligibility(enrolment, *found, None)
        return Eligibility(enrolment, Kind.PARTICIPATION if missed else Kind.READY, missed and missed[1], None)

    def obstacle_besides_revocation(self, enrolment: Enrolment) -> str:
        """Returns the sentence on what keeps an officer from a certificate, apart from an earlier revocation; "" for nothing."""
        if _standing(enrolment):
            return self(enrolment).why or ""
        of_level = self._of_level(enrolment)
        obstacle = of_level.obstacle_to_printing(enrolment) if of_level else self._of_training(enrolment)
        return obstacle[1] if obstacle else ""

    def _of_level(self, enrolment: Enrolment) -> "Checker | None":
        """Returns the Checker with the design of the level that an officer earned; None for no level that is issued."""
        earned = earned_level(enrolment)
        return self._of_participation if earned == Level.PARTICIPATION else self if earned else None

    @cached_property
    def _of_participation(self) -> "Checker | None":
        design = versions.default_design(self.session.phase.programme_id, Level.PARTICIPATION)
        return Checker(self.session, design) if design else None

    def _of_training(self, enrolment: Enrolment) -> tuple[Kind, str] | None:
        if enrolment.state == EnrolmentState.WITHDRAWN:
            return Kind.WITHDRAWN, _("Was withdrawn from the session.")
        if enrolment.session.state != SessionState.CLOSED:
            return Kind.NOT_CLOSED, _("The session is not closed yet.")
        if enrolment.state != EnrolmentState.COMPLETED:
            return Kind.NOT_COMPLETED, _not_completed(enrolment)
        return None

    def _of_revocation(self, enrolment: Enrolment) -> tuple[Kind, str] | None:
        revoked = last_revoked(enrolment)
        if revoked is None:
            return None
        day = date_text(timezone.localdate(revoked.state_changed_at), get_language())
        return Kind.REVOKED, _("Revoked on %(date)s: only a deliberate re-issue gives a new one.") % {"date": day}

    def obstacle_to_printing(self, enrolment: Enrolment) -> tuple[Kind, str] | None:
        """Returns the Kind and the sentence on what keeps the texts of an officer from being printed, None for nothing."""
        if wrong := name_problem(enrolment.officer):
            asks = _("Ask the programme that holds the record.") if enrolment.is_shared else ""
            return wrong.kind, f"{wrong.why} {asks}".strip()
        if self.no_design is not None or self.design is None:
            return Kind.NO_DESIGN, self.no_design or ""
        found = problems(specimen_facts(enrolment, self.design), cast("Design", self.drawn))
        if found:
            return Kind.DOES_NOT_FIT, " ".join(str(no) for no in found)
        return None


def _standing(enrolment: Enrolment) -> Certificate | None:
    """Returns the valid certificate that stands in the way of another one, None without. certificates: prefetched; see `holds_one`."""
    live = next((certificate for certificate in enrolment.certificates.all() if certificate.is_valid), None)
    completed = enrolment.state == EnrolmentState.COMPLETED and enrolment.session.state == SessionState.CLOSED
    return None if live and completed and live.level == Level.PARTICIPATION else live


def _not_completed(enrolment: Enrolment) -> str:
    if enrolment.is_override:
        return _("Not completed, decided by hand: %(reason)s") % {"reason": enrolment.state_reason}
    attended, held = enrolment.half_days_attended, enrolment.half_days_held
    if attended is None or not held:
        return _("Did not complete the course.")
    enough = needed(held, required_share=rule_of(enrolment.session).required_share)
    if attended >= enough:
        words = numbers(attended=attended, held=held)
        return _("Attended %(attended)s of %(held)s half-days, but missed one with a required module.") % words
    return _("Attended %(attended)s of %(held)s half-days; %(needed)s are needed.") % numbers(
        attended=attended, held=held, needed=enough
    )
