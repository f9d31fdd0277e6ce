"""The Celery tasks of certificates."""

from celery import shared_task

from certificates.badges import making
from certificates.issuing import batches
from certificates.lifecycle import correction_emails, reissues, revocations
from certificates.storage import stored_files

# Importing the rules registers their long work.
__all__ = [
    "batches",
    "correction_emails",
    "making",
    "publish_badge_status",
    "reissues",
    "revocations",
    "sweep_files",
]


@shared_task(ignore_result=True)
def sweep_files() -> None:
    """Sets aside files that no certificate claims. Rung every six hours by the scheduler; harmless at any time."""
    stored_files.sweep_orphans()


@shared_task(ignore_result=True)
def publish_badge_status() -> None:
    """Signs the lists of revoked badges when they changed. Runs every minute; mostly a query or two."""
    making.publish()
