"""The text of an update: plain text with a few marks, parsed by markdown-it-py with a closed set of rules.

An empty line ends a paragraph.
## A heading            ### A smaller one
- a list                1. a numbered list (১. too)
> a quotation
**bold**                [words](https://example.org/page)

No other rule is switched on: HTML, pictures and whatever else the library knows stay text, and the renderer escapes all text.
Lists and quotations are flat: a mark inside of them is text. docs/decisions/news-texts.md says why.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock, heading
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token

from accounts.text.typed_text import several_lines

_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ADDRESS = re.compile(r"(?:https?://[a-zA-Z0-9\[]|mailto:[^\s@]+@)[^\s<>\"'\\`]*")
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]{0,200}>|(?:script|iframe|style|object|embed|svg|img)\b)", re.IGNORECASE)
# Each pattern reads every letter once, so that no text can make it slow.
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_BULLET = re.compile(r"[-*•]\s+(.*)")
_NUMBERED = re.compile(r"[0-9০-৯]{1,3}[.)]\s+(.*)")
_QUOTE = re.compile(r">\s?(.*)")
_HEADING = re.compile(r"#{1,6}\s+(?=.*[^#\s])")
_MARKED = (_BULLET, _NUMBERED, _QUOTE, _HEADING)


def tidy(text: str | None) -> str:
    """Returns the text in one form: NFC, line ends \\n, no control characters, no blanks at the ends of lines.

    Marks that turn the direction of reading are removed too: no script of ours needs them, and they make one address look like
    another.
    """
    text = several_lines(unicodedata.normalize("NFC", text or "")).replace("\t", " ")
    text = text.translate(_DIRECTIONS)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def one_line(text: str | None) -> str:
    """Returns the text on one line, fit for a title or the subject of a letter."""
    return " ".join(tidy(text).split())


def problems(text: str) -> list[str]:
    """Returns sentences about what the text must not contain: HTML and unsafe links."""
    found = []
    if tag := _TAG.search(text):
        found.append(
            _(
                "The text holds HTML (%(tag)s). Write plain text; the help below says how to mark headings, lists and links."
            )
            % {"tag": tag[0][:40]}
        )
    found += [
        _("The link “%(address)s” cannot be used. Links begin with https://, http:// or mailto:.")
        % {"address": address[:60]}
        for address in _addresses(text)
        if not _is_safe(address)
    ]
    return found


def html(text: str, *, level: int = 2) -> SafeString:
    """Returns the text as HTML. level: the rank of its first headings (2 is h2)."""
    return mark_safe(_PARSER.render(tidy(text), {"level": level}).strip())


def plain(text: str) -> str:
    """Returns the text for an e-mail without HTML: without marks, each address in brackets after its words."""
    return "\n\n".join(_plain_blocks(_PARSER.parse(tidy(text))))


def excerpt(text: str, most: int = 280) -> str:
    """Returns the first paragraph without marks and addresses, cut between words after `most` letters."""
    tokens = _PARSER.parse(tidy(text))
    first = next(
        (inner for opening, inner in pairwise(tokens) if _is_top_paragraph(opening)),
        Token("inline", "", 0, children=[]),
    )
    words = " ".join(_words(first, with_addresses=False).split())
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _is_safe(address: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None


def _is_top_paragraph(token: Token) -> bool:
    return token.type == "paragraph_open" and token.level == 0


def _addresses(text: str) -> list[str]:
    """Returns the addresses of all links of the text, the unsafe ones too."""
    inner = [child for token in _LENIENT_PARSER.parse(tidy(text)) for child in token.children or ()]
    return [str(child.attrGet("href")) for child in inner if child.type == "link_open"]


def _words(inline: Token, *, with_addresses: bool = True) -> str:
    """Returns the content of an inline token without marks."""
    words, address = [], ""
    for child in inline.children or ():
        if child.type == "text":
            words.append(child.content)
        elif child.type == "softbreak":
            words.append("\n")
        elif child.type == "link_open":
            address = str(child.attrGet("href"))
        elif child.type == "link_close" and with_addresses:
            words.append(f" ({address})")
    return "".join(words)


def _plain_blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yields every block of the text without marks."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(_words(token))
        elif token.nesting == -1 and token.level == 0:
            if token.type == "bullet_list_close":
                lines = [f"• {line}" for line in lines]
            elif token.type == "ordered_list_close":
                lines = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
            elif token.type == "blockquote_close":
                lines = [f"“{' '.join(lines[0].splitlines())}”"]
            yield "\n".join(lines)
            lines = []


# Rules of the parser


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _marked_lines(state: StateBlock, mark: re.Pattern[str], number: int, end: int) -> tuple[list[str], int]:
    """Returns what stands behind the `mark` on each line from `number` on, and the number of the first other line.

    An indented line without a mark continues the line before it.
    """
    contents: list[str] = []
    while number < end:
        line = _line(state, number)
        if found := mark.fullmatch(line):
            contents.append(found[1])
        elif contents and line and state.tShift[number] and not any(other.match(line) for other in _MARKED):
            contents[-1] += f" {line}"
        else:
            break
        number += 1
    return contents, number


def _inline(state: StateBlock, content: str) -> None:
    token = state.push("inline", "", 0)
    token.content, token.children = content, []


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: the one of the library, for headings with words."""
    return _HEADING.match(_line(state, start)) is not None and heading(state, start, end, silent)


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a list without lists in it. Numbered lists begin at 1."""
    line = _line(state, start)
    mark, name, tag = (_BULLET, "bullet_list", "ul") if _BULLET.fullmatch(line) else (_NUMBERED, "ordered_list", "ol")
    if not mark.fullmatch(line):
        return False
    if silent:
        return True
    items, state.line = _marked_lines(state, mark, start, end)
    state.push(f"{name}_open", tag, 1).block = False
    for item in items:
        state.push("list_item_open", "li", 1).block = False
        _inline(state, item)
        state.push("list_item_close", "li", -1).block = False
    state.push(f"{name}_close", tag, -1)
    return True


def _quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a quotation, one paragraph with its lines."""
    if not _QUOTE.fullmatch(_line(state, start)):
        return False
    if silent:
        return True
    lines, state.line = _marked_lines(state, _QUOTE, start, end)
    state.push("blockquote_open", "blockquote", 1).block = False
    state.push("paragraph_open", "p", 1).block = False
    _inline(state, "\n".join(lines))
    state.push("paragraph_close", "p", -1).block = False
    state.push("blockquote_close", "blockquote", -1)
    return True


