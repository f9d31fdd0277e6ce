"""What word processors end lines with becomes white space wherever text comes in."""

import pytest
from django import forms

from accounts.text.typed_text import one_line, several_lines
from programmes.news import markup

CASES = [
    ("Line one\vline two", "Line one\nline two", "Line one line two"),
    ("শব্দ\vভাঙা", "শব্দ\nভাঙা", "শব্দ ভাঙা"),
    ("a\fb", "a b", "a b"),
    ("a\x85b", "a b", "a b"),
    ("a\u2028b\u2029c", "a\nb\nc", "a b c"),
    ("a\r\nb\rc\n\nd", "a\nb\nc\n\nd", "a b c d"),
    ("a\tb", "a\tb", "a b"),
    ("x\x07y\x00\x9fz", "xyz", "xyz"),
    ("র‍্যাব", "র‍্যাব", "র‍্যাব"),
    ("plain", "plain", "plain"),
    ("\u200b \ufeff\n\u200d", "", ""),
]
# As several lines and as one they stay; in a form, what cannot be seen is nothing.
UNSEEN = ["\u200b", " \u2060\ufeff\n", "\u200d"]


class Form(forms.Form):
    line = forms.CharField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea)
    password = forms.CharField(required=False, strip=False, widget=forms.PasswordInput)


@pytest.mark.parametrize(("typed", "lines", "line"), CASES)
def test_ends_of_lines_are_white_space_and_paragraphs_stay_where_there_is_room(typed, lines, line):
    assert (several_lines(typed), one_line(typed)) == (lines, line)


@pytest.mark.parametrize(("typed", "lines", "line"), [case for case in CASES if "\0" not in case[0]])
def test_every_field_of_every_form_takes_text_so(typed, lines, line):
    form = Form({"line": typed, "text": typed, "password": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"line": line, "text": lines, "password": typed}


@pytest.mark.parametrize("typed", UNSEEN)
def test_a_field_that_has_to_be_filled_in_takes_no_invisible_text(typed):
    form = Form({"line": typed, "text": typed, "password": typed})
    form.fields["line"].required = form.fields["text"].required = True
    assert set(form.errors) == {"line", "text"}


def test_a_title_and_a_text_of_an_update_keep_the_words_apart():
    assert markup.one_line("Line\vbreak শব্দ\vভাঙা") == "Line break শব্দ ভাঙা"
    assert markup.tidy("First line.\vSecond\u2028third\fpage") == "First line.\nSecond\nthird page"
