"""Celery tasks of accounts."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.access import session_store
from accounts.database import kept_counts
from accounts.sign_in import resets


@shared_task
def send_password_letters() -> None:
    """Sends the e-mails with links for a new password. Started by the page and every minute; harmless at any time."""
    resets.send_due(timezone.now())


@shared_task
def forget_ended_sessions() -> None:
    """Removes sessions that are over. Scheduled once a day; harmless at any time."""
    session_store.forget_ended(timezone.now())


@shared_task(ignore_result=True)
def count_numbers_anew(name: str, asked: list[Any]) -> None:
    """Counts numbers of a large programme that a page showed as they were some time ago; harmless at any time.

    No row stands behind it: whoever opens the page later asks again.
    """
    kept_counts.count_anew(name, asked)
