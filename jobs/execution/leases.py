"""The lease of a job: a worker claims it for a limited time and renews it with each chunk. After it expires, another worker may claim it.

All times come from the database (`Now()`), since the clocks of several machines differ.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from jobs.models import Job, State

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
# The heartbeat must not renew the lease of a hanging worker for ever.
HEARTBEAT_LIMIT = timedelta(minutes=15)


class LeaseLost(Exception):  # noqa: N818 -- an event, not a fault
    """Another worker holds the job now. What this worker was writing is rolled back."""


class StopRequested(Exception):  # noqa: N818 -- an event, not a fault
    """A person cancelled the job. Committed chunks stay."""


class WorkerStopping(Exception):  # noqa: N818 -- an event, not a fault
    """This worker is shutting down. The next worker continues the job."""


def from_now(delay: timedelta) -> ExpressionWrapper:
    """Returns the time `delay` after now as a database expression."""
    return ExpressionWrapper(Now() + delay, output_field=DateTimeField())


def claim(job_id: int, token: uuid.UUID | None = None) -> Job | None:
    """Claims the job if it is queued or its lease has expired, with one conditional UPDATE. Returns the Job, or None.

    token: a fresh UUID, for a caller that must know it even if the answer of the database is lost.
    """
    token = token or uuid.uuid4()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=Now())
    taken = Job.objects.filter(free, pk=job_id).update(
        state=State.RUNNING,
        token=token,
        lease_until=from_now(settings.JOB_LEASE),
        attempts=F("attempts") + 1,
        claimed_at=Now(),
        done_at_claim=F("done"),
        started_at=Coalesce("started_at", Now()),
    )
    return Job.objects.select_related("requested_by").filter(pk=job_id, token=token).first() if taken else None


@dataclass
class Progress:
    """What a chunk commits when it ends. It begins with the values of the last chunk.

    All three are absolute ("31 of 45"); `done` includes the items set aside.
    """

    done: int
    total: int
    set_aside: int


class Lease:
    """The second argument of `perform`. Every write through it is fenced by the token of its claim."""

    def __init__(self, job: Job, stopping: Callable[[], bool] | None = None) -> None:
        self.job = job
        self.token = job.token
        self.stopping = stopping or (lambda: False)
        self._last_write = monotonic()

    @contextmanager
    def chunk(
        self, done: int | None = None, total: int | None = None, set_aside: int | None = None
    ) -> Iterator[Progress]:
        """One transaction with the block's writes, its progress and the renewed lease. Yields a Progress that the block may change.

        Raises LeaseLost and rolls the block back if another worker has claimed the job meanwhile.
        """
        self._check_ownership()
        job = self.job
        progress = Progress(
            done=job.done if done is None else done,
            total=job.total if total is None else total,
            set_aside=job.set_aside if set_aside is None else set_aside,
        )
        with transaction.atomic():
            yield progress
            # Written last, so that on PostgreSQL neither the heartbeat nor a cancellation waits for the block.
            self._write(done=progress.done, total=progress.total, set_aside=progress.set_aside)
        job.done, job.total, job.set_aside = progress.done, progress.total, progress.set_aside

    def step(self, key: str) -> None:
        """Records at once which step begins. key: a key of the kind's `steps`, or a sentence."""
        self._check_ownership()
        reached = self.job.steps.splitlines()
        if key in reached:
            # A second run repeats the steps, so the steps after this one have not happened yet.
            reached = reached[: reached.index(key)]
        steps = "\n".join([*reached, key])
        self._write(steps=steps)
        self.job.steps = steps

    def renew(self) -> bool:
        """Renews the lease without any progress. Returns whether this worker still holds it."""
        return bool(self._own_row().update(lease_until=from_now(settings.JOB_LEASE)))

    def finish(self, state: State, **fields: Any) -> None:
        """Ends the attempt in a final `state` and sets the other `fields` of the Job. Writes nothing if the lease is lost."""
        self._own_row().update(state=state, lease_until=None, token=None, finished_at=Now(), **fields)

    def requeue(self, *, after: timedelta = timedelta(0), **fields: Any) -> None:
        """Puts the job back into the queue. The sweeper notifies a worker `after` that time."""
        try:
            self._own_row().filter(state=State.RUNNING).update(
                state=State.QUEUED, lease_until=None, token=None, due_at=Now(), next_bell_at=from_now(after), **fields
            )
        except DATABASE_AWAY:
            logger.warning("Job %s could not be put back into the queue; its lease will expire.", self.job.number)

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renews the lease from a thread while a chunk, or the reading before it, takes long.

        A renewal waits or fails while a chunk holds the only write lock of SQLite. This is harmless: no other worker can claim
        the job while the lock is held, and the end of the chunk renews the lease.
        """
        over = threading.Event()
        thread = threading.Thread(target=self._renew_until, args=[over], name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(timeout=5)

    def _renew_until(self, over: threading.Event) -> None:
        try:
            while not over.wait(settings.JOB_LEASE.total_seconds() / 3):
                if monotonic() - self._last_write > HEARTBEAT_LIMIT.total_seconds():
                    return
                try:
                    if not self.renew():
                        return
                except DATABASE_AWAY:
                    connection.close()
        finally:
            connection.close()

    def _own_row(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, token=self.token)

    def _check_ownership(self) -> None:
        if self.stopping():
            raise WorkerStopping
        state = self._own_row().values_list("state", flat=True).first()
        if state is None:
            raise LeaseLost
        if state == State.CANCELLED:
            raise StopRequested

    def _write(self, **fields: Any) -> None:
        # Fenced by the token only: a chunk that is in progress during a cancellation is complete work, and stays.
        if not self._own_row().update(lease_until=from_now(settings.JOB_LEASE), **fields):
            raise LeaseLost
        self._last_write = monotonic()
