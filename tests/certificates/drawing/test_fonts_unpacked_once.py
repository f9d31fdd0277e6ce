"""Unpacking the fonts takes longer than drawing a page: it is done once, not for every page nor in every process."""

import pytest

from certificates.drawing.base import unpacking
from certificates.drawing.engines import rendering
from tests.certificates.drawing.samples import HERITAGE, TYPICAL

FONT = "inter-latin-400-normal.woff2"
unpack_in_another_process = unpacking.unpacked.__wrapped__


@pytest.fixture
def unpacks(monkeypatch):
    """The files that were unpacked since."""
    done, unpack = [], unpacking._unpacked
    monkeypatch.setattr("certificates.drawing.base.unpacking._unpacked", lambda one: done.append(one) or unpack(one))
    return done


def test_a_second_page_unpacks_no_font(monkeypatch):
    first = rendering.render(TYPICAL, HERITAGE)
    unpacked = []
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *files: unpacked.append(files))
    assert rendering.render(TYPICAL, HERITAGE)[:5] == first[:5] == b"%PDF-"
    assert unpacked == []


def test_another_process_finds_the_font_unpacked(settings, tmp_path, unpacks):
    settings.VAR_DIR = tmp_path
    first = unpack_in_another_process(FONT)
    assert first == unpacking.unpacked(FONT)
    assert unpack_in_another_process(FONT) == first
    assert len(unpacks) == 1


@pytest.mark.parametrize("content", ["", "{}", '{"sha256": "0", "font": "AAEAAA=="}', '{"sha256": "0", "font": "A"}'])
def test_a_stored_font_that_is_damaged_is_unpacked_again(settings, tmp_path, unpacks, content):
    settings.VAR_DIR = tmp_path
    first = unpack_in_another_process(FONT)
    [stored] = (tmp_path / "cache" / "fonts").iterdir()
    stored.write_text(content, encoding="utf-8")
    assert unpack_in_another_process(FONT) == first
    assert len(unpacks) == 2


def test_fonts_are_not_stored_where_nothing_can_be_stored(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "a file"
    settings.VAR_DIR.write_text("", encoding="utf-8")
    assert unpack_in_another_process(FONT) == unpacking.unpacked(FONT)
