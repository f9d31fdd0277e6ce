"""Doorbells of reports."""

from celery import shared_task

from reports.ceremony import papers, print_pack
from reports.claim_slips import printing as claim_slips_printing
from reports.exports import expiring_files
from reports.matrix import pdf
from reports.pages import nomination_letters

# Importing the others registers their long work.
__all__ = [
    "claim_slips_printing",
    "nomination_letters",
    "papers",
    "pdf",
    "print_pack",
    "remove_expired_files",
]


@shared_task(ignore_result=True)
def remove_expired_files() -> None:
    """Removes exported files whose time is over. Rung by the scheduler every few minutes; harmless at any time."""
    expiring_files.remove_expired()
