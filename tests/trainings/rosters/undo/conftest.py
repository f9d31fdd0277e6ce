import pytest

from tests.trainings.rosters.undo.standing import standing


@pytest.fixture
def as_before():
    """A function: after `check = as_before()`, `check()` fails unless every table says what it said then."""

    def remember():
        before = standing()

        def check():
            now = standing()
            assert now == before

        return check

    return remember
