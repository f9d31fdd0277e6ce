"""Rosters for `session`, with the rank and the unit that their rows name on record."""

import pytest
from django.utils import translation

from tests.factories import ForceFactory, RankFactory, UnitFactory


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _on_record(request):
    """A force, Inspector and Khulna District Police; not for tests that start workers, with a database of their own."""
    if request.node.get_closest_marker("processes"):
        return
    request.getfixturevalue("session")
    ForceFactory()
    RankFactory()
    UnitFactory()


@pytest.fixture
def small_chunks(monkeypatch):
    """Two rows per transaction of an apply, and of a reading."""
    monkeypatch.setattr("trainings.rosters.importing.ROWS_PER_CHUNK", 2)
    monkeypatch.setattr("trainings.rosters.importing.ROWS_PER_READ", 2)
