"""Doorbells of trainings."""

from celery import shared_task
from django.utils import timezone

from trainings.rosters import importing, undo
from trainings.sessions.lifecycle import advance_by_date

__all__ = ["advance_sessions", "importing", "undo"]  # importing the last two registers their long work


@shared_task
def advance_sessions() -> None:
    """Starts and ends sessions whose date has come. Rung every quarter of an hour; harmless at any time."""
    advance_by_date(timezone.localdate())
