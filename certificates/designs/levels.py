"""Which level of certificate an officer earns in a session, and which levels anything can issue.

In a closed session, whoever completed earns the level of the course; whoever attended at least one half-day as the course counts
them, and did not complete, earns participation. Whether a certificate is issued depends on more: see issuing/eligibility.py.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from certificates.models import Level
from trainings.models import Course, CourseKind, Enrolment, EnrolmentState, SessionState

ISSUABLE = (Level.PARTICIPATION, Level.COMPLETION, Level.TOT)
LEAST_HALF_DAYS = 1  # attended, for a certificate of participation


def level_of(course: Course) -> Level:
    """Returns the Level a completed course earns."""
    return Level.TOT if course.kind == CourseKind.TOT else Level.COMPLETION


def earned_level(enrolment: Enrolment) -> Level | None:
    """Returns the Level of the certificate that an officer earned in a session, None for none. session, course: fetched."""
    if enrolment.session.state != SessionState.CLOSED:
        return None
    if enrolment.state == EnrolmentState.COMPLETED:
        return level_of(enrolment.session.course)
    attended = enrolment.half_days_attended or 0
    if enrolment.state == EnrolmentState.NOT_COMPLETED and attended >= LEAST_HALF_DAYS:
        return Level.PARTICIPATION
    return None


def earns(level: str) -> Q:
    """Returns the condition on enrolments that they earned this level: completion, or attendance alone for participation.

    Nobody earns a level that nothing issues, nor that of completing a course of another kind (`level_of`).
    """
    if level not in ISSUABLE:
        return Q(pk__in=())
    if level == Level.PARTICIPATION:
        return Q(
            state=EnrolmentState.NOT_COMPLETED,
            half_days_attended__gte=LEAST_HALF_DAYS,
            session__state=SessionState.CLOSED,
        )
    trains_trainers = Q(session__course__kind=CourseKind.TOT)
    of_its_kind = trains_trainers if level == Level.TOT else ~trains_trainers
    return of_its_kind & Q(state=EnrolmentState.COMPLETED, session__state=SessionState.CLOSED)


def replacing_level(enrolment: Enrolment, printed: str) -> Level | None:
    """Returns the Level of what takes the place of a valid certificate of the level `printed`, None where nothing may.

    A certificate of participation may give way to one of completion, never the other way round: whoever did not complete any more
    has to have the old one revoked, in the open.
    """
    earned = earned_level(enrolment)
    return None if earned == Level.PARTICIPATION and printed != Level.PARTICIPATION else earned


def why_not_issuable(level: str) -> str:
    """Returns the sentence on why no certificate of a level can be issued, "" where it can."""
    if level in ISSUABLE:
        return ""
    if level == Level.DISTINCTION:
        return _("Nothing decides on distinction yet, so no certificate of this level can be issued.")
    if level == Level.TRAINER:
        return _(
            "Certificates go to the officers on the roster of a session, not to its trainers, so none of this level can be issued."
        )
    return _("No certificate of this level can be issued.")
