"""The parts that templates are made of: shapes, chips, notices, fields."""

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

from accounts.ui import icons


def drawn(source, **context):
    return Template("{% load components %}" + source).render(Context(context))


class Plan(forms.Form):
    title = forms.CharField(label="Title")
    last_day = forms.CharField(label="Last day", help_text="Day, month, year", required=False)
    language = forms.ChoiceField(
        label="Language", choices=[("bn", "Bangla"), ("en", "English")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="I have told the officer")
    reference = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_last_day(self):
        if self.cleaned_data["last_day"] == "early":
            raise forms.ValidationError("The last day is before the first day.")
        return self.cleaned_data["last_day"]


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


def test_a_field_stands_as_label_help_problem_field():
    form = Plan({"title": "A", "last_day": "early"})
    field = drawn("{% field form.last_day %}", form=form)
    places = [field.index(part) for part in ("<label", "Day, month, year", "before the first day", "<input")]
    assert places == sorted(places)


def test_a_field_is_tied_to_its_help_and_its_problem():
    field = drawn("{% field form.last_day %}", form=Plan({"title": "A", "last_day": "early"}))
    assert 'aria-describedby="id_last_day_help id_last_day_problem"' in field
    assert 'id="id_last_day_help"' in field
    assert 'id="id_last_day_problem"' in field
    assert 'aria-invalid="true"' in field


def test_a_field_whose_help_is_left_out_points_nowhere():
    assert "describedby" not in drawn('{% field form.last_day help="" %}', form=Plan())


def test_only_a_field_that_may_stay_empty_says_so():
    assert "(optional)" in drawn("{% field form.last_day %}", form=Plan())
    assert "(optional)" not in drawn("{% field form.title %}", form=Plan())
    assert "(optional)" not in drawn("{% field form.last_day optional=False %}", form=Plan())


def test_choices_are_a_group_with_a_legend():
    field = drawn("{% field form.language %}", form=Plan())
    assert "<fieldset" in field
    assert "<legend" in field
    assert field.count('type="radio"') == 2


def test_a_single_choice_has_its_words_beside_the_box():
    field = drawn("{% field form.told %}", form=Plan())
    assert field.index("<input") < field.index("I have told the officer")


def test_problems_are_listed_with_links_to_their_fields():
    listed = drawn("{% form_problems form %}", form=Plan({"last_day": "early"}))
    assert "4 things to put right" in listed
    for anchor in ("#id_title", "#id_last_day", "#id_language_0", "#id_told"):
        assert f'href="{anchor}"' in listed


def test_the_focus_goes_to_the_list_of_problems():
    assert 'tabindex="-1" autofocus' in drawn("{% form_problems form %}", form=Plan({}))


def test_a_form_without_problems_shows_no_list():
    assert drawn("{% form_problems form %}", form=Plan()).strip() == ""


def test_forms_of_a_set_list_their_problems_together():
    formset = forms.formset_factory(Plan, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-told": "on", "form-1-told": "on"}
    )
    listed = drawn("{% form_problems formset %}", formset=formset)
    assert "#id_form-0-title" in listed
    assert "#id_form-1-title" in listed
