"""The list of allowances of a session: who is due what, what was paid, and who was present in two sessions at one time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Sum, When
from django.db.models.functions import Coalesce

from trainings.allowances.amounts import due
from trainings.curriculum.completion_rule import counts_as_attended
from trainings.models import AllowancePayment, AllowanceRate, AttendanceMark, Enrolment, Mark, TrainingSession
from trainings.models.enrolment import PARTICIPATES
from trainings.sessions.half_days import taught

PAISA = Decimal("0.01")


class Line(NamedTuple):
    """One officer. payment: the AllowancePayment, or None. more: due beyond what was paid (negative: paid too much).

    elsewhere: codes of other sessions of the programme in which the same person was present at the same time.
    """

    enrolment: Enrolment
    attended: int
    due: Decimal
    payment: AllowancePayment | None
    more: Decimal
    elsewhere: tuple[str, ...]

    @property
    def ticked(self) -> str:
        """What the page sends of an officer that is ticked: who, and the amount that was shown."""
        return f"{self.enrolment.pk}:{self.due}"


class Totals(NamedTuple):
    """Of the whole session: officers who are due something, half-days attended, taka due and paid."""

    officers: int
    half_days: int
    due: Decimal
    paid: Decimal


def rate_of(session: TrainingSession) -> AllowanceRate | None:
    """Returns the rate of the session, or None while none is set. One query."""
    return AllowanceRate.objects.filter(session=session).first()


def attended_on(session: TrainingSession) -> Any:
    """Returns who takes part, in the order of the roster, each with `attended` half-days (late counts where its rule says so)."""
    return session.enrolments.on_the_roster().annotate(attended=Count("marks", filter=_counting()))


def listed_on(session: TrainingSession) -> Any:
    """Returns those of `attended_on`, and who was paid and takes part no more: nothing is due to them, and a payment is seen."""
    takes_part = Q(state__in=PARTICIPATES)
    return (
        session.enrolments.filter(takes_part | Q(allowance_payment__isnull=False))
        .select_related("officer", "rank", "unit")
        .order_by("officer__name_en", "officer__name_bn", "pk")
        .annotate(attended=Count("marks", filter=_counting() & takes_part))
    )


def _counting():
    """The marks of an Enrolment that count."""
    return taught("marks__") & counts_as_attended()


def lines_of(session: TrainingSession, enrolments: Sequence[Any], rate: AllowanceRate | None) -> list[Line]:
    """Returns the Lines of some Enrolments, which were fetched by `attended_on` or `listed_on`. Two queries.

    session: with its phase.
    """
    payments = {one.enrolment_id: one for one in AllowancePayment.objects.filter(enrolment__in=enrolments)}
    elsewhere = present_elsewhere(session, [one.officer_id for one in enrolments])
    lines = []
    for one in enrolments:
        payment, amount = payments.get(one.pk), due(one.attended, rate)
        more = amount - payment.amount if payment else amount
        lines.append(Line(one, one.attended, amount, payment, more, tuple(elsewhere.get(one.officer_id, ()))))
    return lines


def totals_of(session: TrainingSession, rate: AllowanceRate | None) -> Totals:
    """Returns the Totals of a session, counted by the database. Two queries."""
    rows = attended_on(session).filter(attended__gt=0).order_by()
    counted = Enrolment.objects.filter(pk__in=rows.values("pk"))
    found = counted.aggregate(
        officers=Count("pk", distinct=True),
        half_days=Coalesce(Sum(Case(When(_counting(), then=1), default=0, output_field=IntegerField())), 0),
    )
    paid = AllowancePayment.objects.filter(enrolment__session=session).aggregate(sum=Sum("amount"))["sum"]
    per_half_day, travel = (rate.per_half_day, rate.travel) if rate else (Decimal(0), Decimal(0))
    amount = found["half_days"] * per_half_day + found["officers"] * travel
    # SQLite adds fractions up in floats: 300.300000000000.
    return Totals(found["officers"], found["half_days"], amount, (paid or Decimal(0)).quantize(PAISA))


def present_elsewhere(session: TrainingSession, officers: Collection[int]) -> dict[int, list[str]]:
    """Returns {officer id: codes of other sessions of this programme} where the officer was present in a half-day of this session.

    One query. session: with its phase. Sessions of other programmes are none of our business, and not looked at.
    """
    present = AttendanceMark.objects.filter(mark__in=[Mark.PRESENT, Mark.LATE])
    here = present.filter(
        enrolment__session=session,
        enrolment__officer=OuterRef("enrolment__officer"),
        half=OuterRef("half"),
        day__date=OuterRef("day__date"),
    )
    rows = (
        present.filter(enrolment__officer__in=list(officers))
        .filter(enrolment__session__phase__programme=session.phase.programme_id)
        .exclude(enrolment__session=session)
        .filter(Exists(here))
        .order_by("enrolment__officer", "enrolment__session__code")
        .values_list("enrolment__officer", "enrolment__session__code")
        .distinct()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for officer, code in rows:
        found[officer].append(code)
    return dict(found)
