"""What one Shetu of the tests has collected, the next one finds; what is not of today's source replaces it."""

import pytest

from tests import kept_static


@pytest.fixture(autouse=True)
def _own_folder_of_what_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("KEPT_TABLES", str(tmp_path / "kept"))


@pytest.fixture
def collected(tmp_path):
    """A function: `collected(name, stamp)` returns the folder of a Shetu that has collected."""

    def collect(name, stamp):
        var = tmp_path / name
        for place in ("static/shetu", "manifest", "run"):
            (var / place).mkdir(parents=True)
        (var / "static" / "shetu" / f"{stamp}.css").write_text(stamp)
        (var / "manifest" / "staticfiles.json").write_text(stamp)
        (var / "run" / "static-files.sha256").write_text(stamp)
        return var

    return collect


def files(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_next_one_finds_what_was_collected(collected, tmp_path):
    first = collected("first", "old")
    kept_static.keep(first)
    kept_static.lay_down(tmp_path / "next")
    assert files(tmp_path / "next") == files(first) != {}


def test_what_was_collected_from_another_source_takes_its_place(collected, tmp_path):
    for name in ("old", "new"):
        kept_static.keep(collected(name, name))
    kept_static.lay_down(tmp_path / "next")
    assert files(tmp_path / "next") == files(tmp_path / "new")


def test_nothing_is_laid_down_before_anything_is_kept(tmp_path):
    kept_static.lay_down(tmp_path / "next")
    assert not (tmp_path / "next").exists()


def test_who_collects_anew_leaves_what_is_kept(collected, tmp_path):
    kept_static.keep(collected("first", "old"))
    kept_static.lay_down(tmp_path / "next")
    for path in files(tmp_path / "next"):
        (tmp_path / "next" / path).unlink()
    kept_static.lay_down(tmp_path / "third")
    assert files(tmp_path / "third") != {}
