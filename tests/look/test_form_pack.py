"""The template pack of our forms: how each kind of field is drawn, what is wrong with a form, and the layouts."""

import re

import pytest
from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import gettext_lazy, override

from accounts.ui.form_layouts import ALL_FIELDS, Actions, Field, FormLayout, Row, Section, Submit

LANGUAGES = [("bn", "Bangla"), ("en", "English")]


def drawn(source, **context):
    return Template("{% load crispy_forms_tags form_pack %}" + source).render(Context(context))


class Plan(forms.Form):
    title = forms.CharField(label="Title", widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "T"}))
    last_day = forms.DateField(
        label="Last day",
        help_text="Day, month, year",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "This is no day."},
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "key"}))
    place = forms.ChoiceField(label="Place", choices=[("", "Choose"), ("d", "Dhaka")])
    paper = forms.FileField(label="Paper", required=False, widget=forms.FileInput(attrs={"accept": ".pdf"}))
    language = forms.ChoiceField(label="Language", choices=LANGUAGES, widget=forms.RadioSelect)
    others = forms.MultipleChoiceField(
        label="Others", help_text="As many as you like.", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    told = forms.BooleanField(label="I have told the officer", help_text="In person.")
    reference = forms.CharField(widget=forms.HiddenInput, required=False)


WRONG = {"title": "A", "last_day": "early"}


def field(name, data=None):
    return drawn("{{ form." + name + "|as_crispy_field }}", form=Plan(data))


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("title", '<input type="text" name="title"'),
        ("last_day", '<input type="date" name="last_day"'),
        ("note", "<textarea"),
        ("place", "<select"),
        ("paper", '<input type="file" name="paper" accept=".pdf"'),
    ],
)
def test_a_control_has_its_label_before_it(name, control):
    html = field(name)
    assert html.index(f'<label for="id_{name}"') < html.index(control)
    assert f'id="id_{name}"' in html
    assert re.search(r'class="sh-input( key)?"', html)


def test_the_attributes_of_a_widget_stay_but_for_the_placeholder():
    assert 'autocomplete="off"' in field("title")
    assert "placeholder" not in field("title")
    assert 'class="sh-input key"' in field("note")


def test_a_field_stands_as_label_help_problem_control():
    html = field("last_day", WRONG)
    places = [html.index(part) for part in ("<label", "Day, month, year", "This is no day.", "<input")]
    assert places == sorted(places)


def test_a_control_is_tied_to_its_help_and_its_problem():
    html = field("last_day", WRONG)
    assert 'aria-describedby="id_last_day_help id_last_day_problem"' in html
    assert 'id="id_last_day_help"' in html
    assert 'id="id_last_day_problem"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="sh-field bad"' in html


def test_a_control_without_help_and_problem_points_nowhere():
    assert "aria-" not in field("title")
    assert 'aria-describedby="id_last_day_help"' in field("last_day")


