"""Cuts the text of a name cell into pieces: at line breaks, brackets, bars, commas, spaced dashes, and where the script changes."""

import re
from typing import NamedTuple

from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.cells.name_words import ends_a_name, kind_of, name_words, rank_words
from participants.roster.cells.rank_words import is_qualifier

LATIN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ\u1e00-\u1eff]")
# Father, mother, husband or wife: whatever comes behind is not the officer's name.
_RELATION = re.compile(
    r"""(?<![A-Za-z])(?:[sdwch]\s*[/.]\s*o(?![A-Za-z])\.?|(?:son|daughter|wife|husband|widow)\s+of\b
    |(?:father|mother|husband|spouse|guardian)(?:['’]?s)?(?:\s+name)?\s*[:=\-–]|care\s+of\b)
    |(?<![ঀ-৿])(?:পিতা|মাতা|স্বামী|পিং|পিতার\s+নাম|স্বামীর\s+নাম)\s*[-:–ঃ]|(?<![ঀ-৿])(?:পিতা|মাতা|পিতার\s+নাম)(?![ঀ-৿])
    |(?<=[ঀ-৿]\s)(?:স্বামী|স্বামীর\s+নাম)(?=\s+[ঀ-৿])
    |(?<![ঀ-৿])এর\s+(?:পুত্র|কন্যা|স্ত্রী|ছেলে|মেয়ে)(?![ঀ-৿])|(?<=\s)(?:she|he|they)\s*/\s*(?:her|him|them|hers|his)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"[(\[]((?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*)(?:[)\]]|$)")
_SEPARATORS = (
    ("label", re.compile(r"(?<=[A-Za-z])\s*[:=]\s*|(?<=নাম)\s*[:=ঃ]\s*")),
    ("comma", re.compile(r"\s*[,;]\s*")),
    # A slash before a digit is part of a number: Const/1234.
    ("slash", re.compile(r"\s*(?:/(?!\s*[0-9০-৯])|\|)\s*")),
    ("dash", re.compile(r"(?:\s+[-–—]+\s*|[-–—]+\s+|—+)")),
)
_HYPHENS = re.compile("[-–]")
_LETTER = "(?:এ|এস|আই|পি|ডি|জি|ও|সি|টি)"
_COMMAS_IN_LETTERS = re.compile(rf"(?<![ঀ-৿]){_LETTER}(?:\s?,\s?{_LETTER})+(?![ঀ-৿])")
# W/Const, i/c, w/ driver: the slash is part of the word.
_WOMAN, _IN_CHARGE, _WITH = (
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Not W/O, which is a relation.
        r"(?<![A-Za-z])W\s?/\s?(?=(?:const|con|c|asi|atsi|si|a\.s\.i|s\.i|insp|nayek|naik|police)\b|const|insp)",
        r"(?<![A-Za-z])i\s?/\s?c(?![A-Za-z])\.?",
        r"(?<![A-Za-z])w/(?=\s)",
    )
)
_AROUND_SLASH = re.compile(r"([^\s/]+)\s*/\s*([^\s/]+)")
_MARK_BEHIND = re.compile(r"(?<=[\w\u0980-\u09ff.)])([*✓✔√☑#]+)(?=\s|$)")


# SI.Karim, Inspector.Karim
_WITHOUT_SPACE = re.compile(r"(?<![^\s(])[^\s.()]{2,12}\.(?=[^\s.]{3})")


class Piece(NamedTuple):
    """A part of a cell, of one script. `after` is what separates it from the one before it.

    "": nothing but spaces behind a bracket, "line", "bracket", "comma", "slash", "dash", "label", "script", "relation".
    """

    text: str
    after: str = ""

    @property
    def is_bangla(self) -> bool:
        """Whether it has Bangla letters."""
        return bool(BANGLA_LETTER.search(self.text))


def pieces_of(text: str) -> list[Piece]:
    """Returns the pieces of a text, in order, none of them empty."""
    text = _COMMAS_IN_LETTERS.sub(lambda found: re.sub(r"\s?,\s?", "", found.group()), text)
    text = _MARK_BEHIND.sub(r" \1", text)
    if "/" in text:
        text = _without_slashes_in_words(text)
    text = _WITHOUT_SPACE.sub(
        lambda found: f"{found.group()} " if key(found.group()) in rank_words() else found.group(), text
    )
    found: list[Piece] = []
    for at, line in enumerate(text.split("\n")):
        relation = _RELATION.search(line)
        is_relation = relation is not None and (at > 0 or bool(line[: relation.start()].strip(" -–,(/")))
        head = line[: relation.start()].rstrip(" (") if relation and is_relation else line
        found.extend(_of_line(head, "line" if at else ""))
        if relation and is_relation:
            found.append(Piece(line[relation.start() :].strip(" )"), "relation"))
    return [piece for piece in found if piece.text]


def _without_slashes_in_words(text):
    """Returns the text with slashes only between its parts: the qualifier of a rank in brackets, short words in full."""
    text = _IN_CHARGE.sub("(in charge)", _WITH.sub("with", _WOMAN.sub("Woman ", text)))
    return _AROUND_SLASH.sub(_qualified, text)


def _qualified(found):
    rank, behind = found.groups()
    word = key(behind)
    is_its_own = key(rank) in rank_words() and is_qualifier(word) and word not in name_words()
    return f"{rank} ({behind})" if is_its_own else found.group()


def _of_line(line, after):
    end = 0
    for bracket in _IN_BRACKETS.finditer(line):
        yield from _of_part(line[end : bracket.start()], after if end == 0 else "")
        for run in _of_script(bracket.group(1).strip()):
            yield Piece(run.strip(" /|-–"), "bracket")
        end = bracket.end()
    yield from _of_part(line[end:], after if end == 0 else "")


def _of_part(part, after):
    cut = [Piece(part, after)]
    for name, pattern in _SEPARATORS:
        if name == "dash":
            cut = [piece._replace(text=_with_spaced_remarks(piece.text)) for piece in cut]
        cut = [
            Piece(text.strip(), piece.after if at == 0 else name)
            for piece in cut
            for at, text in enumerate(pattern.split(piece.text))
        ]
    for piece in cut:
        for at, run in enumerate(_of_script(piece.text)):
            yield Piece(run.strip(), piece.after if at == 0 else "script")


def _with_spaced_remarks(part):
    """Puts spaces around the hyphen in front of a remark or a rank: করিম-এসআই, Haque-absent."""
    if not _HYPHENS.search(part):
        return part
    return " ".join(_spaced(word) if _HYPHENS.search(word) else word for word in part.split(" "))


def _spaced(word):
    first, *others = _HYPHENS.split(word)
    if not first or first.isdigit() or key(word) in rank_words():
        return word
    is_rank = len(first) > 1 and key(first) in rank_words()
    if kind_of(others[0]) == "number" and (first.isupper() or is_rank):
        # BP-9900000001, RAB-6, Const-12
        return word
    is_cut = is_rank or any(
        ends_a_name(kind_of(other)) or (len(other) > 1 and key(other) in rank_words()) for other in others
    )
    return f"{first} - {'-'.join(others)}" if is_cut else word


def _of_script(text):
    """Yields the runs of one script; words without letters stay with the word before them."""
    if not (BANGLA_LETTER.search(text) and LATIN_LETTER.search(text)):
        yield text
        return
    run: list[str] = []
    script = ""
    for word in _words_of_one_script(text):
        own = "bn" if BANGLA_LETTER.search(word) else "en" if LATIN_LETTER.search(word) else script
        if script and own != script:
            yield " ".join(run)
            run = []
        script = own or script
        run.append(word)
    yield " ".join(run)


def _words_of_one_script(text):
    for word in text.split(" "):
        if BANGLA_LETTER.search(word) and LATIN_LETTER.search(word):
            yield from re.sub(r"(?<=[ঀ-৿])(?=[A-Za-z])|(?<=[A-Za-z])(?=[ঀ-৿])", " ", word).split(" ")
        else:
            yield word
