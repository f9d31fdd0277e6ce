"""The right to work on a job: claimed for a while, renewed by working, lost to whoever claims it after it ran out.

All moments are the database's (`Now()`), since the clocks of several machines differ.
"""

import logging
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Now

from jobs.models import Job, State

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
# A heartbeat must not keep the job of a wedged worker alive for ever.
LONGEST_SILENCE = timedelta(minutes=15)


class LeaseLost(Exception):  # noqa: N818 -- an event, not a fault
    """Another worker holds the job now; whatever this one was writing is rolled back."""


class StopAsked(Exception):  # noqa: N818 -- an event, not a fault
    """Somebody cancelled the job; committed chunks stay."""


class WorkerStops(Exception):  # noqa: N818 -- an event, not a fault
    """This worker is shutting down and leaves the job to the next one."""


def from_now(delay):
    """The moment `delay` (timedelta) after now, as a database expression."""
    return ExpressionWrapper(Now() + delay, output_field=DateTimeField())


def claim(job_id, token=None):
    """Takes the job if it is queued or its lease has run out: one conditional UPDATE. Returns the Job, or None.

    token: a fresh UUID, for a caller that wants to know it even if the answer of the database is lost.
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
    """What a chunk commits when it ends; begins as the last chunk left it.

    All three are absolute ("31 of 45"); `done` counts those set aside too.
    """

    done: int
    total: int
    set_aside: int


class Lease:
    """Handed to `perform`. Every write through it is fenced by the token that its claim drew."""

    def __init__(self, job, stopping=None):
        self.job = job
        self.token = job.token
        self.stopping = stopping or (lambda: False)
        self._last_sign = monotonic()

    @contextmanager
    def chunk(self, done=None, total=None, set_aside=None):
        """One transaction: the block's writes, its progress, the renewed lease. Yields a Progress that may be changed.

        Raises LeaseLost, and rolls the block back, if another worker has taken the job over meanwhile.
        """
        self._may_go_on()
        job = self.job
        progress = Progress(
            done=job.done if done is None else done,
            total=job.total if total is None else total,
            set_aside=job.set_aside if set_aside is None else set_aside,
        )
        with transaction.atomic():
            yield progress
            # Written last: the heartbeat and whoever cancels never wait for the block on PostgreSQL.
            self._write(done=progress.done, total=progress.total, set_aside=progress.set_aside)
        job.done, job.total, job.set_aside = progress.done, progress.total, progress.set_aside

    def step(self, key):
        """Says, at once, which step begins: a key of the kind's `steps`, or a sentence of its own."""
        self._may_go_on()
        reached = self.job.steps.splitlines()
        if key in reached:
            # A second run walks the same steps again; what came after this one has yet to happen.
            reached = reached[: reached.index(key)]
        steps = "\n".join([*reached, key])
        self._write(steps=steps)
        self.job.steps = steps

    def renew(self):
        """Renews the lease without any progress; returns whether the job is still ours."""
        return bool(self._mine().update(lease_until=from_now(settings.JOB_LEASE)))

    def settle(self, state, **facts):
        """Ends the attempt in a final `state`; writes nothing if the lease is lost."""
        self._mine().update(state=state, lease_until=None, token=None, finished_at=Now(), **facts)

    def give_back(self, *, after=timedelta(0), **facts):
        """Puts the job back into the queue; the sweeper rings for it `after` that time."""
        try:
            self._mine().filter(state=State.RUNNING).update(
                state=State.QUEUED, lease_until=None, token=None, due_at=Now(), next_bell_at=from_now(after), **facts
            )
        except DATABASE_AWAY:
            logger.warning("Job %s could not be given back; its lease will run out.", self.job.number)

    @contextmanager
    def heartbeat(self):
        """Renews the lease from a thread while a chunk, or the reading before it, takes long.

        While a chunk holds SQLite's only write lock a renewal waits or misses. That is harmless: nobody else can claim
        before that lock is free either, and the end of the chunk has renewed the lease by then.
        """
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=[over], name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(timeout=5)

    def _beat(self, over):
        try:
            while not over.wait(settings.JOB_LEASE.total_seconds() / 3):
                if monotonic() - self._last_sign > LONGEST_SILENCE.total_seconds():
                    return
                try:
                    if not self.renew():
                        return
                except DATABASE_AWAY:
                    connection.close()
        finally:
            connection.close()

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, token=self.token)

    def _may_go_on(self):
        if self.stopping():
            raise WorkerStops
        state = self._mine().values_list("state", flat=True).first()
        if state is None:
            raise LeaseLost
        if state == State.CANCELLED:
            raise StopAsked

    def _write(self, **facts):
        # Fenced on the token alone: the chunk in progress while somebody cancels is finished work and is kept.
        if not self._mine().update(lease_until=from_now(settings.JOB_LEASE), **facts):
            raise LeaseLost
        self._last_sign = monotonic()
