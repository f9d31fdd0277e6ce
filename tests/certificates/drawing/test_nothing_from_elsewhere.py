"""A page loads what is packaged and what its design brings; it never reads the machine or the network."""

import socket
from dataclasses import replace

import pytest
from django.utils import translation

from accounts.refusal import Refused
from certificates.drawing import Logo
from certificates.drawing.design.packaged import Elsewhere, resolve
from certificates.drawing.engines import rendering
from tests.certificates.drawing.samples import HERITAGE, TYPICAL

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 14"><path d="M0 0h30v14z"/></svg>'
ADDRESSES = [
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "https://example.org/a.css",
    "//example.org/a.css",
    "data:image/svg+xml,<svg/>",
    "ftp://example.org/a",
    "shetu:/../facts.py",
    "shetu:/art/../facts.py",
    "shetu:/facts.py",
    "shetu:/layouts/page.html",
    "shetu:/image/0000",
    "/etc/passwd",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_packaged_files_have_an_address(address):
    with pytest.raises(Elsewhere):
        resolve(address, {})


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_where):
        raise AssertionError("the page reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://example.org/a.png", "art/rosette-ground.svg/../../facts.py"]
)
@pytest.mark.parametrize(
    "page", ['<img src="{}">', '<link rel="stylesheet" href="{}">', '<style>@import "{}";</style>']
)
def test_a_page_that_asks_for_something_elsewhere_is_refused(address, page, no_network):
    with pytest.raises(Refused, match="nothing from another address"):
        rendering.document(f"<html><body>{page.format(address)}</body></html>", {})


def test_names_are_escaped_in_the_page():
    name = '<img src="file:///etc/passwd">&'
    html = rendering.page_html(HERITAGE, lines=rendering.composing.all_lines(replace(TYPICAL, name_en=name), HERITAGE))
    assert "&lt;img src=&quot;file:///etc/passwd&quot;&gt;&amp;" in html
    assert name not in html


def test_the_reference_page_is_drawn_without_the_network(no_network):
    design = replace(HERITAGE, logos=(Logo("ক", "A", SVG),))
    assert rendering.render(TYPICAL, design).startswith(b"%PDF-1.7")


def test_millimetres_are_never_written_in_bangla_digits(settings):
    with translation.override("bn"):
        html = rendering.page_html(HERITAGE, lines=rendering.composing.all_lines(TYPICAL, HERITAGE), payload="x")
    assert "@page { size: 297mm 210mm" in html
    assert "width: 297mm" in html
