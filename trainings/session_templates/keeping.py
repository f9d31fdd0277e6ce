"""Keeping templates: made from a session or from scratch, changed, taken off the list. Coordinators of the programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import day_number_text
from accounts.text.sentences import numbers
from trainings.models import (
    MOST_SEATS,
    Course,
    CourseSlot,
    SessionTemplate,
    Slot,
    TemplateDay,
    TemplateGuest,
    TemplateQuota,
    TemplateSlot,
    TrainingSession,
)
from trainings.models.session_template import LATEST_OFFSET, LONGEST_NAME
from trainings.models.timetable import MOST_DAYS

MOST_TEMPLATES = 200  # of a programme, on offer
LONGEST_MATERIALS = 2000
_WORDS = ("name_en", "name_bn", "materials_en", "materials_bn")


@dataclass(frozen=True)
class TemplateFacts:
    """What a template says beside its days. capacity: seats; women_share: per cent."""

    name_en: str
    name_bn: str
    capacity: int = 30
    women_share: int = 0
    materials_en: str = ""
    materials_bn: str = ""


@transaction.atomic
def make(course: Course, facts: TemplateFacts, days: int, *, by: User) -> SessionTemplate:
    """Makes a template from scratch and returns it: so many whole days in a row, with the standard timetable of the course.

    Raises Refused for facts that are not whole, a number of days that no session has, a name that is taken and a full list.
    """
    programme = course.programme
    require(by, coordinates, programme)
    _refuse_number_of_days(days)
    template = _begun(SessionTemplate(programme=programme, course=course), facts)
    made = _days_made(template, [(number, number - 1, True, True) for number in range(1, days + 1)])
    lines = CourseSlot.objects.filter(course=course, day__lte=days)
    TemplateSlot.objects.bulk_create(_line(made[line.day], line) for line in lines)
    record(by, "session_template.made", template, course=course.pk, days=days)
    return template


@transaction.atomic
def save_session(
    session: TrainingSession, facts: TemplateFacts, *, replaces: SessionTemplate | None = None, by: User
) -> SessionTemplate:
    """Makes a template of a session, or puts it in the place of one, and returns it.

    It takes course, days, timetable, quotas and the guests who are still in the pool; not trainers, rooms, officers. Sessions made
    earlier stay as they are. Raises Refused as `make`, and for a session without days.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "phase__programme")
    require(by, coordinates_session, session)
    days = list(session.days.order_by("number"))
    if not days:
        raise Refused(_("The days are not planned yet."))
    if len(days) > MOST_DAYS or (days[-1].date - days[0].date).days > LATEST_OFFSET:
        raise Refused(_("This session is too long for a template."))
    if replaces:
        template = _locked(replaces, by)
        if template.programme_id != session.phase.programme_id:
            raise Refused(_("This template belongs to another programme."))
        template.days.all().delete()
        template.quotas.all().delete()
        template.guests.all().delete()
        template.version += 1
    else:
        template = SessionTemplate(programme=session.phase.programme)
    template.course = session.course
    template = _begun(template, facts)
    _copy(session, days, template)
    verb = "session_template.changed" if replaces else "session_template.made"
    record(by, verb, template, session=session.pk, version=template.version)
    return template


@transaction.atomic
def change(template: SessionTemplate, facts: TemplateFacts, days: int, *, by: User) -> SessionTemplate:
    """Writes what a template says anew and returns it. Days come and go at the end; one with lines stays. Raises Refused as `make`."""
    template = _locked(template, by)
    _refuse_number_of_days(days)
    template.version += 1
    template = _begun(template, facts)
    there = list(template.days.order_by("number"))
    for day in there[days:]:
        if day.slots.exists():
            words = {"number": day_number_text(day.number, get_language())}
            raise Refused(_("Day %(number)s has a timetable. Take its lines out first.") % words)
        day.delete()
    last = there[-1].after_days if there else -1
    _days_made(
        template, [(number, last + number - len(there), True, True) for number in range(len(there) + 1, days + 1)]
    )
    record(by, "session_template.changed", template, version=template.version, days=days)
    return template


