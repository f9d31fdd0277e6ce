"""Looks at a PDF with the tools of the machine: poppler, qpdf. A test that misses one says which package to install."""

import shutil
import subprocess
from functools import cache

import pytest
from PIL import Image

from certificates.drawing import draw

PACKAGES = {
    "pdfinfo": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdfimages": "poppler-utils",
    "qpdf": "qpdf",
    "zbarimg": "zbar-tools",
}


@cache
def drawn(facts, design):
    """The certificate as drawn by default, once per test run."""
    return draw(facts, design)


def _run(command, *, pdf, folder):
    tool = command[0]
    if not shutil.which(tool):
        pytest.skip(f"{tool} is missing: apt-get install {PACKAGES[tool]}")
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [path if part == "PDF" else part for part in command], capture_output=True, check=True, cwd=folder
    ).stdout.decode()


def text_of(pdf, folder):
    """The text of the page, line by line, in the order in which it is written."""
    return _run(["pdftotext", "-raw", "PDF", "-"], pdf=pdf, folder=folder).strip("\f\n").split("\n")


def text_by_place(pdf, folder):
    """The text of all pages, put together by the places of its words."""
    return _run(["pdftotext", "PDF", "-"], pdf=pdf, folder=folder)


def information(pdf, folder):
    """What pdfinfo says, as a dictionary."""
    lines = _run(["pdfinfo", "PDF"], pdf=pdf, folder=folder).splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def fonts(pdf, folder):
    """[(family, embedded, subset, has letters)] of the fonts in the file."""
    rows = [line.split() for line in _run(["pdffonts", "PDF"], pdf=pdf, folder=folder).splitlines()[2:]]
    return [(row[0].split("+")[1], *(word == "yes" for word in row[-5:-2])) for row in rows]


def check(pdf, folder):
    """Fails when qpdf finds anything wrong in the file."""
    answer = _run(["qpdf", "--check", "PDF"], pdf=pdf, folder=folder)
    assert "No syntax or stream encoding errors found" in answer


def picture(pdf, folder, *, dpi=150):
    """The page as a grey image."""
    _run(["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", "PDF", "page"], pdf=pdf, folder=folder)
    with Image.open(folder / "page.pgm") as image:
        image.load()
        return image


def scanned(pdf, folder, *, dpi=200):
    """What a reader of codes reads from the page, scanned in grey."""
    _run(["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", "PDF", "page"], pdf=pdf, folder=folder)
    return _run(["zbarimg", "--raw", "-q", "page.pgm"], pdf=pdf, folder=folder).strip()


def picture_count(pdf, folder):
    """How many embedded pictures the file holds."""
    return len(_run(["pdfimages", "-list", "PDF"], pdf=pdf, folder=folder).splitlines()) - 2
