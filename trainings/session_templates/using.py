"""Taking a template over into a session: first what would be taken over and what not, in sentences; then in one act."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import day_number_text
from accounts.text.sentences import numbers
from trainings.curriculum.pinning import modules_of
from trainings.models import (
    ExcuseEnd,
    Half,
    Module,
    SessionDay,
    SessionQuota,
    SessionState,
    SessionTemplate,
    Slot,
    TemplateDay,
    TemplateSlot,
    TemplateUse,
    TrainingSession,
)
from trainings.session_templates.keeping import locked
from trainings.sessions.ending_excuses import end_excuses
from trainings.sessions.guests_along import Along, along, bring, engagements, guests_to_come
from trainings.timetable.fitting import Fitted, days_in_words, fit

BEFORE_IT_BEGINS = (SessionState.DRAFT, SessionState.SCHEDULED)
MOST_SENTENCES = 20
_HALVES = (attrgetter("has_morning"), attrgetter("has_afternoon"))


@dataclass(frozen=True)
class Content:
    """What a template has, read once. slots: (number of the day, line)."""

    template: SessionTemplate
    days: list[TemplateDay]
    slots: list[tuple[int, TemplateSlot]]

    def dates_from(self, first: date) -> list[date]:
        """Returns the dates of its days for a session that begins on `first`."""
        return [first + timedelta(days=day.after_days) for day in self.days]


@dataclass
class TakenOver:
    """What a session takes over: sentences on what, and on what it does not."""

    taken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def content_of(template: SessionTemplate) -> Content:
    """Returns the Content of a template. Two queries."""
    slots = TemplateSlot.objects.filter(day__template=template).select_related("module", "day")
    rows = [(slot.day.number, slot) for slot in slots.order_by("day__number", "starts_at", "pk")]
    return Content(template, list(template.days.order_by("number")), rows)


def new_days(content: Content, first: date) -> list[SessionDay]:
    """Returns the days (not saved) of a session that begins on `first`."""
    return [
        SessionDay(number=day.number, date=one, has_morning=day.has_morning, has_afternoon=day.has_afternoon)
        for day, one in zip(content.days, content.dates_from(first), strict=True)
    ]


def fitted(content: Content, days: list[SessionDay], modules: list[Module]) -> Fitted:
    """Returns the lines that fit into these days for a session with these modules. Pure."""
    return fit(content.slots, dict(enumerate(days, start=1)), modules)


def look(template: SessionTemplate, session: TrainingSession) -> TakenOver:
    """Returns what `take_over` would take over, as the session is now. Writes nothing. A constant number of queries."""
    return _Plan(content_of(template), session).said()


@transaction.atomic
def take_over(template: SessionTemplate, session: TrainingSession, *, seen: int, by: User) -> TakenOver:
    """Replaces the timetable of a session by that of a template, day by day, and takes over halves, quotas, guests. Returns what.

    seen: the version of the template that the page showed. Days that the template does not have, seats, dates and trainers stay.
    Raises Refused once the session has begun, for a template of another programme, and where somebody changed it meanwhile.
    """
    session = TrainingSession.objects.locked(session.pk, "course", "phase__programme")
    require(by, coordinates_session, session)
    if session.state not in BEFORE_IT_BEGINS:
        raise Refused(_("This session has begun, so it takes no template any more."))
    template = locked(template)
    refuse_other(template, session.phase.programme_id, seen)
    plan = _Plan(content_of(template), session)
    if not plan.days:
        raise Refused(_("The days are not planned yet."))
    said = plan.said()
    plan.write()
    # Nobody can be excused from a half-day that is taught no more.
    mornings, afternoons = ([day.pk for day in plan.covered if not has(day)] for has in _HALVES)
    dropped = Q(day__in=mornings, half=Half.MORNING) | Q(day__in=afternoons, half=Half.AFTERNOON)
    end_excuses(session, ExcuseEnd.TAKEN_OUT, by=by, which=dropped)
    _note_use(template, session)
    record(
        by,
        "session.template_taken",
        session,
        template=template.pk,
        version=template.version,
        lines=len(plan.fitted.slots),
        left_out=len(said.left_out),
    )
    return said


def fill(content: Content, session: TrainingSession, guests: Along, modules: list[Module]) -> Fitted:
    """Writes days, timetable, quotas and guests of a session that was just made from a template, in the caller's act."""
    days = new_days(content, session.starts_on)
    for day in days:
        day.session = session
    SessionDay.objects.bulk_create(days)
    days = list(session.days.order_by("number"))
    found = fitted(content, days, modules)
    Slot.objects.bulk_create(found.slots)
    _give_quotas(content.template, session)
    bring(session, guests.guests)
    _note_use(content.template, session)
    return found


