"""What units typed by their links is kept no longer than it is of use: whoever was taken over stands on a list of the session."""

from datetime import date, timedelta

from django.db import transaction

from accounts.audit.trail import record
from trainings.models import NominatedPerson

KEPT_FOR = timedelta(days=90)


@transaction.atomic
def forget_old(today: date) -> int:
    """Deletes the people typed for sessions whose last day is more than KEPT_FOR ago. Returns how many.

    today: date in Dhaka. Costs one query when there is nothing to forget; safe at any time and twice.
    """
    old = NominatedPerson.objects.filter(link__session__ends_on__lt=today - KEPT_FOR)
    if not old.exists():
        return 0
    count, _kinds = old.delete()
    record(None, "nominated_people.forgotten", None, people=count)
    return count
