"""The matrix on paper: which rows and modules are on which sheet, and every text broken into its lines beforehand.

Pure functions over plain values. What is measured here is what is drawn, so a sheet never runs over. At most 12 findings
and 8 modules a sheet; fewer findings when their texts are long.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from accounts.text.localised_text import digits
from certificates.drawing.text.faces import MM_PER_PT, em_width
from reports.counting.reach import Reach
from reports.counting.turnout import BySex

ROWS, COLUMNS = 12, 8
ROOM = 150.0  # millimetres for the heads of the table and its rows
TABLE, CODE, NUMBERS = 275.0, 12.0, 78.0  # widths in millimetres
COLUMN, MODULES = (15.5, 24.0), 124.0
LINE, ROW_PADDING, TEXT_SIZE, MOST_LINES = 3.7, 2.6, 8.0, 4
SMALLER_LATIN = 0.94  # Inter is set a little smaller: its x-height is larger than the Bangla letter body
HEAD_LINE, HEAD_TOP, HEAD_SIZES, HEAD_MOST_LINES = 2.9, 8.0, (7.0, 5.0), 5
CUT = "…"
_WORDS = re.compile(r"\S+?[-–/](?=\S)|\S+\s?")


@dataclass(frozen=True)
class PrintedModule:
    """A column: its number among all modules and its code and titles."""

    number: int
    code: str
    title_bn: str
    title_en: str

    @property
    def number_bn(self) -> str:
        return digits(self.number, "bn")


@dataclass(frozen=True)
class PrintedFinding:
    """A row. `marks` has "main", "also" or "" for every module; state is (Bangla, English)."""

    code: str
    text_bn: str
    text_en: str
    marks: tuple
    reach: Reach
    state: tuple
    is_gap: bool

    @property
    def counts(self) -> tuple[BySex, BySex]:
        """Participations and unique officers, side by side."""
        return self.reach.participations, self.reach.officers


@dataclass(frozen=True)
class Head:
    """The head of a column, broken into lines; sizes in points."""

    module: PrintedModule
    bn: tuple
    en: tuple
    size_bn: float
    size_en: float


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its texts broken into lines, and the marks of the modules of this sheet."""

    finding: PrintedFinding
    bn: tuple
    en: tuple
    marks: tuple

    @property
    def height(self) -> float:
        """In millimetres."""
        return max(len(self.bn) + len(self.en), 2) * LINE + ROW_PADDING


@dataclass(frozen=True)
class Sheet:
    """One printed page."""

    number: int
    of: int
    heads: tuple
    lines: tuple
    column_width: float


def sheets(findings: Sequence[PrintedFinding], modules: Sequence[PrintedModule]) -> list[Sheet]:
    """Returns the list of Sheets for PrintedFindings and PrintedModules: across all modules first, then down."""
    bands = _even(modules, COLUMNS)
    most = max(len(band) for band in bands)
    width = column_width(most)
    heads = [tuple(head(module, width) for module in band) for band in bands]
    room = ROOM - max(head_height(band) for band in heads)
    text_width = TABLE - CODE - NUMBERS - width * most
    pages = []
    for group in _fitting([_line(finding, text_width) for finding in findings], room) or [()]:
        first = 0
        for band in heads:
            pages.append((band, tuple(replace(line, marks=line.marks[first : first + len(band)]) for line in group)))
            first += len(band)
    return [Sheet(number, len(pages), band, lines, width) for number, (band, lines) in enumerate(pages, start=1)]


def column_width(columns: int) -> float:
    """Returns how wide (mm) each of so many module columns may be."""
    least, most = COLUMN
    return max(least, min(most, round(MODULES / max(columns, 1), 1)))


def head(module: PrintedModule, width: float) -> Head:
    """Returns the Head of a column of that width (mm): each language as large as its longest word allows."""
    inner = width - 1.6
    size_bn, size_en = _head_size(module.title_bn, "semi_bn", inner), _head_size(module.title_en, "semi_en", inner)
    return Head(
        module,
        broken(module.title_bn, "semi_bn", size_bn, inner, HEAD_MOST_LINES),
        broken(module.title_en, "semi_en", size_en, inner, HEAD_MOST_LINES),
        size_bn,
        size_en,
    )


def _head_size(title, chain, width):
    most, least = HEAD_SIZES
    longest = max((em_width(word.rstrip(), chain) for word in _WORDS.findall(title)), default=0)
    return round(max(least, min(most, width / (longest * MM_PER_PT))), 2) if longest else most


def head_height(heads: Iterable[Head]) -> float:
    """Returns the height (mm) of the heads of a sheet."""
    return HEAD_TOP + HEAD_LINE * max((len(one.bn) + len(one.en) for one in heads), default=2)


@lru_cache(maxsize=4_000)
def broken(text: str, chain: str, size: float, width: float, most_lines: int) -> tuple[str, ...]:
    """Returns the lines of a text set in `size` points into `width` mm; what is over `most_lines` is cut with an ellipsis."""
    lines, line = [], ""
    for word in _words(" ".join(text.split()), chain, size, width):
        if line and _width(line + word, chain, size) > width:
            lines.append(line.rstrip())
            line = word
        else:
            line += word
    if line:
        lines.append(line.rstrip())
    if len(lines) <= most_lines:
        return tuple(lines)
    last = lines[most_lines - 1]
    while last and _width(last + CUT, chain, size) > width:
        last = last[:-1].rstrip()
    return (*lines[: most_lines - 1], last + CUT)


def _words(text, chain, size, width):
    for word in _WORDS.findall(text):
        # A word that no line holds goes on in the next one.
        while _width(word, chain, size) > width and len(word) > 1:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or _width(word[:n], chain, size) <= width)
            yield word[:fits]
            word = word[fits:]  # noqa: PLW2901 -- the rest of the same word
        yield word


def _width(text, chain, size):
    return em_width(text.rstrip(), chain) * size * MM_PER_PT


def _line(finding, width):
    inner = width - 3.2
    return Line(
        finding,
        broken(finding.text_bn, "sans_bn", TEXT_SIZE, inner, MOST_LINES),
        broken(finding.text_en, "sans_en", TEXT_SIZE * SMALLER_LATIN, inner, MOST_LINES),
        finding.marks,
    )


def _fitting(lines, room):
    groups, height = [], 0.0
    for line in lines:
        if not groups or len(groups[-1]) == ROWS or height + line.height > room:
            groups.append([])
            height = 0.0
        groups[-1].append(line)
        height += line.height
    return groups


def _even(values, most):
    """Returns the values in as few groups of at most `most` as can be, all about as large."""
    count = max(1, -(-len(values) // most))
    ends = [round(len(values) * place / count) for place in range(count + 1)]
    return [tuple(values[first:last]) for first, last in pairwise(ends)]
