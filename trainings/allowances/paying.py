"""Setting the rate of a session, and noting what was paid to whom. Money itself moves elsewhere."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from trainings.allowances.amounts import due
from trainings.allowances.lists import attended_on, rate_of
from trainings.models import AllowancePayment, AllowanceRate, SessionState, TrainingSession
from trainings.models.allowance import LARGEST_RATE

NOTHING_TO_PAY = (SessionState.DRAFT, SessionState.CANCELLED)
AT_A_TIME = 500


class Paid(NamedTuple):
    """How many officers were noted as paid, the taka in all, and how many of the chosen were paid before or are due nothing."""

    officers: int
    amount: Decimal
    left_out: int


@transaction.atomic
def set_rate(session: TrainingSession, *, per_half_day: Decimal, travel: Decimal, by: User) -> AllowanceRate:
    """Sets what officers are due, in taka, and returns the AllowanceRate. What was paid stays as it was paid.

    Raises Refused for an amount below nothing or beyond LARGEST_RATE.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    if not all(0 <= amount <= LARGEST_RATE for amount in (per_half_day, travel)):
        raise Refused(_("A rate is an amount in taka, from 0 to 100,000."))
    rate, _is_new = AllowanceRate.objects.update_or_create(
        session=session, defaults={"per_half_day": per_half_day, "travel": travel}
    )
    record(by, "allowances.rate_set", session, per_half_day=str(per_half_day), travel=str(travel))
    return rate


@transaction.atomic
def pay(
    session: TrainingSession,
    enrolments: Collection[int] | Mapping[int, Decimal | None],
    *,
    paid_on: date,
    is_signed: bool,
    by: User,
    today: date | None = None,
) -> Paid:
    """Notes what the chosen officers (enrolment ids) are due as paid. Returns Paid; who was paid before is left out.

    enrolments: with the amount that was shown for each, where there was one.
    paid_on, today: dates in Dhaka. is_signed: whether they signed for it. Raises Refused without a rate, for a draft or cancelled
    session, a day that is still to come or before the session, when nobody is left to be paid, and
    when something else is due by now than was shown.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    rate = _refuse(session, paid_on, today or timezone.localdate())
    before = set(AllowancePayment.objects.filter(enrolment__session=session).values_list("enrolment", flat=True))
    chosen = [one for one in attended_on(session).filter(pk__in=enrolments) if one.pk not in before and one.attended]
    payments = [
        AllowancePayment(
            enrolment=one,
            half_days=one.attended,
            amount=amount,
            paid_on=paid_on,
            is_signed=is_signed,
            paid_by=by,
        )
        for one in chosen
        if (amount := due(one.attended, rate))
    ]
    if isinstance(enrolments, Mapping):
        _refuse_other_amounts(payments, enrolments)
    if not payments:
        raise Refused(_("Nobody of those chosen has anything left to be paid."))
    AllowancePayment.objects.bulk_create(payments, batch_size=AT_A_TIME)
    record_many(
        by,
        "allowance.paid",
        [(one, {"session": session.pk, "half_days": one.half_days, "amount": str(one.amount)}) for one in payments],
    )
    amount = sum((one.amount for one in payments), Decimal(0))
    return Paid(len(payments), amount, len(set(enrolments)) - len(payments))


@transaction.atomic
def take_back(payment: AllowancePayment, *, by: User) -> None:
    """Removes the note of a payment that was not made, or not so; the trail keeps it. Raises Refused when it is gone already."""
    session = TrainingSession.objects.locked(payment.enrolment.session_id)
    require(by, coordinates_session, session)
    found = AllowancePayment.objects.select_for_update().filter(pk=payment.pk).first()
    if found is None:
        raise Refused(_("This payment was taken back meanwhile."))
    details = {"half_days": found.half_days, "amount": str(found.amount), "paid_on": found.paid_on}
    record(by, "allowance.payment_taken_back", found, session=session.pk, **details)
    found.delete()


def _refuse_other_amounts(payments, shown):
    """What was handed over is what stood on the page, whatever became of the rate and the attendance since."""
    if any(shown[one.enrolment_id] not in (None, one.amount) for one in payments):
        raise Refused(
            _("What is due to those chosen changed since you loaded the page. Look at the amounts once more.")
        )


def refuse_where_nothing_is_paid(session: TrainingSession) -> None:
    """Raises Refused for a draft or cancelled session."""
    if session.state in NOTHING_TO_PAY:
        raise Refused(_("In a draft or cancelled session nothing is paid."))


def _refuse(session, paid_on, today):
    """Returns the rate of a session in which something can be paid on that day."""
    refuse_where_nothing_is_paid(session)
    if paid_on > today:
        raise Refused(_("This day is still to come."))
    if paid_on < session.starts_on:
        raise Refused(_("This day is before the session."))
    rate = rate_of(session)
    if rate is None:
        raise Refused(_("Set the rate first."))
    return rate
