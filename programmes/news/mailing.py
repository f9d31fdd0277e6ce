"""Sends an update to its subscribers: once per address, also when a worker dies (programmes/deliveries/sending.py).

A request writes one NewsDelivery per subscriber (unique in the database) and stores the words.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.deliveries import sending
from programmes.locking import locked_record
from programmes.models import NewsDelivery, NewsMailing, NewsUpdate, Reflection, Subscription, SubscriptionState
from programmes.news import emails

JOB_KIND = "programmes.send_update"


def subscribers() -> int:
    """Returns how many subscribers an update would have now."""
    return Subscription.objects.active().count()


@transaction.atomic
def request(update: NewsUpdate, *, by: User) -> NewsMailing:
    """Requests the job that sends an update to all present subscribers. Returns the NewsMailing. Raises Refused.

    An update is sent once: later subscribers read it on the page.
    """
    update = locked_record(update, by=by, or_system=False)
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
    return ngettext("Sending an update to %(n)s subscriber", "Sending an update to %(n)s subscribers", count) % numbers(
        n=count
    )


@performs(JOB_KIND, title=_title, unit=gettext_lazy("sent"), after=gettext_lazy("Back to the update"))
def perform(job: Job, lease: Lease) -> dict[str, int] | None:
    """Sends the e-mails that are not sent yet; may run again at any time. Returns the counts of `outcome`."""
    return sending.send_all(UpdateMailing(NewsMailing.objects.get(job=job)), job, lease)


def outcome(news_id: int) -> dict[str, int]:
    """Returns {"sent", "refused", "left", "again"}: deliveries by result, and those that were sent more than once."""
    return sending.outcome(NewsDelivery.objects.filter(news=news_id))


class UpdateMailing:
    """An update and its deliveries, for `sending`."""

    def __init__(self, mailing: NewsMailing) -> None:
        self.mailing = mailing

    def rows(self) -> QuerySet[NewsDelivery]:
        """The deliveries of the update, with their subscribers."""
        return NewsDelivery.objects.filter(news=self.mailing.news_id).select_related("subscription")

    def refuse_if_called_off(self) -> None:
        """Raises Refused once the update is no longer public."""
        if not NewsUpdate.objects.public().filter(pk=self.mailing.news_id).exists():
            raise Refused(_("The update was withdrawn. Those who have not got it yet will not."))

    def is_wanted(self, row: NewsDelivery) -> bool:
        """Whether the subscriber is still one."""
        return row.subscription.state == SubscriptionState.ACTIVE

    def letters(self) -> emails.UpdateLetters:
        """The e-mails of a batch. A consent that is withdrawn during the work applies to those that are not sent yet."""
        return emails.UpdateLetters(self.mailing, _quotable(self.mailing))


def _quotable(mailing: NewsMailing) -> list[Reflection]:
    quoted = mailing.words.get("quoted")
    return list(Reflection.objects.usable().filter(pk__in=quoted)) if quoted else []
