"""The page that answers a check: what it depends on, and the texts that stand on it.

The two are kept apart so that visitors without an account get the page from a frame (accounts/ui/frames.py): thousands may check at
once, and the template takes ten times as long as all the rest. Everybody else gets it from the template, with the same context.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.text.localised_text import date_text, time_text
from accounts.ui.frames import Frames
from certificates.models import CertificateState
from certificates.verification.lookup import Checked
from certificates.verification.printed_lines import PrintedLine, printed_lines, reason_text

# Each is about 10 KB. A programme has a few: in two languages, with as many signatories and partners as its sessions have.
FRAMES = Frames(most=100)


class Shape(NamedTuple):
    """All that decides about the page but its texts.

    chosen: the language in the address, or ""; lines: of each printed line its fact and how many texts it has in both languages.
    """

    state: str
    language: str
    chosen: str
    is_file: bool
    from_picture: bool
    has_reason: bool
    lines: tuple[tuple[str, int, int], ...]


class Page(NamedTuple):
    """An answer: its Shape and its texts, as `context` takes them apart."""

    shape: Shape
    texts: list[str]


def page_of(
    found: Checked, language: str, *, chosen: str, other_address: str, is_file: bool, from_picture: bool, now: datetime
) -> Page:
    """Returns the Page of what was found. language: of the page; other_address: of the same page in the other language."""
    lines = printed_lines(found, language)
    reason = reason_text(found, language)
    since = found.issued_at if found.state == CertificateState.ISSUED else found.state_changed_at
    here = timezone.localtime(now)
    texts = [
        other_address,
        date_text(since, language) if since else "",
        date_text(here.date(), language),
        time_text(here.time(), language),
        reason,
    ]
    counted = []
    for fact, its, others in lines:
        counted.append((fact, len(its), len(others)))
        texts += its
        texts += others
    shape = Shape(found.state, language, chosen, is_file, from_picture, bool(reason), tuple(counted))
    # Whatever an old certificate holds: a number is written as the template would.
    return Page(shape, list(map(str, texts)))


def context(shape: Shape, texts: Sequence[str]) -> dict[str, Any]:
    """Returns the context of templates/certificates/verified.html but what every public page has."""
    rest = iter(texts)
    other_address, since, checked_on, checked_at, reason = (next(rest) for _text in range(5))
    return {
        "state": shape.state,
        "is_file": shape.is_file,
        "from_picture": shape.from_picture,
        "since": since,
        "checked_on": checked_on,
        "checked_at": checked_at,
        "reason": reason if shape.has_reason else "",
        "lines": [PrintedLine(fact, _taken(rest, its), _taken(rest, others)) for fact, its, others in shape.lines],
        "other_language": {"code": "en" if shape.language.startswith("bn") else "bn", "url": other_address},
        "chosen_language": shape.chosen,
    }


def _taken(rest: Iterator[str], count: int) -> tuple[str, ...]:
    return tuple(next(rest) for _text in range(count))


def html_of(page: Page, render: Callable[[dict[str, Any]], str]) -> bytes:
    """Returns the page (UTF-8) for a visitor without an account. render: renders the template with a context, for such a visitor."""
    return FRAMES.page(page.shape, page.texts, lambda texts: render(context(page.shape, texts)))
