"""Which rows of participants block the undo of an import. See participants/roster_import/undo_rules.py."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models import RosterImportState, SlipState
from participants.roster_import.undo_rules import ALWAYS, blocks, cascades

blocks("participants.Posting.officer", _("The officer was posted again since."))
blocks("participants.Delegate.officer", _("The officer is a delegate at a consultation."))
blocks(
    "participants.Merge.kept",
    _("Another record was merged with this one since."),
    # A merge that was taken back left both records as they were before.
    only=Q(undone_at__isnull=True),
    of_known=ALWAYS,
)
blocks("participants.FormerNumber.officer", _("Another record was merged with this one since."))
blocks(
    "participants.RosterRow.officer",
    _("Another roster that names the officer was applied since. Take that one back first."),
    # A preview is checked again before it is applied, and an undone roster does not matter any more.
    only=Q(applied=True, roster_import__state__in=[RosterImportState.APPLYING, RosterImportState.APPLIED]),
)
for side in ("officer_low", "officer_high"):
    blocks(f"participants.DistinctPair.{side}", _("Someone said that the officer and another one are two people."))
    cascades(f"participants.DuplicatePair.{side}")
cascades("participants.OfficerKey.officer")
cascades("participants.RosterRow.alike")
blocks(
    "participants.ClaimSlip.officer",
    _("The officer opened an account with a slip."),
    only=Q(state=SlipState.USED),
)
cascades("participants.IdentityCheck.officer")
