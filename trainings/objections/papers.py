"""Papers of objections that nothing refers to."""

from datetime import datetime

from programmes.files import orphans
from trainings.models import Objection
from trainings.models.objection import FOLDER


def sweep(*, now: datetime) -> int:
    """Removes papers that no objection refers to. Returns how many. now: aware datetime."""
    return orphans.sweep(
        FOLDER, lambda names: Objection.objects.filter(paper__in=names).values_list("paper", flat=True), now=now
    )
