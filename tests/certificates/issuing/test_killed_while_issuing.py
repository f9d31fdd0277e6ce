"""A real worker is killed with -9 in the middle of issuing, on both brokers; the next one finishes."""

import hashlib

import pytest

from tests.certificates.slowly import COMMITTED
from tests.waiting import wait_until
from tests.workers import BROKERS, House, house_with

pytestmark = pytest.mark.processes

OFFICERS = 8
PREPARE = f"""
from django.utils import timezone
from certificates.issuing import batches
from tests.factories import DesignFactory, EnrolmentFactory, ProgrammeFactory, SessionFactory, UserFactory
user = UserFactory()
programme = ProgrammeFactory(coordinators=[user])
DesignFactory(programme=programme)
session = SessionFactory(programme=programme, state="closed", closed_at=timezone.now())
EnrolmentFactory.create_batch({OFFICERS}, session=session, state="completed")
batches.request(session, by=user)
"""


class IssuingHouse(House):
    settings = "tests.certificates.slowly.settings"
    preparation = PREPARE

    def certificates(self):
        """Returns (serial, enrolment, file, SHA-256) of each, by serial."""
        return self.ask("SELECT serial, enrolment_id, pdf, sha256 FROM certificates_certificate ORDER BY serial")

    def files(self):
        """Returns {name in the storage: SHA-256} of every finished file."""
        media = self.folder / "var" / "media"
        return {
            str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in media.glob("certificates/*/*.pdf")
        }


@pytest.fixture(params=BROKERS)
def house(request, tmp_path):
    with house_with(request.param, IssuingHouse, tmp_path) as house:
        yield house


def test_nothing_is_lost_and_nobody_gets_two(house):
    house.prepare()
    victim = house.start_worker("victim")
    wait_until(lambda: len(house.certificates()) == COMMITTED)
    victim.kill()
    victim.wait()
    before = house.certificates()
    reserved = house.ask("SELECT serial, code FROM certificates_serialreservation ORDER BY serial")
    state, attempts, done, leased = house.job()
    assert (state, attempts, done, leased) == ("running", 1, len(before), True)
    assert len(before) == COMMITTED
    assert len(before) + len(reserved) == OFFICERS

    house.go_on()
    house.start_sweeper()
    for name in ("first", "second"):
        house.start_worker(name)
    wait_until(lambda: house.job()[0] == "done")
    after = house.certificates()
    assert house.job() == ("done", 2, OFFICERS, False)
    # One each; those from before the kill are untouched; the numbers taken before it are used, none twice, none lost.
    assert len({enrolment for _serial, enrolment, _pdf, _sha in after}) == OFFICERS == len(after)
    assert after[: len(before)] == before
    codes = house.ask("SELECT serial, code FROM certificates_certificate ORDER BY serial")
    assert codes[len(before) :] == reserved
    assert [serial[-5:] for serial, *_rest in after] == [f"{number:05d}" for number in range(1, OFFICERS + 1)]
    assert house.ask("SELECT count(*) FROM certificates_serialreservation") == [(0,)]
    # Every row has its very file; what the kill left over is claimed by no row.
    files = house.files()
    assert {pdf: sha for _serial, _enrolment, pdf, sha in after}.items() <= files.items()
    assert len(files) - OFFICERS in (0, 1)
