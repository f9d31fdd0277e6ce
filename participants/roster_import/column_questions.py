"""The questions about columns that are not sure: which column holds a field, with the cells that speak for each column."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import digits, number_text
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.layout.columns import CHOICES, NEEDED

# The value of a column whose field follows from the answers.
AS_ANSWERED = "asked"
_MOST_SAMPLES = 3
_DIGITS = re.compile(r"(\d+)_digits")


@dataclass
class Card:
    """One column that may hold the field of a question. at: its place from 0. reasons: sentences, what speaks for it."""

    at: int
    letters: str
    heading: str
    samples: list[str]
    reasons: list[str]
    is_chosen: bool = False


@dataclass
class Question:
    """Which column holds `field`? may_join: whether several columns may be chosen, whose cells are then joined."""

    field: str
    text: str
    may_join: bool
    cards: list[Card] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its inputs in the form."""
        return f"ask-{self.field}"

    @property
    def is_open(self) -> bool:
        """Whether none of its columns is chosen."""
        return not any(card.is_chosen for card in self.cards)


def questions(
    asks: Iterable[Mapping[str, Any]],
    known: Iterable[str],
    *,
    answers: Callable[[str], list[str]] | None = None,
) -> list[Question]:
    """Returns the Questions about stored asks, in the order in which fields are offered.

    known: the fields of the columns that are sure. answers: a function from the name of an input to its values, after a person has
    answered; without it the likeliest column of each field is chosen.
    """
    asks, known = list(asks), set(known)
    likeliest = {ask["field"] for ask in asks}
    possible = {candidate for ask in asks for candidate in ask["candidates"]}
    missing = {one for needed in NEEDED.values() if not needed & (known | likeliest) for one in needed}
    asked = [one for one in CHOICES if one in likeliest or one in possible & missing]
    return [_question(one, asks, answers) for one in asked]


def _question(about, asks, answers):
    about_it = [ask for ask in asks if ask["field"] == about]
    others = [ask for ask in asks if ask["field"] != about and about in ask["candidates"]]
    found = Question(about, _question_text(about), about in NAME_COLUMNS)
    chosen = answers(found.name) if answers else [str(place_of_letters(ask["column"])) for ask in about_it[:1]]
    for ask in (*about_it, *others):
        at = place_of_letters(ask["column"])
        reasons = [_reason(*reason) for reason in ask["reasons"]] if ask in about_it else []
        samples = [str(sample) for sample in ask["samples"][:_MOST_SAMPLES]]
        found.cards.append(Card(at, ask["column"], ask["heading"], samples, reasons, str(at) in chosen))
    return found


def answered(
    questions_asked: Iterable[Question], fields: Mapping[int, str], letters: Mapping[int, str]
) -> dict[int, str]:
    """Returns {column: field} of the answers and of the table of columns together. Raises Refused where they contradict.

    fields: {column: field, "" or AS_ANSWERED} of the table. letters: {column: its letters}.
    """
    chosen: dict[int, str] = {}
    for question in questions_asked:
        for card in question.cards:
            if not card.is_chosen:
                continue
            also = chosen.get(card.at) or fields.get(card.at, AS_ANSWERED)
            if also not in (AS_ANSWERED, question.field):
                facts = {
                    "column": card.letters,
                    "field": CHOICES[question.field],
                    "other": CHOICES.get(also, _("Not used")),
                }
                raise Refused(
                    _("Column %(column)s is chosen as “%(field)s” and as “%(other)s”. Choose one of them.") % facts
                )
            chosen[card.at] = question.field
    return {at: chosen.get(at, "" if fields.get(at) == AS_ANSWERED else fields.get(at, "")) for at in letters}


def place_of_letters(letters: str) -> int:
    """Returns the place from 0 of a column by its letters: A is 0, AA is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _question_text(about):
    sentences = {
        "service_number": _("Which column holds the service number?"),
        "name": _("Which column holds the name of the officer?"),
        "name_en": _("Which column holds the name in English?"),
        "name_bn": _("Which column holds the name in Bangla?"),
        "mobile": _("Which column holds the mobile number?"),
        "rank": _("Which column holds the rank?"),
        "unit": _("Which column holds the unit?"),
    }
    return sentences.get(about) or _("Which column holds this: %(field)s?") % {"field": CHOICES[about]}


def _reason(code, share):
    """Returns the sentence of a reason. share: of the filled cells, 0 to 1."""
    percent = {"share": _share(share)}
    if found := _DIGITS.fullmatch(code):
        return _("%(share)s of the cells have %(digits)s digits.") % {
            **percent,
            "digits": digits(found[1], get_language()),
        }
    sentences = {
        "names": _("%(share)s of the cells look like names of people."),
        "on_record": _("%(share)s of the cells are on record."),
        "heading": _("The heading says so."),
        "heading_alike": _("Only the heading resembles it."),
    }
    return sentences.get(code, _("%(share)s of the cells fit.")) % percent


def _share(share):
    return _("%(number)s%%") % {"number": number_text(round(share * 100), get_language())}
