"""Doorbells of certificates."""

from celery import shared_task

from certificates import issuing, storing

__all__ = ["issuing", "sweep_files"]  # importing issuing registers its long work


@shared_task(ignore_result=True)
def sweep_files():
    """Sets aside files that no certificate claims. Rung once a day by the scheduler; harmless at any time."""
    storing.sweep_orphans()
