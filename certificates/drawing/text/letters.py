"""What a PDF shows for a run of shaped glyphs: codes, each with the letters that are read for it, in reading order.

Bangla is drawn in another order than it is read: কি is the sign ি and then the letter ক. A reader of PDF puts together what each
code stands for, in the order of the drawing. So the letters of a syllable are dealt out to its glyphs as they are read, the
first letter to the first glyph, whatever that glyph shows. Where there are more glyphs than letters (মো is drawn in three parts),
several become one glyph that is built of them.

Readers also guess spaces from the places of glyphs. So a glyph that is moved, or followed by another distance than the font
says, becomes a glyph of its own as well, built of the one that is moved: text is then shown without gaps.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

JOINERS = "\u200c\u200d"
# A consonant goes with its hasanta, and joiners with what they join: readers mistake what begins with the one, or ends with
# the other.
_UNIT = re.compile(f"[{JOINERS}]*[^{JOINERS}]\u09cd*(?:[{JOINERS}]+$)?|[{JOINERS}]+$")
_made = tuple.__new__  # a tuple with names in a third of the time
NEAR = 0.08  # em; readers take a distance of a tenth for a space

Part = tuple[int, int, int]  # glyph, and by how much it is moved to the right and up, in font units
Built = tuple[int, tuple[Part, ...]]  # advance in font units, parts
Form = int | Built  # what is seen: a glyph of the font, or one that is built of its glyphs
Code = tuple[Form, str]  # what is seen, and what is read


class Placed(NamedTuple):
    """A glyph that a shaper placed, in font units; `cluster` is the index of the first letter of its syllable in the run."""

    gid: int
    advance: int
    dx: int
    dy: int
    cluster: int


class Shown(NamedTuple):
    """A code of a run, and the distance in font units to what follows, beyond the advance of what is seen."""

    code: Code
    more: int


def coded(text: str, glyphs: Sequence[Placed], advances: Sequence[int], upem: int) -> list[Shown]:
    """Returns what to show for the glyphs of a run (`text`), written from left to right. advances: of all glyphs of the font."""
    near = NEAR * upem
    if len(glyphs) == len(text) and text.isascii():
        return [
            _made(Shown, ((gid, letter), advance - advances[gid]))
            if not (dx or dy) and advance >= 0 and -near <= advance - advances[gid] <= near
            else _shown_alone(Placed(gid, advance, dx, dy, cluster), letter, advances, near)
            for letter, (gid, advance, dx, dy, cluster) in zip(text, glyphs, strict=True)
        ]
    clusters = [(start, list(same)) for start, same in groupby(glyphs, key=lambda glyph: glyph.cluster)]
    found: list[Shown] = []
    for (start, same), (end, _next) in pairwise([*clusters, (len(text), [])]):
        units = _UNIT.findall(text[start:end])
        pieces = _pieces(same, len(units))
        parts = [*units[: len(pieces) - 1], "".join(units[len(pieces) - 1 :])]
        for piece, letters in zip(pieces, parts, strict=True):
            form, more = _form(piece, advances, near)
            found.append(Shown((form, letters), more))
    return _words_begun_with_a_letter(_told_once(_joiners_before(found), advances), advances)


def _shown_alone(glyph, letter, advances, near):
    form, more = _form([glyph], advances, near)
    return Shown((form, letter), more)


def _pieces(glyphs, most):
    """Returns the glyphs of a syllable as at most `most` lists, which are shown by one code each."""
    pieces = [[glyph] for glyph in glyphs]
    for at in range(len(pieces) - 1, 0, -1):  # what takes no room stands on what is before it
        if len(pieces) > most and not glyphs[at].advance:
            pieces[at - 1] += pieces.pop(at)
    while len(pieces) > most:
        last = pieces.pop()
        pieces[-1] += last
    return pieces


def _form(glyphs, advances, near):
    """Returns (what shows these glyphs, the distance that remains)."""
    if len(glyphs) == 1:
        (one,) = glyphs
        more = one.advance - advances[one.gid]
        if one.advance < 0 or not (one.dx or one.dy or abs(more) > near):
            return one.gid, more
    at, parts = 0, []
    for glyph in glyphs:
        parts.append((glyph.gid, at + glyph.dx, glyph.dy))
        at += glyph.advance
    return (max(at, 0), tuple(parts)), 0


def _parts(form, advances):
    return form if isinstance(form, tuple) else (advances[form], ((form, 0, 0),))


def _joiners_before(found):
    """Returns the same codes; a joiner at the end of one is left to the next."""
    told, before = [], ""
    for at, ((form, letters), more) in enumerate(found):
        kept = letters.rstrip(JOINERS) if at + 1 < len(found) else letters
        told.append(Shown((form, before + kept), more))
        before = letters[len(kept) :]
    return told


def _told_once(found, advances):
    """Returns the same codes, but for one without room whose letter comes again: it becomes part of the code before.

    MuPDF takes two equal letters in one place for one that was printed bold.
    """
    told: list[Shown] = []
    for one, following in pairwise([*found, None]):
        (form, letters), before = one.code, told[-1] if told else None
        if before and following and not _parts(form, advances)[0] and letters[-1] == following.code[1][0]:
            (advance, parts), (_none, more) = _parts(before.code[0], advances), _parts(form, advances)
            moved = tuple((gid, advance + before.more + dx, dy) for gid, dx, dy in more)
            built = (advance + before.more, parts + moved)
            told[-1] = Shown((built, before.code[1] + letters), one.more)
        else:
            told.append(one)
    return told


def _words_begun_with_a_letter(found, advances):
    """Returns the same codes; where the first one of a word has signs besides its letter, the two are halves of what is seen.

    pdf.js takes whatever contains a sign without width for one: as the first of a word, it would stand in the word before.
    """
    begins, told = True, []
    for one in found:
        form, letters = one.code
        if begins and any(unicodedata.category(sign) == "Mn" for sign in letters[1:]):
            advance, parts = _parts(form, advances)
            half = advance // 2
            behind = (advance - half, tuple((gid, dx - half, dy) for gid, dx, dy in parts))
            told += [Shown(((half, ()), letters[:1]), 0), one._replace(code=(behind, letters[1:]))]
        else:
            told.append(one)
        begins = letters[-1:] == " "
    return told
