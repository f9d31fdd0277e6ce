"""Celery tasks of certificates."""

from celery import shared_task

from certificates.badges import making
from certificates.designs import versions
from certificates.issuing import batches, programme_eligibility
from certificates.lifecycle import correction_emails, corrections, reissues, revocations
from certificates.storage import stored_files

# Importing the rules registers their long work, and what a worker counts anew.
__all__ = [
    "batches",
    "correction_emails",
    "making",
    "programme_eligibility",
    "publish_badge_status",
    "reissues",
    "revocations",
    "sweep_files",
    "versions",
]


@shared_task(ignore_result=True)
def sweep_files() -> None:
    """Sets aside files that no certificate claims, removes papers of no request. Every six hours; harmless at any time."""
    stored_files.sweep_orphans()
    corrections.sweep_papers()


@shared_task(ignore_result=True)
def publish_badge_status() -> None:
    """Signs the lists of revoked badges when they changed. Runs every minute; mostly a query or two."""
    making.publish()