def refuse_other(template: SessionTemplate, programme: int, seen: int) -> None:
    """Raises Refused for a template of another programme (an id), and for one that is no longer what the page showed."""
    if template.programme_id != programme:
        raise Refused(_("This template belongs to another programme."))
    if template.version != seen:
        raise Refused(_("This template was changed meanwhile. Look at it once more."))


class _Plan:
    """A template and a session that stands already: what fits, day by its number."""

    def __init__(self, content, session):
        self.content, self.session = content, session
        self.days = list(session.days.order_by("number"))
        # The halves of the template count first, so that what it teaches in the afternoon finds one.
        for day, halves in zip(self.days, content.days, strict=False):
            day.has_morning, day.has_afternoon = halves.has_morning, halves.has_afternoon
        self.covered = self.days[: len(content.days)]
        self.fitted = fitted(content, self.days, modules_of(session))
        self.has_quotas = session.quotas.exists()
        self.quotas = content.template.quotas.count()
        named = set(session.guests.values_list("guest", flat=True))
        coming = [one for one in guests_to_come(content.template.guests) if one.guest not in named]
        dates = [day.date for day in self.days]
        self.guests = along(coming, dates, engagements(coming, dates))

    def write(self):
        SessionDay.objects.bulk_update(self.covered, ["has_morning", "has_afternoon"])
        Slot.objects.filter(day__in=self.covered).delete()
        Slot.objects.bulk_create(self.fitted.slots)
        if not self.has_quotas:
            _give_quotas(self.content.template, self.session)
        bring(self.session, self.guests.guests)

    def said(self):
        lines = len(self.fitted.slots)
        taken = [
            ngettext(
                "%(count)s line of the timetable, for %(days)s.",
                "%(count)s lines of the timetable, for %(days)s.",
                lines,
            )
            % (numbers(count=lines) | {"days": days_in_words(len(self.covered))}),
            _("Which mornings and afternoons are taught on these days."),
        ]
        if self.quotas and not self.has_quotas:
            sentence = ngettext("%(count)s quota.", "%(count)s quotas.", self.quotas)
            taken.append(sentence % numbers(count=self.quotas))
        taken += [_("%(name)s is named as guest or expert.") % {"name": one.name} for one in self.guests.guests]
        if self.content.template.materials:
            taken.append(_("The list of materials."))
        return TakenOver(taken, self._left_out()[:MOST_SENTENCES])

    def _left_out(self):
        template, session = self.content.template, self.session
        found = []
        if template.course_id != session.course_id:
            sentence = _(
                "The template is for “%(one)s”, the session holds “%(other)s”: only lines with its modules fit."
            )
            found.append(sentence % {"one": template.course.title, "other": session.course.title})
        found += beyond_sentences(self.fitted, len(self.days))
        if len(self.days) > len(self.content.days):
            number = day_number_text(len(self.content.days) + 1, get_language())
            words = {"number": number, "days": days_in_words(len(self.content.days))}
            found.append(_("From day %(number)s on the timetable stays as it is: the template has %(days)s.") % words)
        found += self.fitted.left_out
        if template.capacity != session.capacity:
            found.append(_("The seats stay: %(seats)s.") % numbers(seats=session.capacity))
        if self.quotas and self.has_quotas:
            found.append(_("The quotas stay: the session has its own."))
        return found + self.guests.left_out


def beyond_sentences(found: Fitted, days: int) -> list[str]:
    """Returns one sentence per day of a template that a session of so many days does not have."""
    return [
        ngettext(
            "Day %(day)s of the template is left out, %(count)s line: the session has %(days)s.",
            "Day %(day)s of the template is left out, %(count)s lines: the session has %(days)s.",
            count,
        )
        % {"day": day_number_text(number, get_language()), **numbers(count=count), "days": days_in_words(days)}
        for number, count in sorted(found.beyond.items())
    ]


def _give_quotas(template, session):
    SessionQuota.objects.bulk_create(
        SessionQuota(session=session, unit_id=one.unit_id, region_id=one.region_id, seats=one.seats)
        for one in template.quotas.all()
    )


def _note_use(template, session):
    TemplateUse.objects.update_or_create(
        session=session,
        defaults={
            "template": template,
            "version": template.version,
            "materials_en": template.materials_en,
            "materials_bn": template.materials_bn,
        },
    )
