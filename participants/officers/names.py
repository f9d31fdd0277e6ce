"""The name of an officer: what can be one, and the one verb that writes it outside of lists.

Every door asks the same: lists and tables read names by `roster.names`, forms and pages by `parse_name`, and whoever prints a name
asks `name_problem` once more, because old records may hold what no door takes today.
"""

import unicodedata
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.refusal import Refused
from participants.duplicates import search_keys
from participants.models import Officer
from participants.roster.base.problems import NOTE, problem
from participants.roster.base.text import BANGLA_LETTER, clean
from participants.roster.cells.names import LATIN_LETTER, says_nothing
from participants.roster.cells.names import name as read_name

FIELDS = ("name_bn", "name_en")
LONGEST = 200
_JOINERS = "\u200c\u200d"
# Each name by its place: the audit trail keeps no word that smells of personal data.
_NUMBERS = {field: number for number, field in enumerate(FIELDS)}


@transaction.atomic
def name_officer(officer, *, by, name_bn=None, name_en=None, as_on="check_list"):
    """Writes the full name of an officer in one script or both, with history, search keys and audit. Returns the Officer.

    None leaves a name as it is. as_on: where it was written, for the audit trail. Raises Refused when `by` coordinates no
    programme that holds the record, and with a sentence for what cannot be a name (see `parse_name`).
    """
    if not Officer.objects.coordinated_by(by).filter(pk=officer.pk).exists():
        raise Refused(_("Only a coordinator of the programme that keeps the record may change the name."))
    given = {"name_bn": name_bn, "name_en": name_en}
    read = {field: parse_name(field, text) for field, text in given.items() if text is not None}
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = [field for field, text in read.items() if getattr(officer, field) != text]
    if not changed:
        return officer
    for field in changed:
        setattr(officer, field, read[field])
    officer._history_user = by
    officer.save(update_fields=[*changed, "updated_at"])
    search_keys.index([officer])
    record(by, "officer.changed", officer, fields=sorted(_NUMBERS[field] for field in changed), as_on=as_on)
    return officer


def parse_name(field, text):
    """Returns a typed name ("name_bn" or "name_en") as it is kept; raises Refused with a sentence when it cannot be one.

    Spare spaces and a form of address go; medals and degrees do not go in silence, for they have a field of their own.
    """
    text = str(text).strip().strip("\ufeff\u200b")
    if not text:
        raise Refused(_("Type the name."))
    if len(text) > LONGEST:
        raise Refused(_("A name has %(most)d characters at most.") % {"most": LONGEST})
    if wrong := _wrong(field, text):
        raise Refused(_other_script(field) if wrong.code == "NAME_IN_OTHER_SCRIPT" else wrong.message)
    found, _problems = read_name(clean(text, field)[0], field)
    if found.honours:
        raise Refused(
            _("“%(seen)s” is no part of the name. Medals and degrees have a field of their own.")
            % {"seen": found.honours}
        )
    return getattr(found, field)


@lru_cache(maxsize=20_000)
def name_problem(field, text):
    """Returns the Problem of a name as it stands on record, or None where it may be printed. Nothing is put right here."""
    return problem("TEXT_TOO_LONG", field, longest=LONGEST) if len(text) > LONGEST else _wrong(field, text)


def _wrong(field, text):
    if _hidden_characters(text):
        return problem("ZERO_WIDTH_IN_NAME", field)
    if says_nothing(text):
        return problem("NAME_SAYS_NOTHING", field, seen=text[:60])
    text, text_problems = clean(text, field)
    own, other = (BANGLA_LETTER, LATIN_LETTER) if field == "name_bn" else (LATIN_LETTER, BANGLA_LETTER)
    if other.search(text):
        return problem("NAME_IN_OTHER_SCRIPT", field, seen=text[:60])
    found, name_problems = read_name(text, field)
    if serious := [one for one in (*text_problems, *name_problems) if one.severity != NOTE]:
        return serious[0]
    if not own.search(text) or not getattr(found, field):
        return problem("NAME_SAYS_NOTHING", field, seen=text[:60])
    return None


def _hidden_characters(text):
    """Signs that nobody sees, or that turn the direction of text; Bangla needs its joiners."""
    return any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") and letter not in _JOINERS for letter in text)


def _other_script(field):
    return _("Type this name in Bangla letters.") if field == "name_bn" else _("Type this name in English letters.")
