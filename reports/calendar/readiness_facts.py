"""The facts of readiness for many sessions at once: counts that the database adds to each row, and the designs in use."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from certificates.designs.levels import level_of
from certificates.models import CertificateDesign
from reports.calendar.readiness import ReadinessFacts
from trainings.models import CourseModule, Enrolment, Module, SessionDay, SessionQuota, SessionTrainer, Slot
from trainings.models.session import TrainerRole
from trainings.resources.session_facts import NOTHING, BookedFacts

NOON = 13  # what begins before one o'clock is the morning's


def _count(rows: Any, *by: str) -> Coalesce:
    """How many of the rows have what `by` names equal to the outer session."""
    counted = rows.order_by().values(*by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_readiness(sessions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds to each session the counts that `facts_of` reads. No further query."""
    mine = {"session": OuterRef("pk")}
    days = SessionDay.objects.filter(**mine)
    slots = Slot.objects.filter(day=OuterRef("pk"))
    documents = Module.resources.through.objects.filter(
        module=OuterRef("module"),
        libraryresource__programme=OuterRef("course__programme"),
        libraryresource__is_withdrawn=False,
        libraryresource__versions__isnull=False,
    )
    modules = CourseModule.objects.filter(course=OuterRef("course"))
    return sessions.annotate(
        has_lead=Exists(SessionTrainer.objects.filter(**mine, role=TrainerRole.LEAD)),
        named=_count(SessionTrainer.objects.filter(**mine), "session"),
        quotas_set=_count(SessionQuota.objects.filter(**mine), "session"),
        nominated=_count(Enrolment.objects.proposed().filter(**mine), "session"),
        enrolled=_count(Enrolment.objects.active().filter(**mine), "session"),
        days_planned=_count(days, "session"),
        bare_mornings=_count(days.filter(~Exists(slots.filter(starts_at__hour__lt=NOON)), has_morning=True), "session"),
        bare_afternoons=_count(
            days.filter(~Exists(slots.filter(starts_at__hour__gte=NOON)), has_afternoon=True), "session"
        ),
        modules_taught=_count(modules, "course"),
        bare_modules=_count(modules.filter(~Exists(documents)), "course"),
    )


def designs_in_use(sessions: Iterable[Any]) -> set[tuple[int, str]]:
    """Returns {(id of the programme, level)} with a design in use, for the programmes of these sessions. One query."""
    designs = CertificateDesign.objects.filter(
        programme__in={one.phase.programme_id for one in sessions}, is_default=True
    )
    return set(designs.order_by().values_list("programme", "level"))


def facts_of(session: Any, designs: set[tuple[int, str]], booked: BookedFacts = NOTHING) -> ReadinessFacts:
    """Returns the ReadinessFacts of a session that `with_readiness` fetched, with course and phase. No query.

    booked: of `booked_for` (trainings.resources.session_facts).
    """
    return ReadinessFacts(
        code=session.code,
        pk=session.pk,
        venue=session.venue,
        capacity=session.capacity,
        has_lead=session.has_lead,
        trainers=session.named,
        quotas=session.quotas_set,
        nominated=session.nominated,
        due_on=session.nominations_due_on,
        officers=session.enrolled,
        days=session.days_planned,
        bare_halves=session.bare_mornings + session.bare_afternoons,
        modules=session.modules_taught,
        bare_modules=session.bare_modules,
        has_design=(session.phase.programme_id, level_of(session.course)) in designs,
        booked=booked,
    )
