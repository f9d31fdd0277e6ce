"""Doorbells of trainings."""

from celery import shared_task
from django.utils import timezone

from trainings.scheduling import advance_by_date


@shared_task
def advance_sessions():
    """Starts and ends sessions whose date has come. Rung every morning by the scheduler; harmless at any time."""
    advance_by_date(timezone.localdate())
