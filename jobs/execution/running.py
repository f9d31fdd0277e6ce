"""Doing long work, chunk by chunk, so that no crash loses anything or does it twice.

A rule offers long work from a module that its app's tasks.py imports:

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
`total` and `set_aside` are absolute. `perform` may be run again from the start at any time and continues where the
committed rows say. A chunk should take about a second: on SQLite every other writer waits for it.
"""

import logging
import traceback
import uuid
from contextlib import suppress

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.ops.logs import working_on
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.leases import DATABASE_AWAY, Lease, LeaseLost, StopAsked, WorkerStops, claim
from jobs.execution.outages import is_outage, let_go_of_connection, outlive
from jobs.kinds import kind_of, performs
from jobs.models import Job, State

__all__ = ["LeaseLost", "performs", "run"]

logger = logging.getLogger(__name__)


def run(job_id, *, stopping=None):
    """Claims and performs one job; returns it as it stands afterwards, or None if there was nothing to take.

    Delivering a job twice is therefore harmless. `stopping()` is asked before every chunk; when it says yes, the job
    goes back into the queue at once.
    """
    stopping = stopping or (lambda: False)
    job = _claimed(job_id, stopping)
    if job is None:
        return None
    # Reasons and results are for the one who asked.
    language = job.requested_by.language if job.requested_by else settings.LANGUAGE_CODE
    with working_on(job.public_id), translation.override(language):
        try:
            _perform(job, Lease(job, stopping))
        except DATABASE_AWAY as trouble:
            # Not even the end of the attempt could be written.
            _interrupted_by(trouble, job, stopping)
    with suppress(*DATABASE_AWAY):
        job.refresh_from_db()
    return job


def _claimed(job_id, stopping):
    token = uuid.uuid4()
    try:
        return claim(job_id, token)
    except DATABASE_AWAY as trouble:
        logger.warning("A job could not be taken: %s.", type(trouble).__name__)
        # The claim may have been written although its answer was lost.
        outlive(Job(pk=job_id), token, stopping)
        return None


def _interrupted_by(trouble, job, stopping):
    logger.warning("Job %s waits for the database: %s.", job.number, type(trouble).__name__)
    outlive(job, job.token, stopping)


def _perform(job, lease):
    if job.attempts > settings.JOB_MAX_ATTEMPTS:
        lease.settle(State.FAILED, reason=_interrupted(job))
        return
    try:
        kind = kind_of(job)
        with lease.heartbeat():
            result = kind.perform(job, lease)
        lease.settle(State.DONE, result=result or {}, reason="")
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", job.number)
    except StopAsked:
        logger.info("Job %s was stopped on request.", job.number)
    except WorkerStops:
        logger.info("Job %s goes back into the queue: this worker stops.", job.number)
        lease.give_back(attempts=F("attempts") - 1)
    except Refused as no:
        lease.settle(State.FAILED, reason=str(no))
    except Exception as fault:  # noqa: BLE001 -- whatever went wrong, the row must say so
        if is_outage(fault):
            _interrupted_by(fault, job, lease.stopping)
            return
        if isinstance(fault, DATABASE_AWAY):
            # Two that wait for each other, a question that took too long: it is tried again, later each time, and counts.
            logger.warning("Job %s waits: %s.", job.number, type(fault).__name__)
            let_go_of_connection()
            lease.give_back(after=settings.JOB_BELL_GRACE * job.attempts)
            return
        # The message of an exception may hold a person's data; its kind and place do not.
        logger.error("Job %s (%s) failed: %s at %s", job.number, job.kind, type(fault).__name__, _place_of(fault))
        lease.settle(State.FAILED, reason=_fault(job))


def _interrupted(job):
    return _(
        "The work was interrupted %(times)s times and was not tried again. What was finished is kept. "
        "Resume it, and if it stops again quote number %(number)s."
    ) % {"times": number_text(job.attempts - 1, get_language()), "number": job.number}


def _fault(job):
    return _(
        "The work stopped because of a fault on our side. What was finished is kept. "
        "Resume it, and if it stops again quote number %(number)s."
    ) % {"number": job.number}


def _place_of(fault):
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
