"""The sidebar of the admin: in the users' words, and only what this person may open."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from config import unfold
from config.unfold import SIDEBAR, WAITING, navigation
from tests.factories import UserFactory

MODELS = [target for _title, entries in SIDEBAR for _words, _icon, target, *rule in entries if not rule]


def asked_by(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def links_of(user):
    return {item["link"] for group in navigation(asked_by(user)) for item in group["items"]}


@pytest.mark.parametrize("label", MODELS)
def test_every_list_in_the_sidebar_is_in_the_admin(label):
    assert admin.site.is_registered(apps.get_model(label))


def test_a_number_waits_only_beside_something_in_the_sidebar():
    assert set(WAITING) <= set(MODELS)


def test_a_coordinator_finds_the_work_and_not_the_accounts(coordinator, programme):
    links = links_of(coordinator)
    assert reverse("admin:trainings_trainingsession_changelist") in links
    assert reverse("admin:participants_officer_changelist") in links
    assert reverse("admin:accounts_user_changelist") not in links


def test_whoever_keeps_the_system_finds_the_accounts(db):
    keeper = UserFactory(is_superuser=True, is_staff=True)
    assert reverse("admin:accounts_user_changelist") in links_of(keeper)


def test_an_outsider_finds_nothing(outsider):
    assert links_of(outsider) == set()


def test_the_header_names_the_programme(coordinator, programme):
    assert programme_of(coordinator) == str(programme)


def test_the_header_speaks_of_programmes_when_there_are_several(db):
    assert programme_of(UserFactory(is_superuser=True)) == "Training programmes"


def programme_of(user):
    return str(unfold.programme(asked_by(user)))
