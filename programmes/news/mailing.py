"""Sending an update to its subscribers: once per address, whatever happens to the worker.

Asking for it writes one NewsDelivery per subscriber (unique in the database) and keeps the words. A worker then takes
some rows (pending → sending, committed), hands their letters over, and says so (sending → sent, committed). A worker
that dies in between leaves rows that are being sent: nobody knows whether the mail server took those letters. They are
handed over again, under the same Message-ID and with the same bytes. What that means depends on the transport:

- Files (accounts.ops.mail_folder): the second letter replaces the first. Exactly once, always.
- SMTP has no way to ask whether a letter arrived. Rows are therefore taken one by one, so that at most one subscriber per
  killed worker is in doubt, and that one may get the letter twice rather than not at all. Mail systems that look at
  the Message-ID drop the second. The result of the work counts those handed over again.
"""

import time
from contextlib import suppress

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.ops import smtp
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs import requesting
from jobs.execution.running import performs
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
# Letters whose second copy replaces the first go in handfuls: about a second of work.
HANDFUL = 100
# A mail server that says "later" is asked again so often, after a pause that grows (seconds).
TRIES = 3
PAUSE = 5
# So many letters refused and not one taken: then something else is wrong.
ALL_REFUSED = 20

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
SET_ASIDE = (DeliveryState.REFUSED, DeliveryState.LEFT)


def subscribers():
    """Returns how many would get an update that is sent now."""
    return Subscription.objects.active().count()


@transaction.atomic
def request(update, *, by):
    """Asks for an update to be sent to everyone who subscribes now; returns the NewsMailing. Raises Refused.

    An update is sent once: who subscribes later reads it on the page.
    """
    update = NewsUpdate.objects.select_for_update(of=("self",)).select_related("programme").get(pk=update.pk)
    _check(update, by)
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


def _check(update, by):
    if not coordinates(by, update.programme):
        raise Refused(_("Only a coordinator of the programme may do this."))
    if not (update.is_published and update.programme.is_public):
        raise Refused(_("Only a published update is sent to subscribers."))
    if NewsMailing.objects.filter(news=update).exists():
        raise Refused(_("This update was sent already. An update goes out once."))


def _title(job):
    count = job.total
    return ngettext("Sending an update to %(n)s subscriber", "Sending an update to %(n)s subscribers", count) % {
        "n": number_text(count, get_language())
    }


@performs(JOB_KIND, title=_title, unit=gettext_lazy("sent"), after=gettext_lazy("Back to the update"))
def perform(job, lease):
    """Sends what is still to be sent; may be run again at any time. Returns the counts of `outcome`."""
    mailing = NewsMailing.objects.get(job=job)
    connection = get_connection()
    handful = HANDFUL if getattr(connection, "keeps_each_message_once", False) else 1
    try:
        connection.open()
        while (taken := _take(mailing, lease, handful)) is not None:
            _wait_before_asking_again(taken)
            _hand_over(taken, mailing, connection, lease.token)
            _stop_if_nothing_is_taken(mailing, ALL_REFUSED)
    except OSError as trouble:  # those of smtplib are among them
        smtp.try_later(job, lease, trouble)
        return None
    finally:
        with suppress(OSError):
            connection.close()
    _stop_if_nothing_is_taken(mailing, 1)
    return outcome(mailing.news_id)


def outcome(news_id):
    """Returns {"sent", "refused", "left", "again"}: deliveries by how they ended, and those handed over more than once."""
    deliveries = NewsDelivery.objects.filter(news=news_id)
    counts = _counts(deliveries)
    return {
        "sent": counts[DeliveryState.SENT],
        "refused": counts[DeliveryState.REFUSED],
        "left": counts[DeliveryState.LEFT],
        "again": deliveries.filter(state=DeliveryState.SENT, attempts__gt=1).count(),
    }


def _counts(deliveries):
    found = dict(deliveries.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in DeliveryState}


def _take(mailing, lease, most):
    """Takes the next rows in hand, in one chunk with the progress so far. Returns them; None when there are no more.

    Rows that somebody had in hand before are taken like any other: the lease says that nobody has them any more.
    """
    with lease.chunk() as progress:
        if not NewsUpdate.objects.public().filter(pk=mailing.news_id).exists():
            raise Refused(_("The update was withdrawn. Those who have not got it yet will not."))
        deliveries = NewsDelivery.objects.filter(news=mailing.news_id)
        rows = list(deliveries.filter(state__in=OPEN).select_related("subscription").order_by("attempts", "pk")[:most])
        taken = [row for row in rows if row.subscription.state == SubscriptionState.ACTIVE]
        _these(row for row in rows if row not in taken).update(state=DeliveryState.LEFT, answered_at=timezone.now())
        _these(taken).update(state=DeliveryState.SENDING, token=lease.token, attempts=F("attempts") + 1)
        counts = _counts(deliveries)
        progress.set_aside = sum(counts[state] for state in SET_ASIDE)
        progress.done = counts[DeliveryState.SENT] + progress.set_aside
    for row in taken:
        row.attempts += 1
    return taken if rows else None


def _these(rows):
    return NewsDelivery.objects.filter(pk__in=[row.pk for row in rows])


def _wait_before_asking_again(taken):
    # Those who were never tried come first; a first one that was answered means that the server put all of them off.
    if taken and taken[0].code:
        since = timezone.now() - taken[0].answered_at
        time.sleep(max(0.0, PAUSE * (taken[0].attempts - 1) - since.total_seconds()))


def _hand_over(taken, mailing, connection, token):
    """Hands the letters over one after the other and writes down what became of each, even if the server goes away."""
    answered, drawn = [], emails.UpdateLetters(mailing, _quotable(mailing))
    try:
        for delivery in taken:
            answer, code = smtp.hand_over(drawn.to(delivery), connection)
            answered.append((delivery, _state_after(answer, delivery), code))
    finally:
        _write_down(answered, token)


def _quotable(mailing):
    # Asked for each handful: a consent that is taken back while letters go out holds for those still to be written.
    quoted = mailing.words.get("quoted")
    return list(Reflection.objects.usable().filter(pk__in=quoted)) if quoted else []


def _state_after(answer, delivery):
    if answer == smtp.Answer.TAKEN:
        return DeliveryState.SENT
    if answer == smtp.Answer.LATER and delivery.attempts < TRIES:
        return DeliveryState.PENDING
    return DeliveryState.REFUSED


def _write_down(answered, token):
    # Fenced by the row's own token: a worker that was thought dead still knows what it handed over, and may say so as
    # long as nobody took the row from it. Not by the lease: when work is stopped, what was sent was sent all the same.
    now = timezone.now()
    with transaction.atomic():
        for state, code in {(state, code) for _delivery, state, code in answered}:
            rows = [delivery for delivery, *after in answered if after == [state, code]]
            in_hand = _these(rows).filter(token=token, state=DeliveryState.SENDING)
            in_hand.update(state=state, code=code, answered_at=now)


def _stop_if_nothing_is_taken(mailing, most):
    """Raises Refused when the server refused `most` letters and took none: the fault is then not with the addresses."""
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
