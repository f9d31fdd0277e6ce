"""Finding certificates in the list: by code, serial, number, session or officer, and only those of own programmes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.access.discreet_search import WORDS
from certificates.lifecycle import search
from certificates.lifecycle.search import Sought
from certificates.models import Certificate
from tests.certificates.conftest import issued
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificates(closed, two, coordinator):
    """Two certificates, by the name of their holder."""
    issued(closed, by=coordinator)
    return {one.enrolment.officer.name_en: one for one in Certificate.objects.select_related("enrolment__officer")}


def names(certificates, coordinator, text):
    found = Sought(text, by=coordinator).among(Certificate.objects.coordinated_by(coordinator))
    return {name for name, one in certificates.items() if one in found}


BOTH = {"Abul Hashem", "Lailun Niazi"}


def test_a_code_finds_its_certificate_in_a_longer_text(certificates, coordinator):
    code = certificates["Abul Hashem"].code
    assert names(certificates, coordinator, f"https://shetu.example/verify/{code}/") == {"Abul Hashem"}


def test_a_serial_finds_what_begins_so_in_any_case(certificates, coordinator):
    serial = certificates["Abul Hashem"].serial
    assert names(certificates, coordinator, serial.lower()) == {"Abul Hashem"}
    assert names(certificates, coordinator, serial[:-3]) == BOTH


def test_a_number_finds_the_certificate_of_this_number(certificates, coordinator):
    number = certificates["Lailun Niazi"].serial.rsplit("-", 1)[1]
    assert names(certificates, coordinator, number) == {"Lailun Niazi"}
    assert names(certificates, coordinator, number[-3:]) == {"Lailun Niazi"}


def test_the_code_of_a_session_finds_its_certificates(certificates, coordinator, closed):
    assert names(certificates, coordinator, closed.code) == BOTH


def test_a_name_finds_the_officer_as_the_search_for_officers_does(certificates, coordinator):
    assert names(certificates, coordinator, "abul") == {"Abul Hashem"}
    assert names(certificates, coordinator, "Abul Hasem") == {"Abul Hashem"}


def test_a_service_number_finds_the_officer(certificates, coordinator):
    officer = certificates["Lailun Niazi"].enrolment.officer
    assert names(certificates, coordinator, f"BP {officer.service_number}") == {"Lailun Niazi"}


def test_what_is_nothing_finds_nothing(certificates, coordinator):
    assert names(certificates, coordinator, "Nobody Ofthisname") == set()


def test_a_coordinator_of_another_programme_finds_none_of_them(certificates, closed):
    other = UserFactory()
    ProgrammeFactory(code="OTHER").team.create(user=other, role="coordinator")
    texts = [closed.code, "Abul", certificates["Abul Hashem"].serial, certificates["Abul Hashem"].code]
    assert [names(certificates, other, text) for text in texts] == [set()] * 4


def test_the_list_searches_so(signed_in, certificates, coordinator):
    address = reverse("admin:certificates_certificate_changelist")
    html = signed_in(coordinator).post(address, {WORDS: "Lailun"}, follow=True).text
    assert certificates["Lailun Niazi"].serial in html
    assert certificates["Abul Hashem"].serial not in html


def test_no_more_officers_are_looked_for_than_a_list_can_ask_for(certificates, coordinator, monkeypatch):
    monkeypatch.setattr(search, "MOST_SESSIONS", 0)
    monkeypatch.setattr(search, "MOST_OFFICERS", 1)
    assert len(names(certificates, coordinator, "a")) <= 1


def test_sessions_of_other_programmes_take_no_place_in_the_search(certificates, coordinator, closed, monkeypatch):
    monkeypatch.setattr(search, "MOST_SESSIONS", 1)
    later = closed.starts_on + timedelta(days=30)
    SessionFactory(programme=ProgrammeFactory(code="OTHER"), code=f"{closed.code}-9", starts_on=later, ends_on=later)
    assert names(certificates, coordinator, closed.code) == BOTH
