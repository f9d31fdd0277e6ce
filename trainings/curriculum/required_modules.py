"""The modules of a session that nobody may miss who completes: each half-day that a line with one of them touches is asked for.

A line that goes on after the morning asks for both halves. A required module that no line teaches asks for nothing, and pages say so.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trainings.curriculum.completion_rule import counts_as_attended, required_in_words
from trainings.models import AttendanceMark, CourseModule, Half, MadeUpHalfDay, SessionModule, Slot, TrainingSession
from trainings.models.attendance import AFTERNOON_BEGINS


def required_of(session: TrainingSession) -> QuerySet[Any]:
    """Returns the rows (SessionModule or CourseModule) of the modules that are required: its own, or those of its course while a draft."""
    if session.required_share is not None:
        return SessionModule.objects.filter(session=session.pk, is_required=True)
    return CourseModule.objects.filter(course=session.course_id, is_required=True)


def misses_required(session: TrainingSession) -> Exists:
    """Returns the condition on enrolments of a session: a half-day with a required module has no mark that counts, and was not made up.

    For the database.
    """
    codes = required_of(session).values("module__code")
    lines = Slot.objects.filter(day__session=session.pk, module__code__in=codes)
    marks = AttendanceMark.objects.filter(
        counts_as_attended("mark", "enrolment__session__"), enrolment=OuterRef(OuterRef("pk")), day=OuterRef("day")
    )
    # Counting only where it was not attended, which `marks` asks already.
    made_up = MadeUpHalfDay.objects.standing().filter(enrolment=OuterRef(OuterRef("pk")), day=OuterRef("day"))

    def missed(half):
        return ~Exists(marks.filter(half=half)) & ~Exists(made_up.filter(half=half))

    morning = Q(starts_at__lt=AFTERNOON_BEGINS, day__has_morning=True) & missed(Half.MORNING)
    afternoon = Q(ends_at__gt=AFTERNOON_BEGINS, day__has_afternoon=True) & missed(Half.AFTERNOON)
    return Exists(lines.filter(morning | afternoon))


def words_of(session: TrainingSession, modules: Sequence[Any] | None = None) -> list[str]:
    """Returns what is asked for, as sentences, none without required modules.

    modules: those of `pinning.modules_of`, where the page has them; then no query where none is required, else two at most.
    """
    if modules is None:
        modules = [row.module for row in required_of(session).select_related("module").order_by("order")]
    else:
        modules = [module for module in modules if module.is_required]
    if not modules:
        return []
    lines = Slot.objects.filter(day__session=session.pk, module__isnull=False)
    planned = set(lines.values_list("module__code", flat=True))
    unplanned = [module.title for module in modules if module.code not in planned]
    return required_in_words([module.title for module in modules], unplanned)


def titles_of(sessions: Collection[int]) -> dict[int, list[str]]:
    """Returns {id of a scheduled session: the titles of its required modules}, without those that require none. One query."""
    found: dict[int, list[str]] = {}
    rows = SessionModule.objects.filter(session__in=sessions, is_required=True).select_related("module")
    for row in rows.order_by("order", "pk"):
        found.setdefault(row.session_id, []).append(row.module.title)
    return found
