"""Gives each text of a page that WeasyPrint drew its letters (/ActualText), as the stamper does: Bangla can be searched then.

WeasyPrint writes glyphs in the order in which they are seen, and says of each glyph which letters it stands for; a vowel that
stands before its consonant is then read before it. So the letters of a whole text, which the layout still knows, are put around
its glyphs. A text is told by the place where it begins; where two begin in one place, or none is known, it stays as it is.
"""

from typing import Any

import pydyf

from certificates.drawing.pdf.pdf_objects import text

_BEGIN, _END, _PLACE = b"BT", b"ET", b" Tm"


def put_letters(document: Any, pdf: pydyf.PDF) -> None:
    """Puts its letters around each text of a laid out WeasyPrint document; to be called as a finisher of `write_pdf`."""
    letters = _letters(document)
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and _BEGIN in one.stream:
            one.stream = list(_with_letters(one.stream, letters))


def _letters(document):
    """Returns {operator that places a text: its letters}, without those that share a place."""
    found, twice = {}, set()
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if getattr(box, "pango_layout", None) is None or not box.text.strip():
                continue
            place = pydyf.Stream()
            place.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
            if found.setdefault(place.stream[0], box.text) != box.text:
                twice.add(place.stream[0])
    return {place: letters for place, letters in found.items() if place not in twice}


def _with_letters(operators, letters):
    is_open = False
    for operator in operators:
        places = isinstance(operator, bytes) and operator.endswith(_PLACE)
        if is_open and (places or operator == _END):  # texts that follow each other share one text object
            yield b"EMC"
            is_open = False
        yield operator
        if places and operator in letters:
            yield b"/Span <</ActualText %s>> BDC" % text(letters[operator])
            is_open = True
