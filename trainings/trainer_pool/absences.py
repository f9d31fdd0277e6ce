"""Days on which a trainer is away, noted by coordinators or by the trainer. The trail has days, never the reason."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, is_trainer, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.models import Programme
from trainings.models import SessionState, SessionTrainer, TrainerAbsence
from trainings.models.trainer_pool import LONGEST_REASON
from trainings.trainer_pool.profiles import refuse_stranger

LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=3 * 366)
MOST_TO_COME = 60


@dataclass(frozen=True)
class Days:
    """Days away as a person gives them. form: the id of the form; the same one again is the same days."""

    form: uuid.UUID
    first_day: date
    last_day: date
    reason: str


@transaction.atomic
def note(user: User, programme: Programme, days: Days, *, by: User, now: datetime) -> TrainerAbsence:
    """A coordinator notes days on which a trainer of the programme is away. Returns the TrainerAbsence. now: aware datetime.

    Other programmes learn that the person is not free, not why. Raises Refused for days that are past, too many or too far,
    and without a reason.
    """
    require(by, coordinates, programme)
    refuse_stranger(user, programme)
    return _note(user, programme, days, by=by, now=now)


@transaction.atomic
def note_own(user: User, days: Days, *, by: User, now: datetime) -> TrainerAbsence:
    """A trainer notes the own days away, for every programme where the person trains. Returns the TrainerAbsence. Refused as `note`."""
    require(by, is_trainer)
    if user.pk != by.pk:
        raise Refused(_("Only the person can write this."))
    return _note(user, None, days, by=by, now=now)


@transaction.atomic
def remove(absence: TrainerAbsence, *, by: User) -> None:
    """Removes days that were noted: coordinators what their programme noted, a trainer what the person noted.

    Days that are gone already need nothing. Raises Refused for what somebody else noted.
    """
    found = TrainerAbsence.objects.visible_to(by).filter(pk=absence.pk)
    absence = found.select_for_update(of=("self",)).select_related("programme").first()  # type: ignore[assignment]
    if absence is None:
        return
    if not may_remove(absence, by):
        raise Refused(_("Only who noted these days can remove them."))
    record(by, "days_away.removed", absence, user=absence.user_id)
    absence.delete()


def may_remove(absence: TrainerAbsence, by: User) -> bool:
    """Whether this person may remove these days: of a programme its coordinators, the own ones the trainer."""
    if absence.programme_id:
        return coordinates(by, absence.programme)
    return absence.user_id == by.pk and is_trainer(by)


def met_sessions(absence: TrainerAbsence, programmes: Iterable[int | None]) -> list[str]:
    """Returns the codes of the sessions that these days meet and the person is named for. programmes: ids, those one may know of."""
    named = SessionTrainer.objects.filter(
        user=absence.user_id,
        session__phase__programme__in=programmes,
        session__state__in=[SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING],
        session__days__date__range=(absence.first_day, absence.last_day),
    )
    return sorted(set(named.values_list("session__code", flat=True)))


def to_come(rows: QuerySet[TrainerAbsence], *, today: date) -> list[TrainerAbsence]:
    """Returns those of `rows` that are not over, the next ones first, with who noted them. One query."""
    kept = rows.filter(last_day__gte=today).select_related("noted_by", "programme")
    return list(kept.order_by("first_day", "pk")[:MOST_TO_COME])


def _note(user, programme, days, *, by, now):
    # One after the other: the limit below counts, and the same form sent twice finds the first.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    noted = TrainerAbsence.objects.filter(form=days.form).first()
    if noted:
        if (noted.user_id, noted.noted_by_id) != (user.pk, by.pk):
            raise Refused(_("This form was sent before. Open a new one."))
        return noted
    today = timezone.localdate(now)
    _refuse_days(days, today)
    reason = days.reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refused(_("Say why, in a word: leave, course, other duty."))
    if TrainerAbsence.objects.filter(user=user, last_day__gte=today).count() >= MOST_TO_COME:
        raise Refused(
            _("%(most)s absences are noted already. Remove some that are not needed.") % numbers(most=MOST_TO_COME)
        )
    absence = TrainerAbsence.objects.create(
        form=days.form,
        user=user,
        programme=programme,
        first_day=days.first_day,
        last_day=days.last_day,
        reason=reason,
        noted_by=by,
        noted_at=now,
    )
    record(by, "days_away.noted", absence, user=user.pk, days=(days.last_day - days.first_day).days + 1)
    return absence


def _refuse_days(days, today):
    if days.last_day < days.first_day:
        raise Refused(_("The last day is before the first."))
    if days.last_day < today:
        raise Refused(_("These days are over."))
    if days.last_day - days.first_day > LONGEST:
        raise Refused(_("At most a year at once."))
    if days.first_day - today > FARTHEST:
        raise Refused(_("These days are too far away."))
