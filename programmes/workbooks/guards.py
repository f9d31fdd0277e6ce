"""Signs that keep a spreadsheet from changing or running a text: ="0170…", '0170…. They are no part of the text.

People and programs put them in front of what we read (`unguarded`); we put one in front of what we write (`with_guard`).
"""

import re
from typing import Any

from accounts.text.typed_text import several_lines

_QUOTES = '"“”„″＂'
_TEXT_AS_FORMULA = re.compile(f"[=＝]\\s*[{_QUOTES}](.*)[{_QUOTES}]\\s*", re.DOTALL)
_NUMBER_AS_FORMULA = re.compile(r"[=＝]\s*\+?([0-9০-৯]+)\s*")
_ONE_QUOTE = re.compile('"(?!")')
_APOSTROPHES = "'’‘ʼ＇"
_APOSTROPHE = re.compile(f"\\s*[{_APOSTROPHES}]+(?=[^\\s{_APOSTROPHES}])")
_BACKTICK = re.compile(r"\s*[`´](?=[+0-9০-৯\s\-]+$)")
# A text that begins otherwise has no guard.
STARTS = frozenset(f"=＝{_APOSTROPHES}`´ \t\n\r\u00a0")
_MOST_GUARDS = 3
# The beginning of a formula, also in full width, and after blanks or quotation marks.
_RUNS = re.compile("^[\\s'\"]*[=+\\-@|%\t\r\n＝＋－＠]")
_SIGNED_NUMBER = re.compile(r"^[+-]?[\d০-৯][\d০-৯\s().,/-]*$|^[-–—.]+$")


def with_guard(text: Any) -> Any:
    """Returns the text so that no spreadsheet runs it: with an apostrophe in front where it looks like a formula.

    Numbers with a sign, such as +8801…, are none and stay as they are.
    """
    text = several_lines("" if text is None else str(text))
    runs = _RUNS.match(text) and not _SIGNED_NUMBER.match(text)
    return f"'{text}" if runs else text


def without_guard(text: str) -> str:
    """Returns the text as it was before `with_guard`. An apostrophe that it did not write stays: it may be a quotation mark."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def unguarded(text: str) -> str:
    """Returns a text without the signs that guard it. A formula that has to be worked out stays as it is."""
    for _guard in range(_MOST_GUARDS):
        bare = _without_one(text)
        if bare == text:
            break
        text = bare
    return text


def _without_one(text):
    if formula := _TEXT_AS_FORMULA.fullmatch(text):
        # A quotation mark inside the text is written twice; a single one ends it, so that a calculation follows.
        inside = formula.group(1)
        return text if _ONE_QUOTE.search(inside.replace('""', "")) else inside.replace('""', '"')
    if formula := _NUMBER_AS_FORMULA.fullmatch(text):
        return formula.group(1)
    if _BACKTICK.match(text):
        return _BACKTICK.sub("", text, count=1)
    if mark := _APOSTROPHE.match(text):
        bare = text[mark.end() :]
        # A text between two of them is a text in quotation marks.
        end = bare.rstrip()
        return end[:-1] if len(end) > 1 and end[-1] in _APOSTROPHES else bare
    return text
