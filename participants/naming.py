"""The name of one officer, put right in place: the same reading as in a roster, with history, search keys and audit."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.refusal import Refused
from participants import identity_keys
from participants.models import Officer
from participants.roster.names import name as read_name
from participants.roster.text import clean

FIELDS = ("name_bn", "name_en")
LONGEST = 200
# Each name by its place: the audit trail keeps no word that smells of personal data.
_NUMBERS = {field: number for number, field in enumerate(FIELDS)}


@transaction.atomic
def name_officer(officer, *, by, name_bn=None, name_en=None):
    """Writes the full name of an officer in one script or both; returns the Officer. None leaves a name as it is.

    Raises Refused when `by` may not change this officer, and with a sentence for a name that cannot be right: empty, too long, in
    the other script, damaged, or with signs that no name has.
    """
    if not Officer.objects.coordinated_by(by).filter(pk=officer.pk).exists():
        raise Refused(
            _("Only a coordinator of a programme that recorded or enrolled this officer may change the record.")
        )
    given = {"name_bn": name_bn, "name_en": name_en}
    read = {field: readable(field, text) for field, text in given.items() if text is not None}
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = [field for field, text in read.items() if getattr(officer, field) != text]
    if not changed:
        return officer
    for field in changed:
        setattr(officer, field, read[field])
    officer._history_user = by
    officer.save(update_fields=[*changed, "updated_at"])
    identity_keys.index([officer])
    record(by, "officer.changed", officer, fields=sorted(_NUMBERS[field] for field in changed), as_on="check_list")
    return officer


def readable(field, text):
    """Returns a name ("name_bn" or "name_en") as it is kept; raises Refused with a sentence when it cannot be one."""
    text, problems = clean(text, field)
    if not text:
        raise Refused(next((one.message for one in problems if not one.is_quiet), _("Type the name.")))
    if len(text) > LONGEST:
        raise Refused(_("A name has %(most)d characters at most.") % {"most": LONGEST})
    found, more = read_name(text, field)
    kept = getattr(found, field)
    if kept:
        return kept
    serious = [one for one in (*problems, *more) if not one.is_quiet]
    if serious and not (found.name_bn or found.name_en):
        raise Refused(serious[-1].message)
    raise Refused(
        _("Type this name in Bangla letters.") if field == "name_bn" else _("Type this name in English letters.")
    )
