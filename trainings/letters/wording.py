"""The words of a letter, in both languages: standard sentences, the facts of the session, and what the coordinator adds.

A letter names no officer: the same words go to everybody, so that no subject, file or log can name anyone.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_range_text, time_text
from trainings.models import LetterKind, LetterTo, Slot, TrainingSession

LANGUAGES = ("bn", "en")

_PEOPLE = (LetterTo.OFFICER, LetterTo.TRAINER, LetterTo.GUEST)
# Whom a letter can go to by e-mail. What asks a unit for something names its officers, so it goes on paper.
OFFERED: dict[LetterKind, tuple[LetterTo, ...]] = {
    LetterKind.INVITATION: _PEOPLE,
    LetterKind.JOINING: _PEOPLE,
    LetterKind.CHANGE: (*_PEOPLE, LetterTo.UNIT),
    LetterKind.CANCELLATION: (*_PEOPLE, LetterTo.UNIT),
    LetterKind.THANKS: (*_PEOPLE, LetterTo.UNIT),
}
# To whom it goes where the coordinator chooses nothing else.
USUAL: dict[LetterKind, tuple[LetterTo, ...]] = {
    LetterKind.INVITATION: (LetterTo.OFFICER, LetterTo.TRAINER),
    LetterKind.JOINING: (LetterTo.OFFICER, LetterTo.TRAINER),
    LetterKind.CHANGE: (*_PEOPLE, LetterTo.UNIT),
    LetterKind.CANCELLATION: (*_PEOPLE, LetterTo.UNIT),
    LetterKind.THANKS: (LetterTo.OFFICER,),
}


class OwnWords(NamedTuple):
    """What the coordinator writes into a letter, in both languages; one that is missing is taken from the other."""

    bn: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The words in a language, or else in the other one."""
        return (self.bn or self.en) if language == "bn" else (self.en or self.bn)


def words_of(session: TrainingSession, kind: str, own: OwnWords) -> dict[str, Any]:
    """Returns {"bn": {...}, "en": {...}} of a letter, for JSON: subject, opening, for_units, facts, own, closing, others.

    others: {LetterTo: the opening and closing of its e-mail, where they differ from those to officers}.
    session: with course, place and programme. One query.
    """
    begins = _begins_at(session)
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            course = localised_field(session.course, "title")
            dates = date_range_text(session.starts_on, session.ends_on, language)
            found[language] = {
                "subject": _subject(kind) % {"course": course, "dates": dates},
                "opening": _opening(kind),
                "for_units": _for_units(kind),
                "facts": [list(fact) for fact in _facts(session, dates, begins, language)],
                "own": own.in_language(language),
                "closing": _closing(kind),
                "others": {str(to): _to_others(kind, to) for to in OFFERED[LetterKind(kind)] if to != LetterTo.OFFICER},
            }
    return found


def words_to(words: dict[str, Any], to: str) -> dict[str, Any]:
    """Returns the words of one language as an e-mail to `to` (a LetterTo) has them."""
    return {**words, **words.get("others", {}).get(to, {})}


