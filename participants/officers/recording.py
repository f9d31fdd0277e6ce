"""Recording one new officer from a form: with the first posting, search keys and audit."""

from datetime import date

from django.utils import timezone

from accounts.audit.trail import record
from accounts.models import User
from participants.duplicates import search_keys
from participants.models import Officer
from participants.officers.postings import record_postings
from programmes.models import Programme


def record_new_officer(
    officer: Officer, *, programme: Programme, by: User | None, since: date | None = None
) -> Officer:
    """Saves an Officer who is not on record, as one of a Programme. Returns it. The caller asked who may, and locked the force.

    since: the day of the first posting, default today.
    """
    officer.programme = programme
    officer._history_user = by  # type: ignore[attr-defined]  # read by simple_history
    officer.full_clean(exclude=["force", "user"])
    officer.save(force_insert=True)
    record_postings([officer], since=since or timezone.localdate())
    search_keys.index([officer])
    record(by, "officer.added", officer, as_on="walk_in")
    return officer
