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
from collections.abc import Iterable, Mapping
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
from certificates.drawing import Design
from certificates.issuing import eligibility, records, serials
from certificates.issuing.records import DrawnCertificate, IssuingContext
from certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateDesign,
    Level,
    ProgrammeRequest,
    SerialReservation,
)
from certificates.signing import CannotSign
from certificates.storage import stored_files
from jobs import requesting
from jobs.execution.garbage_collection import gc_paused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from trainings.models import Enrolment, SessionState, TrainingSession

JOB_KIND = "certificates.issue"
# A chunk is what is drawn in about this time, outside of any transaction; that one then takes milliseconds. A busy machine draws few
# in a second, and each chunk costs 25 statements.
CHUNK_SECONDS = 2.0
CHUNK_MOST = 250
# How many the first chunk reads, and how many times what the last one drew the next one reads: a machine that is too busy to
# draw many in that time does not read them all again for each few.
CHUNK_FIRST, CHUNK_GROWS = 100, 3
NUMBERS_PER_TRANSACTION = 1_000
# The texts of so many officers are tried before they get numbers. Of more, the work finds those that do not fit while it draws.
TEXTS_TRIED_FIRST = 500


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
    of the session's level; its level says who gets one. only: ids of the chosen enrolments, None for all. asked: the
    ProgrammeRequest this is a part of. try_texts: whether to refuse at once where nobody's text can be printed; the work leaves
    such texts out in any case. Raises Refused when `by` may not issue, the session is not closed, there is no design or it is of
    another programme, nobody would get a certificate, or a batch with another choice of officers is unfinished.
    """
    began = timezone.now()
    _refuse_unless_may_ask(session, design, by=by)
    selection = None if only is None else sorted({int(pk) for pk in only})
    # Counted before the lock is taken: trying a text takes a moment. The work checks each officer again under the lock.
    ready = None if session.state != SessionState.CLOSED else _count_ready(session, design, selection, try_texts)
    with transaction.atomic():
        session = _lock_session(session.pk)
        if recent := _same_batch_since(session, began, design, selection):
            return recent
        if session.state != SessionState.CLOSED:
            raise Refused(_("Certificates are issued once the session is closed. This one is not closed yet."))
        design = design or versions.design_for(session)
        if not ready:
            raise Refused(_nobody_text(session, design))
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


def _refuse_unless_may_ask(session: TrainingSession, design: CertificateDesign | None, *, by: User) -> None:
    records.refuse_unless_may_issue(by, session)
    if design and design.programme_id != session.phase.programme_id:
        raise Refused(_("This design belongs to another programme."))


def _same_batch_since(
    session: TrainingSession, began: datetime.datetime, design: CertificateDesign | None, selection: list[int] | None
) -> CertificateBatch | None:
    """Returns the same batch if its work waits or runs, or if it was requested, and perhaps done, since `began`; else None.

    Raises Refused while the work of another one waits or runs.
    """
    found = CertificateBatch.objects.unfinished() | CertificateBatch.objects.filter(created_at__gte=began)
    recent = found.filter(session=session).select_related("job", "design").first()
    if recent is None:
        return None
    level = design.level if design else versions.level_of(session.course)
    if recent.selection == selection and recent.design.level == level:
        return recent
    if recent.job and recent.job.finished:
        return None
    raise Refused(_("Certificates of this session are being made just now. Ask again once that is done."))


def _count_ready(
    session: TrainingSession, design: CertificateDesign | None, selection: list[int] | None, try_texts: bool
) -> int:
    """Returns how many would get a certificate, as far as the database can tell; 0 where the texts of none can be printed.

    Texts are tried only until one can be printed: the work tries each of them.
    """
    candidates = eligibility.candidates(session, only=selection, level=design.level if design else None)
    count = candidates.count()
    if not count or not try_texts or count > TEXTS_TRIED_FIRST:
        return count
    return count if eligibility.is_anyone_printable(session, design, candidates) else 0


def _lock_session(pk: int) -> TrainingSession:
    sessions = TrainingSession.objects.select_related("course", "phase__programme")
    return sessions.select_for_update(of=("self",)).get(pk=pk)


def _nobody_text(session: TrainingSession, design: CertificateDesign) -> str:
    if design.level == Level.PARTICIPATION:
        return _("Nobody in this session can get a certificate of participation now.")
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
    waiting, read, taken = _reserve_numbers(batch, lease, context.drawn_design)
    lease.step("draw")
    most = min(CHUNK_FIRST, CHUNK_MOST)
    while waiting:
        before = len(waiting)
        with gc_paused():
            with stored_files.ChunkWriter() as writer:
                drawn = _draw_chunk(waiting, batch, context, writer, most=most, read=read, taken=taken)
                writer.sync()
            with lease.chunk() as progress:
                issued = _save_chunk(drawn, batch)
                done = before - len(waiting)
                progress.done += done
                progress.set_aside += done - len(issued)
        most, read, taken = min(CHUNK_MOST, done * CHUNK_GROWS), {}, {}
    return {"issued": batch.certificates.count(), "set_aside": job.set_aside}


def _reserve_numbers(
    batch: CertificateBatch, lease: Lease, drawn: Design
) -> tuple[list[int], dict[int, Enrolment], dict[int, SerialReservation]]:
    """Reserves a number for everyone who gets a certificate.

    Returns (the ids of the enrolments, the first of the roster last; {id: Enrolment} of those that were read to try their texts,
    and {id: SerialReservation} of the same).
    """
    candidates = eligibility.candidates(batch.session, only=batch.selection, level=batch.design.level)
    ids = list(candidates.values_list("pk", flat=True))
    read: dict[int, Enrolment] = {}
    taken: dict[int, SerialReservation] = {}
    if len(ids) <= TEXTS_TRIED_FIRST:
        # No number for an officer whose text is known not to fit.
        read = eligibility.printable(batch.session, batch.design, ids, drawn=drawn)
        ids = list(read)
    # At least one, for the progress that it sets.
    for start in range(0, len(ids) or 1, NUMBERS_PER_TRANSACTION):
        with lease.chunk(set_aside=0) as progress:
            session = _lock_session(batch.session_id)
            part = serials.reserve(ids[start : start + NUMBERS_PER_TRANSACTION], programme=session.phase.programme)
            taken = part if read else {}
            progress.done = batch.certificates.count()
            progress.total = progress.done + len(ids)
    ids.reverse()
    return ids, read, taken


def _draw_chunk(
    waiting: list[int],
    batch: CertificateBatch,
    context: IssuingContext,
    writer: stored_files.ChunkWriter,
    *,
    most: int = CHUNK_MOST,
    read: Mapping[int, Enrolment],
    taken: Mapping[int, SerialReservation],
) -> list[DrawnCertificate]:
    """Draws and stores up to `most` from the end of `waiting`, for CHUNK_SECONDS, outside of any transaction; shortens `waiting`.

    read: {id: Enrolment} of those that were read a moment ago, when their texts were tried; the others are read now, and so are
    the reservations that are not among `taken`.
    """
    until = monotonic() + CHUNK_SECONDS
    part = waiting[-most:]
    enrolments = read if read.keys() >= set(part) else eligibility.to_print(batch.session, part, batch.design.level)
    reservations = taken if taken.keys() >= set(part) else serials.reserved(part)
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
    entitled = records.still_entitled([one.reservation.enrolment_id for one in drawn], batch.design.level)
    for one in drawn:
        if one.reservation.enrolment_id not in entitled:
            transaction.on_commit(partial(stored_files.discard, one.stored.name))
    to_write = [one for one in drawn if one.reservation.enrolment_id in entitled]
    return records.write_rows(to_write, design=batch.design, by=batch.requested_by, batch=batch)
