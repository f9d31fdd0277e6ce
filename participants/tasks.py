"""Doorbells of participants."""

from celery import shared_task

from participants.claim_slips import ending
from participants.duplicates import scan
from participants.table_import import import_jobs

# Importing the rules registers their long work.
__all__ = ["end_dead_slips", "import_jobs", "look_for_duplicates", "scan"]


@shared_task
def look_for_duplicates():
    """Asks for a search for records of the same person. Rung once a day; harmless at any time."""
    scan.request_scan()


@shared_task(ignore_result=True)
def end_dead_slips():
    """Writes down the end of slips whose time is over. Rung every quarter of an hour; harmless at any time."""
    ending.end_expired()