def digest_of(words: dict[str, Any]) -> str:
    """Returns a digest (hex) of the words: equal for equal words."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _begins_at(session):
    """Returns the time of the first line of the timetable of the first day, or None."""
    first = Slot.objects.filter(day__session=session, day__date=session.starts_on).order_by("starts_at")
    return first.values_list("starts_at", flat=True).first()


def _facts(session: TrainingSession, dates: str, begins: Any, language: str) -> Iterator[tuple[str, str]]:
    yield pgettext("letter", "Training"), localised_field(session.course, "title")
    yield _("Session"), session.code
    yield _("Dates"), dates
    yield (
        pgettext("letter", "Place"),
        f"{localised_field(session, 'venue')}, {localised_field(session.place, 'name')}",
    )
    if begins:
        yield _("Begins on the first day at"), time_text(begins, language)
    if contact := session.nominations_to or settings.CONTACT_EMAIL:
        yield _("Questions to"), contact


def _subject(kind):
    return {
        LetterKind.INVITATION: _("Invitation: %(course)s, %(dates)s"),
        LetterKind.JOINING: _("Joining instructions: %(course)s, %(dates)s"),
        LetterKind.CHANGE: _("Change: %(course)s, %(dates)s"),
        LetterKind.CANCELLATION: _("Cancelled: %(course)s, %(dates)s"),
        LetterKind.THANKS: _("Thank you: %(course)s, %(dates)s"),
    }[LetterKind(kind)]


def _opening(kind):
    return {
        LetterKind.INVITATION: _("You are invited to the training below."),
        LetterKind.JOINING: _("The training below begins soon. This is when and where to report."),
        LetterKind.CHANGE: _("Something has changed about the training below. What is written here counts."),
        LetterKind.CANCELLATION: _("The training below will not take place."),
        LetterKind.THANKS: _("Thank you for having taken part in the training below."),
    }[LetterKind(kind)]


def _for_units(kind):
    return {
        LetterKind.INVITATION: _(
            "The officers of your unit who are named below are invited to this training. You are asked to release them for these days."
        ),
        LetterKind.JOINING: _(
            "The officers of your unit who are named below take part in this training. You are asked to see that they report in time."
        ),
        LetterKind.CHANGE: _(
            "Something has changed about the training below. You are asked to tell the officers of your unit who are named below."
        ),
        LetterKind.CANCELLATION: _(
            "The training below will not take place. You are asked to tell the officers of your unit who are named below."
        ),
        LetterKind.THANKS: _(
            "Thank you for having released the officers of your unit who are named below for this training."
        ),
    }[LetterKind(kind)]


def _closing(kind):
    return {
        LetterKind.INVITATION: _(
            "Whoever cannot come tells the coordinator soon, so that somebody else can take the seat."
        ),
        LetterKind.JOINING: _(
            "Bring the service identity card and this letter. Be there on all days: attendance decides on the certificate."
        ),
        LetterKind.CHANGE: _("Whoever cannot come because of this change tells the coordinator soon."),
        LetterKind.CANCELLATION: _("Nobody needs to travel. If there is another date, a new letter will say so."),
        LetterKind.THANKS: _("We wish you success in your work with the people of your area."),
    }[LetterKind(kind)]


def _to_others(kind, to):
    """Returns the opening and the closing of an e-mail to trainers, guests or units, where they differ from those to officers."""
    kind = LetterKind(kind)
    if to == LetterTo.UNIT:
        return {"opening": _office_opening(kind)}
    openings = {
        LetterKind.INVITATION: _("You are named as a trainer of the training below.")
        if to == LetterTo.TRAINER
        else _("You are invited to speak or teach in the training below."),
        LetterKind.JOINING: _(
            "The training below, in which you teach, begins soon. This is when and where it is held."
        ),
        LetterKind.THANKS: _("Thank you for having taught in the training below."),
    }
    cannot_come = _("If you cannot come, tell the coordinator soon, so that somebody else can be named.")
    closings = {
        LetterKind.INVITATION: cannot_come,
        LetterKind.JOINING: cannot_come,
        LetterKind.CHANGE: _("If you cannot come because of this change, tell the coordinator soon."),
        LetterKind.THANKS: _("The officers you taught now take it to the people of their areas."),
    }
    found = {"opening": openings.get(kind), "closing": closings.get(kind)}
    return {name: text for name, text in found.items() if text}


def _office_opening(kind):
    return {
        LetterKind.CHANGE: _(
            "Something has changed about the training below. You are asked to tell the officers of your unit whom it concerns."
        ),
        LetterKind.CANCELLATION: _(
            "The training below will not take place. You are asked to tell the officers of your unit whom it concerns."
        ),
        LetterKind.THANKS: _("Thank you for having released officers of your unit for the training below."),
    }[kind]
