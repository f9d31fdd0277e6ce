"""The files with which a device opens attendance without a line."""

import json
import re

import pytest
from django.urls import reverse

from accounts.sign_in.device_person import device_person
from tests.factories import UserFactory
from tests.trainings.conftest import at
from trainings.sessions.lifecycle import close


@pytest.fixture
def page(session, two, trainer, signed_in, clock):
    clock(22)
    return signed_in(trainer).get(reverse("trainings:attendance", args=[session.code]))


def facts_of(response):
    return response.context["data"] and json.loads(response.context["data"])


def worker_facts(client):
    text = client.get(reverse("trainings:worker")).text
    return json.loads(re.search(r"^const SHETU = (.*);$", text, re.MULTILINE)[1])


def test_the_worker_keeps_sheets_that_the_pages_ask_for(page, client):
    """A sheet that no page has any more leaves the page without a line bare."""
    kept = {name for name in worker_facts(client)["files"] if name.endswith(".css")}
    asked = {link.split('"')[1] for link in re.findall(r'href="[^"]+\.css"', page.text)}
    stand_in = client.get(reverse("trainings:away")).text
    assert kept
    assert kept <= asked
    assert {link.split('"')[1] for link in re.findall(r'href="[^"]+\.css"', stand_in)} <= kept


@pytest.mark.django_db
def test_the_worker_is_a_script_of_this_site_and_reaches_no_further_than_training(client):
    answer = client.get("/training/worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in answer
    assert "/static/shetu/attendance-worker.js" in answer.text


def test_the_policy_of_the_stored_page_is_that_of_the_page(page, client):
    def directives(policy):
        return {tuple(part.split()) for part in policy.split(";")}

    assert directives(worker_facts(client)["policy"]) == directives(page["Content-Security-Policy"])


def test_the_cache_of_the_worker_holds_no_page_of_a_person(client, page):
    assert worker_facts(client)["pages"] == ["/training/away/?language=en", "/training/away/?language=bn"]


def test_the_page_that_stands_in_is_the_same_for_everyone(client, trainer, signed_in):
    address = reverse("trainings:away") + "?language=bn"
    nobody = client.get(address)
    assert nobody.content == signed_in(trainer).get(address).content
    assert 'lang="bn"' in nobody.text


def test_a_device_keeps_the_list_until_the_last_day_is_over(page):
    assert facts_of(page)["until"] == at(24, "00:00").timestamp()


def test_a_device_keeps_no_list_of_a_session_that_is_closed_or_only_watched(marked_session, trainer, signed_in, clock):
    close(marked_session, by=trainer, today=at(23).date(), now=at(23, "18:00"))
    clock(23, "18:30")
    address = reverse("trainings:attendance", args=[marked_session.code])
    assert facts_of(signed_in(trainer).get(address))["until"] == 0


def test_the_manifest_opens_attendance_of_this_session_and_of_no_other(session, trainer, signed_in, page):
    address = reverse("trainings:manifest", args=[session.code])
    assert f'href="{address}" crossorigin="use-credentials"' in page.text
    answer = signed_in(trainer).get(address)
    facts = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert facts["start_url"] == facts["scope"] == reverse("trainings:attendance", args=[session.code])
    assert signed_in(UserFactory()).get(address).status_code == 404


@pytest.mark.django_db
def test_a_device_knows_people_by_an_id_that_says_nothing(settings):
    one, other = UserFactory(), UserFactory()
    before = device_person(one)
    settings.SECRET_KEY = "another one"
    assert device_person(one) == before != device_person(other)
    assert re.fullmatch(r"[0-9a-f]{32}", before)
