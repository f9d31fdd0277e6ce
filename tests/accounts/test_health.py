import pytest
from django.db import OperationalError

from accounts import views


def test_healthz_asks_nothing_of_the_database(client):
    # No database fixture: a query would stop this test.
    assert client.get("/healthz").content == b"ok"


def test_readyz_says_four_words_when_all_is_well(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "files": "ok", "cache": "ok", "queue": "ok"})


def test_readyz_is_503_without_the_database_and_tells_no_more(client, db, monkeypatch):
    class Broken:
        def cursor(self):
            raise OperationalError("could not connect to 10.0.0.5 as shetu")

    monkeypatch.setattr(views, "connection", Broken())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"database": "down", "files": "ok", "cache": "ok", "queue": "unknown"},
    )


def test_readyz_is_503_when_files_cannot_be_written(client, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "missing"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["files"]) == (503, "down")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_answer_is_kept_nowhere(client, db, path):
    assert "no-store" in client.get(path)["Cache-Control"]
