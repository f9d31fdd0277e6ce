"""Quotations of reflections in updates: the original or translated words and the role of the speaker, while they may be
quoted. An update stores references to reflections, never their words, so that an unpublished one disappears from the page,
the feed and e-mails that are not sent yet.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from programmes.models import NewsUpdate, Programme, Reflection


class Quotation(NamedTuple):
    """A reflection in one language. `translated_from` is the language it was said in, "" for the original words."""

    text: str
    language: str
    role: str
    role_language: str
    translated_from: str


def quotation(reflection: Reflection, asked: str) -> Quotation:
    """Returns the Quotation of a reflection in the language asked ("en" or "bn"), else in the other one."""
    text, language = _text_of(reflection, "text", asked)
    role, role_language = _text_of(reflection, "speaker_role", asked)
    return Quotation(
        text, language, role, role_language, "" if language == reflection.language else reflection.language
    )


def quotations(reflections: Iterable[Reflection], asked: str) -> list[Quotation]:
    """Returns the Quotations of those that may be quoted now, in the order they were said."""
    quotable = [reflection for reflection in reflections if reflection.is_usable]
    return [quotation(one, asked) for one in sorted(quotable, key=lambda one: (str(one.said_on or ""), one.pk))]


def offered(programmes: Any, *, update: NewsUpdate | None = None) -> QuerySet[Reflection]:
    """Returns the reflections that an update may quote, and those that `update` quotes already, in any state.

    programmes: a queryset or list of those whose reflections are meant.
    """
    usable = Reflection.objects.usable().filter(programme__in=programmes)
    if update is None or not update.pk:
        return usable
    quoted = Reflection.objects.filter(programme__in=programmes, updates=update)
    return Reflection.objects.filter(Q(pk__in=usable.values("pk")) | Q(pk__in=quoted.values("pk")))


def problems(reflections: Iterable[Reflection], programme: Programme | None) -> list[str]:
    """Returns sentences on those of `reflections` that an update of the programme must not quote."""
    found = []
    for reflection in reflections:
        start = {"start": excerpt(reflection)}
        if not reflection.is_usable:
            found.append(_("“%(start)s” may not be quoted any more. Take it out, or publish it again.") % start)
        elif programme and reflection.programme_id != programme.pk:
            found.append(_("“%(start)s” belongs to another programme.") % start)
    return found


def excerpt(reflection: Reflection, most: int = 60) -> str:
    """Returns the beginning of the words in the language of the page."""
    words = " ".join(reflection.text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def label(reflection: Reflection) -> str:
    """Returns one line that identifies it for a writer."""
    words = f"“{excerpt(reflection, 120)}” — {reflection.speaker_role}"
    return words if reflection.is_usable else _("%(words)s (not published any more)") % {"words": words}


def _text_of(reflection: Reflection, field: str, asked: str) -> tuple[str, str]:
    here, there = ("bn", "en") if asked.startswith("bn") else ("en", "bn")
    text = getattr(reflection, f"{field}_{here}")
    return (text, here) if text else (getattr(reflection, f"{field}_{there}"), there)
