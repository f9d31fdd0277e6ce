"""Celery tasks of participants."""

from celery import shared_task

from participants.claim_slips import ending
from participants.duplicates import scan
from participants.officers import sizes
from participants.table_import import import_jobs

# Importing the modules registers their jobs.
__all__ = ["end_dead_slips", "import_jobs", "look_for_duplicates", "scan"]


@shared_task
def look_for_duplicates() -> None:
    """Requests a scan for duplicates. Scheduled once a day; may run at any time."""
    scan.request_scan()


@shared_task(ignore_result=True)
def end_dead_slips() -> None:
    """Marks expired slips as ended. Scheduled every quarter of an hour; may run at any time."""
    ending.end_expired()


@shared_task(ignore_result=True)
def note_large_programmes() -> None:
    """Notes which programmes hold a large part of all officers. Scheduled once a day; may run at any time."""
    sizes.note_large_programmes()
