"""The letters to subscribers: one function for each. Context in, message out; nothing is sent here.

Each is text and HTML in the language of the subscriber, without pictures, counters or links that tell who clicked.
"""

import hashlib
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from programmes import news_text


class Letter(EmailMultiAlternatives):
    """A message that comes out the same, byte for byte, each time it is made from the same words."""

    def message(self, *args, **kwargs):
        message = super().message(*args, **kwargs)
        digest = hashlib.sha256(self.extra_headers["Message-ID"].encode()).hexdigest()[:32]
        for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
            part.set_boundary(f"=_{digest}_{number}")
        return message


def confirm(subscription, token, *, days):
    """The letter that asks whether it was really the owner of the address who subscribed. days: how long the link works."""
    context = {"link": _address("updates:confirm", token), "days": days}
    return _letter(
        "confirm",
        to=subscription.email,
        language=subscription.language,
        subject=lambda: _("Confirm: updates of Shetu by e-mail"),
        context=context,
        message_id=f"confirm-{subscription.leave_key[:8]}-{subscription.letters}",
        at=subscription.asked_at,
    )


def already(subscription):
    """The letter to someone who subscribed a second time."""
    leave = _address("updates:leave", subscription.leave_key)
    return _letter(
        "already",
        to=subscription.email,
        language=subscription.language,
        subject=lambda: _("You get the updates of Shetu already"),
        context={"leave": leave},
        message_id=f"already-{subscription.leave_key[:8]}-{subscription.letters}",
        at=subscription.asked_at,
        leave=leave,
    )


def update(delivery, mailing):
    """The letter that brings an update to one subscriber, in the words that were kept when sending was asked for."""
    subscription = delivery.subscription
    words = mailing.words[subscription.language]
    leave = _address("updates:leave", subscription.leave_key)
    context = {
        **words,
        "date": parse_date(words["dated_on"]),
        "html": news_text.html(words["text"]),
        "plain": news_text.plain(words["text"]),
        "link": f"{_address('updates:update', words['slug'])}?language={subscription.language}",
        "leave": leave,
    }
    return _letter(
        "update",
        to=subscription.email,
        language=subscription.language,
        subject=lambda: news_text.one_line(words["title"]),
        context=context,
        message_id=str(delivery.key),
        at=mailing.created_at,
        leave=leave,
    )


def words_of(update):
    """Returns what `update` needs of a NewsUpdate, per language, as it is now: a dict fit for JSON."""
    words = {}
    for language in ("en", "bn"):
        told = update.told(language)
        words[language] = {
            **{field: getattr(told, field) for field in ("title", "summary", "text", "where", "donor_line")},
            "told_in": told.language,
            "dated_on": update.dated_on.isoformat(),
            "slug": update.slug,
        }
    return words


def _letter(name, *, to, language, subject, context, message_id, at, leave=""):
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        # The same however often it is handed over, so that whoever receives it twice can tell.
        "Message-ID": f"<{message_id}@{host}>",
        "Date": formatdate(at.timestamp()),
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
    }
    if leave:
        headers |= {
            "List-ID": f"<updates.{host}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    with translation.override(language):
        context = {"language": language, "site": settings.SITE_URL, **context}
        letter = Letter(subject(), _body(name, "txt", context), to=[to], headers=headers)
        letter.attach_alternative(_body(name, "html", context), "text/html")
    return letter


def _body(name, ending, context):
    return render_to_string(f"programmes/mail/{name}.{ending}", context).strip() + "\n"


def _address(name, key):
    """Returns a full address of ours, whatever host a request claimed to be for."""
    return settings.SITE_URL + reverse(name, args=[key])
