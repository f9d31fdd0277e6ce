"""PDF documents from packaged templates: laid out by WeasyPrint, some pages at a time, and joined."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing.design.packaged import SCHEME
from certificates.drawing.engines.readable_text import make_readable
from certificates.drawing.engines.rendering import fetcher, weasyprint
from jobs.execution.leases import Lease


def document(template: str, context: Mapping[str, Any]) -> Any:
    """Returns the WeasyPrint document of a template (its name). Only packaged fonts, styles and images are fetched.

    Raises Refused when the page asks for anything else, and when WeasyPrint's system libraries are missing.
    """
    library = weasyprint()
    html = render_to_string(template, context)
    try:
        return library.HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher({})).render()
    except library.urls.FatalURLFetchingError as problem:
        raise Refused(_("The page asked for something from another address and was not drawn.")) from problem


def draw_in_chunks(items: Sequence[Any], draw: Callable[[Any, int], Any], lease: Lease, *, size: int) -> list[Any]:
    """Draws `items` (a list) in chunks of `size` and reports the progress of the job. Returns the documents in order.

    draw: a function of (the items of a chunk, the index of its first item) that returns a WeasyPrint document.
    """
    drawn = []
    for first in range(0, len(items), size):
        with lease.chunk(done=min(first + size, len(items)), total=len(items)):
            drawn.append(draw(items[first : first + size], first))
    return drawn


def joined(documents: Sequence[Any]) -> bytes:
    """Returns the pages of several WeasyPrint documents as one PDF (bytes)."""
    return (
        documents[0]
        .copy([page for one in documents for page in one.pages])
        .write_pdf(pdf_tags=True, finisher=make_readable)
    )


def in_both_languages(text_of: Callable[[], object]) -> tuple[str, str]:
    """Returns (Bangla, English) of the text that `text_of`, a function without arguments, returns in the active language."""
    with translation.override("bn"):
        bangla = str(text_of())
    with translation.override("en"):
        return bangla, str(text_of())
