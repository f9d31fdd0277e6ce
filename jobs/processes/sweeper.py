"""Finds jobs without a worker, because a message was lost or a worker died. Also seals the audit trail."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.heads import seal_if_grown
from jobs.execution.leases import from_now
from jobs.execution.outages import close_broken_connection
from jobs.models import Job, State
from jobs.requesting import notify_worker

logger = logging.getLogger(__name__)

# While every worker is busy, each further message is useless.
LONGEST_DELAY = timedelta(seconds=60)


def sweep() -> dict[str, int]:
    """Requeues the jobs whose lease has expired and notifies a worker of every job that has waited too long.

    Returns {"requeued": int, "notified": int}. Deletes nothing. Several sweepers at once are harmless: one conditional
    UPDATE changes each row, and only the sweeper that changed it notifies.
    """
    requeued = _requeue_expired()
    return {"requeued": requeued, "notified": _notify_for_waiting()}


def sweep_until(wait: Callable[[], object]) -> None:
    """Sweeps and seals repeatedly until `wait()`, called before each pass, returns True. No error ends it.

    Logs once when the database or the disk becomes unavailable, and once when it is back.
    """
    working: dict[Callable[[], object], bool] = {}
    while not wait():
        for act in (sweep, seal_if_grown):
            _attempt(act, working)
        close_broken_connection()


def _attempt(act: Callable[[], object], working: dict[Callable[[], object], bool]) -> None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 -- an absent database, a full disk: the next pass may work again
        if working.get(act, True):
            logger.warning("The sweeper waits (%s): %s.", getattr(act, "__name__", act), type(error).__name__)
        working[act] = False
        return
    if not working.get(act, True):
        logger.warning("The sweeper goes on (%s).", getattr(act, "__name__", act))
    working[act] = True


def _requeue_expired() -> int:
    # The token is removed too, so that a worker that was only slow can no longer write.
    return Job.objects.filter(state=State.RUNNING, lease_until__lt=Now()).update(
        state=State.QUEUED, token=None, lease_until=None, due_at=Now(), next_bell_at=Now()
    )


def _notify_for_waiting() -> int:
    notified = 0
    waiting = Job.objects.filter(state=State.QUEUED, next_bell_at__lte=Now())
    for job in waiting.order_by("next_bell_at").only("pk", "due_at"):
        again = from_now(notify_delay(timezone.now() - job.due_at))
        if not waiting.filter(pk=job.pk).update(next_bell_at=again):
            continue
        if not notify_worker(job.pk):
            # The broker does not answer: each further call would only wait for it again.
            break
        notified += 1
    return notified


def notify_delay(age: timedelta) -> timedelta:
    """Returns how long to wait before the next message about a job that was due `age` ago: longer each time."""
    return min(max(settings.JOB_BELL_GRACE, age), LONGEST_DELAY)
