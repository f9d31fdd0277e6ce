"""The sidebar of the admin: in the users' words, and only what this person may open."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from config import unfold
from config.unfold import SIDEBAR, WAITING, navigation
from tests.factories import ProgrammeFactory

MODELS = [target for _title, entries in SIDEBAR for _words, _icon, target, *rule in entries if not rule]


def asked_by(user, path="/admin/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def links_of(user):
    return {item["link"] for group in navigation(asked_by(user)) for item in group["items"]}


@pytest.mark.parametrize("label", MODELS)
def test_every_list_in_the_sidebar_is_in_the_admin(label):
    assert admin.site.is_registered(apps.get_model(label))


def test_a_number_waits_only_beside_something_in_the_sidebar():
    assert set(WAITING) <= set(MODELS)


def test_a_coordinator_finds_the_work_and_the_people(coordinator, programme):
    links = links_of(coordinator)
    assert reverse("admin:trainings_trainingsession_changelist") in links
    assert reverse("admin:participants_officer_changelist") in links
    assert reverse("reports:people") in links
    assert reverse("reports:administration") not in links


@pytest.mark.parametrize(
    ("path", "entry"),
    [("/admin/resources/CBP/venues/add/", "Calendar"), ("/admin/certificates/to-review/", "Issued")],
)
def test_a_page_below_another_one_shows_where_it_belongs(coordinator, programme, path, entry):
    groups = navigation(asked_by(coordinator, path))
    assert [str(item["title"]) for group in groups for item in group["items"] if item.get("active") is True] == [entry]


def test_an_administrator_finds_the_programmes_and_no_record(administrator):
    assert links_of(administrator) == {
        reverse("reports:administration"),
        reverse("admin:accounts_auditentry_changelist"),
    }


def test_whoever_is_both_finds_both(administrator, programme):
    programme.team.create(user=administrator, role="coordinator")
    assert {reverse("reports:administration"), reverse("admin:index")} < links_of(administrator)


def test_an_outsider_finds_nothing(outsider):
    assert links_of(outsider) == set()


def test_the_header_names_the_programme(coordinator, programme):
    assert programme_of(coordinator) == str(programme)


def test_the_header_speaks_of_programmes_when_there_are_several(coordinator, programme):
    ProgrammeFactory(coordinators=[coordinator])
    assert programme_of(coordinator) == "Training programmes"


def programme_of(user):
    return str(unfold.programme(asked_by(user)))


MOST_LINES = 14


def test_five_headings_and_no_more_than_14_lines_are_seen(administrator, programme):
    programme.team.create(user=administrator, role="coordinator")
    groups = navigation(asked_by(administrator))
    headings = [group for group in groups if group["title"]]
    alone = sum(len(group["items"]) for group in groups if not group["title"])
    assert len(headings) == 5
    assert max(alone + len(headings) + len(group["items"]) for group in headings) <= MOST_LINES


def test_the_heading_one_is_under_stands_open(signed_in, coordinator, programme):
    page = signed_in(coordinator).get(reverse("admin:trainings_trainingsession_changelist")).text
    assert len(re.findall(r'<details name="menu" open>\s*<summary>Training<', page)) == 1
    assert page.count('<details name="menu" open>') == 1


def test_the_shapes_of_the_sidebar_are_not_read_out(signed_in, coordinator, programme):
    page = signed_in(coordinator).get("/admin/").text
    side = page[page.index('id="menu"') : page.index("</nav>")]
    assert re.findall(r'<svg(?![^>]*(?:aria-hidden="true"|role="img"))', side) == []


def test_long_work_and_results_stand_in_the_frame_of_staff(signed_in, coordinator, observer, programme):
    assert 'id="menu"' in signed_in(coordinator).get(reverse("reports:overview")).text
    assert 'id="menu"' not in signed_in(observer).get(reverse("reports:overview")).text
