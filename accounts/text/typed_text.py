"""Text as people type it, paste it from a word processor, or have it in a cell.

Word processors end lines inside a paragraph with U+000B; other programs use U+000C, U+0085, U+2028 and U+2029. Databases, feeds,
e-mails and workbooks drop them or show them in their own way, and words on both sides become one.
"""

import re
import unicodedata
from typing import Any

from django import forms

_RETURNS = re.compile(r"\r\n?")
_ENDS = str.maketrans({"\v": "\n", "\u2028": "\n", "\u2029": "\n", "\f": " ", "\x85": " "})
_KEPT = "\n\t"


def several_lines(text: str) -> str:
    """Returns the text with every end of a line as \\n or a blank, and without other control characters.

    A text of which nothing can be seen (a zero-width space, say) is no text: "".
    """
    if text.isascii() and text.isprintable():
        return text
    text = _RETURNS.sub("\n", text).translate(_ENDS)
    kept = "".join(letter for letter in text if letter in _KEPT or unicodedata.category(letter) != "Cc")
    has_signs_without_a_shape = any(unicodedata.category(letter) == "Cf" for letter in kept)
    return "" if has_signs_without_a_shape and not says_something(kept) else kept


def one_line(text: str) -> str:
    """Returns the text on one line: a blank for every end of a line and every tab, no other control characters."""
    return re.sub(r" ?[\n\t]+ ?", " ", several_lines(text))


def says_something(text: str) -> bool:
    """Whether a text has a letter, a figure or a sign that can be seen: no answer is made of blanks and invisible characters."""
    return any(unicodedata.category(letter)[0] not in "ZC" for letter in text)


def take_in_forms() -> None:
    """Lets every text field of every form, ours and those of libraries, clean its text before it checks it.

    A text of blanks and invisible characters alone is none, so that a field that has to be filled in is.
    Paragraphs stay where the control has room for several lines; passwords stay as they were typed.
    """
    if hasattr(forms.CharField.to_python, "cleans"):
        return
    before = forms.CharField.to_python

    def to_python(self: forms.CharField, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(self.widget, forms.PasswordInput):
            value = several_lines(value) if isinstance(self.widget, forms.Textarea) else one_line(value)
        return before(self, value)

    to_python.cleans = True  # type: ignore[attr-defined]
    forms.CharField.to_python = to_python  # type: ignore[method-assign]
