"""Doorbells of reports."""

from celery import shared_task

from reports import ceremony_pack, ceremony_papers, kept_files, matrix_print, nomination_letters

# Importing the others registers their long work.
__all__ = ["ceremony_pack", "ceremony_papers", "matrix_print", "nomination_letters", "remove_expired_files"]


@shared_task(ignore_result=True)
def remove_expired_files():
    """Removes exported files whose day is over. Rung by the scheduler every few hours; harmless at any time."""
    kept_files.remove_expired()
