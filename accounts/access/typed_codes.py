"""Finding a secret code in a text that somebody typed, scanned or pasted: a sentence, an e-mail, an address wrapped by a mail filter.

static/shetu/typed-codes.js does the same in browsers, tested against the same table. Nothing here knows which codes exist:
what is said of a text follows from the text alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from accounts.access.secret_codes import ALPHABET, LENGTH

LONGEST_TEXT = 20_000
SEVERAL, SHORT, LONG, LETTER, SERIAL, NONE = "several", "short", "long", "letter", "serial", "none"
# Between these lengths the message says how many letters were found.
FEWEST, MOST, FEWEST_ALONE = 18, 36, 4

_LETTERS = frozenset(ALPHABET)
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
# The first digit of scripts whose digits NFKC leaves as they are: Arabic, Persian, Devanagari, Bangla, Gurmukhi, Tamil, Thai, Burmese.
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xBE6, 0xE50, 0x1040)
_DIGITS = {zero + value: str(value) for zero in _ZEROS for value in range(10)}
_PLAIN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
# What may stand between the groups of one code: a few marks, never a letter of another script.
_SOFT = re.compile(r"[\s.·•,_:;।|/+*~\\'\"`´>\-‐-―−‘-”()\[\]<{}]{1,8}")
_IN_ADDRESS = re.compile(r"/verify/(?:[a-z]{2}/)?|[?&#]code=|/c/#", re.IGNORECASE)
_END_OF_ADDRESS = frozenset("/?&#<>\"'")
_WORD = re.compile(r"\S+")
_ENTITIES = (
    (re.compile(r"&(?:nbsp|#160|#xA0);", re.IGNORECASE), " "),
    (re.compile(r"&(?:shy|#173|#8203|zwnj|zwj);", re.IGNORECASE), ""),
    (re.compile(r"&amp;", re.IGNORECASE), "&"),
)
_PROOFPOINT = re.compile(r"(urldefense\.proofpoint\.com/v2/url\?u=)([^&\s]*)", re.IGNORECASE)
_QUOTED = re.compile(r"=([0-9A-F]{2})")
_SERIAL = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z][0-9A-Za-z]{0,19}(?:[\s‐-―−-]{1,3}[0-9A-Za-z]{1,12}){0,3}?"
    r"[\s‐-―−-]{1,3}(?:19|20)[0-9]{2}[\s‐-―−-]{1,3}[0-9]{5,9}(?![0-9A-Za-z])"
)
_LABELS = frozenset(
    [
        "CERT",
        "CERTIFICATE",
        "CHECK",
        "CODE",
        "CODES",
        "HERE",
        "ID",
        "IS",
        "IT",
        "MY",
        "NO",
        "NUMBER",
        "OF",
        "THE",
        "THIS",
        "VERIFICATION",
        "VERIFY",
        "YOUR",
    ]
)


class TypedCode(NamedTuple):
    """What a text holds: the 26 letters of a code, or "" and what is wrong.

    problem: "several" different codes, "short" or "long" (it has `letters` letters), "letter" (`letter` is in no code),
    "serial" (the text has the serial number of a certificate), "none".
    """

    code: str = ""
    problem: str = ""
    letters: int = 0
    letter: str = ""


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def is_code(text: str) -> bool:
    """Whether the text is a code as it is stored, with nothing around it: what square codes and our own links lead to."""
    return _PLAIN.fullmatch(text) is not None and not text.isdigit()


def find_code(text: str | None) -> TypedCode:
    """Returns the TypedCode of a text. Two different codes in one text are never chosen between."""
    if text and is_code(text):
        return TypedCode(code=text)
    if not text or len(text) > LONGEST_TEXT:
        return TypedCode(problem=NONE)
    readings = _readings(text)
    for reading in readings:
        found = _codes_in(reading)
        if len(found) > 1:
            return TypedCode(problem=SEVERAL)
        if found:
            return TypedCode(code=found.pop())
    return _near_miss(readings[0])


def _readings(text: str) -> list[str]:
    """The text with its wrappings taken off, most likely first: addresses decoded, as a mail source, as it is."""
    plain = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    for pattern, instead in _ENTITIES:
        plain = pattern.sub(instead, plain)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    unfolded = _QUOTED.sub(lambda byte: chr(int(byte[1], 16)), re.sub(r"=[ \t]*\r?\n", "", plain))
    return list(dict.fromkeys((_unwrapped(plain), _unwrapped(unfolded), plain)))


def _unwrapped(text: str) -> str:
    text = _PROOFPOINT.sub(lambda found: found[1] + unquote(found[2].replace("-", "%").replace("_", "/")), text)
    for _time in range(6):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").translate(_DIGITS)


def _codes_in(text: str) -> set[str]:
    """The set of codes that stand in a text, by the strongest evidence that there is."""
    plain = _without_addresses(text)
    strong = {code for code in _in_addresses(text) if code} | set(_grouped(_runs(plain)))
    return strong or set(_uneven(_runs(plain))) or set(_alone(plain)) or set(_grouped(_runs(text)))


def _without_addresses(text: str) -> str:
    return _WORD.sub(lambda found: "\0" * len(found[0]) if _is_address(found[0]) else found[0], text)


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word or "/verify/" in word.lower()


def _letters(tokens: list[_Token]) -> str:
    return "".join(token.text for token in tokens).upper().translate(_LOOK_ALIKES)


def _in_addresses(text: str) -> Iterator[str]:
    """Of each place where our addresses have the code: the code, or "" where the letters there are none."""
    for anchor in _IN_ADDRESS.finditer(text):
        taken: list[_Token] = []
        for token in _tokens(text, anchor.end()):
            gap = text[taken[-1].end if taken else anchor.end() : token.start]
            if (gap and not _SOFT.fullmatch(gap)) or (taken and set(gap) & _END_OF_ADDRESS):
                break
            taken.append(token)
            if len(_letters(taken)) >= LENGTH:
                break
        yield _letters(taken) if _is_code(_letters(taken)) else ""


def _tokens(text: str, start: int = 0) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text, start):
        yield _Token(found[0], found.start(), found.end())


def _is_code(letters: str) -> bool:
    return len(letters) == LENGTH and set(letters) <= _LETTERS


def _runs(text: str) -> list[list[_Token]]:
    """The words of a text in runs with nothing but a few marks between them."""
    runs: list[list[_Token]] = []
    end = 0
    for token in _tokens(text):
        if runs and _SOFT.fullmatch(text[end : token.start]):
            runs[-1].append(token)
        else:
            runs.append([token])
        end = token.end
    return runs


def _windows(run: list[_Token]) -> Iterator[tuple[int, int]]:
    """Where 26 letters begin and end among the words of a run."""
    for first in range(len(run)):
        length = 0
        for last in range(first, len(run)):
            length += len(run[last].text)
            if length >= LENGTH:
                if length == LENGTH:
                    yield first, last + 1
                break


def _grouped(runs: list[list[_Token]]) -> Iterator[str]:
    """Codes in one piece, or in groups of one length (the last may be shorter) of which a line break split one or two."""
    for run in runs:
        for first, end in _windows(run):
            letters = _letters(run[first:end])
            if _is_code(letters) and _is_even(run, first, end):
                yield letters


def _is_even(run: list[_Token], first: int, end: int) -> bool:
    sizes = [len(token.text) for token in run[first:end]]
    if len(sizes) == 1:
        return any(letter.isalpha() for letter in run[first].text)
    size, filled, splits = max(sizes), 0, 0
    for at, one in enumerate(sizes):
        filled += one
        if filled > size:
            return False
        is_last = at == len(sizes) - 1
        splits += filled < size and not is_last
        filled %= size
    if splits > 2 or (size > 4 and splits) or not _is_mixed(run[first:end]):
        return False
    # More groups of the same length beside it: the code is longer, or these are words.
    beside = [run[at] for at in (first - 1, end) if 0 <= at < len(run) and (at < first or sizes[-1] == size)]
    return not any(len(one.text) == size and (size <= 2 or _has_digit(one)) for one in beside)


def _has_digit(token: _Token) -> bool:
    return any(letter.isdigit() for letter in token.text)


def _is_mixed(tokens: list[_Token]) -> bool:
    letters = "".join(token.text for token in tokens)
    return sum(letter.isalpha() for letter in letters) >= 4 and any(letter.isdigit() for letter in letters)


def _uneven(runs: list[list[_Token]]) -> Iterator[str]:
    """Codes in pieces of any length among other words: both ends have a digit, as words have not."""
    for run in runs:
        for first, end in _windows(run):
            letters = _letters(run[first:end])
            if _is_code(letters) and _has_digit(run[first]) and _has_digit(run[end - 1]) and _is_mixed(run[first:end]):
                yield letters


def _alone(text: str) -> Iterator[str]:
    """The code of a text, or of a line of it, that is nothing else but words like "code" before and behind it."""
    for part in (text, *text.splitlines()):
        for run in _runs(part):
            letters = _letters(_without_labels(run))
            if _is_code(letters):
                yield letters


def _without_labels(run: list[_Token]) -> list[_Token]:
    first, end = 0, len(run)
    while first < end and run[first].text.upper() in _LABELS:
        first += 1
    while end > first and run[end - 1].text.upper() in _LABELS:
        end -= 1
    return run[first:end]


def _near_miss(text: str) -> TypedCode:
    """What is said of a text without a code: nearly one, a serial number, or nothing of ours."""
    plain = _SERIAL.sub(lambda found: "\0" * len(found[0]), text)
    best = min(_nearly(plain), key=lambda letters: abs(len(letters) - LENGTH), default="")
    if best:
        strange = next((letter for letter in best if letter not in _LETTERS), "")
        problem = SHORT if len(best) < LENGTH else LONG if len(best) > LENGTH else LETTER
        return TypedCode(problem=problem, letters=len(best), letter=strange)
    return TypedCode(problem=SERIAL if plain != text else NONE)


def _nearly(text: str) -> Iterator[str]:
    """The letters of whatever looks like a code that was copied or typed not quite right."""
    bare = _without_addresses(text)
    for part in (bare, *bare.splitlines()):
        runs = _runs(part)
        for run in runs:
            rest = _without_labels(run)
            fewest = FEWEST_ALONE if len(runs) == 1 else FEWEST
            for tokens in (rest, _middle(rest), *([token] for token in rest)):
                if fewest <= len(_letters(tokens)) <= MOST and _is_mixed_enough(tokens):
                    yield _letters(tokens)
    for anchor in _IN_ADDRESS.finditer(text):
        first = next(_tokens(text, anchor.end()), None)
        if first and first.start == anchor.end() and FEWEST <= len(first.text) <= MOST and _is_mixed([first]):
            yield _letters([first])


def _is_mixed_enough(tokens: list[_Token]) -> bool:
    return _is_mixed(tokens) and not any(
        len(token.text) > 4 and token.text.isalpha() for token in tokens[:1] + tokens[-1:]
    )


def _middle(run: list[_Token]) -> list[_Token]:
    """A run from its first to its last word with a digit."""
    marked = [at for at, token in enumerate(run) if _has_digit(token)]
    return run[marked[0] : marked[-1] + 1] if marked else []
