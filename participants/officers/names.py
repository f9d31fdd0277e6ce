"""The name of an officer: the rule for what a name can be, and the function that writes it outside of lists.

Lists and tables read names with `roster.cells.names`, forms and pages with `parse_name`. Code that prints a name checks it again
with `name_problem`, because old records may have names that are refused today.
"""

import unicodedata
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from participants.duplicates import search_keys
from participants.models import Officer
from participants.roster.base.problems import NOTE, Problem, problem
from participants.roster.base.text import BANGLA_LETTER, clean
from participants.roster.cells.name_pieces import LATIN_LETTER
from participants.roster.cells.names import typed_name
from participants.roster.cells.no_names import why_no_name

FIELDS = ("name_bn", "name_en")
LONGEST = 200
_QUESTIONS = ("NAME_WITH_MORE", "NAME_WITH_MORE_BEFORE", "NAME_WITH_ABSENCE")
_JOINERS = "\u200c\u200d"
# The audit trail stores the number of a name field: it refuses words that look like personal data.
_NUMBERS = {field: number for number, field in enumerate(FIELDS)}


@transaction.atomic
def name_officer(
    officer: Officer, *, by: User, name_bn: str | None = None, name_en: str | None = None, as_on: str = "check_list"
) -> Officer:
    """Writes the full name of an officer in one script or both, with history, search keys and audit. Returns the Officer.

    None leaves a name unchanged. as_on: the page, for the audit trail. Raises Refused when `by` coordinates no programme
    that holds the record, and for a text that cannot be a name (see `parse_name`).
    """
    if not Officer.objects.coordinated_by(by).filter(pk=officer.pk).exists():
        raise Refused(_("Only a coordinator of the programme that holds the record may change the name."))
    given = {"name_bn": name_bn, "name_en": name_en}
    read = {field: parse_name(field, text) for field, text in given.items() if text is not None}
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = [field for field, text in read.items() if getattr(officer, field) != text]
    if not changed:
        return officer
    for field in changed:
        setattr(officer, field, read[field])
    officer._history_user = by  # type: ignore[attr-defined]  # read by simple_history
    officer.save(update_fields=[*changed, "updated_at"])
    search_keys.index([officer])
    record(by, "officer.changed", officer, fields=sorted(_NUMBERS[field] for field in changed), as_on=as_on)
    return officer


def parse_name(field: str, text: object) -> str:
    """Returns a typed name as it is stored. field: "name_bn" or "name_en". Raises Refused for a text that cannot be a name.

    Removes surplus spaces and a form of address. Refuses medals, degrees and ranks, which have fields of their own.
    """
    text = str(text).strip().strip("\ufeff\u200b")
    if not text:
        raise Refused(_("Type the name."))
    if len(text) > LONGEST:
        raise Refused(_("A name has %(most)s characters at most.") % numbers(most=LONGEST))
    if wrong := _wrong(field, text):
        raise Refused(_other_script(field) if wrong.code == "NAME_IN_OTHER_SCRIPT" else wrong.message)
    found, _problems = typed_name(clean(text, field)[0], field)
    if found.honours:
        raise Refused(
            _("“%(seen)s” is not part of the name. Medals and degrees have their own field.") % {"seen": found.honours}
        )
    return getattr(found, field)


@lru_cache(maxsize=20_000)
def name_problem(field: str, text: str) -> Problem | None:
    """Returns the Problem of a name on record, or None where it may be printed. Corrects nothing."""
    return problem("TEXT_TOO_LONG", field, longest=LONGEST) if len(text) > LONGEST else _wrong(field, text)


def _wrong(field, text):
    if _hidden_characters(text):
        return problem("ZERO_WIDTH_IN_NAME", field)
    if why := why_no_name(text):
        return problem(why, field, seen=text[:60])
    text, text_problems = clean(text, field)
    own, other = (BANGLA_LETTER, LATIN_LETTER) if field == "name_bn" else (LATIN_LETTER, BANGLA_LETTER)
    if other.search(text):
        return problem("NAME_IN_OTHER_SCRIPT", field, seen=text[:60])
    found, name_problems = typed_name(text, field)
    serious = [one for one in (*text_problems, *name_problems) if one.severity != NOTE]
    if found.rank and not serious:
        return problem("NAME_HAS_RANK", field, seen=found.rank)
    if not serious and own.search(text) and getattr(found, field):
        return None
    return _as_statement(serious[0], field) if serious else problem("NAME_SAYS_NOTHING", field, seen=text[:60])


def _as_statement(wrong, field):
    """Returns the Problem of a typed name for one of a list, where a question is asked instead."""
    return problem("NAME_HAS_MORE", field, seen=wrong.facts["seen"]) if wrong.code in _QUESTIONS else wrong


def _hidden_characters(text):
    """Whether a text has invisible characters or changes the direction of text. The joiners that Bangla needs are allowed."""
    return any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") and letter not in _JOINERS for letter in text)


def _other_script(field):
    return _("Type this name in Bangla letters.") if field == "name_bn" else _("Type this name in English letters.")
