"""No test stands astride midnight: what it sets up on one day it would judge on the next."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.waiting import wait_until

# A test that begins so shortly before midnight in Dhaka begins after it instead.
LAST = timedelta(seconds=30)
# One that shares a world with its neighbours must not outlive the day on which that was built.
LAST_OF_A_SHARED_WORLD = timedelta(minutes=3)


def until_midnight(now):
    """Returns how long (timedelta) the day of this moment (datetime) still lasts by the clock of Dhaka."""
    here = timezone.localtime(now, timezone.get_default_timezone())
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo) - here


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    last = LAST_OF_A_SHARED_WORLD if "shared_world" in getattr(item, "fixturenames", ()) else LAST
    wait_until(lambda: until_midnight(timezone.now()) > last)
