"""What a session cost by heading, and for each day that an officer attended."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from trainings.allowances.lists import PAISA, Totals
from trainings.models import CostHeading, SessionCost, TrainingSession
from trainings.models.allowance import LARGEST_COST

HALF_DAYS_A_DAY = 2


class Costs(NamedTuple):
    """Costs of a session in taka. headings: (value, words, planned or None, actual or None) for every heading.

    planned: the sum without allowances; actual: with the allowances that were paid. participant_days: half-days attended by
    all officers, halved. per_day: actual for each of them; None while there is nothing to divide.
    """

    headings: list[tuple[str, str, Decimal | None, Decimal | None]]
    planned: Decimal
    actual: Decimal
    participant_days: Decimal
    per_day: Decimal | None


def costs_of(session: TrainingSession, totals: Totals) -> Costs:
    """Returns the Costs of a session. totals: of its allowances. One query."""
    rows = list(SessionCost.objects.filter(session=session))
    figures = {row.heading: (row.planned, row.actual) for row in rows}
    headings = [(value, str(words), *figures.get(value, (None, None))) for value, words in CostHeading.choices]
    planned = sum((row.planned or Decimal(0) for row in rows), Decimal(0))
    actual = sum((row.actual or Decimal(0) for row in rows), totals.paid)
    days = Decimal(totals.half_days) / HALF_DAYS_A_DAY
    per_day = (actual / days).quantize(PAISA) if days and actual else None
    return Costs(headings, planned, actual, days, per_day)


@transaction.atomic
def set_costs(
    session: TrainingSession, costs: Mapping[str, tuple[Decimal | None, Decimal | None]], *, by: User
) -> None:
    """Writes (planned, actual) of the headings that are given, in taka; None empties one. Raises Refused for a wrong amount."""
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    for heading, amounts in costs.items():
        if heading not in CostHeading.values or not all(one is None or 0 <= one <= LARGEST_COST for one in amounts):
            raise Refused(_("A cost is an amount in taka, from 0 to 1,000,000,000."))
    for heading, (planned, actual) in costs.items():
        if planned is None and actual is None:
            SessionCost.objects.filter(session=session, heading=heading).delete()
        else:
            SessionCost.objects.update_or_create(
                session=session, heading=heading, defaults={"planned": planned, "actual": actual}
            )
    record(by, "allowances.costs_set", session, headings=len(costs))
