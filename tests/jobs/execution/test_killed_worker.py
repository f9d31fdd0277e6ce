"""Real workers, killed in the middle of their work, on both brokers."""

import signal

import pytest

from tests.jobs.counting import HALF_WAY, UP_TO
from tests.jobs.counting.house import House, redis_that_answers
from tests.waiting import end_of, wait_until

pytestmark = pytest.mark.processes


@pytest.fixture(params=["files", "redis"])
def house(request, tmp_path):
    broker = redis_that_answers() if request.param == "redis" else ""
    if request.param == "redis" and not broker:
        pytest.skip("No Redis answers at REDIS_URL or localhost:6379.")
    house = House(tmp_path, broker)
    try:
        yield house
    finally:
        house.tear_down()


def test_work_of_a_killed_worker_is_finished_by_the_next_one_without_a_double(house):
    house.prepare()
    victim = house.start_worker("victim")
    wait_until(lambda: len(house.numbers()) == HALF_WAY)
    victim.kill()
    victim.wait()
    at_the_kill = house.numbers()
    state, attempts, done, leased = house.job()
    assert (state, attempts, leased) == ("running", 1, True)
    assert at_the_kill == list(range(done))
    assert done == HALF_WAY

    house.go_on()
    house.start_sweeper()
    # Two of them, so that a message delivered twice finds a free worker.
    for name in ("first", "second"):
        house.start_worker(name)
    wait_until(lambda: house.job()[0] == "done")
    assert house.numbers() == list(range(UP_TO))
    assert house.job() == ("done", 2, UP_TO, False)


def test_a_worker_that_is_asked_to_stop_gives_its_work_back_at_once(house):
    house.prepare()
    worker = house.start_worker("polite")
    wait_until(lambda: len(house.numbers()) == HALF_WAY)
    worker.send_signal(signal.SIGTERM)
    house.go_on()
    assert end_of(worker) == 0
    state, attempts, done, leased = house.job()
    assert (state, attempts, leased) == ("queued", 0, False)
    # The chunk it stood in was finished, and no other begun.
    assert house.numbers() == list(range(done)) == list(range(HALF_WAY + 1))

    house.start_sweeper()
    house.start_worker("next")
    wait_until(lambda: house.job()[0] == "done")
    assert house.numbers() == list(range(UP_TO))
    assert house.job() == ("done", 1, UP_TO, False)