@pytest.mark.parametrize(("name", "kind"), [("language", "radio"), ("others", "checkbox")])
def test_several_choices_are_a_group_with_a_legend(name, kind):
    html = field(name, {})
    assert re.search(rf'<fieldset class="sh-field bad"\s+id="id_{name}"', html)
    assert "<legend" in html
    assert html.count(f'type="{kind}"') == html.count('class="sh-choice"') == 2
    tied = re.search(r'<fieldset[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert tied == [f"id_{name}_{part}" for part in (["help"] if name == "others" else []) + ["problem"]]


def test_one_box_has_its_words_beside_it():
    html = field("told")
    assert html.index("<input") < html.index("I have told the officer")
    assert 'aria-describedby="id_told_help"' in html
    assert "sh-input" not in html


def test_a_hidden_field_is_only_its_control():
    html = field("reference").strip()
    assert html == '<input type="hidden" name="reference" id="id_reference">'


@pytest.mark.parametrize(("language", "word"), [("en", "(optional)"), ("bn", "(ঐচ্ছিক)")])
def test_only_a_field_that_may_stay_empty_says_so(language, word):
    with override(language):
        assert word in field("last_day")
        assert word not in field("title")


@pytest.mark.parametrize("unmarked", [ALL_FIELDS, ("last_day",)])
def test_a_form_may_leave_the_mark_out(unmarked):
    form = Plan()
    form.unmarked_fields = unmarked
    assert "(optional)" not in drawn("{{ form.last_day|as_crispy_field }}", form=form)


def test_words_of_the_page_do_not_get_into_a_field():
    html = drawn("{{ form.title|as_crispy_field }}{% crispy form layout %}", form=Plan(), layout=FormLayout("note"))
    page = {"label": "wrong", "help": "wrong", "id": "wrong", "problems": ["wrong"], "field": "wrong"}
    assert (
        drawn(
            "{{ form.title|as_crispy_field }}{% crispy form layout %}", form=Plan(), layout=FormLayout("note"), **page
        )
        == html
    )


def test_what_a_person_typed_is_escaped():
    assert "<i>" not in drawn("{{ form|crispy }}", form=Plan({"title": "<i>", "last_day": "<i>"}))


# The list of problems


def test_problems_are_listed_with_links_to_their_controls():
    listed = drawn("{{ form|as_crispy_errors }}", form=Plan(WRONG))
    for anchor in ("#id_last_day", "#id_place", "#id_language_0", "#id_others_0", "#id_told"):
        assert f'href="{anchor}"' in listed
    assert "5 things to correct" in listed


def test_every_link_of_the_list_leads_to_something_on_the_page():
    html = drawn("{{ form|crispy }}", form=Plan({}))
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html


def test_the_list_calls_a_field_what_the_layout_calls_it():
    html = drawn("{% crispy form layout %}", form=Plan({}), layout=FormLayout(Field("title", label="Its name")))
    assert '<a href="#id_title">Its name</a>' in html


def test_the_focus_goes_to_the_list_of_problems():
    assert 'role="alert" tabindex="-1" autofocus' in drawn("{{ form|as_crispy_errors }}", form=Plan({}))


def test_a_problem_of_the_whole_form_and_of_a_hidden_field_stand_without_a_link():
    form = Plan({})
    form.add_error(None, "Nothing was sent.")
    form.add_error("reference", "The page is old.")
    listed = drawn("{{ form|as_crispy_errors }}", form=form)
    assert "<li>Nothing was sent.</li>" in listed
    assert "<li>The page is old.</li>" in listed


def test_a_form_without_problems_shows_no_list():
    assert drawn("{{ form|as_crispy_errors }}", form=Plan()).strip() == ""


def test_several_forms_and_sets_list_their_problems_together():
    rows = forms.formset_factory(Plan, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-told": "on", "form-1-told": "on"}
    )
    listed = drawn("{% error_summary form rows nothing %}", form=Plan(WRONG), rows=rows, nothing=None)
    for anchor in ("#id_place", "#id_form-0-title", "#id_form-1-title"):
        assert f'href="{anchor}"' in listed
    assert listed.count('role="alert"') == 1


# Layouts


def test_a_form_without_a_layout_draws_every_field_once():
    html = drawn("{{ form|crispy }}", form=Plan())
    for name in Plan.base_fields:
        assert len(re.findall(rf'name="{name}"', html)) == (2 if name in ("language", "others") else 1)


def test_a_layout_draws_what_it_names_and_leaves_form_and_token_to_the_template():
    html = drawn("{% crispy form layout %}", form=Plan(), layout=FormLayout("note", "title"))
    assert html.index('name="note"') < html.index('name="title"')
    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html
    assert 'name="place"' not in html


def test_a_layout_that_names_a_field_its_form_lacks_is_an_error():
    with pytest.raises(Exception, match="nothing"):
        drawn("{% crispy form layout %}", form=Plan(), layout=FormLayout("nothing"))


def test_a_layout_may_leave_the_list_of_problems_to_the_page():
    html = drawn("{% crispy form layout %}", form=Plan({}), layout=FormLayout("title", summary=False))
    assert 'role="alert"' not in html
    assert 'id="id_title_problem"' in html


def test_a_layout_gives_a_field_other_words_and_a_link():
    layout = FormLayout(Field("last_day", label="End", help="", aside=("/help/", "Which day?"), css_class="sh-code"))
    html = drawn("{% crispy form layout %}", form=Plan(), layout=layout)
    assert '<label for="id_last_day">End</label>' in html
    assert '<a class="end sh-small" href="/help/">Which day?</a>' in html
    assert "describedby" not in html
    assert 'class="sh-input sh-code"' in html


def test_fields_stand_in_rows_sections_and_fieldsets_with_buttons():
    layout = FormLayout(
        Section("When & where", Row("last_day", "place"), intro="As planned."),
        Fieldset("Papers", "paper"),
        Actions(Submit("Save", shape="check2", name="act", value="save"), Submit("Drop", look="danger sure")),
    )
    html = drawn("{% crispy form layout %}", form=Plan(), layout=layout)
    assert re.search(r'<section class="sh-card sh-stack">\s*<h2>When &amp; where</h2>', html)
    assert re.search(r'<div class="sh-pair"\s*>', html)
    assert '<legend class="sh-label">Papers</legend>' in html
    assert re.search(r'<button class="sh-btn primary"\s+name="act" value="save">\s*<svg.*?</svg>Save\s*</button>', html)
    assert re.search(r'<button class="sh-btn danger sure"\s*>\s*Drop\s*</button>', html)


def test_a_layout_that_outlives_a_request_speaks_the_language_of_the_next_one():
    layout = FormLayout("title", Submit(gettext_lazy("Save the password and go on")))
    for language in ("en", "bn", "en"):
        with override(language):
            words = str(gettext_lazy("Save the password and go on"))
            assert f"{words}\n</button>" in drawn("{% crispy form layout %}", form=Plan(), layout=layout)


def test_a_layout_that_outlives_a_request_remembers_no_problem():
    layout = FormLayout("title")
    assert 'role="alert"' in drawn("{% crispy form layout %}", form=Plan({}), layout=layout)
    assert 'role="alert"' not in drawn("{% crispy form layout %}", form=Plan(), layout=layout)


def test_a_field_in_the_cell_of_a_table_is_named_for_those_who_listen():
    form = Plan(WRONG)
    form.helper = FormLayout("last_day", in_cells=True)
    html = drawn("{{ form.last_day|as_crispy_field }}", form=form)
    assert '<label class="sh-hide" for="id_last_day">Last day</label>' in html
    assert 'aria-describedby="id_last_day_help id_last_day_problem"' in html
    assert "sh-field" not in html


def test_the_pack_is_ours_and_the_admin_keeps_its_own():
    assert settings.CRISPY_TEMPLATE_PACK == "shetu"
    assert "<form" in drawn("{% crispy form 'unfold_crispy' %}", form=Plan())
