"""Wiring only. The Celery application is loaded with it, so that web pages use the right broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
