from tests.jobs.counting.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.trainings.rosters.slowly"]  # noqa: F405
