"""The text of an update: plain, with a few marks that we draw ourselves. HTML in it is shown as text, never obeyed.

An empty line ends a paragraph.
## A heading            ### A smaller one
- a list                1. a numbered list (১. too)
> a quotation
**bold**                [words](https://example.org/page)
"""

import re
import unicodedata
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Each pattern reads every letter once: a text made to be slow finds nothing to go back over.
_MARKS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\[\]\n]+)\]\((?P<address>[^()\s]+)\)")
_ADDRESS = re.compile(r"(?:https?://[a-zA-Z0-9\[]|mailto:[^\s@]+@)[^\s<>\"'\\`]*")
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]{0,200}>|(?:script|iframe|style|object|embed|svg|img)\b)", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"[-*•]\s+(.*)")
_NUMBERED = re.compile(r"[0-9০-৯]{1,3}[.)]\s+(.*)")
_QUOTE = re.compile(r">\s?(.*)")
_KINDS = (("heading", _HEADING), ("bullet", _BULLET), ("numbered", _NUMBERED), ("quote", _QUOTE))


def tidy(text):
    """Returns the text in one form: NFC, line ends \\n, no control characters, no blanks at the ends of lines.

    Marks that turn the direction of reading go too: no script of ours needs them, and they make one address look like another.
    """
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc")
    text = text.translate(_DIRECTIONS)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def one_line(text):
    """Returns the text on one line, fit for a title or the subject of a letter."""
    return " ".join(tidy(text).split())


def problems(text):
    """Returns sentences on what the text holds that it must not: HTML, and links that lead nowhere safe."""
    found = []
    if tag := _TAG.search(text):
        found.append(
            _(
                "The text holds HTML (%(tag)s). Write plain text; the help below says how to mark headings, lists and links."
            )
            % {"tag": tag[0][:40]}
        )
    unsafe = [mark["address"] for mark in _MARKS.finditer(text) if mark["address"] and not _is_safe(mark["address"])]
    found += [
        _("The link “%(address)s” cannot be used. Links begin with https://, http:// or mailto:.")
        % {"address": one[:60]}
        for one in unsafe
    ]
    return found


def html(text, *, level=2) -> SafeString:
    """Returns the text as HTML; `level` is the rank of its first headings (h2). Everything of the writer is escaped."""
    return mark_safe("\n".join(_drawn(kind, lines, level) for kind, lines in _blocks(text)))


def plain(text):
    """Returns the text for a letter without HTML: marks are gone, addresses stand behind their words."""
    parts = []
    for kind, lines in _blocks(text):
        inner = [_unmarked(line) for line in lines]
        if kind == "bullet":
            inner = [f"• {line}" for line in inner]
        elif kind == "numbered":
            inner = [f"{number}. {line}" for number, line in enumerate(inner, start=1)]
        elif kind == "quote":
            inner = [f"“{' '.join(inner)}”"]
        parts.append("\n".join(inner))
    return "\n\n".join(parts)


def excerpt(text, most=280):
    """Returns the first paragraph without marks, cut between words after `most` letters."""
    first = next((" ".join(lines) for kind, lines in _blocks(text) if kind == "paragraph"), "")
    words = " ".join(_bare(first).split())
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _is_safe(address):
    return _ADDRESS.fullmatch(address) is not None


def _blocks(text):
    """Yields (kind, lines): kind is paragraph, heading2, heading3, bullet, numbered or quote."""
    kind, lines = None, []
    for line in [*tidy(text).split("\n"), ""]:
        here, rest = _kind_of(line.strip())
        # A line without a mark goes on with the item before it.
        if here == "paragraph" and kind in ("bullet", "numbered", "quote") and line.startswith(" "):
            lines[-1] += f" {rest}"
            continue
        if lines and (here != kind or here.startswith("heading")):
            yield kind, lines
            lines = []
        kind = here
        if here != "empty":
            lines.append(rest)


def _kind_of(line):
    if not line:
        return "empty", ""
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(line):
            if kind == "heading":
                return ("heading2" if len(found[1]) <= 2 else "heading3"), found[2].rstrip("# ") or "…"
            return kind, found[1]
    return "paragraph", line


def _drawn(kind, lines, level):
    inner = [_line(line) for line in lines]
    if kind.startswith("heading"):
        rank = min(level + (kind == "heading3"), 6)
        return f"<h{rank}>{inner[0]}</h{rank}>"
    if kind in ("bullet", "numbered"):
        tag = "ul" if kind == "bullet" else "ol"
        return f"<{tag}>" + "".join(f"<li>{one}</li>" for one in inner) + f"</{tag}>"
    if kind == "quote":
        return f"<blockquote><p>{'<br>'.join(inner)}</p></blockquote>"
    return f"<p>{'<br>'.join(inner)}</p>"


def _line(text):
    """Returns one line with its marks as HTML. Bold words hold no *, those of a link no [: each goes one step down."""
    drawn, at = [], 0
    for mark in _MARKS.finditer(text):
        drawn.append(escape(text[at : mark.start()]))
        if mark["bold"]:
            drawn.append(f"<strong>{_line(mark['bold'])}</strong>")
        elif _is_safe(mark["address"]):
            drawn.append(f'<a href="{escape(mark["address"])}" rel="noopener">{_line(mark["words"])}</a>')
        else:
            drawn.append(escape(mark[0]))
        at = mark.end()
    return "".join([*drawn, escape(text[at:])])


def _bare(text):
    """Returns one line without marks and without the addresses of its links."""
    return _MARKS.sub(lambda mark: _bare(mark["bold"] or mark["words"]), text)


def _unmarked(text):
    """Returns one line without marks; the address of a link stands behind its words."""

    def without(mark):
        return _unmarked(mark["bold"]) if mark["bold"] else f"{_unmarked(mark['words'])} ({mark['address']})"

    return _MARKS.sub(without, text)
