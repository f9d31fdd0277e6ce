"""What drawing needs of the machine, and what it says when that is missing."""

import builtins

import pytest
from django.utils import translation

from accounts.refusal import Refused
from certificates import checks
from certificates.drawing import draw
from certificates.drawing.base import disk_cache
from certificates.drawing.engines import artwork, rendering
from tests.certificates.drawing.samples import HERITAGE, TYPICAL


@pytest.fixture
def nothing_kept(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    artwork.artwork.cache_clear()
    yield tmp_path
    artwork.artwork.cache_clear()


def test_without_pango_drawing_is_refused_with_a_sentence(monkeypatch):
    real = builtins.__import__

    def no_weasyprint(name, *rest):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_weasyprint)
    with pytest.raises(Refused, match="the Pango library is missing"):
        rendering.weasyprint()


def test_the_system_check_reports_pango_as_an_error(monkeypatch):
    monkeypatch.setattr(checks, "loads", lambda library: "pango" not in library)
    assert [found.id for found in checks.drawing_libraries(None)] == ["certificates.E001"]


def test_the_system_check_warns_of_slow_drawing(monkeypatch):
    monkeypatch.setattr(checks, "loads", lambda library: "subset" not in library)
    assert [found.id for found in checks.drawing_libraries(None)] == ["certificates.W001"]


def test_a_library_that_is_not_there_does_not_load():
    assert not checks.loads("libdoesnotexist.so.0")


def test_the_system_check_is_silent_when_all_is_there(monkeypatch):
    monkeypatch.setattr(checks, "loads", lambda library: True)
    assert checks.drawing_libraries(None) == []


def test_artwork_is_kept_between_processes_and_drawn_again_when_damaged(nothing_kept, monkeypatch):
    first = artwork.artwork(HERITAGE)
    artwork.artwork.cache_clear()
    monkeypatch.setattr(artwork, "_drawn", None)
    assert artwork.artwork(HERITAGE) == first
    monkeypatch.undo()
    artwork.artwork.cache_clear()
    for file in (nothing_kept / "cache" / "artwork").iterdir():
        file.write_text(file.read_text()[:100])
    assert artwork.artwork(HERITAGE) == first


def test_a_folder_that_cannot_be_written_only_costs_time(settings, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    settings.VAR_DIR = tmp_path
    assert disk_cache.cached("kind", "name", lambda: 7, str, int) == 7


def test_the_bytes_do_not_depend_on_the_language_of_the_person_who_asks():
    with translation.override("bn"):
        in_bangla = draw(TYPICAL, HERITAGE)
    assert in_bangla == draw(TYPICAL, HERITAGE)
