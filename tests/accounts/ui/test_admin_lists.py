"""Every list of the admin has one look: title, number, verbs in words, filters as links with counts, rows of some hundred bytes."""

import re

import lxml.html
import pytest
from django.contrib import admin
from django.urls import reverse

from participants.models import Officer
from tests import factories
from trainings.models import TrainingSession

SESSIONS = "admin:trainings_trainingsession_changelist"
OFFICERS = "admin:participants_officer_changelist"
BYTES_A_ROW = 1500
RAW_WORDS = (
    "Select ",
    "administration<",
    "yielded",
    "Apply Filters",
    "Show counts",
    ">Run<",
    "Please correct",
    "server time",
)


@pytest.fixture
def listed(signed_in, coordinator, programme):
    """A function: `listed(name, query="")` returns the page of a list, as text and as elements."""
    client = signed_in(coordinator)

    def ask(name, query=""):
        text = client.get(f"{reverse(name)}{query}").text
        return text, lxml.html.fromstring(text)

    return ask


def words_of(element):
    return " ".join(element.text_content().split())


def test_a_list_has_a_title_a_number_and_a_verb(listed, programme):
    factories.OfficerFactory.create_batch(3, programme=programme)
    _text, page = listed(OFFICERS)
    assert words_of(page.find(".//h1")) == "Officers"
    assert words_of(page.xpath("//*[contains(concat(' ',@class,' '),' lead ')]")[0]) == "3 officers in all"
    assert words_of(page.xpath("//a[contains(@class,'sh-btn primary')]")[0]) == "Add an officer"


def test_each_list_names_its_verb(listed, coordinator, rf):
    request = rf.get("/admin/")
    request.user = coordinator
    unnamed = {
        model.__name__
        for model, options in admin.site._registry.items()
        if options.has_add_permission(request) and not options.adding
    }
    assert unnamed <= {"Programme"}


def test_a_filter_is_a_link_that_says_how_many_it_leaves(listed, programme):
    phase = factories.PhaseFactory(programme=programme)
    factories.SessionFactory.create_batch(2, phase=phase, state="scheduled")
    factories.SessionFactory(phase=phase, state="draft")
    _text, page = listed(SESSIONS, "?state__exact=draft")
    links = {words_of(link): link.get("href") for link in page.xpath("//div[contains(@class,'sh-facets')]//a")}
    assert links["Scheduled 2"] == "?state__exact=scheduled"
    assert "Draft 1" in links
    assert links["All"] == "?"
    assert "Cancelled 0" not in links, "a link that leads to nothing"
    assert words_of(page.xpath("//*[contains(concat(' ',@class,' '),' lead ')]")[0]) == "1 of 3 fit. Show all"


def test_a_long_list_is_not_counted_for_its_filters(listed, programme, monkeypatch):
    options = admin.site._registry[TrainingSession]
    monkeypatch.setattr(options, "facet_bound", 2)
    factories.SessionFactory.create_batch(3, phase__programme=programme, state="draft")
    _text, page = listed(SESSIONS)
    assert [words_of(link) for link in page.xpath("//div[contains(@class,'sh-facets')]//a")][1] == "Draft"


@pytest.mark.parametrize("name", [OFFICERS, SESSIONS])
def test_a_list_asks_as_often_for_one_row_as_for_many(
    listed, programme, django_assert_num_queries, name, django_assert_max_num_queries
):
    phase = factories.PhaseFactory(programme=programme)

    def one_more():
        factories.OfficerFactory(programme=programme)
        factories.SessionFactory(phase=phase)

    one_more()
    listed(name)
    with django_assert_max_num_queries(40) as asked:
        listed(name)
    one_more(), one_more()
    with django_assert_num_queries(len(asked)):
        listed(name)


def test_a_row_is_light(listed, programme):
    factories.OfficerFactory.create_batch(4, programme=programme)
    factories.SessionFactory.create_batch(4, phase__programme=programme)
    for name in (OFFICERS, SESSIONS):
        text, _page = listed(name)
        body = text[text.index("<tbody>") : text.index("</tbody>")]
        assert len(body.encode()) / body.count("<tr>") <= BYTES_A_ROW


def test_what_a_cell_holds_is_escaped(listed, programme):
    factories.OfficerFactory(programme=programme, name_en="<b>Bold</b>")
    text, _page = listed(OFFICERS)
    assert "<b>Bold</b>" not in text


def test_states_have_shapes_and_numbers_stand_right(listed, programme):
    factories.SessionFactory(phase__programme=programme, state="running")
    _text, page = listed(SESSIONS)
    assert page.xpath("//tbody//*[contains(@class,'sh-chip info')]//*[local-name()='svg']")
    assert "r" in page.xpath("//td[@data-l='Officers']")[0].get("class")


