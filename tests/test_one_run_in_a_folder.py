"""Two runs of the tests never share a folder: the threads of one would open the database of the other."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import kept_tables


def test_a_database_that_a_run_works_with_is_not_taken_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_tables, "_held", held := [])
    database = tmp_path / "test.sqlite3"
    kept_tables.alone_with(database)
    with pytest.raises(RuntimeError, match=f"works in {tmp_path}. Give this one a VAR_DIR of its own"):
        kept_tables.alone_with(database)
    held[0].close()
    kept_tables.alone_with(database)


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL refuses by itself")
def test_this_run_holds_its_own(db):
    with pytest.raises(RuntimeError, match="Another run of the tests"):
        kept_tables.alone_with(Path(connection.settings_dict["NAME"]))
