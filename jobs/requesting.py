"""Asking for long work, stopping it, taking it up again."""

import logging
import time
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.permissions import can_steer, require
from accounts.refusal import Refused
from jobs.execution import running
from jobs.execution.leases import from_now
from jobs.models import Job, State
from jobs.tasks import perform_job

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.3
SILENT_FOR = 2.0  # seconds; shorter than the pause of the sweeper


def request(kind, *, by, params=None, scope="", total=0, key=None):
    """Writes a Job in the caller's transaction and rings the bell on commit. Returns the Job.

    by: a User, or None for the system. params: a dict fit for JSON; "back" and "next" in it are local paths that the
    page of the job offers, and with "follow" it goes on to "next" by itself. scope: "programme:3" lets that programme's
    coordinators see it. key: while a job with the same key is unfinished, that one is returned instead of a new one.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                params=params or {},
                scope=scope,
                requested_by=by,
                total=total,
                idempotency_key=key,
                due_at=Now(),
                next_bell_at=from_now(settings.JOB_BELL_GRACE),
            )
    except IntegrityError:
        existing = Job.objects.unfinished().filter(idempotency_key=key).first() if key else None
        if existing is None:
            raise
        return existing
    job.refresh_from_db(fields=["due_at", "next_bell_at"])
    transaction.on_commit(partial(ring, job.pk))
    return job


def ring(job_id):
    """Rings the bell for one job and returns whether the broker took it.

    Never raises and never waits long (the settings limit the sockets, and a broker that did not answer is left alone for
    SILENT_FOR): the row is there, the sweeper rings again.
    """
    if _silence.holds():
        return False
    try:
        perform_job.apply_async(args=[job_id], retry=False)
    except Exception as trouble:  # noqa: BLE001 -- a broker that is down must not break the request
        logger.warning("The broker did not answer (%s); the sweeper will ring again.", type(trouble).__name__)
        _silence.begin()
        return False
    return True


class _Silence:
    """After a broker did not answer, nobody in this process rings for a while: each ring would cost its page a second."""

    until = 0.0

    def holds(self):
        return time.monotonic() < self.until

    def begin(self):
        self.until = time.monotonic() + SILENT_FOR


_silence = _Silence()


@transaction.atomic
def cancel(job, *, by):
    """Stops an unfinished job after the chunk it is in; what is committed stays. Returns the Job; raises Refused."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    require(by, can_steer, job)
    if job.finished:
        raise Refused(_("This work has already ended, so there is nothing to stop."))
    # The token stays, so that the chunk in progress is still committed; the worker sees the state before the next.
    Job.objects.filter(pk=job.pk).update(state=State.CANCELLED, finished_at=Now())
    record(by, "job.cancelled", job, before=job.state, after=State.CANCELLED.value)
    job.refresh_from_db()
    return job


@transaction.atomic
def resume(job, *, by):
    """Puts a failed or cancelled job back into the queue, to continue where it stopped.

    Returns the Job; raises Refused if it is neither, or if the same work was asked for again meanwhile.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    require(by, can_steer, job)
    if not job.resumable:
        raise Refused(_("Only work that failed or was stopped can be resumed."))
    before = job.state
    try:
        with transaction.atomic():
            # A new token for whoever claims it: a worker still busy with the old attempt can no longer write.
            Job.objects.filter(pk=job.pk).update(
                state=State.QUEUED,
                token=None,
                lease_until=None,
                attempts=0,
                interruptions=0,
                reason="",
                finished_at=None,
                due_at=Now(),
                next_bell_at=from_now(settings.JOB_BELL_GRACE),
            )
    except IntegrityError as same:
        raise Refused(_("The same work was asked for again and is under way; this one need not be resumed.")) from same
    record(by, "job.resumed", job, before=before, after=State.QUEUED.value)
    transaction.on_commit(partial(ring, job.pk))
    job.refresh_from_db()
    return job


def run_now(job):
    """Performs the job here and now and returns it as it ended, for commands and tests.

    If a worker already holds it, waits for that worker, and takes over if its lease runs out.
    """
    while True:
        running.run(job.pk)
        job = Job.objects.get(pk=job.pk)
        if job.finished:
            return job
        time.sleep(POLL_SECONDS)
