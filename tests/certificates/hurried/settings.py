from tests.jobs.counting.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.certificates.hurried"]  # noqa: F405
