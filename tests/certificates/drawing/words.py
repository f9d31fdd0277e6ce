"""Sheets of Bangla words, one on a line: every word that the product says, and names and units that it knows."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from certificates.drawing.base.palettes import PALETTES
from certificates.drawing.design.packaged import SCHEME
from certificates.drawing.engines.readable_text import make_readable
from certificates.drawing.engines.rendering import fetcher, weasyprint
from certificates.drawing.pdf.pdf_objects import PT_PER_MM, Head, stream
from certificates.drawing.pdf.pdf_text import Fonts, text_block
from certificates.drawing.text.faces import broken_syllable, unprintable
from certificates.drawing.text.lines import Line, Piece

ROOT = Path(__file__).parents[3]
SOURCES = (
    *("locale/bn/LC_MESSAGES/django.po", "certificates/drawing/common_words.txt"),
    *("participants/data/*.csv", "demo/*.py"),
)
ON_A_PAGE = 60
# Written by WeasyPrint, one reader takes what follows this syllable for another line. No word of certificates has it.
READ_IN_TWO = "স্প্য"
# Not found by one reader or another, word by word; none is known.
EXCEPTIONS = frozenset()
NEEDED = (
    *("সমন্বয়ক", "বিশ্বাস", "স্বপন", "দ্বীপ", "দ্বন্দ্ব", "ত্বক", "জ্বর", "আহ্বান", "মোঃ", "ক্ষৌণীশ", "সৌমিত্র"),
    *("ঙ্গদ", "হ্যাঁ", "র\u200d্যাঞ্চো", "ক্বাদের", "ষ্ট্রং", "জুঁই", "আক্কেলপুর", "অতিরিক্ত", "কার্যক্রম"),
)


@cache
def words():
    """All words that can be printed, sorted."""
    found = set(NEEDED)
    for path in (path for pattern in SOURCES for path in ROOT.glob(pattern)):
        found.update(re.findall(r"[\u0980-\u09ef\u200d]{2,}", path.read_text(encoding="utf-8")))
    composed = {unicodedata.normalize("NFC", word) for word in found} - EXCEPTIONS
    return sorted(
        word
        for word in composed
        if not any(unprintable(word, font) or broken_syllable(word, font) for font in ("serif_bn", "sans_bn"))
    )


def stamped(font):
    """The words as the stamper writes them, as a PDF."""
    texts, fonts, contents = words(), Fonts(), []
    for first in range(0, len(texts), ON_A_PAGE):
        parts = [
            text_block(n, [_line(word, font, n)], 297 * PT_PER_MM, fonts, next(iter(PALETTES)))
            for n, word in enumerate(texts[first : first + ON_A_PAGE])
        ]
        contents.append(stream(b"".join(parts)))
    count = len(contents)
    font_bodies, entries = fonts.objects(count + 1)
    bodies = contents + font_bodies
    first = len(bodies) + 1
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources<</Font<<%s>>>>/Contents %d 0 R>>"
    bodies += [page % (first + count, entries, at + 1) for at in range(count)]
    kids = b" ".join(b"%d 0 R" % (first + at) for at in range(count))
    bodies.append(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count))
    head = Head(bodies)
    root = b"<</Type/Catalog/Pages %d 0 R/Lang(bn)>>" % len(bodies)
    number = head.next_number
    return head.content + head.tail([root, b"<<>>"], root=number, info=number + 1, identifier=bytes(16))


def _line(word, font, number):
    return Line("name_bn", (Piece(word, font, 9),), x=15, width=180, align="start", baseline=15 + 4.5 * number)


def by_weasyprint(font):
    """Some of the words as WeasyPrint writes them, as a PDF: it takes a hundred times as long."""
    lines = "".join(f'<div class="{font}">{word}</div>' for word in some())
    html = (
        '<!DOCTYPE html><html lang="bn"><head><link rel="stylesheet" href="shetu:/layouts/print.css">'
        f"<style>div {{ font-size: 9pt; line-height: 4.5mm }}</style></head><body>{lines}</body></html>"
    )
    page = weasyprint().HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher({}))
    return page.write_pdf(finisher=make_readable)


@cache
def some():
    """Every sixth word, and those that readers once missed."""
    return sorted(word for word in {*words()[::6], *NEEDED} if READ_IN_TWO not in word)
