"""Issuing for a whole programme: one request, a batch and a job for each session, so that all workers share it."""

import datetime
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from certificates.designs.levels import level_of
from certificates.designs.versions import default_design
from certificates.issuing import batches, eligibility
from certificates.models import CertificateDesign, Level, ProgrammeRequest
from jobs import requesting
from jobs.models import RESUMABLE, Job, State
from jobs.progress import rate, time_left
from programmes.models import Programme
from trainings.models import SessionState, TrainingSession


def request(
    programme: Programme, *, by: User, sessions: Collection[int] | None = None, participation: bool = False
) -> ProgrammeRequest:
    """Requests the certificates of all closed sessions of a programme in which somebody can get one.

    sessions: ids of TrainingSessions, None for all. participation: those of participation, for officers who did not complete;
    otherwise those of the level of each session. Sessions whose certificates are being made, and those of a level without a
    design, are left out. Texts are not tried before the work does it. Raises Refused when `by` may not issue or nobody would
    get a certificate.
    """
    if not coordinates(by, programme):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))
    with transaction.atomic():
        # One request at a time: the second one finds the sessions of the first under way.
        programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        asked = ProgrammeRequest.objects.create(programme=programme, requested_by=by)
        chosen = _sessions(programme, sessions, participation=participation)
        count = sum(_start_batch(asked, session, design, by=by) for session, design in chosen)
        if not count:
            raise Refused(
                _("Nobody in the closed sessions can get a certificate now. The check list says why for each officer.")
            )
        record(by, "certificate_request.made", asked, programme=programme.pk, sessions=count)
    return asked


def _start_batch(asked: ProgrammeRequest, session: TrainingSession, design: CertificateDesign, *, by: User) -> bool:
    """Requests the batch of one session; returns whether it is a part of this request."""
    try:
        batch = batches.request(session, by=by, design=design, asked=asked, try_texts=False)
    except Refused:
        # At this moment somebody reopened the session, or requested certificates for some of its officers.
        return False
    return batch.asked_id == asked.pk


def _sessions(
    programme: Programme, ids: Collection[int] | None, *, participation: bool
) -> Iterator[tuple[TrainingSession, CertificateDesign]]:
    """Yields the closed sessions in which somebody can get a certificate, with the design of their level or of participation."""
    found = TrainingSession.objects.filter(phase__programme=programme, state=SessionState.CLOSED)
    if ids is not None:
        found = found.filter(pk__in=ids)
    designs: dict[str, CertificateDesign | None] = {}
    for session in found.select_related("course", "phase__programme").order_by("starts_on", "code"):
        level = Level.PARTICIPATION if participation else level_of(session.course)
        if level not in designs:
            designs[level] = default_design(programme, level)
        design = designs[level]
        if not design or batches.unfinished_batch(session):
            continue
        if eligibility.candidates(session, level=level).exists():
            yield session, design


@dataclass(frozen=True)
class Progress:
    """How far a request is, at the time `at`: certificates over all its sessions; how many per second; the time left."""

    done: int
    total: int
    set_aside: int
    per_second: float | None
    left: datetime.timedelta | None
    finished: bool
    resumable: int
    at: datetime.datetime

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


def progress(jobs: Collection[Job], now: datetime.datetime | None = None) -> Progress:
    """Returns the Progress of the Jobs of a request. The rate is that of all workers together."""
    now = now or timezone.now()
    rates = [
        rate(job.done - job.done_at_claim, now - job.claimed_at)
        for job in jobs
        if job.state == State.RUNNING and job.claimed_at
    ]
    per_second = sum(one for one in rates if one) or None
    done, total = sum(job.done for job in jobs), sum(job.total for job in jobs)
    waiting = sum(job.total - job.done for job in jobs if not job.finished)
    return Progress(
        done=done,
        total=total,
        set_aside=sum(job.set_aside for job in jobs),
        per_second=per_second,
        left=time_left(waiting, per_second),
        finished=all(job.finished for job in jobs),
        resumable=sum(job.state in RESUMABLE for job in jobs),
        at=now,
    )


def stop(asked: ProgrammeRequest, *, by: User) -> int:
    """Stops every unfinished session of a request; certificates that are ready stay. Returns how many. Raises Refused."""
    return _each(asked, lambda job: not job.finished, requesting.cancel, by=by)


def resume(asked: ProgrammeRequest, *, by: User) -> int:
    """Resumes every session of a request that failed or was stopped. Returns how many. Raises Refused."""
    return _each(asked, lambda job: job.resumable, requesting.resume, by=by)


def _each(asked: ProgrammeRequest, applies: Callable[[Job], bool], act: Callable[..., object], *, by: User) -> int:
    if not coordinates(by, asked.programme):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))
    changed = 0
    for batch in asked.batches.select_related("job"):
        job = batch.job
        if job and applies(job):
            try:
                act(job, by=by)
            except Refused:
                # At this moment the work ended, or was requested again.
                continue
            changed += 1
    return changed
