"""Doorbells of participants."""

from celery import shared_task

from participants import finding_duplicates, register_import

# Importing the first two registers their long work.
__all__ = ["finding_duplicates", "look_for_duplicates", "register_import"]


@shared_task
def look_for_duplicates():
    """Asks for a search for records of the same person. Rung once a day; harmless at any time."""
    finding_duplicates.look_again()
