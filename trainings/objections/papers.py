"""Papers of objections that nothing refers to."""

from programmes.files import orphans
from trainings.models import Objection
from trainings.models.objection import FOLDER


def sweep() -> int:
    """Removes papers that no objection refers to. Returns how many."""
    return orphans.sweep(
        FOLDER, lambda names: Objection.objects.filter(paper__in=names).values_list("paper", flat=True)
    )
