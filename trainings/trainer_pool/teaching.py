"""What trainers taught so far, from the sessions on record: sessions, hours, modules. Summed by the database."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from programmes.models import Programme
from trainings.models import Module, SessionState, SessionTrainer, Slot, TrainerRole, TrainingSession

TAUGHT = (SessionState.HELD, SessionState.CLOSED)
TEACHES = (TrainerRole.LEAD, TrainerRole.CO_TRAINER, TrainerRole.EXPERT)
MODULES_OFFERED = 200
_WHO = "day__session__trainers__user"
_LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())


@dataclass
class Record:
    """What one person taught in a programme. led, co_led: sessions; hours: of lines of the timetable with a module; modules: codes."""

    led: int = 0
    co_led: int = 0
    hours: int = 0
    modules: list[str] = field(default_factory=list)


def records(people: Collection[int], programme: Programme) -> dict[int, Record]:
    """Returns {user id: Record} for these people. Three queries, whatever their number; sessions of other programmes do not count."""
    found = {user: Record() for user in people}
    sessions = _sessions(programme).filter(user__in=people).order_by().values("user")
    counted = sessions.annotate(led=Count("pk", filter=Q(role=TrainerRole.LEAD)), n=Count("pk"))
    for user, led, number in counted.values_list("user", "led", "n"):
        found[user].led, found[user].co_led = led, number - led
    lines = _lines(programme, {f"{_WHO}__in": people}).order_by().values(_WHO)
    for user, length in lines.annotate(length=Sum(_LENGTH)).values_list(_WHO, "length"):
        found[user].hours = round(length.total_seconds() / 3600)
    for user, code in sorted(lines.values_list(_WHO, "module__code").distinct()):
        found[user].modules.append(code)
    return found


def who_taught(people: QuerySet[User], programme: Programme, code: str) -> QuerySet[User]:
    """Returns those of `people` who taught the module with this code, in whatever version."""
    return people.filter(Exists(_lines(programme, {_WHO: OuterRef("pk")}).filter(module__code=code)))


def with_experience(people: QuerySet[User], session: TrainingSession) -> QuerySet[User]:
    """Returns `people` with `known_modules`, how many modules of the session's course they taught, and `taught`, sessions so far."""
    programme = session.phase.programme
    codes = Module.objects.filter(courses=session.course_id).values("code")
    lines = _lines(programme, {_WHO: OuterRef("pk")}).filter(module__code__in=codes).order_by().values(_WHO)
    sessions = _sessions(programme).filter(user=OuterRef("pk")).order_by().values("user")
    return people.annotate(
        known_modules=_number(lines.annotate(n=Count("module__code", distinct=True))),
        taught=_number(sessions.annotate(n=Count("pk"))),
    )


def modules_taught(programme: Programme) -> list[Module]:
    """Returns the modules that somebody taught in the programme, each in the newest of these versions, for a filter. One query."""
    lines = Slot.objects.filter(
        day__session__phase__programme=programme, day__session__state__in=TAUGHT, module__isnull=False
    )
    newest: dict[str, Module] = {}
    for module in Module.objects.filter(pk__in=lines.values("module")).order_by("code", "-version")[:MODULES_OFFERED]:
        newest.setdefault(module.code, module)
    return list(newest.values())


def _sessions(programme):
    return SessionTrainer.objects.filter(
        session__phase__programme=programme, session__state__in=TAUGHT, role__in=TEACHES
    )


def _lines(programme, who):
    """Lines of timetables with a module: of the trainer they name, else of all. In one call: whoever is meant is the one who teaches."""
    return Slot.objects.filter(
        Q(trainer=None) | Q(trainer=F("day__session__trainers")),
        day__session__phase__programme=programme,
        day__session__state__in=TAUGHT,
        day__session__trainers__role__in=TEACHES,
        module__isnull=False,
        **who,
    )


def _number(rows):
    return Coalesce(Subquery(rows.values("n")), 0, output_field=IntegerField())
