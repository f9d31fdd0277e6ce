"""Wiring only. The Celery application is loaded with it, so that web pages ring the right bell."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
