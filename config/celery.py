"""The Celery application. Every message carries one id only; the worker reads the row itself."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("shetu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
