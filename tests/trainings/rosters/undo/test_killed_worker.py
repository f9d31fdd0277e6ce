"""A real worker is killed with -9 in the middle of taking a roster back, on both brokers; the next one finishes."""

import pytest

from tests.trainings.rosters.slowly import COMMITTED
from tests.trainings.rosters.test_killed_worker import (
    READ_AND_APPLY,
    UPLOAD,
    ApplyingHouse,
    finish,
    kill_a_worker_when,
)
from tests.workers import BROKERS, house_with
from trainings.rosters.undo import UNDO

pytestmark = pytest.mark.processes

ROWS = 12
TAKE_BACK = """
roster.refresh_from_db()
run_now(roster.applying)
from trainings.rosters import undo
undo.request_undo(roster, by=user)
"""


class UndoingHouse(ApplyingHouse):
    preparation = UPLOAD + READ_AND_APPLY + TAKE_BACK


@pytest.mark.parametrize("broker", BROKERS)
def test_a_roster_is_taken_back_to_its_end(broker, tmp_path):
    with house_with(broker, UndoingHouse, tmp_path) as house:
        house.prepare()
        assert len(house.enrolled()) == ROWS
        kill_a_worker_when(house, lambda: len(house.enrolled()) == ROWS - COMMITTED)
        left = len(house.enrolled())
        state, attempts, done, leased = house.job(UNDO)
        assert (state, attempts, leased) == ("running", 1, True)
        # Whole chunks, each with its officers, postings and rows, and the progress of exactly these.
        officers, _history, postings, rows = house.counts()
        assert (officers, postings, rows, done) == (left, left, left, ROWS - left)
        assert left > 0

        finish(house, UNDO)
        assert house.enrolled() == []
        # Each was recorded once and removed once.
        assert house.counts() == [0, 2 * ROWS, 0, 0]
        assert house.job(UNDO) == ("done", 2, ROWS, False)
        assert house.ask("SELECT state FROM participants_rosterimport") == [("undone",)]
