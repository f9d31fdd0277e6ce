"""Why an officer was excused is kept no longer than it is of use: that there was an excuse stays on record."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.audit.trail import record
from trainings.excuses import papers
from trainings.models import Excuse

KEPT_FOR = timedelta(days=90)
AT_A_TIME = 500


def forget_old(today: date, *, now: datetime) -> int:
    """Removes reasons, answers and papers of sessions whose last day is more than KEPT_FOR ago. Returns of how many excuses.

    today: date in Dhaka; now: aware datetime. Costs one query when there is nothing to forget; safe at any time and twice.
    """
    old = Excuse.objects.filter(enrolment__session__ends_on__lt=today - KEPT_FOR, forgotten_at=None).order_by("pk")
    forgotten = 0
    while portion := list(old[:AT_A_TIME]):
        _forget(portion, now)
        for excuse in portion:
            papers.discard(excuse)
        forgotten += len(portion)
    return forgotten


@transaction.atomic
def _forget(portion, now):
    rows = Excuse.objects.filter(pk__in=[one.pk for one in portion])
    rows.update(kind="other", reason="", answer="", paper="", paper_type="", forgotten_at=now)
    record(None, "excuses.forgotten", None, excuses=len(portion))
