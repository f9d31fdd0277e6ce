"""Workers that issue 60 certificates are killed with -9 again and again, wherever they happen to be."""

import hashlib
import os
import signal

import pytest

from tests.waiting import end_of, wait_until
from tests.workers import House

pytestmark = pytest.mark.processes

# A job that was interrupted five times is not tried again by itself (JOB_MAX_ATTEMPTS).
OFFICERS = 60
# A chunk has 28 moments (tests/certificates/hurried/tasks.py). Killed are: a worker in its second chunk, two among the files of
# their first one, and one whose files are all in place while no row says so.
DIE_AT = (48, 15, 27, 4)
PREPARE = f"""
from django.utils import timezone
from certificates.issuing import batches
from tests.factories import DesignFactory, EnrolmentFactory, ProgrammeFactory, RankFactory, SessionFactory, UnitFactory, UserFactory
user = UserFactory()
programme = ProgrammeFactory(coordinators=[user])
DesignFactory(programme=programme)
session = SessionFactory(programme=programme, state="closed", closed_at=timezone.now())
EnrolmentFactory.create_batch({OFFICERS}, session=session, state="completed")
batches.request(session, by=user)
"""
SWEEP = """
from certificates.storage.stored_files import sweep_orphans
from jobs.execution.unfinished_files import remove_stale
print(sweep_orphans(), remove_stale())
"""


class IssuingHouse(House):
    settings = "tests.certificates.hurried.settings"
    preparation = PREPARE

    def certificates(self):
        """Returns (serial, enrolment, file, SHA-256) of each, by serial."""
        return self.ask("SELECT serial, enrolment_id, pdf, sha256 FROM certificates_certificate ORDER BY serial")

    def state(self):
        return self.ask("SELECT state FROM jobs_job")[0][0]

    def files(self):
        """Returns {name in the storage: path} of everything that lies where certificates lie."""
        media = self.folder / "var" / "media"
        return {str(path.relative_to(media)): path for path in media.glob("certificates/*/*")}

    def sweep_as_if_a_week_later(self):
        for path in self.files().values():
            os.utime(path, (0, 0))
        self._run(SWEEP)


@pytest.fixture
def house(tmp_path):
    house = IssuingHouse(tmp_path, "")
    try:
        yield house
    finally:
        house.tear_down()


def test_none_is_lost_none_is_double_and_no_file_is_left_unclaimed(house):
    house.prepare()
    house.start_sweeper()
    for moment in DIE_AT:
        house.environment["DIES_AT"] = str(moment)
        assert end_of(house.start_worker(f"victim-{moment}")) == -signal.SIGKILL
        assert house.state() == "running"
        house.go_on()
    assert 0 < len(house.certificates()) < OFFICERS

    del house.environment["DIES_AT"]
    house.start_worker("survivor")
    wait_until(lambda: house.state() in ("done", "failed"))
    assert house.state() == "done"

    after = house.certificates()
    assert len({enrolment for _serial, enrolment, _pdf, _sha in after}) == OFFICERS == len(after)
    assert [serial[-5:] for serial, *_rest in after] == [f"{number:05d}" for number in range(1, OFFICERS + 1)]
    assert house.ask("SELECT count(*) FROM certificates_serialreservation") == [(0,)]
    house.sweep_as_if_a_week_later()
    files = house.files()
    assert set(files) == {pdf for _serial, _enrolment, pdf, _sha in after}
    for _serial, _enrolment, pdf, sha in after:
        assert hashlib.sha256(files[pdf].read_bytes()).hexdigest() == sha
