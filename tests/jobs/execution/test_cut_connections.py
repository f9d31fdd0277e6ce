"""A real worker whose connections to PostgreSQL are cut again and again, more often than a job has attempts."""

import os

import psycopg
import pytest
from django.conf import settings

from tests.jobs.counting import HALF_WAY, UP_TO
from tests.jobs.counting.house import House
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="SQLite has no connections to cut"
    ),
]
CUTS = settings.JOB_MAX_ATTEMPTS + 2
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
WAITING = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'counting_counted'::regclass"


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path, broker="")
    # Seven interruptions would else be waited for, each longer than the one before: most of a minute.
    house.environment["COUNTING_GRACE"] = "0.05"
    try:
        yield house
    finally:
        house.tear_down()


def test_however_often_connections_are_cut_the_work_is_done_once(house):
    house.prepare()
    house.start_sweeper()
    house.start_worker("steady")
    wait_until(lambda: len(house.numbers()) == HALF_WAY)
    with psycopg.connect(house.database.replace("postgres://", "postgresql://")) as server:
        server.execute(CUT)
        # From here on the worker can ask for the next number, but not get it: every further cut meets it at its work.
        server.execute("LOCK TABLE counting_counted IN EXCLUSIVE MODE")
        house.gate.touch()
        met = set()
        while len(met) < CUTS:
            met.add(wait_until(lambda: {pid for (pid,) in server.execute(WAITING)} - met).pop())
            # Within a transaction the list of connections is read once, unless it is forgotten.
            server.execute("SELECT pg_stat_clear_snapshot()")
            server.execute(CUT)
    wait_until(lambda: house.job()[0] not in ("queued", "running"))
    assert house.job() == ("done", 1, UP_TO, False)
    assert house.numbers() == list(range(UP_TO))
    # The worker and the sweeper of the beginning have outlived it all.
    assert [process.poll() for process in house.processes] == [None, None]
    assert house.ask("SELECT interruptions FROM jobs_job")[0][0] >= CUTS
