"""Planning a session like another one: elsewhere or on other days, with trainers, guests, quotas and timetable, without officers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from programmes.models import Place, TeamMember, TeamRole
from trainings.models import SessionDay, SessionQuota, SessionTrainer, Slot, TrainingSession
from trainings.sessions import lifecycle
from trainings.sessions.guests_along import along, bring, engagements, guests_to_come
from trainings.sessions.suggestions import suggested_code, suggested_titles
from trainings.timetable import standard


@dataclass(frozen=True)
class Stop:
    """Where and when a planned session begins. The venue may follow later."""

    place: Place
    starts_on: date
    venue_en: str = ""
    venue_bn: str = ""


@transaction.atomic
def clone(session: TrainingSession, stop: Stop, *, by: User | None, today: date) -> TrainingSession:
    """Plans a session like this one at another stop and returns it, a draft. Raises Refused for a first day that is over.

    by: a coordinator of the session. It takes over course, seats, trainers who still are trainers of the programme, guests who are
    free, quotas, days and timetable; no officer. `left_behind` says who was not taken along.
    """
    model = TrainingSession.objects.locked(session.pk, "course", "phase__programme")
    require(by, coordinates_session, model)
    if stop.starts_on < today:
        raise Refused(_("This day is over. Choose a later first day."))
    made = plan_like(model, stop, code=suggested_code(model.course, stop.place), by=by, today=today)
    record(by, "session.planned", made, like=model.pk)
    return made


def plan_like(model: TrainingSession, stop: Stop, *, code: str, by: User | None, today: date) -> TrainingSession:
    """Writes a draft like `model` (locked by the caller, whose right was checked) at a stop. Returns it; the caller audits."""
    title_en, title_bn = suggested_titles(model.course, stop.place)
    made = TrainingSession(
        code=code,
        phase=model.phase,
        course=model.course,
        title_en=title_en,
        title_bn=title_bn,
        place=stop.place,
        venue_en=stop.venue_en.strip(),
        venue_bn=stop.venue_bn.strip(),
        starts_on=stop.starts_on,
        ends_on=stop.starts_on + (model.ends_on - model.starts_on),
        capacity=model.capacity,
        women_share=model.women_share,
        nominations_to=model.nominations_to,
        nominations_due_on=_due_on(model, stop, today),
    )
    made._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    made.save()
    made.goals.set(model.goals.all())
    made.regions.set(_regions(model, stop))
    trainers = trainers_like(model)
    SessionTrainer.objects.bulk_create(
        SessionTrainer(session=made, user_id=user, role=role) for user, role, _name in trainers
    )
    quotas = SessionQuota.objects.filter(session=model)
    SessionQuota.objects.bulk_create(_copies(quotas, session=made))
    _copy_days(model, made, by)
    guests = guests_to_come(model.guests)
    dates = list(made.days.values_list("date", flat=True))
    bring(made, along(guests, dates, engagements(guests, dates)).guests)
    return made


def left_behind(model: TrainingSession, made: TrainingSession) -> list[str]:
    """Returns a sentence for each trainer and guest of the model who was not taken over into `made`. Six queries at most."""
    named = set(made.trainers.values_list("user", flat=True))
    gone = model.trainers.exclude(user__in=named).order_by("pk").values_list("user__full_name", flat=True)
    sentences = [
        _("%(name)s does not come along: no longer a trainer of the programme.") % {"name": name} for name in gone
    ]
    here = set(made.guests.values_list("guest", flat=True))
    guests = [one for one in guests_to_come(model.guests) if one.guest not in here]
    dates = list(made.days.values_list("date", flat=True))
    return sentences + along(guests, dates, engagements(guests, dates)).left_out


def trainers_like(model: TrainingSession) -> list[tuple[int, str, str]]:
    """Returns (id, role, name) of the trainers of a session whom another one may take over: still trainers of the programme."""
    team = TeamMember.objects.filter(
        programme=model.phase.programme_id, role=TeamRole.TRAINER, user__is_active=True
    ).values("user")
    rows = SessionTrainer.objects.filter(session=model, user__in=team).order_by("pk")
    return list(rows.values_list("user", "role", "user__full_name"))


def day_offsets(model: TrainingSession) -> list[timedelta]:
    """Returns how long after its first day each day of a session is, so that others have the same gaps. One query."""
    days = list(SessionDay.objects.filter(session=model).order_by("number").values_list("date", flat=True))
    if days:
        return [day - model.starts_on for day in days]
    return [timedelta(days=number) for number in range((model.ends_on - model.starts_on).days + 1)]


def _copy_days(model, made, by):
    """Days as far apart, with the same halves and lines. A model without days has them planned from its dates."""
    days = list(model.days.order_by("number"))
    if not days:
        lifecycle.plan_days(made, by=by)
        standard.take_into_empty(made, by=by)
        return
    shift = made.starts_on - model.starts_on
    new = [
        SessionDay(
            session=made,
            number=day.number,
            date=day.date + shift,
            has_morning=day.has_morning,
            has_afternoon=day.has_afternoon,
        )
        for day in days
    ]
    SessionDay.objects.bulk_create(new)
    by_old = dict(
        zip([day.pk for day in days], SessionDay.objects.filter(session=made).order_by("number"), strict=True)
    )
    # A line names a trainer of its own session; whoever is not taken over leaves it to all of them.
    named = {one.user_id: one.pk for one in SessionTrainer.objects.filter(session=made)}
    lines = Slot.objects.filter(day__in=days).select_related("trainer").order_by("day", "starts_at", "pk")
    Slot.objects.bulk_create(
        copy
        for line in lines
        for copy in _copies(
            [line], day=by_old[line.day_id], trainer_id=named.get(line.trainer.user_id) if line.trainer else None
        )
    )


def _copies(rows, **other: Any):
    """The same rows with what differs, whatever fields they have: a field that is added later is copied, too."""
    for row in rows:
        facts = {
            field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
        }
        copy = type(row)(**facts)
        for name, value in other.items():
            setattr(copy, name, value)
        yield copy


def _due_on(model, stop, today):
    """As long before the first day as in the model, unless that is over."""
    if model.nominations_due_on is None:
        return None
    due_on = stop.starts_on - (model.starts_on - model.nominations_due_on)
    return due_on if due_on >= today else None


def _regions(model, stop):
    """Those of the model where they have the new place in them, else the division of the place."""
    regions = list(model.regions.all())
    above = {stop.place.parent_id, stop.place.parent.parent_id if stop.place.parent else None}
    if any(region.pk in above for region in regions):
        return regions
    return Place.objects.filter(pk__in=[pk for pk in above if pk], kind="division")
