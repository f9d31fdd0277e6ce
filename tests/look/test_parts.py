"""The parts that templates are made of: shapes, chips, notices."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

from accounts.ui import icons


def drawn(source, **context):
    return Template("{% load components %}" + source).render(Context(context))


def test_a_chip_says_it_in_word_shape_and_colour():
    chip = drawn('{% chip "ok" word %}', word="Issued")
    assert 'class="sh-chip ok"' in chip
    assert icons.ICONS["check-circle-fill"] in chip
    assert "Issued" in chip


def test_a_chip_may_choose_a_nearer_shape():
    assert icons.ICONS["play-circle-fill"] in drawn('{% chip "info" word "play-circle-fill" %}', word="Running")


def test_a_chip_escapes_what_it_is_given():
    assert "&lt;script&gt;" in drawn('{% chip "bad" word %}', word="<script>")


def test_an_unknown_shape_or_kind_is_told_by_name():
    with pytest.raises(LookupError, match="no icon 'dragon'"):
        drawn('{% icon "dragon" %}')
    with pytest.raises(LookupError, match="no status kind 'splendid'"):
        drawn('{% chip "splendid" word %}', word="Yes")


def test_a_shape_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in drawn('{% icon "printer" "big" %}')


def test_a_notice_keeps_markup_of_the_template_and_escapes_values():
    note = drawn('{% note "warn" %}<b>{{ name }}</b>{% endnote %}', name="<i>")
    assert "<b>&lt;i&gt;</b>" in note
    assert 'class="sh-note warn"' in note


def test_a_no_to_what_was_sent_takes_the_cursor_and_other_notices_do_not():
    html = drawn('{% note "bad" role="alert" focus=True %}No.{% endnote %}')
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "autofocus" not in drawn('{% note "bad" role="alert" %}No.{% endnote %}')


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (messages.SUCCESS, "ok"),
        (messages.WARNING, "warn"),
        (messages.ERROR, "bad"),
        (messages.INFO, "info"),
        (7, "info"),
    ],
)
def test_a_message_becomes_a_notice_of_its_kind(level, kind):
    assert drawn("{{ message|kind_of }}", message=Message(level, "47 rows applied.")) == kind
