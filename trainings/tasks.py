"""Doorbells of trainings."""

from celery import shared_task
from django.utils import timezone

from trainings import session_roster
from trainings.scheduling import advance_by_date

__all__ = ["advance_sessions", "session_roster"]  # importing session_roster registers its long work


@shared_task
def advance_sessions():
    """Starts and ends sessions whose date has come. Rung every quarter of an hour; harmless at any time."""
    advance_by_date(timezone.localdate())
