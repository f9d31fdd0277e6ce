"""What readers of PDF find in a file: each puts text together in its own way. A test that misses one says what to install."""

import re
import unicodedata

import pytest

from tests.certificates.drawing import pages


def tidy(text):
    """Returns a text with its letters composed and every run of white space as one blank."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def poppler(pdf, folder):
    return "\n".join(pages.text_of(pdf, folder))


def poppler_by_place(pdf, folder):
    """As poppler reads a page by the places of its words, which is how its viewers search."""
    return pages.text_by_place(pdf, folder)


def pdfium(pdf, _folder):
    library = pytest.importorskip("pypdfium2", reason="pypdfium2 is missing: make install")
    with library.PdfDocument(pdf) as document:
        return "\n".join(document[page].get_textpage().get_text_range() for page in range(len(document)))


def mupdf(pdf, _folder):
    library = pytest.importorskip("pymupdf", reason="pymupdf is missing: make install")
    with library.open(stream=pdf, filetype="pdf") as document:
        return "\n".join(page.get_text() for page in document)


READERS = (poppler, poppler_by_place, pdfium, mupdf)
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)


def lines_of(text):
    """Returns the lines of a text, composed and without blanks around them."""
    return {unicodedata.normalize("NFC", line).strip() for line in text.splitlines()}
