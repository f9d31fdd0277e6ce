"""Celery tasks of reports."""

from celery import shared_task

from reports.capacity import counts as capacity_counts
from reports.ceremony import papers, print_pack
from reports.claim_slips import printing as claim_slips_printing
from reports.counting import finding_thread, reach, turnout
from reports.exports import expiring_files
from reports.matrix import pdf
from reports.name_badges import printing as name_badges_printing
from reports.pages import nomination_letters, to_issue
from reports.participations import workbook as participations_workbook
from reports.session_certificates import download as session_certificates_download
from reports.sign_in import printing as sign_in_printing
from reports.timetable import printing as timetable_printing

# Importing the others registers their long work, and what a worker counts anew.
__all__ = [
    "capacity_counts",
    "claim_slips_printing",
    "finding_thread",
    "name_badges_printing",
    "nomination_letters",
    "papers",
    "participations_workbook",
    "pdf",
    "print_pack",
    "reach",
    "remove_expired_files",
    "session_certificates_download",
    "sign_in_printing",
    "timetable_printing",
    "to_issue",
    "turnout",
]


@shared_task(ignore_result=True)
def remove_expired_files() -> None:
    """Removes exported files whose time is over. Called by the scheduler every few minutes; harmless at any time."""
    expiring_files.remove_expired()
