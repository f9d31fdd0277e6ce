"""A real worker, killed in the middle of sending to many readers: each address has exactly one letter in the end."""

import pytest

from programmes.deliveries.sending import BATCH_SIZE
from tests.programmes.news.mailing import STANDS_STILL_AFTER, SUBSCRIBERS
from tests.programmes.news.mailing.house import MailHouse
from tests.waiting import wait_until
from tests.workers import house_with

pytestmark = pytest.mark.processes
EVERYONE = sorted(f"reader{n}@example.org" for n in range(SUBSCRIBERS))


@pytest.fixture
def house(tmp_path):
    with house_with("files", MailHouse, tmp_path) as house:
        yield house


def test_a_mailing_whose_worker_is_killed_reaches_each_address_exactly_once(house):
    house.prepare()
    house.start_sweeper()
    victim = house.start_worker("victim")
    wait_until(lambda: len(house.handed_over()) == STANDS_STILL_AFTER)
    victim.kill()
    victim.wait()
    assert house.job()[0] == "running"
    assert len(house.files()) == STANDS_STILL_AFTER

    house.go_on()
    house.start_worker("heir")
    wait_until(lambda: house.job()[0] == "done")
    assert house.recipients() == EVERYONE
    assert house.job() == ("done", 2, SUBSCRIBERS, False)
    assert house.deliveries() == {"sent": SUBSCRIBERS}
    # The kill did hit letters that were in the folder and not yet written down: these were handed over again.
    assert len(house.handed_over()) == SUBSCRIBERS + STANDS_STILL_AFTER % BATCH_SIZE
    assert len(set(house.handed_over())) == SUBSCRIBERS
