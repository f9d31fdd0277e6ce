"""Unpacking the fonts takes longer than drawing a page: a process does it once, not for every page."""

from certificates.drawing.engines import rendering
from tests.certificates.drawing.samples import HERITAGE, TYPICAL


def test_a_second_page_unpacks_no_font(monkeypatch):
    first = rendering.render(TYPICAL, HERITAGE)
    unpacked = []
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *files: unpacked.append(files))
    assert rendering.render(TYPICAL, HERITAGE)[:5] == first[:5] == b"%PDF-"
    assert unpacked == []
