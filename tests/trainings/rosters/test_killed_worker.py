"""A real worker is killed with -9 in the middle of an import, on both brokers; the next one finishes."""

import pytest

from tests.trainings.rosters.slowly import COMMITTED
from tests.waiting import wait_until
from tests.workers import BROKERS, House, house_with
from trainings.rosters.importing import APPLY, READ

pytestmark = pytest.mark.processes

ROWS = 12
NUMBERS = [f"99006000{n:02d}" for n in range(ROWS)]
UPLOAD = f"""
from tests.factories import ForceFactory, ProgrammeFactory, RankFactory, SessionFactory, UnitFactory, UserFactory
from tests.trainings.rosters.building import roster_file
from trainings.rosters import importing
user = UserFactory()
session = SessionFactory(programme=ProgrammeFactory(coordinators=[user]))
ForceFactory(), RankFactory(), UnitFactory()
roster = importing.upload(session, roster_file(*range({ROWS})), by=user)
"""
READ_AND_APPLY = """
from jobs.requesting import run_now
run_now(roster.reading)
importing.request_apply(roster, by=user)
"""


class ReadingHouse(House):
    settings = "tests.trainings.rosters.slowly.settings"
    preparation = UPLOAD

    def rows(self):
        return self.ask("SELECT number FROM participants_rosterrow ORDER BY number")


class ApplyingHouse(ReadingHouse):
    preparation = UPLOAD + READ_AND_APPLY

    def enrolled(self):
        """Returns the service numbers of those who are enrolled, in order."""
        question = (
            "SELECT service_number FROM trainings_enrolment JOIN participants_officer"
            " ON participants_officer.id = officer_id ORDER BY service_number"
        )
        return [number for (number,) in self.ask(question)]

    def counts(self):
        """Returns how many officers, entries of their history, postings and rows taken there are."""
        tables = ("participants_officer", "participants_historicalofficer", "participants_posting")
        counted = [self.ask(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
        return [*counted, self.ask("SELECT count(*) FROM participants_rosterrow WHERE applied")[0][0]]


@pytest.mark.parametrize("broker", BROKERS)
def test_a_preview_is_read_to_its_end_without_a_double_row(broker, tmp_path):
    with house_with(broker, ReadingHouse, tmp_path) as house:
        house.prepare()
        kill_a_worker_when(house, lambda: len(house.rows()) == COMMITTED)

        finish(house, READ)
        assert [number for (number,) in house.rows()] == list(range(2, ROWS + 2))
        assert house.job(READ) == ("done", 2, ROWS, False)
        assert house.ask("SELECT state FROM participants_rosterimport") == [("ready",)]


@pytest.mark.parametrize("broker", BROKERS)
def test_an_import_loses_nobody_and_takes_nobody_twice(broker, tmp_path):
    with house_with(broker, ApplyingHouse, tmp_path) as house:
        house.prepare()
        kill_a_worker_when(house, lambda: len(house.enrolled()) == COMMITTED)
        before = house.enrolled()
        state, attempts, done, leased = house.job(APPLY)
        assert (state, attempts, leased) == ("running", 1, True)
        # Whole chunks, in the order of the file, and the progress of exactly these.
        assert before == NUMBERS[:done]
        assert house.counts() == [done] * 4
        assert done == COMMITTED

        finish(house, APPLY)
        assert house.enrolled() == NUMBERS
        assert house.counts() == [ROWS] * 4
        assert house.job(APPLY) == ("done", 2, ROWS, False)
        assert house.ask("SELECT state FROM participants_rosterimport") == [("applied",)]


def kill_a_worker_when(house, far_enough):
    victim = house.start_worker("victim")
    wait_until(far_enough)
    victim.kill()
    victim.wait()


def finish(house, kind):
    house.go_on()
    house.start_sweeper()
    # Two of them, so that a bell rung twice meets someone with time for it.
    for name in ("first", "second"):
        house.start_worker(name)
    wait_until(lambda: house.job(kind)[0] == "done")
