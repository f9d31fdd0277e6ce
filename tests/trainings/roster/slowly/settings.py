from tests.jobs.counting.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.trainings.roster.slowly"]  # noqa: F405
