"""The certificates of a session, issued as a batch by long work.

The order of the steps makes a crash harmless at every point:

1. Numbers are reserved (serials.py).
2. Outside of any transaction, certificates are drawn and their files stored, the files of a chunk together.
3. In one short transaction, the rows, the audit lines and the progress are written and the reservations removed.

A crash before step 3 leaves files that no row refers to, which the sweep finds (storage/stored_files.py), and reservations, which
the next attempt uses. A crash after it leaves nothing to do for those officers. Memory holds the ids of a session and one
chunk of it, so a batch may be of any size.
"""

import datetime
from collections.abc import Iterable
from functools import partial
from time import monotonic

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.issuing import eligibility, records, serials
from certificates.issuing.records import DrawnCertificate, IssuingContext
from certificates.models import Certificate, CertificateBatch, CertificateDesign, ProgrammeRequest
from certificates.signing import CannotSign
from certificates.storage import stored_files
from jobs import requesting
from jobs.execution.garbage_collection import gc_paused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from trainings.models import SessionState, TrainingSession

JOB_KIND = "certificates.issue"
# A chunk is what is drawn in about this time; its transaction then takes milliseconds.
CHUNK_SECONDS = 1.0
CHUNK_MOST = 250
NUMBERS_PER_TRANSACTION = 1_000
# For so many officers the person who asks waits until their texts were tried. For more, the work finds texts that do not fit.
TEXTS_TRIED_ON_REQUEST = 500


def unfinished_batch(session: TrainingSession) -> CertificateBatch | None:
    """Returns the CertificateBatch of a session whose work waits or runs, or None."""
    return CertificateBatch.objects.unfinished().filter(session=session).select_related("job").first()


def request(
    session: TrainingSession,
    *,
    by: User,
    design: CertificateDesign | None = None,
    only: Iterable[int] | None = None,
    asked: ProgrammeRequest | None = None,
    try_texts: bool = True,
) -> CertificateBatch:
    """Requests the certificates of a session; returns the CertificateBatch, whose `job` does the work.

    While the same batch is unfinished, that one is returned: two people who request it at once get one. design: by default that
    of the session's level. only: ids of the chosen enrolments, by default everyone who can get one. asked: the ProgrammeRequest
    this is a part of. try_texts: whether officers whose text does not fit are left out of the count beforehand; the work finds
    them in any case. Raises Refused when `by` may not issue, the session is not closed, there is no design, nobody would get
    a certificate, or a batch with another choice of officers is unfinished.
    """
    began = timezone.now()
    records.refuse_unless_may_issue(by, session)
    selection = None if only is None else sorted({int(pk) for pk in only})
    # Counted before the lock is taken: trying texts takes a moment. The work checks each officer again under the lock.
    ready = None if session.state != SessionState.CLOSED else _count_ready(session, design, selection, try_texts)
    with transaction.atomic():
        session = _lock_session(session.pk)
        recent = _batch_requested_since(session, began)
        if recent and (recent.selection == selection or not (recent.job and recent.job.finished)):
            return _same_batch(recent, selection)
        if session.state != SessionState.CLOSED:
            raise Refused(_("Certificates are issued once the session is closed. This one is not closed yet."))
        design = design or versions.design_for(session)
        if not ready:
            raise Refused(_nobody_text(session))
        page = reverse("certificates:issue", args=[session.code])
        job = requesting.request(
            JOB_KIND,
            by=by,
            params={"session": session.code, "back": page, "next": page},
            scope=f"programme:{session.phase.programme_id}",
            total=ready,
            key=f"certificates:{session.pk}",
        )
        batch = CertificateBatch.objects.create(
            session=session, design=design, job=job, requested_by=by, selection=selection, asked=asked
        )
        chosen = {} if selection is None else {"chosen": len(selection)}
        record(by, "certificate_batch.requested", batch, session=session.pk, design=design.pk, ready=ready, **chosen)
    return batch


def _batch_requested_since(session: TrainingSession, began: datetime.datetime) -> CertificateBatch | None:
    """Returns the latest batch whose work waits or runs, or which was requested, and perhaps done, since `began`."""
    recent = CertificateBatch.objects.unfinished() | CertificateBatch.objects.filter(created_at__gte=began)
    return recent.filter(session=session).select_related("job").first()


def _count_ready(
    session: TrainingSession, design: CertificateDesign | None, selection: list[int] | None, try_texts: bool
) -> int:
    """Returns how many would get a certificate; of many officers, how many as far as the database can tell."""
    count = eligibility.candidates(session, only=selection).count()
    if not try_texts or count > TEXTS_TRIED_ON_REQUEST:
        return count
    return len(eligibility.ready(session, design, only=selection))


