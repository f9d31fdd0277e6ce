"""Doorbells of reports."""

from celery import shared_task

from reports import matrix_print

__all__ = ["matrix_print", "remove_expired_files"]  # importing matrix_print registers its long work


@shared_task(ignore_result=True)
def remove_expired_files():
    """Removes exported files whose day is over. Rung by the scheduler every few hours; harmless at any time."""
    matrix_print.remove_expired()
