"""The questions about columns that are not sure: which column holds a field, with the cells that speak for each column."""

import dataclasses
import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.layout.column_assignment import Ask
from participants.roster.layout.columns import CHOICES, columns_of

# The value of a column whose field follows from the answers.
AS_ANSWERED = "asked"
_MOST_SAMPLES, _MOST_CARDS = 3, 8
_LONG_NUMBER, _WORDS = re.compile(r"\d[\d\s-]{6,}"), re.compile(r"^\D{3,}$")
# More would hide the ones that count: the strongest come first.
_MOST_REASONS = 3


@dataclasses.dataclass
class Card:
    """One column that may hold the field of a question. at: its place from 0. reasons: sentences, what speaks for it."""

    at: int
    letters: str
    heading: str
    samples: list[str]
    reasons: list[str]
    is_chosen: bool = False


@dataclasses.dataclass
class Question:
    """Which column holds `field`? may_join: whether several columns may be chosen, whose cells are then joined.

    is_answered: whether a person has answered, also that it is none of these columns.
    """

    field: str
    text: str
    may_join: bool
    is_answered: bool = False
    cards: list[Card] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its inputs in the form."""
        return f"ask-{self.field}"

    @property
    def is_none(self) -> bool:
        """Whether a person said that it is none of these columns."""
        return self.is_answered and not any(card.is_chosen for card in self.cards)


def asks_about_missing(
    top: Mapping[str, Any], header_row: int, columns: Container[int], needed: Iterable[str]
) -> list[Ask]:
    """Returns Asks about needed fields for which no column was found: for each, the other columns that could hold it.

    top: the first rows of the sheet, see `layout.columns.tops`. columns: the places of the columns that are sure. needed: keys of
    NEEDED.
    """
    others = [column for column in columns_of(dict(top), header_row) if column[0] not in columns]
    return [
        Ask(at, what, heading, samples, [what], [])
        for what in needed
        for at, _letters, heading, samples in [one for one in others if _could_hold(what, one[3])][:_MOST_CARDS]
    ]


def _could_hold(what, samples):
    """Whether a column could hold service numbers, or names: it has long numbers, or words without figures."""
    pattern = _LONG_NUMBER if what == "service_number" else _WORDS
    return any(pattern.search(digits(sample, "en")) for sample in samples)


def questions(
    asks: Iterable[Mapping[str, Any]],
    likely: Mapping[int, str],
    *,
    answers: Callable[[str], list[str]] | None = None,
) -> list[Question]:
    """Returns the Questions about stored asks, in the order in which fields are offered.

    likely: {column: field} as the file was understood; the likely column of a field is chosen beforehand, and none where several
    are as likely. answers: a function from the name of an input to its values, after a person has answered.
    """
    asks = list(asks)
    asked = {ask["field"] for ask in asks}
    return [_question(field, asks, likely, answers) for field in CHOICES if field in asked]


def _question(about, asks, likely, answers):
    found = Question(about, _question_text(about), about in NAME_COLUMNS)
    found.is_answered = found.may_join or bool(answers and answers(found.name))
    chosen = answers(found.name) if answers else [str(at) for at, field in likely.items() if _is_about(field, about)]
    for ask in asks:
        if ask["field"] != about:
            continue
        at = place_of_letters(ask["column"])
        reasons = [_reason(*reason) for reason in ask["reasons"][:_MOST_REASONS]]
        samples = [str(sample) for sample in ask["samples"][:_MOST_SAMPLES]]
        found.cards.append(
            Card(at, ask["column"], ask["heading"], samples, list(filter(None, reasons)), str(at) in chosen)
        )
    return found


def _is_about(field, about):
    return field == about or (field in NAME_COLUMNS and about in NAME_COLUMNS)


def answered(
    questions_asked: Iterable[Question], fields: Mapping[int, str], letters: Mapping[int, str]
) -> dict[int, str]:
    """Returns {column: field} of the answers and of the table of columns together. Raises Refused where they contradict.

    fields: {column: field, "" or AS_ANSWERED} of the table. letters: {column: its letters}.
    """
    chosen: dict[int, str] = {}
    for question in questions_asked:
        if not question.is_answered:
            raise Refused(_("Not answered yet: %(question)s") % {"question": question.text})
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
    """Returns the sentence of a reason. share: of the filled cells, or how surely the heading says it, 0 to 1."""
    sentences = {
        "heading_clear": _("The heading says it."),
        "heading_alike": _("The heading resembles it."),
        "heading_vague": _("The heading may mean it."),
        "10_digits": _("%(share)s of the cells have 10 digits."),
        "birth_year": _("%(share)s begin with a year of birth, as service numbers do."),
        "on_record": _("%(share)s are service numbers on record."),
        "13_or_17_digits": _("%(share)s have 13 or 17 digits, as national identity numbers do."),
        "mobiles": _("%(share)s are mobile numbers."),
        "landlines": _("%(share)s are numbers of landlines."),
        "names": _("%(share)s look like names of people."),
        "with_ranks": _("%(share)s hold a rank as well."),
        "ranks": _("%(share)s are ranks."),
        "units": _("%(share)s are units."),
        "districts": _("%(share)s are districts."),
        "stations": _("%(share)s are police stations."),
        "dates": _("%(share)s are dates."),
        "emails": _("%(share)s are e-mail addresses."),
        "sexes": _("%(share)s say woman or man."),
        "running": _("%(share)s go up by one from row to row."),
        "numbers": _("%(share)s are other numbers."),
        "codes": _("%(share)s are other codes."),
        "blank": _("%(share)s of the cells are empty."),
    }
    return sentences.get(code, "") % {"share": _share(share)}


def _share(share):
    return _("%(number)s%%") % numbers(number=round(share * 100))
