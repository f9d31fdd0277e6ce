"""Parses names of persons in both scripts.

A cell of names often holds more: a form of address, the rank, medals, the father's name, a remark, the name in the other
script. It is cut into pieces (`name_pieces`), each piece is taken apart (`name_parts`), and the names of either script are put
together here. Prefixes such as Md. stay; what is no part of the name leaves it, and a person decides where that is not certain.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from participants.identity.names import likeness, variant_key
from participants.roster.base.problems import NOTE, Problem, problem
from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.cells.name_damage import damage_of, emptiness_of
from participants.roster.cells.name_honours import without_honours
from participants.roster.cells.name_parts import Parts, begins_with_rank, is_post, says_rank, take_apart
from participants.roster.cells.name_pieces import pieces_of
from participants.roster.cells.name_prefixes import is_prefix, prefix_in_other_script, prefix_notes
from participants.roster.cells.name_words import (
    PARTICLES,
    is_common,
    is_in_names,
    kind_of,
    name_words,
    spell_a_code,
    station_names,
    surnames,
    unit_abbreviations,
    word_key,
)
from participants.roster.cells.no_names import why_no_name
from participants.roster.cells.rank_words import others_than_qualifiers, words_of

_BANGLA_COLON = re.compile(r"(?<=[ঀ-৿])(?<!নাম)(?<!পিতা)(?<!মাতা)(?<!স্বামী):(?=\s|$|[ঀ-৿])")
_SERIAL_IN_FRONT = re.compile(r"^(?:\(?[A-Za-zক-হ]\)\s*|[(#]?[0-9০-৯]{1,4}\s*[.)।]+\s*|[•·▪●➢✓✔☑√*]+\s*)")
_NOTHING_BUT_WORDS = re.compile("[A-Za-z'’.-]+(?: [A-Za-z'’.-]+)*|[ঀ-৿.-]+(?: [ঀ-৿.-]+)*")
# A name in both scripts with everything that people write beside it is shorter by far; taking longer texts apart takes long.
_LONGEST_READ = 600
_SEPARATE = ("comma", "dash", "slash", "line", "bracket")
# Below this the two scripts of a cell are two persons.
_LEAST_LIKENESS = 0.4
_MOST_WORDS_OF_A_NICKNAME = 2


class Name(NamedTuple):
    """The parsed text of a cell: the name in either script, medals and degrees, the form of address, the rank as typed."""

    name_en: str | None = None
    name_bn: str | None = None
    honours: str = ""
    title: str = ""
    rank: str = ""


@dataclass
class _Cell:
    """What the pieces of a cell say, so far."""

    names: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    title: str = ""
    ranks: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    is_absence: bool = False
    # What came behind a comma and may be the first half of the name: "Bhuiyan, Tanvir".
    behind_comma: str = ""
    # The latest piece that was a rank or a post by itself.
    latest: str = ""
    is_unmixed: bool = True


def name(text: str, about: str = "name") -> tuple[Name, list[Problem]]:
    """Returns (Name, problems) for a clean text; both names are None where it is empty or a person must decide.

    The text may have line breaks, which separate names in two scripts, or the name from the rank.
    """
    if not text:
        return Name(), []
    if len(text) > _LONGEST_READ:
        return Name(), [problem("TEXT_TOO_LONG", about, longest=_LONGEST_READ)]
    if plain := _plain(text, about):
        return plain
    problems = []
    fixed = _BANGLA_COLON.sub("ঃ", text)
    if fixed != text:
        problems.append(problem("VISARGA_AS_COLON", about))
    text = _SERIAL_IN_FRONT.sub("", fixed).strip('“”"।; ') or fixed
    # A single letter may be a ditto mark, which looks like damage.
    damage = damage_of(text, about) if len(text) > 1 else None
    if damage:
        return Name(), [*problems, damage]
    text, honours = without_honours(text)
    if honours:
        problems.append(problem("POSTNOMINALS_IN_NAME", about, seen=honours))
    if why := why_no_name(text):
        return Name(honours=honours), [*problems, problem(why, about, seen=fixed[:60])]
    read, more = _decide(_read(text), text, about, honours)
    return read, [*problems, *more]


def typed_name(text: str, about: str = "name") -> tuple[Name, list[Problem]]:
    """Returns (Name, problems) as `name` does, for a text that somebody typed as a name.

    Who types a name answers what a list leaves open: what may be a rank or the initials is part of the name here.
    """
    found, problems = name(text, about)
    if not any(one.code == "NAME_PERHAPS_WITH_MORE" for one in problems):
        return found, problems
    left = [one for one in problems if one.severity == NOTE]
    is_bangla = bool(BANGLA_LETTER.search(text))
    return Name(None if is_bangla else text, text if is_bangla else None, found.honours), left


def _plain(text, about):
    """Returns what `name` returns for a name of nothing but usual words, or None for any other text."""
    if not _NOTHING_BUT_WORDS.fullmatch(text):
        return None
    words = text.split(" ")
    if not all(map(is_common, words)) or spell_a_code(words) or not any(len(set(word_key(word))) > 2 for word in words):
        return None
    if len(words) == 1 and text.isupper() and key(text) in unit_abbreviations():
        return None
    is_bangla = bool(BANGLA_LETTER.search(text))
    if is_bangla and not all(map(is_in_names, words)) and damage_of(text, about):
        return None
    return Name(None, text) if is_bangla else Name(text), prefix_notes(text, about)


def _read(text):
    cell = _Cell()
    pieces = pieces_of(text)
    for piece, behind in zip(pieces, [*pieces[1:], None], strict=True):
        if behind and behind.after == "label" and _is_label(piece.text):
            continue
        if behind and behind.after == "label" and not any(map(is_in_names, piece.text.split(" "))):
            # Supervisor: Karim Uddin
            cell.before.append(piece.text)
            continue
        if piece.after == "relation":
            cell.behind.append(piece.text)
        elif piece.after == "bracket":
            _read_bracket(piece, cell)
        else:
            _read_piece(piece, cell)
    return cell


def _is_label(text):
    return all(kind_of(word) in ("nothing", "relation") for word in text.split(" "))


def _read_piece(piece, cell):
    script = "bn" if piece.is_bangla else "en"
    is_separate = piece.after in _SEPARATE or says_rank(piece.text)
    if _is_beside_the_name(piece, cell, is_separate=is_separate):
        return
    parts = take_apart(piece.text, is_separate=is_separate)
    if script in cell.names and piece.after in _SEPARATE and parts.name:
        _add_second(piece, parts, cell, script)
        return
    _add_around(parts, cell)
    if not parts.name:
        return
    if script not in cell.names:
        cell.names[script] = parts.name
        cell.is_unmixed &= piece.after != "script"
    elif piece.after == "script":
        cell.others.append(parts.name)
    else:
        cell.names[script] += f" {parts.name}"


def _is_beside_the_name(piece, cell, *, is_separate):
    """Reads a piece that is a rank, a post, its place, a form of address or a remark, and nothing else. Returns whether it is."""
    text = piece.text
    if cell.names and is_separate and _reads_as_post(text):
        cell.ranks.append(text)
        cell.latest = text
    elif _is_place_of_post(piece, cell):
        cell.ranks[-1] += f", {text}"
        cell.latest = cell.ranks[-1]
    elif all(kind_of(word) == "title" for word in text.split(" ")):
        cell.title = cell.title or text.rstrip(".")
    elif _names_nothing(text) and not says_rank(text):
        (cell.behind if cell.names else cell.before).append(text)
        cell.is_absence |= any(kind_of(word) == "absence" for word in text.split())
    else:
        return False
    return True


def _is_place_of_post(piece, cell):
    if not cell.ranks or piece.after not in _SEPARATE:
        return False
    if not cell.names and key(piece.text) in station_names():
        return True
    return cell.ranks[-1] == cell.latest and is_post(cell.latest) and _is_place(piece.text)


def _reads_as_post(text):
    """Whether a piece behind the name is a rank, or a post with its place: "OC Kotwali"."""
    words = text.split(" ")
    return says_rank(text) or (begins_with_rank(text) and not any(is_in_names(word) for word in words[1:]))


def _is_place(text):
    return all(kind_of(word) in ("place", "organisation") or key(word) in station_names() for word in text.split(" "))


def _names_nothing(text):
    """Whether each word of a piece is of a kind that is no name, or the abbreviation of a unit."""
    return all(kind_of(word) or (word.isupper() and key(word) in unit_abbreviations()) for word in text.split(" "))


def _add_around(parts: Parts, cell):
    cell.title = cell.title or parts.title
    cell.ranks += parts.ranks
    cell.doubtful += parts.doubtful
    cell.unsure += parts.unsure
    cell.before += parts.before
    cell.behind += parts.behind
    cell.is_absence |= parts.is_absence


def _add_second(piece, parts, cell, script):
    """Adds a piece of the same script as a name that is there already."""
    first = cell.names[script]
    if parts.ranks or parts.doubtful or parts.before or parts.behind:
        cell.behind.append(piece.text)
        cell.is_absence |= parts.is_absence
    elif piece.after == "line" and _goes_on(first, parts.name):
        cell.names[script] = f"{first} {parts.name}"
    elif piece.after == "dash" and key(first.split(" ")[-1]) in PARTICLES:
        cell.names[script] = f"{first} - {parts.name}"
    elif variant_key(first) == variant_key(parts.name):
        return
    elif piece.after in ("comma", "dash"):
        is_swapped = piece.after == "comma" and key(first) in surnames() and not cell.behind
        cell.behind_comma = parts.name if is_swapped else ""
        cell.behind.append(piece.text)
    else:
        cell.others.append(parts.name)


def _goes_on(first, second):
    """Whether a line goes on with the name of the line before it, and does not begin another one."""
    if len(second.split(" ")) == 1:
        return key(second) in surnames() or len(_own_words(first)) == 1
    return len(_own_words(first)) <= 1


def _own_words(text):
    return [word for word in text.split(" ") if not is_prefix(word)]


def _read_bracket(piece, cell):
    text, script = piece.text, "bn" if piece.is_bangla else "en"
    words = text.split(" ")
    if says_rank(text):
        cell.ranks.append(text)
    elif cell.ranks and not others_than_qualifiers(words_of(text)):
        cell.ranks[-1] += f" ({text})"
    elif not cell.names and _is_no_name_in_front(text, words):
        cell.before.append(text)
    elif _is_remark(text, cell.names.get(script, "")):
        cell.behind.append(text)
        cell.is_absence |= any(kind_of(word) == "absence" for word in words)
    elif script not in cell.names:
        cell.names[script] = text
    elif _is_nickname(words):
        cell.names[script] += f" ({text})"
    else:
        cell.unsure.append(text)


def _is_no_name_in_front(text, words):
    """Whether brackets before the name hold something else: SI (Nirastra) Karim Uddin."""
    is_known = any(is_in_names(word) for word in words)
    return not is_known or _is_remark(text, "") or not others_than_qualifiers(words_of(text))


def _is_remark(text, named):
    """Whether a text in brackets is no nickname: it has a word of a remark, begins small, or is an abbreviation."""
    words = text.split(" ")
    is_short = len(word_key(text)) == 1 or text[-1] in ".ঃ" or not others_than_qualifiers(words_of(text))
    if is_short or any(kind_of(part) for word in words for part in (word, *re.split("[-/–]", word)) if part):
        return True
    if key(text) in name_words():
        return False
    is_small = bool(named) and text[0].islower() and not named.islower()
    is_abbreviation = bool(named) and len(words) == 1 and text.isupper() and not named.isupper()
    return is_small or is_abbreviation or begins_with_rank(text) or "/" in text


def _is_nickname(words):
    return len(words) == 1 or (len(words) <= _MOST_WORDS_OF_A_NICKNAME and any(is_in_names(word) for word in words))


def _decide(cell, text, about, honours):
    """Returns (Name, problems) of what was read."""
    facts = {"honours": honours, "title": cell.title, "rank": ", ".join(dict.fromkeys((*cell.ranks, *cell.doubtful)))}
    problems = [problem("NAME_TITLE", about, seen=cell.title)] if cell.title else []
    if not cell.names:
        return Name(honours=honours), [*problems, _no_person(cell, text, about)]
    if trouble := _mixture(cell, about):
        return Name(**facts), [*problems, trouble]
    for found in cell.names.values():
        if damage := emptiness_of(found, about):
            return Name(**facts), [*problems, damage]
    if cell.behind_comma:
        cell.names = {script: f"{cell.behind_comma} {last}" for script, last in cell.names.items()}
    english, bangla = cell.names.get("en"), cell.names.get("bn")
    problems += _questions(cell, about, suggestion=" / ".join(filter(None, (english, bangla))))
    problems += prefix_notes(bangla or english, about)
    return Name(english, bangla, **facts), problems


def _no_person(cell, text, about):
    seen = text.replace("\n", ", ")[:60]
    if cell.ranks and not cell.behind and not cell.before:
        return problem("NAME_IS_A_RANK", about, seen=seen)
    return problem("NAME_SAYS_NOTHING", about, seen=seen)


def _mixture(cell, about):
    """Returns the problem of one name that is half in one script and half in the other, or None."""
    english, bangla = cell.names.get("en"), cell.names.get("bn")
    if not english or not bangla:
        return None
    for part, rest in ((english, bangla), (bangla, english)):
        if not _own_words(part):
            meant = prefix_in_other_script(part)
            return problem("NAME_MIXES_SCRIPTS", about, suggestion=f"{meant} {rest}" if meant else None)
    is_short = min(len(_own_words(english)), len(_own_words(bangla))) == 1
    if not cell.is_unmixed and is_short and not _are_alike(cell):
        return problem("NAME_MIXES_SCRIPTS", about)
    return None


def _are_alike(cell):
    return likeness(cell.names["en"], cell.names["bn"]) >= _LEAST_LIKENESS


def _questions(cell, about, *, suggestion):
    found = []
    if cell.others:
        found.append(problem("NAMES_DISAGREE", about, suggestion=suggestion, seen=", ".join(cell.others)))
    if cell.before:
        found.append(problem("NAME_WITH_MORE_BEFORE", about, suggestion=suggestion, seen=", ".join(cell.before)))
    if cell.behind:
        code = "NAME_WITH_ABSENCE" if cell.is_absence else "NAME_WITH_MORE"
        found.append(problem(code, about, suggestion=suggestion, seen=", ".join(cell.behind)))
    if unsure := [*cell.doubtful, *cell.unsure]:
        found.append(problem("NAME_PERHAPS_WITH_MORE", about, suggestion=suggestion, seen=", ".join(unsure)))
    if "en" in cell.names and "bn" in cell.names and not _are_alike(cell):
        found.append(problem("NAMES_NOT_ALIKE", about))
    return found