def _same_batch(unfinished: CertificateBatch, selection: list[int] | None) -> CertificateBatch:
    if unfinished.selection != selection:
        raise Refused(_("Certificates of this session are being made just now. Ask again once that is done."))
    return unfinished


def _lock_session(pk: int) -> TrainingSession:
    sessions = TrainingSession.objects.select_related("course", "phase__programme")
    return sessions.select_for_update(of=("self",)).get(pk=pk)


def _nobody_text(session: TrainingSession) -> str:
    if Certificate.objects.live().filter(enrolment__session=session).exists():
        return _(
            "Everyone who can get a certificate of this session has it already. The check list says why for the others."
        )
    return _("Nobody in this session can get a certificate yet. The check list says why for each officer.")


@performs(
    JOB_KIND,
    title=lambda job: _("Certificates of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("made"),
    steps={"number": gettext_lazy("Taking the numbers"), "draw": gettext_lazy("Drawing and storing")},
    after=gettext_lazy("See the certificates"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Makes the certificates of a batch; may be run again at any time. Returns {"issued": int, "set_aside": int}."""
    batch = CertificateBatch.objects.select_related(
        "design", "requested_by", "session__course", "session__place", "session__phase__programme"
    ).get(job=job)
    lease.step("number")
    context = records.issuing_context(batch.design, by=batch.requested_by)
    waiting = _reserve_numbers(batch, lease)
    lease.step("draw")
    while waiting:
        before = len(waiting)
        with gc_paused():
            with stored_files.ChunkWriter() as writer:
                drawn = _draw_chunk(waiting, batch, context, writer)
                writer.sync()
            with lease.chunk() as progress:
                issued = _save_chunk(drawn, batch)
                progress.done += before - len(waiting)
                progress.set_aside += before - len(waiting) - len(issued)
    return {"issued": batch.certificates.count(), "set_aside": job.set_aside}


def _reserve_numbers(batch: CertificateBatch, lease: Lease) -> list[int]:
    """Reserves a number for everyone who gets a certificate; returns the ids of the enrolments, the first of the roster last."""
    ids = list(eligibility.candidates(batch.session, only=batch.selection).values_list("pk", flat=True))
    if len(ids) <= TEXTS_TRIED_ON_REQUEST:
        # No number for an officer whose text is known not to fit.
        ids = [one.pk for one in eligibility.ready(batch.session, batch.design, only=batch.selection)]
    for start in range(0, len(ids), NUMBERS_PER_TRANSACTION):
        with lease.chunk():
            session = _lock_session(batch.session_id)
            serials.reserve(ids[start : start + NUMBERS_PER_TRANSACTION], programme=session.phase.programme)
    with lease.chunk(set_aside=0) as progress:
        progress.done = batch.certificates.count()
        progress.total = progress.done + len(ids)
    ids.reverse()
    return ids


def _draw_chunk(
    waiting: list[int], batch: CertificateBatch, context: IssuingContext, writer: stored_files.ChunkWriter
) -> list[DrawnCertificate]:
    """Draws and stores from the end of `waiting` for about a second, outside of any transaction; shortens `waiting`."""
    until = monotonic() + CHUNK_SECONDS
    part = waiting[-CHUNK_MOST:]
    enrolments = eligibility.to_print(batch.session, part)
    reservations = serials.reserved(part)
    results: list[DrawnCertificate] = []
    begun = 0
    for pk in reversed(part):
        if begun and monotonic() >= until:
            break
        begun += 1
        if pk not in enrolments or pk not in reservations or eligibility.name_problem(enrolments[pk].officer):
            # The record changed since the list was made: no certificate now. The list says why; the number stays reserved.
            continue
        try:
            results.append(records.draw_and_store(enrolments[pk], reservations[pk], context, store=writer.write))
        except (CannotSign, stored_files.StorageAway):
            raise
        except Refused:
            continue
    del waiting[-begun:]
    return results


def _save_chunk(drawn: list[DrawnCertificate], batch: CertificateBatch) -> list[Certificate]:
    """Writes the rows of a drawn chunk, in the caller's transaction; leaves out officers who are not entitled any more."""
    entitled = records.still_entitled([one.reservation.enrolment_id for one in drawn])
    for one in drawn:
        if one.reservation.enrolment_id not in entitled:
            transaction.on_commit(partial(stored_files.discard, one.stored.name))
    to_write = [one for one in drawn if one.reservation.enrolment_id in entitled]
    return records.write_rows(to_write, design=batch.design, by=batch.requested_by, batch=batch)