def _bold(state: StateInline, silent: bool) -> bool:
    """Inline rule: **bold** on one line. A single * stays text, as in 5*3."""
    found = _BOLD.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.push("strong_open", "strong", 1)
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.posMax = end
    state.pos = found.end()
    return True


def _link(state: StateInline, silent: bool) -> bool:
    """Inline rule: the one of the library, for links with words. `validateLink` of the parser decides on the address."""
    return not state.src.startswith("[]", state.pos) and link(state, silent)


# Renderers


def _heading_tag(token: Token, env: dict[str, Any]) -> str:
    return f"h{min(env['level'] + (token.tag not in ('h1', 'h2')), 6)}"


def _heading_open(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    return f"<{_heading_tag(tokens[index], env)}>"


def _heading_close(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    return f"</{_heading_tag(tokens[index], env)}>\n"


def _link_open(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    # No other attribute of the writer, such as a title, reaches the page.
    address = escapeHtml(str(tokens[index].attrGet("href")))
    return f'<a href="{address}" rel="noopener nofollow">'


def _line_break(_renderer: Any, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return "<br>"


class _Parser(MarkdownIt):
    """The closed set of rules. `any_link` also parses unsafe links, to find them; do not render its tokens."""

    def __init__(self, *, any_link: bool = False) -> None:
        super().__init__("zero")
        self.any_link = any_link
        self.enable(["heading", "link", "newline"])
        self.block.ruler.at("heading", _heading, {"alt": ["paragraph"]})
        self.inline.ruler.at("link", _link)
        self.block.ruler.before("paragraph", "flat_list", _list, {"alt": ["paragraph"]})
        self.block.ruler.before("paragraph", "flat_quotation", _quotation, {"alt": ["paragraph"]})
        self.inline.ruler.before("link", "bold", _bold)
        self.add_render_rule("heading_open", _heading_open)
        self.add_render_rule("heading_close", _heading_close)
        self.add_render_rule("link_open", _link_open)
        self.add_render_rule("softbreak", _line_break)

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library calls it by this name
        return self.any_link or _is_safe(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the library calls it by this name
        # The address stays as it was written; validateLink accepts nothing that would need encoding.
        return url


_PARSER = _Parser()
_LENIENT_PARSER = _Parser(any_link=True)
