"""Bangla in the reader of PDF that Firefox has and many pages use: pdf.js, in the tests' browser."""

from itertools import count
from pathlib import Path

import pytest

from tests.certificates.drawing import pages, words
from tests.certificates.drawing.readers import lines_of, tidy
from tests.certificates.drawing.samples import CONJUNCTS, HERITAGE, MODERN

VENDOR = Path(__file__).parent / "vendor" / "pdfjs"
PLACE = "http://pdfjs.test/"
READ = """async (path) => {
  const pdfjs = await import("/pdf.min.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = "/pdf.worker.min.mjs";
  const file = await pdfjs.getDocument({ url: `/${path}` }).promise;
  let text = "";
  for (let number = 1; number <= file.numPages; number++) {
    const { items } = await (await file.getPage(number)).getTextContent();
    for (const item of items) text += item.str + (item.hasEOL ? "\\n" : "");
    text += "\\n";
  }
  return text;
}"""


@pytest.fixture(scope="module")
def pdf_js(chromium):
    """A function: the text that pdf.js finds in a PDF."""
    page, numbers = chromium.new_page(), count()
    files = {f"{PLACE}{path.name}": (path.read_bytes(), "text/javascript") for path in VENDOR.glob("*.mjs")}
    files[PLACE] = (b"<!DOCTYPE html><title>pdf.js</title>", "text/html")

    def answer(route):
        body, kind = files.get(route.request.url, (b"", ""))
        route.fulfill(status=200 if kind else 404, body=body, content_type=kind or "text/plain")

    def read(pdf):
        path = f"file-{next(numbers)}.pdf"  # none is answered from a cache
        files[f"{PLACE}{path}"] = (pdf, "application/pdf")
        return page.evaluate(READ, path)

    page.route("**/*", answer)
    page.goto(PLACE)
    yield read
    page.close()


@pytest.mark.parametrize("font", ["serif_bn", "sans_bn", "semi_bn"])
def test_every_stamped_word_is_read_as_it_is_written(pdf_js, font):
    found = lines_of(pdf_js(words.stamped(font)))
    assert [word for word in words.words() if word not in found] == []


def test_what_weasyprint_wrote_is_read_as_it_is_written(pdf_js):
    found = lines_of(pdf_js(words.by_weasyprint("sans_bn")))
    assert [word for word in words.some() if word not in found] == []


@pytest.mark.parametrize("design", [HERITAGE, MODERN], ids=lambda design: design.layout)
def test_the_facts_of_a_certificate_are_found(pdf_js, design):
    text = tidy(pdf_js(pages.drawn(CONJUNCTS, design)))
    assert [
        fact for fact in (CONJUNCTS.name_bn, CONJUNCTS.rank_bn, CONJUNCTS.course_bn) if tidy(fact) not in text
    ] == []
