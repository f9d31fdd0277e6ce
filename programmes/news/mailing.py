"""Sends an update to its subscribers: once per address, also when a worker dies.

A request writes one NewsDelivery per subscriber (unique in the database) and stores the words. A worker then claims a batch of
rows (pending → sending, committed), sends their e-mails, and records the answers (sending → sent, committed). A worker that dies
in between leaves rows in the state "sending", and it is unknown whether the mail server accepted those e-mails. They are sent
again with the same Message-ID and the same bytes. The effect depends on the transport:

- Files (accounts.ops.mail_folder): the second copy replaces the first. Always exactly once.
- SMTP cannot be asked whether an e-mail arrived. A batch is therefore one row, so a killed worker leaves at most one subscriber
  in doubt, who may get the e-mail twice but not less than once. Mail systems that compare the Message-ID drop the second copy.
  The result of the job counts the e-mails that were sent again.
"""

import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.ops import smtp
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.locking import locked_record
from programmes.models import (
    DeliveryState,
    NewsDelivery,
    NewsMailing,
    NewsUpdate,
    Reflection,
    Subscription,
    SubscriptionState,
)
from programmes.news import emails

JOB_KIND = "programmes.send_update"
# For transports where a second copy replaces the first: about a second of work.
BATCH_SIZE = 100
# How often an e-mail is sent that the mail server asked to send later, after a pause that grows (seconds).
TRIES = 3
PAUSE = 5
# After so many rejected e-mails and no accepted one, the fault is elsewhere.
ALL_REFUSED = 20

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
SET_ASIDE = (DeliveryState.REFUSED, DeliveryState.LEFT)


def subscribers() -> int:
    """Returns how many subscribers an update would have now."""
    return Subscription.objects.active().count()


@transaction.atomic
def request(update: NewsUpdate, *, by: User) -> NewsMailing:
    """Requests the job that sends an update to all present subscribers. Returns the NewsMailing. Raises Refused.

    An update is sent once: later subscribers read it on the page.
    """
    update = locked_record(NewsUpdate.objects.all(), update.pk, by=by, or_system=False)
    _check(update)
    chosen = list(Subscription.objects.active().order_by("pk").values_list("pk", flat=True))
    if not chosen:
        raise Refused(_("Nobody has subscribed yet, so there is nobody to send it to."))
    page = reverse("admin:programmes_newsupdate_page", args=[update.pk])
    job = requesting.request(
        JOB_KIND,
        by=by,
        params={"news": update.pk, "back": page, "next": page},
        scope=f"programme:{update.programme_id}",
        total=len(chosen),
        key=f"news:{update.pk}",
    )
    mailing = NewsMailing.objects.create(
        news=update, job=job, words=emails.words_of(update), created_at=timezone.now().replace(microsecond=0)
    )
    NewsDelivery.objects.bulk_create(
        (NewsDelivery(news=update, subscription_id=subscription) for subscription in chosen), batch_size=500
    )
    record(by, "news.sending_requested", update, subscribers=len(chosen), job=job.pk)
    return mailing


def _check(update: NewsUpdate) -> None:
    if not (update.is_published and update.programme.is_public):
        raise Refused(_("Only a published update is sent to subscribers."))
    if NewsMailing.objects.filter(news=update).exists():
        raise Refused(_("This update was sent already. An update goes out once."))


def _title(job: Job) -> str:
    count = job.total
    return ngettext("Sending an update to %(n)s subscriber", "Sending an update to %(n)s subscribers", count) % {
        "n": number_text(count, get_language())
    }


@performs(JOB_KIND, title=_title, unit=gettext_lazy("sent"), after=gettext_lazy("Back to the update"))
def perform(job: Job, lease: Lease) -> dict[str, int] | None:
    """Sends the e-mails that are not sent yet; may run again at any time. Returns the counts of `outcome`."""
    mailing = NewsMailing.objects.get(job=job)
    connection = get_connection()
    batch_size = BATCH_SIZE if getattr(connection, "keeps_each_message_once", False) else 1
    try:
        connection.open()
        while (batch := _claim_batch(mailing, lease, batch_size)) is not None:
            _wait_before_retry(batch)
            _send_batch(batch, mailing, connection, lease.token)
            _stop_if_all_rejected(mailing, ALL_REFUSED)
    except OSError as error:  # includes the errors of smtplib
        smtp.retry_later(job, lease, error)
        return None
    finally:
        with suppress(OSError):
            connection.close()
    _stop_if_all_rejected(mailing, 1)
    return outcome(mailing.news_id)


