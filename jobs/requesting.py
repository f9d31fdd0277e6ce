"""Requests, cancels and resumes long work."""

import logging
import time
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_steer, require
from accounts.refusal import Refused
from jobs.execution import running
from jobs.execution.leases import from_now
from jobs.models import Job, State
from jobs.tasks import perform_job

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.3
BACKOFF_SECONDS = 2.0  # seconds; shorter than the pause of the sweeper


def request(
    kind: str,
    *,
    by: User | None,
    params: dict[str, Any] | None = None,
    scope: str = "",
    total: int = 0,
    key: str | None = None,
) -> Job:
    """Creates a Job in the caller's transaction and notifies a worker on commit. Returns the Job.

    by: a User, or None for the system. params: a dict for JSON; "back" and "next" in it are local paths that the page of the
    job offers, and with "follow" the page goes on to "next" by itself. scope: "programme:3" lets the coordinators of that
    programme see the job. key: while a job with the same key is unfinished, that job is returned instead of a new one.
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
    transaction.on_commit(partial(notify_worker, job.pk))
    return job


def notify_worker(job_id: int) -> bool:
    """Sends the broker a message about one job, which wakes a worker. Returns whether the broker accepted it.

    Never raises and never waits long: the settings limit the sockets, and a broker that did not answer is not called again for
    BACKOFF_SECONDS. The row exists in any case, and the sweeper notifies again.
    """
    if _backoff.is_active():
        return False
    try:
        perform_job.apply_async(args=(job_id,), retry=False)
    except Exception as error:  # noqa: BLE001 -- a broker that is down must not break the request
        logger.warning("The broker did not answer (%s); the sweeper will notify a worker later.", type(error).__name__)
        _backoff.start()
        return False
    return True


class _Backoff:
    """A pause for this process after the broker did not answer: each further call would delay its page by a second."""

    until = 0.0

    def is_active(self) -> bool:
        return time.monotonic() < self.until

    def start(self) -> None:
        self.until = time.monotonic() + BACKOFF_SECONDS


_backoff = _Backoff()


@transaction.atomic
def cancel(job: Job, *, by: User | None) -> Job:
    """Stops an unfinished job after its current chunk. Committed chunks stay. Returns the Job; raises Refused."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    require(by, can_steer, job)
    if job.finished:
        raise Refused(_("This work has already ended, so there is nothing to stop."))
    # The token stays, so that the current chunk is still committed. The worker sees the new state before the next chunk.
    Job.objects.filter(pk=job.pk).update(state=State.CANCELLED, finished_at=Now())
    record(by, "job.cancelled", job, before=job.state, after=State.CANCELLED.value)
    job.refresh_from_db()
    return job


@transaction.atomic
def resume(job: Job, *, by: User | None) -> Job:
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
            # The next claim makes a new token: a worker that is still busy with the old attempt can no longer write.
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
    transaction.on_commit(partial(notify_worker, job.pk))
    job.refresh_from_db()
    return job


def run_now(job: Job) -> Job:
    """Performs the job in this process and returns it after its end. For commands and tests.

    If a worker already holds the job, waits for that worker, and takes over when its lease expires.
    """
    while True:
        running.run(job.pk)
        job = Job.objects.get(pk=job.pk)
        if job.finished:
            return job
        time.sleep(POLL_SECONDS)
