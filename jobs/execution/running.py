"""Performs long work in chunks, so that a crash loses nothing and repeats nothing.

An app registers long work in a module that its tasks.py imports:

    @performs("certificates.issue", title=_("Making certificates"), unit=_("ready"),
              steps={"freeze": _("List frozen"), "draw": _("Drawing and signing")}, after=_("See the certificates"))
    def perform(job, lease):
        lease.step("draw")
        for number, enrolment in enumerate(still_to_do, start=already_done + 1):
            with lease.chunk(done=number, total=total) as progress:
                ...writes...
                progress.set_aside += 1
        return {"issued": total}

A chunk is one transaction: its writes, its progress and the renewed lease are committed together or not at all. `done`,
`total` and `set_aside` are absolute. `perform` may run again from the start at any time and must continue after the committed
rows. A chunk should take about a second: on SQLite every other writer waits for it.
"""

import logging
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.ops.logs import working_on
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.leases import DATABASE_AWAY, Lease, LeaseLost, StopRequested, WorkerStopping, claim
from jobs.execution.outages import close_broken_connection, is_outage, requeue_after_outage
from jobs.kinds import kind_of, performs
from jobs.models import Job, State

__all__ = ["LeaseLost", "performs", "run"]

logger = logging.getLogger(__name__)


def run(job_id: int, *, stopping: Callable[[], bool] | None = None) -> Job | None:
    """Claims and performs one job. Returns the job after the attempt, or None if it could not be claimed.

    A message that is delivered twice is therefore harmless. `stopping()` is called before every chunk; when it returns True,
    the job goes back into the queue at once.
    """
    stopping = stopping or (lambda: False)
    job = _claim(job_id, stopping)
    if job is None:
        return None
    # The person who asked reads reasons and results, so they are written in that person's language.
    language = job.requested_by.language if job.requested_by else settings.LANGUAGE_CODE
    with working_on(job.public_id), translation.override(language):
        try:
            _perform(job, Lease(job, stopping))
        except DATABASE_AWAY as error:
            # The end of the attempt could not be written either.
            _wait_for_database(error, job, stopping)
    with suppress(*DATABASE_AWAY):
        job.refresh_from_db()
    return job


def _claim(job_id: int, stopping: Callable[[], bool]) -> Job | None:
    token = uuid.uuid4()
    try:
        return claim(job_id, token)
    except DATABASE_AWAY as error:
        logger.warning("A job could not be claimed: %s.", type(error).__name__)
        # The claim may have been written although its answer was lost.
        requeue_after_outage(Job(pk=job_id), token, stopping)
        return None


def _wait_for_database(error: Exception, job: Job, stopping: Callable[[], bool]) -> None:
    logger.warning("Job %s waits for the database: %s.", job.number, type(error).__name__)
    requeue_after_outage(job, job.token, stopping)


def _perform(job: Job, lease: Lease) -> None:
    if job.attempts > settings.JOB_MAX_ATTEMPTS:
        lease.finish(State.FAILED, reason=_interrupted(job))
        return
    try:
        kind = kind_of(job)
        with lease.heartbeat():
            result = kind.perform(job, lease)
        lease.finish(State.DONE, result=result or {}, reason="")
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", job.number)
    except StopRequested:
        logger.info("Job %s was stopped on request.", job.number)
    except WorkerStopping:
        logger.info("Job %s goes back into the queue: this worker stops.", job.number)
        lease.requeue(attempts=F("attempts") - 1)
    except Refused as no:
        lease.finish(State.FAILED, reason=str(no))
    except Exception as fault:  # noqa: BLE001 -- whatever failed, the row must record it
        if is_outage(fault):
            _wait_for_database(fault, job, lease.stopping)
            return
        if isinstance(fault, DATABASE_AWAY):
            # A deadlock or a query that took too long: the job is retried with a growing delay, and the attempt counts.
            logger.warning("Job %s waits: %s.", job.number, type(fault).__name__)
            close_broken_connection()
            lease.requeue(after=settings.JOB_BELL_GRACE * job.attempts)
            return
        # The message of an exception may contain personal data; its type and place do not.
        logger.error("Job %s (%s) failed: %s at %s", job.number, job.kind, type(fault).__name__, _place_of(fault))
        lease.finish(State.FAILED, reason=_fault(job))


def _interrupted(job: Job) -> str:
    return _(
        "The work was interrupted %(times)s times and was not tried again. What was finished is kept. "
        "Resume it, and if it stops again quote number %(number)s."
    ) % {"times": number_text(job.attempts - 1, get_language()), "number": job.number}


def _fault(job: Job) -> str:
    return _(
        "The work stopped because of a fault on our side. What was finished is kept. "
        "Resume it, and if it stops again quote number %(number)s."
    ) % {"number": job.number}


def _place_of(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