def outcome(news_id: int) -> dict[str, int]:
    """Returns {"sent", "refused", "left", "again"}: deliveries by result, and those that were sent more than once."""
    deliveries = NewsDelivery.objects.filter(news=news_id)
    counts = _counts(deliveries)
    return {
        "sent": counts[DeliveryState.SENT],
        "refused": counts[DeliveryState.REFUSED],
        "left": counts[DeliveryState.LEFT],
        "again": deliveries.filter(state=DeliveryState.SENT, attempts__gt=1).count(),
    }


def _counts(deliveries: QuerySet[NewsDelivery]) -> dict[DeliveryState, int]:
    found = dict(deliveries.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in DeliveryState}


def _claim_batch(mailing: NewsMailing, lease: Lease, most: int) -> list[NewsDelivery] | None:
    """Claims the next rows, in one chunk with the progress so far. Returns them; None when there are no more.

    Rows that another worker claimed before are claimed again: this worker holds the lease, so no other worker sends them.
    """
    with lease.chunk() as progress:
        if not NewsUpdate.objects.public().filter(pk=mailing.news_id).exists():
            raise Refused(_("The update was withdrawn. Those who have not got it yet will not."))
        deliveries = NewsDelivery.objects.filter(news=mailing.news_id)
        rows = list(deliveries.filter(state__in=OPEN).select_related("subscription").order_by("attempts", "pk")[:most])
        batch = [row for row in rows if row.subscription.state == SubscriptionState.ACTIVE]
        _rows(row for row in rows if row not in batch).update(state=DeliveryState.LEFT, answered_at=timezone.now())
        _rows(batch).update(state=DeliveryState.SENDING, token=lease.token, attempts=F("attempts") + 1)
        counts = _counts(deliveries)
        progress.set_aside = sum(counts[state] for state in SET_ASIDE)
        progress.done = counts[DeliveryState.SENT] + progress.set_aside
    for row in batch:
        row.attempts += 1
    return batch if rows else None


def _rows(rows: Iterable[NewsDelivery]) -> QuerySet[NewsDelivery]:
    return NewsDelivery.objects.filter(pk__in=[row.pk for row in rows])


def _wait_before_retry(batch: list[NewsDelivery]) -> None:
    # Rows without an attempt come first. A first row with an answer means that the server deferred all rows that are left.
    if batch and batch[0].code and batch[0].answered_at:
        since = timezone.now() - batch[0].answered_at
        time.sleep(max(0.0, PAUSE * (batch[0].attempts - 1) - since.total_seconds()))


def _send_batch(batch: list[NewsDelivery], mailing: NewsMailing, connection: Any, token: uuid.UUID | None) -> None:
    """Sends the e-mails one after the other and records each answer, also if the server fails in between."""
    results: list[tuple[NewsDelivery, DeliveryState, int | None]] = []
    letters = emails.UpdateLetters(mailing, _quotable(mailing))
    try:
        for delivery in batch:
            answer, code = smtp.send(letters.to(delivery), connection)
            results.append((delivery, _state_after(answer, delivery), code))
    finally:
        _record_results(results, token)


def _quotable(mailing: NewsMailing) -> list[Reflection]:
    # Read again for each batch: a consent that is withdrawn during the work applies to the e-mails that are not sent yet.
    quoted = mailing.words.get("quoted")
    return list(Reflection.objects.usable().filter(pk__in=quoted)) if quoted else []


def _state_after(answer: smtp.Delivery, delivery: NewsDelivery) -> DeliveryState:
    if answer == smtp.Delivery.ACCEPTED:
        return DeliveryState.SENT
    if answer == smtp.Delivery.RETRY and delivery.attempts < TRIES:
        return DeliveryState.PENDING
    return DeliveryState.REFUSED


def _record_results(results: list[tuple[NewsDelivery, DeliveryState, int | None]], token: uuid.UUID | None) -> None:
    # Fenced by the token of the row, not by the lease: a worker that lost its lease still knows what it sent, and may record it
    # as long as no other worker has claimed the row. The same holds after the job was stopped.
    now = timezone.now()
    with transaction.atomic():
        for state, code in {(state, code) for _delivery, state, code in results}:
            rows = [delivery for delivery, *after in results if after == [state, code]]
            own_rows = _rows(rows).filter(token=token, state=DeliveryState.SENDING)
            own_rows.update(state=state, code=code, answered_at=now)


def _stop_if_all_rejected(mailing: NewsMailing, most: int) -> None:
    """Raises Refused when the server rejected `most` e-mails and accepted none: then the addresses are not the fault."""
    deliveries = NewsDelivery.objects.filter(news=mailing.news_id)
    counts = _counts(deliveries)
    if counts[DeliveryState.SENT] or counts[DeliveryState.REFUSED] < most:
        return
    deliveries.filter(state=DeliveryState.REFUSED).update(state=DeliveryState.PENDING, code=None, attempts=0)
    raise Refused(
        _(
            "The mail server refused every letter so far, so nothing more was sent. Have its settings looked at, then resume this work."
        )
    )
