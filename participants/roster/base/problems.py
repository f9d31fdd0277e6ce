"""The problems of cells, rows and files; their sentences are in `sentences`.

A problem is stored with its code and facts, never as a sentence, so that people can read it in either language.
"""

import dataclasses
import datetime as dt
import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.text.localised_text import date_text, number_text
from participants.identity.evidence import PHRASES
from participants.roster.base.sentences import NOTES, REJECTIONS, REVIEWS

NOTE, REVIEW, REJECT = "note", "review", "reject"

_KNOWN = (
    {code: (NOTE, quiet, sentence) for code, (quiet, sentence) in NOTES.items()}
    | {code: (REVIEW, False, sentence) for code, sentence in REVIEWS.items()}
    | {code: (REJECT, False, sentence) for code, sentence in REJECTIONS.items()}
)
# The row may be about another person than the record, or than another row, or about somebody who did not come: each needs a
# decision of its own.
IDENTITY = frozenset(
    {
        "OTHER_NAME",
        "NAMES_DISAGREE",
        "NAMES_NOT_ALIKE",
        "POSSIBLE_DUPLICATE_OF_ROW",
        "SAME_NUMBER_AS_ROW",
        "OFFICER_ALIKE",
        "OTHER_NAME_HIDDEN",
        "OFFICER_ALIKE_HIDDEN",
        "HELD_ELSEWHERE",
        "NAME_WITH_ABSENCE",
        "ROW_SAYS_STATE",
        "ROW_STRUCK_OUT",
    }
)
# What a file problem says changes who gets in: it belongs beside the count of people.
CHANGES_WHO_GETS_IN = frozenset(
    {
        "FILE_OTHER_SHEETS",
        "FILE_TABLE_BESIDE",
        "FILE_TABLE_NOT_READ",
        "FILE_NUMBERS_BESIDE",
        "FILE_EXAMPLE",
        "FILE_SECTION_ROLE",
        "FILE_SECTION_STATE",
        "FILE_HIDDEN_ROWS",
        "FILE_HIDDEN_COLUMNS",
        "FILE_HIDDEN_SHEET",
        "FILE_STRUCK_ROWS",
        "FILE_GREY_ROWS",
        "FILE_UNEVEN_ROWS",
        "FILE_APPLIED_BEFORE",
    }
)
# Texts that were converted; a person must confirm each. Facts: before, after.
CONVERTED = frozenset({"BIJOY_TEXT", "TEXT_REPAIRED"})
HELD, NOT_LOOKED_UP = "HELD_ELSEWHERE", "NOT_LOOKED_UP"
_LONGEST_SEEN = 80
_TYPED = {"seen", "before", "old", "other", "number"}
_DAY = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_ROW_AT_END = re.compile(r"_\d+$")


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a row, a cell or a file.

    severity: "note" (information), "review" (a person must decide) or "reject". field: the field it is about; "" for the row.
    suggestion: a value that a person may accept, a text, or a code of a rank, unit or district, whose name is `facts["meant"]`.
    facts: the values in the sentence, plain JSON.
    """

    code: str
    severity: str
    field: str = ""
    suggestion: str | None = None
    facts: dict = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the active language."""
        _severity, _quiet, sentence = _KNOWN[_ROW_AT_END.sub("", self.code)]
        return str(sentence) % self._localised_facts() if self.facts else str(sentence)

    def _localised_facts(self):
        language = get_language()
        # Texts of the file are not translated.
        texts = {name: fact if name in _TYPED else _in_language(fact, language) for name, fact in self.facts.items()}
        if "lists" in texts:
            texts["seen"] = ", ".join(f"{name} ({number_text(count, language)})" for name, count in texts["lists"])
        if "reasons" in texts:
            texts["reasons"] = ", ".join(str(PHRASES[code]) for code in texts["reasons"])
        return texts

    @property
    def offer(self) -> str:
        """The suggestion as a question in the active language; "" where there is none."""
        if self.suggestion is None:
            return ""
        return _("Did you mean %(meant)s?") % {
            "meant": _in_language(self.facts.get("meant", self.suggestion), get_language())
        }

    @property
    def is_about_identity(self) -> bool:
        """Whether it is about who the person is."""
        return _ROW_AT_END.sub("", self.code) in IDENTITY

    @property
    def changes_who_gets_in(self) -> bool:
        """Whether it is a problem of a file that belongs beside the count of people."""
        return self.code in CHANGES_WHO_GETS_IN

    @property
    def is_quiet(self) -> bool:
        """Whether the page may leave it out: surplus spaces, Bangla digits."""
        return self.severity == NOTE and _KNOWN[_ROW_AT_END.sub("", self.code)][1]

    def as_json(self) -> dict[str, Any]:
        """Returns a plain dictionary to store; `problem_from_json` reads it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "field": self.field,
            "suggestion": self.suggestion,
            "facts": self.facts,
        }


def _in_language(fact, language):
    """Returns a number or an ISO date in the format of the language, anything else unchanged."""
    if isinstance(fact, int):
        return number_text(fact, language)
    if isinstance(fact, str) and _DAY.fullmatch(fact):
        return date_text(dt.date.fromisoformat(fact), language)
    return fact


def problem(code: str, about: str = "", *, suggestion: str | None = None, **facts: Any) -> Problem:
    """Returns a `Problem` of a known code about a field. A fact `row` becomes part of the code: DUPLICATE_OF_ROW_6."""
    severity = _KNOWN[code][0]
    if len(str(facts.get("seen", ""))) > _LONGEST_SEEN:
        facts["seen"] = facts["seen"][:_LONGEST_SEEN] + "…"
    if "row" in facts:
        code = f"{code}_{facts['row']}"
    return Problem(code=code, severity=severity, field=about, suggestion=suggestion, facts=facts)


def problem_from_json(stored: dict[str, Any]) -> Problem:
    """Returns the `Problem` that `as_json` stored."""
    if stored["code"].startswith("POSSIBLE_DUPLICATE_OF_ROW") and "reasons" not in stored["facts"]:
        # Of an older version, which compared only rows with other numbers and gave no reasons.
        stored = stored | {"facts": stored["facts"] | {"reasons": ["number_other"]}}
    return Problem(**stored)
