"""The lines of one day of a template, written all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.models import Module, SessionTemplate, SlotKind, TemplateDay, TemplateSlot
from trainings.models.timetable import LONGEST_TITLE
from trainings.session_templates.keeping import locked
from trainings.timetable.editing import titles_of
from trainings.timetable.laying_out import LAST_MINUTE, minutes_of, time_of

MOST_LINES = 24


@dataclass(frozen=True)
class LineFacts:
    """What a line says. module: its id; None for a break and for other lines."""

    kind: str
    starts_at: time
    minutes: int
    module: int | None = None
    title_en: str = ""
    title_bn: str = ""


@transaction.atomic
def set_day(
    day: TemplateDay, lines: Sequence[LineFacts], *, has_morning: bool, has_afternoon: bool, seen: int, by: User
) -> SessionTemplate:
    """Gives a day these lines and halves instead of what it had. Returns the template. seen: the version that the form showed.

    Raises Refused where somebody changed the template meanwhile, for a day without a half, too many lines, a module that the
    course does not have, a line without words, and one that lasts until after midnight.
    """
    template = locked(day.template)
    require(by, coordinates, template.programme)
    found = template.days.filter(pk=day.pk).first()
    if found is None or template.version != seen:
        raise Refused(_("This template was changed meanwhile. Look at it once more."))
    if not (has_morning or has_afternoon):
        raise Refused(_("A day has a morning, an afternoon or both."))
    if len(lines) > MOST_LINES:
        raise Refused(_("A day of a template has %(most)s lines at most.") % numbers(most=MOST_LINES))
    modules = {module.pk: module for module in modules_offered(template)}
    found.has_morning, found.has_afternoon = has_morning, has_afternoon
    found.save(update_fields=["has_morning", "has_afternoon"])
    rows = [_checked(found, line, modules) for line in lines]
    found.slots.all().delete()
    TemplateSlot.objects.bulk_create(sorted(rows, key=lambda row: row.starts_at))
    template.version += 1
    template.save(update_fields=["version"])
    record(by, "session_template.changed", template, day=found.number, lines=len(rows), version=template.version)
    return template


def modules_offered(template: SessionTemplate) -> list[Module]:
    """Returns the modules that a line may teach: those of the course in their order, then those that it has otherwise. Two queries."""
    own = list(Module.objects.filter(course_modules__course=template.course_id).order_by("course_modules__order"))
    known = {module.pk for module in own}
    used = Module.objects.filter(pk__in=TemplateSlot.objects.filter(day__template=template).values("module"))
    return [*own, *(module for module in used.order_by("code", "version") if module.pk not in known)]


def _checked(day, line, modules):
    if line.kind not in SlotKind.values:
        raise Refused(_("Choose one of the listed values."))
    module = modules.get(line.module) if line.kind == SlotKind.MODULE else None
    if line.kind == SlotKind.MODULE and module is None:
        raise Refused(_("The course of this template does not have this module."))
    starts = minutes_of(line.starts_at)
    if line.minutes < 1 or starts + line.minutes > LAST_MINUTE:
        raise Refused(_("This line would last until after midnight."))
    title_en, title_bn = titles_of(line, module)
    return TemplateSlot(
        day=day,
        kind=line.kind,
        starts_at=line.starts_at,
        ends_at=time_of(starts + line.minutes),
        module=module,
        title_en=title_en[:LONGEST_TITLE],
        title_bn=title_bn[:LONGEST_TITLE],
    )
