"""From an uploaded file to checked rows, and from checked rows to officers. Which session they join is trainings' business.

read → check → preview → apply: the same check serves preview and apply, and the preview writes nothing but its own rows.
"""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.refusal import Refused
from participants.models import Officer, Rank, RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome, Unit
from participants.posting import note_postings
from participants.reference import reference_for_rosters
from participants.roster import limits
from participants.roster.checking import Known, KnownOfficer, check
from participants.roster.headers import find_table
from participants.roster.problems import problem_from_json
from participants.roster.reading import read
from participants.roster.returning import workbook_of_rejected
from programmes.models import Place

FORCE = "BP"
TAKEN_OUTCOMES = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)
# What a roster may say about an officer; an empty cell never erases.
PLAIN_FIELDS = ("name_en", "name_bn", "honours", "sex", "designation", "mobile", "email", "joined_on")
LINKED_FIELDS = ("rank", "unit", "district")
NAMES_PER_QUERY = 500


def receive(file, *, programme, by):
    """Stores an uploaded file as a RosterImport that is still to be read. Returns it; raises Refused for an empty or huge file.

    `file` is Django's UploadedFile. Nothing of it is parsed here: the web process never does that.
    """
    if not file.size:
        raise Refused(_("The file is empty. Choose the file with the list and upload it again."))
    if file.size > limits.BYTES:
        raise Refused(
            _("The file has more than %(limit)s MB. Copy only the list into a new workbook and upload that.")
            % {"limit": limits.BYTES // 1024**2}
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return RosterImport.objects.create(
        programme=programme,
        file=file,
        original_name=_shown_name(file.name),
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )


def _shown_name(name):
    """The name as people see it: without folders, control characters or anything beyond 200 characters."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[-200:] or _("roster")
