"""A database that is away for a while: how it is told from a fault of the work, and how a job outlives it.

An outage is nobody's fault, so it uses up no attempt, however often it happens; a job that its own data break still ends.
"""

import logging
import time

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F
from django.db.models.functions import Now

from jobs.execution.leases import from_now
from jobs.models import UNFINISHED, Job, State

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between two looks for the database
MOST_PATIENT = 6  # times JOB_BELL_GRACE is the longest wait before the next try
# Of the SQLSTATEs that psycopg calls operational: the connection, the server going down or coming up, no place left.
_LOST = ("08", "57P", "53300")
# SQLite: someone else writes, or the file cannot be reached.
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PROTOCOL")


def is_outage(trouble):
    """Whether an exception comes of a database that was out of reach, itself or as the cause of what followed from it."""
    seen = set()
    while trouble is not None and id(trouble) not in seen:
        if isinstance(trouble, InterfaceError) or (isinstance(trouble, OperationalError) and _is_lost(trouble)):
            return True
        seen.add(id(trouble))
        trouble = trouble.__cause__ or trouble.__context__
    return False


def _is_lost(trouble):
    driver = trouble.__cause__
    if driver is None:
        return True
    if hasattr(driver, "sqlite_errorname"):
        return driver.sqlite_errorname.startswith(_BUSY)
    state = getattr(driver, "sqlstate", None)
    # Without a state the server has said nothing at all.
    return state is None or state.startswith(_LOST)


def outlive(job, token, stopping):
    """Puts a job back that an outage interrupted, once the database answers; its attempt does not count.

    token: of the claim that was interrupted. Waits as long as it takes, but no longer than until `stopping()`: then the
    lease runs out by itself. Harmless when the claim never reached the database.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            let_go_of_connection()
            _put_back(job, token)
            return
        except (OperationalError, InterfaceError):
            if stopping():
                logger.warning("Job %s could not be given back; its lease will run out.", job.number)
                return
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def let_go_of_connection():
    """Closes a connection that an outage broke, so that the next question makes a new one."""
    if not connection.in_atomic_block:
        close_old_connections()


def _put_back(job, token):
    unfinished = Job.objects.filter(pk=job.pk)
    mine = unfinished.filter(token=token, state=State.RUNNING)
    wait = settings.JOB_BELL_GRACE * min(job.interruptions + 1, MOST_PATIENT)
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
    # Its lease ran out meanwhile and somebody else may hold it; the attempt that the claim counted was none all the same.
    if job.attempts:
        others = unfinished.filter(state__in=UNFINISHED, attempts__gt=0)
        others.update(attempts=F("attempts") - 1, interruptions=F("interruptions") + 1)
