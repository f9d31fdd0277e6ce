"""A real worker, killed in the middle of sending to 5,000 readers: each address has exactly one letter in the end."""

import signal

import pytest

from programmes.sending import HANDFUL
from tests.programmes.news.mailing import SUBSCRIBERS
from tests.programmes.news.mailing.house import MailHouse
from tests.workers import house_with, wait_until

pytestmark = pytest.mark.broker
EVERYONE = sorted(f"reader{n}@example.org" for n in range(SUBSCRIBERS))


@pytest.fixture
def house(tmp_path):
    with house_with("files", MailHouse, tmp_path) as house:
        yield house


def kill_within_a_handful(victim, house):
    """Kills a worker that has letters in the folder which it has not written down yet."""

    def caught():
        if len(house.handed_over()) < SUBSCRIBERS // 3:
            return False
        victim.send_signal(signal.SIGSTOP)
        if 0 < len(house.handed_over()) % HANDFUL < HANDFUL:
            return True
        victim.send_signal(signal.SIGCONT)
        return False

    wait_until(caught)
    victim.kill()
    victim.wait()


def test_a_mailing_whose_worker_is_killed_reaches_each_address_exactly_once(house):
    house.prepare()
    house.start_sweeper()
    victim = house.start_worker("victim")
    wait_until(house.handed_over)
    house.start_worker("heir")
    kill_within_a_handful(victim, house)
    assert house.job()[0] == "running"
    assert len(house.files()) < SUBSCRIBERS

    wait_until(lambda: house.job()[0] == "done")
    assert house.recipients() == EVERYONE
    assert house.job() == ("done", 2, SUBSCRIBERS, False)
    assert house.deliveries() == {"sent": SUBSCRIBERS}
    # The kill did hit letters that were in the folder and not yet written down: these were handed over again.
    assert len(house.handed_over()) > SUBSCRIBERS
    assert len(set(house.handed_over())) == SUBSCRIBERS
