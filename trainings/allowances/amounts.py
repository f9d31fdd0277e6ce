"""How much an officer is due: so much for each half-day attended, and once for the way."""

from decimal import Decimal

from trainings.models import AllowanceRate


def due(attended: int, rate: AllowanceRate | None) -> Decimal:
    """Returns the taka due for so many half-days attended; nothing without a rate, nor to who never came."""
    if rate is None or attended <= 0:
        return Decimal(0)
    return attended * rate.per_half_day + rate.travel
