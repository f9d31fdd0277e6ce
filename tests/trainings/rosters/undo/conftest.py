import pytest

from tests.trainings.rosters.undo.database_state import database_state


@pytest.fixture
def as_before():
    """A function: after `check = as_before()`, `check()` fails unless every table says what it said then."""

    def remember():
        before = database_state()

        def check():
            now = database_state()
            assert now == before

        return check

    return remember
