import itertools

from participants.roster_import import stored_rows
from tests.standing_still import stand_still
from tests.trainings.rosters.slowly import COMMITTED, ROWS_PER_CHUNK
from trainings.rosters import importing, undo

stored_row, save_outcomes = stored_rows.stored_row, stored_rows.save_outcomes
read, chunks = itertools.count(), itertools.count()


def read_and_stand_still(*facts):
    row = stored_row(*facts)
    if next(read) == COMMITTED:
        stand_still()
    return row


def save_and_stand_still(rows):
    save_outcomes(rows)
    if next(chunks) == COMMITTED // ROWS_PER_CHUNK:
        # Before the commit: officers, enrolments and rows are written and not yet there.
        stand_still()


stored_rows.stored_row, stored_rows.save_outcomes = read_and_stand_still, save_and_stand_still
importing.ROWS_PER_CHUNK = importing.ROWS_PER_READ = undo.ROWS_PER_CHUNK = ROWS_PER_CHUNK
