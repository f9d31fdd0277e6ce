import time

from participants import roster_import
from trainings import roster_undo, session_roster

stored_row, save_outcomes = roster_import.stored_row, roster_import.save_outcomes


def slow_row(*facts):
    time.sleep(0.05)
    return stored_row(*facts)


def slow_save(rows):
    save_outcomes(rows)
    # Before the commit: officers, enrolments and rows are written and not yet there.
    time.sleep(0.1)


roster_import.stored_row, roster_import.save_outcomes = slow_row, slow_save
session_roster.ROWS_PER_CHUNK = session_roster.ROWS_PER_READ = roster_undo.ROWS_PER_CHUNK = 2
