"""Sends the e-mails of many rows: once per row, also when a worker dies.

A row is the e-mail to one address. A worker claims a batch of rows (pending → sending, committed), sends their e-mails, and
records the answers (sending → sent, committed). A worker that dies in between leaves rows in the state "sending", and it is
unknown whether the mail server accepted those e-mails. They are sent again with the same Message-ID and the same bytes. The
effect depends on the transport:

- Files (accounts.ops.mail_folder): the second copy replaces the first. Always exactly once.
- SMTP cannot be asked whether an e-mail arrived. A batch is therefore one row, so a killed worker leaves at most one address in
  doubt, which may get the e-mail twice but not less than once. Mail systems that compare the Message-ID drop the second copy.
  The result of the job counts the e-mails that were sent again.
"""

import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Protocol

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.ops import smtp
from accounts.ops.letters import Letter
from accounts.refusal import Refused
from jobs.execution.leases import Lease
from jobs.models import Job
from programmes.models import DeliveryState

# For transports where a second copy replaces the first: about a second of work.
BATCH_SIZE = 100
# How often an e-mail is sent that the mail server asked to send later, after a pause that grows (seconds).
TRIES = 3
PAUSE = 5
# After so many rejected e-mails and no accepted one, the fault is elsewhere.
ALL_REFUSED = 20

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
SET_ASIDE = (DeliveryState.REFUSED, DeliveryState.LEFT)


class Letters(Protocol):
    """Makes the Letter of a row."""

    def to(self, row: Any, /) -> Letter: ...


class Mailing(Protocol):
    """What is sent to whom: rows of a model with the fields state, token, attempts, code and answered_at."""

    def rows(self) -> QuerySet[Any]:
        """Returns all rows, with what `letters` and `is_wanted` read of them."""
        ...

    def refuse_if_called_off(self) -> None:
        """Raises Refused where nothing more is to be sent. Asked before each batch."""
        ...

    def is_wanted(self, row: Any) -> bool:
        """Whether this row still has an address that wants the e-mail."""
        ...

    def letters(self) -> Letters:
        """Returns what makes the letters of one batch; asked anew for each."""
        ...


def send_all(mailing: Mailing, job: Job, lease: Lease) -> dict[str, int] | None:
    """Sends the e-mails that are not sent yet; may run again at any time.

    Returns the counts of `outcome`; None when the mail server is away and the job is back in the queue.
    """
    connection = get_connection()
    batch_size = BATCH_SIZE if getattr(connection, "keeps_each_message_once", False) else 1
    try:
        connection.open()
        while (batch := claim_batch(mailing, lease, batch_size)) is not None:
            _wait_before_retry(batch)
            send_batch(batch, mailing, connection, lease.token)
            _stop_if_all_rejected(mailing, ALL_REFUSED)
    except OSError as error:  # includes the errors of smtplib
        smtp.retry_later(job, lease, error)
        return None
    finally:
        with suppress(OSError):
            connection.close()
    _stop_if_all_rejected(mailing, 1)
    return outcome(mailing.rows())


def outcome(rows: QuerySet[Any]) -> dict[str, int]:
    """Returns {"sent", "refused", "left", "again"}: rows by result, and those that were sent more than once."""
    counts = _counts(rows)
    return {
        "sent": counts[DeliveryState.SENT],
        "refused": counts[DeliveryState.REFUSED],
        "left": counts[DeliveryState.LEFT],
        "again": rows.filter(state=DeliveryState.SENT, attempts__gt=1).count(),
    }


def _counts(rows: QuerySet[Any]) -> dict[DeliveryState, int]:
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in DeliveryState}


def claim_batch(mailing: Mailing, lease: Lease, most: int) -> list[Any] | None:
    """Claims the next rows, in one chunk with the progress so far. Returns them; None when there are no more.

    Rows that another worker claimed before are claimed again: this worker holds the lease, so no other worker sends them.
    """
    with lease.chunk() as progress:
        mailing.refuse_if_called_off()
        all_rows = mailing.rows()
        rows = list(all_rows.filter(state__in=OPEN).order_by("attempts", "pk")[:most])
        batch = [row for row in rows if mailing.is_wanted(row)]
        _these(all_rows, (row for row in rows if row not in batch)).update(
            state=DeliveryState.LEFT, answered_at=timezone.now()
        )
        _these(all_rows, batch).update(state=DeliveryState.SENDING, token=lease.token, attempts=F("attempts") + 1)
        counts = _counts(all_rows)
        progress.set_aside = sum(counts[state] for state in SET_ASIDE)
        progress.done = counts[DeliveryState.SENT] + progress.set_aside
    for row in batch:
        row.attempts += 1
    return batch if rows else None


def _these(all_rows: QuerySet[Any], rows: Iterable[Any]) -> QuerySet[Any]:
    return all_rows.model._default_manager.filter(pk__in=[row.pk for row in rows])


def _wait_before_retry(batch: list[Any]) -> None:
    # Rows without an attempt come first. A first row with an answer means that the server deferred all rows that are left.
    if batch and batch[0].code and batch[0].answered_at:
        since = timezone.now() - batch[0].answered_at
        time.sleep(max(0.0, PAUSE * (batch[0].attempts - 1) - since.total_seconds()))


def send_batch(batch: list[Any], mailing: Mailing, connection: Any, token: uuid.UUID | None) -> None:
    """Sends the e-mails one after the other and records each answer, also if the server fails in between."""
    results: list[tuple[Any, DeliveryState, int | None]] = []
    letters = mailing.letters()
    try:
        for row in batch:
            answer, code = smtp.send(letters.to(row), connection)
            results.append((row, _state_after(answer, row), code))
    finally:
        record_results(mailing.rows(), results, token)


def _state_after(answer: smtp.Delivery, row: Any) -> DeliveryState:
    if answer == smtp.Delivery.ACCEPTED:
        return DeliveryState.SENT
    if answer == smtp.Delivery.RETRY and row.attempts < TRIES:
        return DeliveryState.PENDING
    return DeliveryState.REFUSED


def record_results(
    all_rows: QuerySet[Any], results: list[tuple[Any, DeliveryState, int | None]], token: uuid.UUID | None
) -> None:
    """Writes the answers ([(row, state, code)]) down.

    Fenced by the token of the row, not by the lease: a worker that lost its lease still knows what it sent, and may record it as
    long as no other worker has claimed the row. The same holds after the job was stopped.
    """
    now = timezone.now()
    with transaction.atomic():
        for state, code in {(state, code) for _row, state, code in results}:
            rows = [row for row, *after in results if after == [state, code]]
            own_rows = _these(all_rows, rows).filter(token=token, state=DeliveryState.SENDING)
            own_rows.update(state=state, code=code, answered_at=now)


def _stop_if_all_rejected(mailing: Mailing, most: int) -> None:
    """Raises Refused when the server rejected `most` e-mails and accepted none: then the addresses are not the fault."""
    rows = mailing.rows()
    counts = _counts(rows)
    if counts[DeliveryState.SENT] or counts[DeliveryState.REFUSED] < most:
        return
    rows.filter(state=DeliveryState.REFUSED).update(state=DeliveryState.PENDING, code=None, attempts=0)
    raise Refused(
        _(
            "The mail server refused every letter so far, so nothing more was sent. Have its settings looked at, then resume this work."
        )
    )
