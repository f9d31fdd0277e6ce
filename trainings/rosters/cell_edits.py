"""Corrections in a preview: another text in a cell, the reading of an old font. Each is checked as the file was."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from participants.models import RosterImport
from participants.roster.layout.column_scores import NAME_PARTS
from participants.roster.layout.columns import CHOICES
from participants.roster_import.rechecking import correct
from trainings.models import SessionRoster
from trainings.rosters import nominations
from trainings.rosters.guards import (
    counts_of,
    day_of_list,
    locked,
    refuse_unless_can_import,
    refuse_unless_ready,
    session_of,
)
from trainings.rosters.session_facts import session_facts

LONGEST_TEXT = 200
# What a person may correct; the other columns are about the list, not the officer, or are parts of the name.
EDITABLE = tuple(field for field in CHOICES if field not in ("serial", "remarks", "attended_on", *NAME_PARTS))


@transaction.atomic
def edit_cell(roster: RosterImport, number: int, field: str, text: str | None, *, by: User | None) -> RosterImport:
    """Replaces the text of a cell of a preview; None restores the text of the file. Returns the RosterImport; raises Refused.

    All rows are checked again, because the row may now equal another one, or no longer.
    """
    roster, session = _ready(roster, by)
    if field not in EDITABLE:
        raise Refused(_("This cell cannot be corrected here."))
    if text is not None and len(text) > LONGEST_TEXT:
        raise Refused(_("The text is longer than %(longest)s characters.") % numbers(longest=LONGEST_TEXT))
    row = roster.rows.filter(number=number).first()
    if row is None:
        raise Refused(_("The roster has no row %(row)s.") % {"row": digits(number, get_language())})
    _correct(roster, session, {number: {field: text if text is None else _one_line(text)}}, by=by)
    record(by, "roster_row.corrected", row, field=field, is_taken_back=text is None)
    return roster


@transaction.atomic
def confirm_conversions(
    roster: RosterImport,
    keys: Iterable[str] | None = None,
    corrections: Mapping[str, str] | None = None,
    *,
    by: User | None,
) -> RosterImport:
    """Confirms texts that were converted from an old font. Returns the RosterImport; raises Refused.

    keys: the confirmed keys of roster.conversions, or None for all. corrections: {key: correct text}, written into all rows
    with this text.
    """
    roster, session = _ready(roster, by)
    known = {one["key"]: one for one in roster.conversions}
    keys = known.keys() if keys is None else set(keys) | (corrections or {}).keys()
    if keys - known.keys():
        raise Refused(_("The roster was changed meanwhile. Read the texts again."))
    edits: dict[int, dict[str, str]] = {}
    for key, text in (corrections or {}).items():
        if not _one_line(text) or len(text) > LONGEST_TEXT:
            raise Refused(
                _("Write the text in Bangla or English, in at most %(longest)s characters.")
                % numbers(longest=LONGEST_TEXT)
            )
        for number in known[key]["rows"]:
            edits.setdefault(number, {})[known[key]["field"]] = _one_line(text)
    if edits:
        _correct(roster, session, edits, by=by)
    for one in roster.conversions:
        one["confirmed"] = one["confirmed"] or one["key"] in keys
    roster.save(update_fields=["conversions"])
    record(by, "roster.conversions_confirmed", roster, texts=len(keys), rows_corrected=len(edits))
    return roster


def _ready(roster, by):
    roster = locked(roster)
    session = session_of(roster)
    refuse_unless_can_import(by, session)
    refuse_unless_ready(roster)
    return roster, session


def _correct(roster, session, edits, *, by):
    purpose = SessionRoster.objects.select_related("nominating_unit").get(roster_import=roster)
    unit = purpose.nominating_unit
    foresee = partial(nominations.predict_waiting, session, unit=unit) if unit else None
    correct(roster, edits, by=by, day=day_of_list(session), foresee=foresee, **session_facts(purpose, session))
    roster.counts = counts_of(roster)
    roster.save(update_fields=["counts", "conversions"])


def _one_line(text):
    return " ".join(text.split())
