"""Putting right how an officer's name is written on record, outside of the forms of the admin."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.refusal import Refused
from participants import identity_keys
from participants.models import Officer

SCRIPTS = ("name_en", "name_bn")


@transaction.atomic
def correct_names(officer, *, by, name_en=None, name_bn=None):
    """Writes the given names (text; None leaves one as it is) into the record, with its history. Returns the Officer.

    The caller has checked who may. Raises Refused when no name in any script would be left, and for one that is too long.
    """
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    told = {"name_en": name_en, "name_bn": name_bn}
    changed = [field for field in SCRIPTS if told[field] is not None and told[field] != getattr(officer, field)]
    if not changed:
        return officer
    for field in changed:
        if len(told[field]) > Officer._meta.get_field(field).max_length:
            raise Refused(_("This name is too long. Write it as the service record has it."))
        setattr(officer, field, told[field])
    if not officer.name_en and not officer.name_bn:
        raise Refused(_("A record keeps a name in at least one script."))
    officer._history_user = by
    officer.save(update_fields=[*changed, "updated_at"])
    identity_keys.index([officer])
    # Which script, never what: the history of the record holds the words.
    record(by, "officer.corrected", officer, scripts=[field.removeprefix("name_") for field in changed])
    return officer
