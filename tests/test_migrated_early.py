"""Who begins the migrated database before the tests are read: the process that deals, when others will copy it."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.migrated_early import is_wanted


def config(*, of_a_worker=False, **options):
    options = {"numprocesses": 3, "create_db": False, "collectonly": False} | options
    facts = {"workerinput": {}} if of_a_worker else {}
    return SimpleNamespace(getoption=lambda name, default=None: options.get(name, default), **facts)


def test_the_process_that_deals_begins_it():
    assert is_wanted(config())


@pytest.mark.parametrize(
    "other",
    [
        config(of_a_worker=True),
        config(numprocesses=None),
        config(numprocesses=0),
        config(create_db=True),
        config(collectonly=True),
    ],
    ids=["a test process", "without processes", "in one process", "each migrates its own", "nothing runs"],
)
def test_nobody_else_does(other):
    assert not is_wanted(other)


def test_it_lies_where_the_process_that_deals_put_it():
    folder = Path(os.environ["KEPT_TABLES"])
    assert folder.parent in Path(settings.VAR_DIR).parents
    # A test process inherits the VAR_DIR of the one that deals: .../main/gw0.
    assert "main" not in folder.parts[-2:]
