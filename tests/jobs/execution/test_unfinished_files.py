"""Half-written files of killed processes: removed an hour after they were last written to, whoever wrote them."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from jobs.execution.unfinished_files import STALE, remove_stale


@pytest.fixture
def folders(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    return settings


def half(folder, name):
    """Writes a file just now and returns (its path, when the file system says that was)."""
    path = Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"ha")
    return path, path.stat().st_mtime


@pytest.mark.parametrize("place", ["certificates/3f", "exports", "rosters/2026"])
def test_a_stale_one_is_removed_wherever_it_lies(folders, place):
    path, written = half(Path(folders.MEDIA_ROOT) / place, "0123.part")
    assert remove_stale(now=written + STALE.total_seconds() + 1) == 1
    assert not path.exists()


def test_those_of_mail_keys_and_caches_too(folders):
    places = [Path(folders.EMAIL_FILE_PATH), folders.VAR_DIR / "keys", folders.VAR_DIR / "cache" / "artwork"]
    made = [half(place, ".a.eml.x.part") for place in places]
    assert remove_stale(now=max(written for _path, written in made) + STALE.total_seconds() + 1) == 3


def test_one_that_was_written_to_a_moment_ago_stays(folders):
    path, written = half(folders.MEDIA_ROOT, "0123.part")
    assert remove_stale(now=written + STALE.total_seconds() - 1) == 0
    assert path.exists()


def test_whole_files_stay_however_old(folders):
    path, written = half(folders.MEDIA_ROOT, "0123.pdf")
    os.utime(path, (0, 0))
    assert remove_stale(now=written) == 0
    assert path.exists()


def test_folders_inside_one_another_are_looked_through_once(folders):
    folders.MEDIA_ROOT = folders.VAR_DIR / "media"
    _path, written = half(folders.MEDIA_ROOT, "0123.part")
    assert remove_stale(now=written + STALE.total_seconds() + 1) == 1


def test_where_nothing_was_ever_written_it_is_harmless(folders):
    assert remove_stale() == 0


def test_the_scheduler_rings_for_it_oftener_than_files_get_old():
    [entry] = [
        one for one in django_settings.CELERY_BEAT_SCHEDULE.values() if one["task"].endswith("remove_unfinished_files")
    ]
    assert entry["schedule"] <= STALE
