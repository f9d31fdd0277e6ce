"""The e-mails to subscribers: one function for each. They return messages and send nothing.

Each is text and HTML in the language of the subscriber, without pictures, counters or links that reveal who clicked.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.ops.letters import Letter
from accounts.ops.smtp import automatic_headers
from programmes.models import NewsDelivery, NewsMailing, NewsUpdate, Reflection, Subscription
from programmes.news import markup
from programmes.reflections import quotations

# A placeholder for the reader's own link while an e-mail is rendered for all readers of a language.
LEAVE_HERE = "https://leave.invalid/"


class _Drawn(NamedTuple):
    subject: str
    text: str
    html: str

    def with_link(self, leave: str) -> "_Drawn":
        return self._replace(
            text=self.text.replace(LEAVE_HERE, leave), html=self.html.replace(LEAVE_HERE, escape(leave))
        )


def confirm(subscription: Subscription, token: str, *, days: int) -> Letter:
    """The e-mail that asks the owner of the address to confirm the subscription. days: how long the link works."""
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


def already(subscription: Subscription) -> Letter:
    """The e-mail to a person who subscribed a second time."""
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
    """The e-mails of an update, with the words stored at the time of the request. reflections: the quoted ones as they are
    now, so that an unpublished one is not sent any more. The common part of all readers of a language is rendered once.
    """

    def __init__(self, mailing: NewsMailing, reflections: Iterable[Reflection] = ()) -> None:
        self.mailing, self.reflections = mailing, reflections
        self.drawn: dict[str, _Drawn] = {}

    def to(self, delivery: NewsDelivery) -> Letter:
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

    def _draw(self, language: str) -> "_Drawn":
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


def words_of(update: NewsUpdate) -> dict[str, Any]:
    """Returns a snapshot of a NewsUpdate for `UpdateLetters`: a dict for JSON.

    {"en": {...}, "bn": {...}, "quoted": [ids of reflections, never their words]}
    """
    words: dict[str, Any] = {"quoted": sorted(update.reflections.usable().values_list("pk", flat=True))}
    for language in ("en", "bn"):
        text = update.text_in(language)
        words[language] = {
            **{field: getattr(text, field) for field in ("title", "summary", "text", "where", "donor_line")},
            "told_in": text.language,
            "dated_on": update.dated_on.isoformat(),
            "slug": update.slug,
        }
    return words


def _letter(
    name: str,
    *,
    to: str | None,
    language: str,
    subject: Callable[[], str],
    context: dict[str, Any],
    message_id: str,
    at: datetime,
    leave: str = "",
) -> Letter:
    drawn = _drawn(name, language=language, subject=subject, context=context)
    return _addressed(drawn, to=to, language=language, message_id=message_id, at=at, leave=leave)


def _drawn(name: str, *, language: str, subject: Callable[[], str], context: dict[str, Any]) -> "_Drawn":
    with translation.override(language):
        context = {"language": language, "site": settings.SITE_URL, **context}
        return _Drawn(subject(), _body(name, "txt", context), _body(name, "html", context))


def _addressed(drawn: _Drawn, *, to: str | None, language: str, message_id: str, at: datetime, leave: str) -> Letter:
    headers = automatic_headers(message_id, at) | {"Content-Language": language}
    if leave:
        headers |= {
            "List-ID": f"<updates.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    letter = Letter(drawn.subject, drawn.text, to=[to or ""], headers=headers)
    letter.attach_alternative(drawn.html, "text/html")
    return letter


def _body(name: str, ending: str, context: dict[str, Any]) -> str:
    return render_to_string(f"programmes/mail/{name}.{ending}", context).strip() + "\n"


def _address(name: str, key: str) -> str:
    """Returns a full address of this site, whatever host a request named."""
    return settings.SITE_URL + reverse(name, args=[key])
