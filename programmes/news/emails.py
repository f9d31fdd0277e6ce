"""The letters to subscribers: one function for each. Context in, message out; nothing is sent here.

Each is text and HTML in the language of the subscriber, without pictures, counters or links that tell who clicked.
"""

import hashlib
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.ops.smtp import automatic_headers
from programmes.news import markup
from programmes.reflections import quotations

# Stands for the reader's own link while a letter is drawn for all readers of a language.
LEAVE_HERE = "https://leave.invalid/"


class _Drawn(NamedTuple):
    subject: str
    text: str
    html: str

    def with_link(self, leave):
        return self._replace(
            text=self.text.replace(LEAVE_HERE, leave), html=self.html.replace(LEAVE_HERE, escape(leave))
        )


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
    context = {"link": _address("updates:confirm", token), "link_days": days}
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


class UpdateLetters:
    """The letters that bring an update, in the words that were kept when sending was asked for.

    reflections: those the mailing quotes, as they are now: the words of one that was taken down go to nobody any more.
    What is the same for all readers of a language is drawn once.
    """

    def __init__(self, mailing, reflections=()):
        self.mailing, self.reflections = mailing, reflections
        self.drawn = {}

    def to(self, delivery):
        """Returns the Letter of one delivery, with the subscriber's own link to leave by."""
        language = delivery.subscription.language
        if language not in self.drawn:
            self.drawn[language] = self._draw(language)
        leave = _address("updates:leave", delivery.subscription.leave_key)
        return _addressed(
            self.drawn[language].with_link(leave),
            to=delivery.subscription.email,
            language=language,
            message_id=str(delivery.key),
            at=self.mailing.created_at,
            leave=leave,
        )

    def _draw(self, language):
        words = self.mailing.words[language]
        context = {
            **words,
            "date": parse_date(words["dated_on"]),
            "html": markup.html(words["text"]),
            "plain": markup.plain(words["text"]),
            "quotations": quotations.quotations(self.reflections, language),
            "link": f"{_address('updates:update', words['slug'])}?language={language}",
            "leave": LEAVE_HERE,
        }
        return _drawn("update", language=language, subject=lambda: markup.one_line(words["title"]), context=context)


def words_of(update):
    """Returns what `update` needs of a NewsUpdate as it is now: a dict fit for JSON.

    {"en": {...}, "bn": {...}, "quoted": [ids of reflections, never their words]}
    """
    words = {"quoted": sorted(update.reflections.usable().values_list("pk", flat=True))}
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
    drawn = _drawn(name, language=language, subject=subject, context=context)
    return _addressed(drawn, to=to, language=language, message_id=message_id, at=at, leave=leave)


def _drawn(name, *, language, subject, context):
    with translation.override(language):
        context = {"language": language, "site": settings.SITE_URL, **context}
        return _Drawn(subject(), _body(name, "txt", context), _body(name, "html", context))


def _addressed(drawn, *, to, language, message_id, at, leave):
    headers = automatic_headers(message_id, at) | {"Content-Language": language}
    if leave:
        headers |= {
            "List-ID": f"<updates.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    letter = Letter(drawn.subject, drawn.text, to=[to], headers=headers)
    letter.attach_alternative(drawn.html, "text/html")
    return letter


def _body(name, ending, context):
    return render_to_string(f"programmes/mail/{name}.{ending}", context).strip() + "\n"


def _address(name, key):
    """Returns a full address of ours, whatever host a request claimed to be for."""
    return settings.SITE_URL + reverse(name, args=[key])
