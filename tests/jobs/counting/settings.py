"""The product's settings for workers in tests: quick tables, keys of their own in Redis."""

import os
from datetime import timedelta

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.counting"]  # noqa: F405
MIGRATION_MODULES = dict.fromkeys(app.rpartition(".")[2] for app in INSTALLED_APPS)
# So long that a busy machine takes it from nobody who lives; of the dead, `House.go_on` ends it.
JOB_LEASE = timedelta(hours=1)
# The waits between two tries grow with it; a test of many tries makes it short.
JOB_BELL_GRACE = timedelta(seconds=float(os.environ.get("COUNTING_GRACE", "1")))
if CELERY_BROKER_URL.startswith("redis"):  # noqa: F405
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **CELERY_BROKER_TRANSPORT_OPTIONS,  # noqa: F405
        "global_keyprefix": os.environ["COUNTING_KEYS"],
    }
