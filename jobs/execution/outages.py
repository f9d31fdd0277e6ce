"""An outage of the database: how to tell it from a fault of the work, and how a job continues after it.

An outage does not count as an attempt, however often it happens. A job that fails because of its own data still ends.
"""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F
from django.db.models.functions import Now

from jobs.execution.leases import from_now
from jobs.models import UNFINISHED, Job, State

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between two attempts to reach the database
MOST_GRACES = (
    6  # times JOB_BELL_GRACE (the delay before a worker is notified again) is the longest wait before the next attempt
)
# SQLSTATEs that psycopg reports as operational errors: a lost connection, a server that stops or starts, no free connection.
_LOST = ("08", "57P", "53300")
# SQLite: another process writes, or the file cannot be reached.
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PROTOCOL")


def is_outage(error: BaseException | None) -> bool:
    """Whether an unreachable database raised `error`, or raised one of the exceptions that caused it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and _is_lost(error)):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _is_lost(error: OperationalError) -> bool:
    driver = error.__cause__
    if driver is None:
        return True
    if hasattr(driver, "sqlite_errorname"):
        return driver.sqlite_errorname.startswith(_BUSY)
    state = getattr(driver, "sqlstate", None)
    # No state: the server did not answer at all.
    return state is None or state.startswith(_LOST)


def requeue_after_outage(job: Job, token: uuid.UUID | None, stopping: Callable[[], bool]) -> None:
    """Puts an interrupted job back into the queue as soon as the database answers. The attempt does not count.

    token: the one of the interrupted claim. Waits until the database answers or `stopping()` is true; in the second case the
    lease expires by itself. Harmless when the claim never reached the database.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            close_broken_connection()
            _requeue(job, token)
            return
        except (OperationalError, InterfaceError):
            if stopping():
                logger.warning("Job %s could not be put back into the queue; its lease will expire.", job.number)
                return
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def close_broken_connection() -> None:
    """Closes a connection that an outage broke, so that the next query opens a new one."""
    if not connection.in_atomic_block:
        close_old_connections()


def _requeue(job: Job, token: uuid.UUID | None) -> None:
    unfinished = Job.objects.filter(pk=job.pk)
    mine = unfinished.filter(token=token, state=State.RUNNING)
    wait = settings.JOB_BELL_GRACE * min(job.interruptions + 1, MOST_GRACES)
    if mine.update(
        state=State.QUEUED,
        lease_until=None,
        token=None,
        attempts=F("attempts") - 1,
        interruptions=F("interruptions") + 1,
        due_at=Now(),
        next_bell_at=from_now(wait),
    ):
        return
    # The lease expired meanwhile and another worker may hold the job. The interrupted attempt still does not count.
    if job.attempts:
        others = unfinished.filter(state__in=UNFINISHED, attempts__gt=0)
        others.update(attempts=F("attempts") - 1, interruptions=F("interruptions") + 1)