def test_an_empty_list_says_what_to_do(listed):
    _text, page = listed(SESSIONS)
    assert words_of(page.xpath("//*[contains(@class,'sh-empty')]")[0]) == "Nothing here yet. Plan a session"
    _text, page = listed(SESSIONS, "?q=nothing-like-it")
    assert words_of(page.xpath("//*[contains(@class,'sh-empty')]")[0]) == "No row fits what you look for. Show all"


def test_the_pages_of_a_list_lead_on_and_back(listed, programme, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Officer], "list_per_page", 2)
    factories.OfficerFactory.create_batch(9, programme=programme)
    _text, page = listed(OFFICERS, "?p=2")
    foot = page.xpath("//*[contains(@class,'sh-listing')]//footer")[0]
    assert words_of(foot[0]) == "Rows 3–4 of 9"
    links = {words_of(link): link.get("href") for link in foot.xpath(".//a")}
    assert links == {"Earlier rows": "?p=1", "Next rows": "?p=3", "Last rows": "?p=5"}
    _text, page = listed(OFFICERS, "?p=5")
    assert [words_of(link) for link in page.xpath("//footer//a")] == ["First rows", "Earlier rows"]


def test_no_list_or_form_speaks_the_words_of_the_library(listed, programme, coordinator, rf):
    request = rf.get("/admin/")
    request.user = coordinator
    raw = {}
    for model, options in admin.site._registry.items():
        for page in ("changelist", "add"):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            if page == "add" and not options.has_add_permission(request):
                continue
            text, _page = listed(name) if not name.startswith("admin:certificates_certificatedesign") else ("", None)
            found = [word for word in RAW_WORDS if word in text]
            if found or re.search(r"\b(material-symbols|dark:|x-on:)", text):
                raw[name] = found
    assert raw == {}


def test_what_is_wrong_in_a_form_is_listed_with_links_to_its_fields(signed_in, coordinator, programme):
    page = signed_in(coordinator).post(reverse("admin:participants_officer_add"), {"name_en": ""})
    found = lxml.html.fromstring(page.text)
    summary = found.xpath("//*[@role='alert'][@tabindex]")[0]
    assert summary.get("tabindex") == "-1"
    anchors = [link.get("href").removeprefix("#") for link in summary.xpath(".//a")]
    assert anchors
    assert [anchor for anchor in anchors if not found.xpath(f"//*[@id='{anchor}']")] == []


def test_a_line_of_a_form_has_a_label_for_each_field(signed_in, coordinator, programme):
    page = lxml.html.fromstring(
        signed_in(coordinator).get(reverse("admin:programmes_programme_change", args=[programme.pk])).text
    )
    fields = [
        field
        for kind in ("input", "select", "textarea")
        for field in page.xpath(f"//*[contains(@class,'sh-lines')]//{kind}[not(@type='hidden')]")
    ]
    named = {label.get("for") for label in page.xpath("//label")}
    assert fields
    assert [field.get("id") for field in fields if field.get("id") not in named] == []


def test_a_chooser_says_what_kind_of_place_it_offers(signed_in, coordinator, programme):
    factories.DistrictFactory(name_en="Barishal")
    asked = {"app_label": "trainings", "model_name": "trainingsession", "field_name": "place", "term": "Barishal"}
    answer = signed_in(coordinator).post(reverse("admin:autocomplete"), asked).json()
    assert [one["text"] for one in answer["results"]] == ["Barishal, District"]


def test_what_is_wrong_in_a_line_says_in_which(signed_in, coordinator, programme):
    course = factories.CourseFactory(programme=programme)
    module = factories.ModuleFactory()
    sent = {
        "coursemodule_set-TOTAL_FORMS": "1",
        "coursemodule_set-INITIAL_FORMS": "0",
        "coursemodule_set-0-module": str(module.pk),
        "coursemodule_set-0-order": "none",
    }
    page = signed_in(coordinator).post(reverse("admin:trainings_course_change", args=[course.pk]), sent).text
    prefix = re.search(r'id="([\w]+)-group"', page).group(1)
    sent = {key.replace("coursemodule_set", prefix): value for key, value in sent.items()}
    page = signed_in(coordinator).post(reverse("admin:trainings_course_change", args=[course.pk]), sent).text
    assert re.search(
        r"Line 1, \w+", lxml.html.fromstring(page).xpath("//*[@role='alert'][@tabindex]")[0].text_content()
    )
