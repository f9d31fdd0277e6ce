"""Finding the work nobody is doing: bells that were lost, workers that died. And sealing the audit trail on the way."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.heads import seal_if_grown
from jobs.execution.leases import from_now
from jobs.execution.outages import let_go_of_connection
from jobs.models import Job, State
from jobs.requesting import ring

logger = logging.getLogger(__name__)

# While every worker is busy each further bell is one more message for nothing.
LONGEST_GRACE = timedelta(seconds=60)


def sweep():
    """Takes back the jobs whose lease ran out and rings for every job that has waited too long.

    Returns {"taken_back": int, "rung": int}. Deletes nothing. Several sweepers at once are harmless: each row is
    changed by one conditional UPDATE, and only who changed it rings.
    """
    taken_back = _take_back()
    return {"taken_back": taken_back, "rung": _ring_for_waiting()}


def keep_sweeping(wait):
    """Sweeps and seals again and again until `wait()`, called before each pass, answers True. Outlives every trouble.

    A database or a disk that is away is said once, and once that it is back.
    """
    well = {}
    while not wait():
        for act in (sweep, seal_if_grown):
            _do(act, well)
        let_go_of_connection()


def _do(act, well):
    try:
        act()
    except Exception as trouble:  # noqa: BLE001 -- an absent database, a full disk: the next pass may find it back
        if well.get(act, True):
            logger.warning("The sweeper waits (%s): %s.", act.__name__, type(trouble).__name__)
        well[act] = False
        return
    if not well.get(act, True):
        logger.warning("The sweeper goes on (%s).", act.__name__)
    well[act] = True


def _take_back():
    # The token goes too: a worker that was only slow can no longer write.
    return Job.objects.filter(state=State.RUNNING, lease_until__lt=Now()).update(
        state=State.QUEUED, token=None, lease_until=None, due_at=Now(), next_bell_at=Now()
    )


def _ring_for_waiting():
    rung = 0
    waiting = Job.objects.filter(state=State.QUEUED, next_bell_at__lte=Now())
    for job in waiting.order_by("next_bell_at").only("pk", "due_at"):
        again = from_now(grace(timezone.now() - job.due_at))
        if not waiting.filter(pk=job.pk).update(next_bell_at=again):
            continue
        if not ring(job.pk):
            # The broker is away: the others would only wait for it one by one.
            break
        rung += 1
    return rung


def grace(age):
    """Returns how long (timedelta) to wait before the next bell for a job that was due `age` ago: longer each time."""
    return min(max(settings.JOB_BELL_GRACE, age), LONGEST_GRACE)