@transaction.atomic
def take_out(template: SessionTemplate, *, quota: int | None = None, guest: int | None = None, by: User) -> None:
    """Takes a quota or a guest (an id) out of a template. What is out already needs nothing."""
    template = _locked(template, by)
    for kind, rows, pk in (("quota", template.quotas, quota), ("guest", template.guests, guest)):
        found = rows.filter(pk=pk).first() if pk else None
        if found:
            found.delete()
            template.version += 1
            template.save(update_fields=["version"])
            record(by, "session_template.changed", template, without=kind, version=template.version)


@transaction.atomic
def retire(template: SessionTemplate, *, by: User) -> SessionTemplate | None:
    """Takes a template off the list. Returns it where a session was made from it, else None: then it is deleted."""
    template = _locked(template, by)
    if not template.uses.exists():
        record(by, "session_template.removed", template)
        template.delete()
        return None
    template.is_retired = True
    template.save(update_fields=["is_retired"])
    record(by, "session_template.retired", template)
    return template


def locked(template: SessionTemplate) -> SessionTemplate:
    """Returns the template as it is now, locked to the end of the transaction. Raises Refused once it is no longer offered."""
    rows = SessionTemplate.objects.select_for_update(of=("self",)).select_related("programme", "course")
    found = rows.filter(pk=template.pk).first()
    if found is None or found.is_retired:
        raise Refused(_("This template is no longer offered."))
    return found


def _locked(template, by):
    found = locked(template)
    require(by, coordinates, found.programme)
    return found


def _refuse_number_of_days(days):
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A template has 1 to %(most)s days.") % numbers(most=MOST_DAYS))


def _begun(template, facts):
    """Saves a template with these facts."""
    for name in _WORDS:
        longest = LONGEST_NAME if name.startswith("name") else LONGEST_MATERIALS
        setattr(template, name, getattr(facts, name).strip()[:longest])
    if not template.name_en or not template.name_bn:
        raise Refused(_("Give the name in both languages."))
    if not 1 <= facts.capacity <= MOST_SEATS or not 0 <= facts.women_share <= 100:
        raise Refused(_("Give 1 to 2,000 seats, and a share of women from 0 to 100 per cent."))
    template.capacity, template.women_share = facts.capacity, facts.women_share
    if template.pk is None:
        offered = SessionTemplate.objects.on_offer().filter(programme=template.programme)
        if offered.count() >= MOST_TEMPLATES:
            raise Refused(
                _("This programme has %(most)s templates already. Take one off the list first.")
                % numbers(most=MOST_TEMPLATES)
            )
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as there:
        raise Refused(_("A template of this name is there already. Choose another name.")) from there
    return template


def _days_made(template: SessionTemplate, days: Sequence[tuple[int, int, bool, bool]]) -> dict[int, TemplateDay]:
    """Writes days given as (number, days after the first, morning, afternoon). Returns {number: TemplateDay}."""
    if days and days[-1][1] > LATEST_OFFSET:
        raise Refused(_("This session is too long for a template."))
    TemplateDay.objects.bulk_create(
        TemplateDay(template=template, number=number, after_days=after, has_morning=morning, has_afternoon=afternoon)
        for number, after, morning, afternoon in days
    )
    return {day.number: day for day in template.days.all()}


def _copy(session, days, template):
    facts = [
        (number, (day.date - days[0].date).days, day.has_morning, day.has_afternoon)
        for number, day in enumerate(days, start=1)
    ]
    made = _days_made(template, facts)
    number_of = {day.pk: number for number, day in enumerate(days, start=1)}
    lines = Slot.objects.filter(day__in=days).order_by("day", "starts_at", "pk")
    TemplateSlot.objects.bulk_create(_line(made[number_of[line.day_id]], line) for line in lines)
    TemplateQuota.objects.bulk_create(
        TemplateQuota(template=template, unit_id=one.unit_id, region_id=one.region_id, seats=one.seats)
        for one in session.quotas.all()
    )
    TemplateGuest.objects.bulk_create(
        TemplateGuest(template=template, guest_id=one.guest_id, role=one.role)
        for one in session.guests.filter(guest__is_retired=False)
    )


def _line(day, line):
    return TemplateSlot(
        day=day,
        kind=line.kind,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        module_id=line.module_id,
        title_en=line.title_en,
        title_bn=line.title_bn,
    )
