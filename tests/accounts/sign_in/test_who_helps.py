"""Pages for everybody, who can be asked, and the way to change the language."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings as fixed
from django.test import RequestFactory

from accounts.ui.error_pages import page_not_made
from tests.factories import PASSWORD
from tests.test_house import ROOT

ABOUT = ["/help/", "/privacy/", "/accessibility/"]
HELPS = "Officers: ask the trainer of your session or the coordinator of the programme."
ASK = "Officers: the trainer of your session, or the coordinator of the programme."


@pytest.mark.parametrize("path", ABOUT)
def test_the_three_pages_are_there_for_everybody(client, db, path):
    page = client.get(path)
    assert page.status_code == 200
    assert (HELPS if path == "/help/" else ASK) in page.content.decode()
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/verify/", "/updates/", "/accounts/login/", "/accounts/password/reset/", "/nowhere/", *ABOUT]
)
def test_every_public_page_leads_there(client, db, path):
    page = client.get(path).content.decode()
    assert all(f'href="{about}"' in page for about in ABOUT)


def test_whoever_is_signed_in_finds_help_in_the_menu(signed_in, outsider):
    assert 'href="/help/"' in signed_in(outsider).get("/").content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", *ABOUT]
)
def test_the_contact_stands_where_help_is_named(client, db, settings, path):
    assert "mailto:" not in client.get(path).content.decode()
    settings.CONTACT_EMAIL = "training@shetu.example"
    assert 'href="mailto:training@shetu.example"' in client.get(path).content.decode()


def test_the_page_that_could_not_be_made_names_the_contact_too(settings):
    settings.CONTACT_EMAIL = "training@shetu.example"
    assert "training@shetu.example" in page_not_made(RequestFactory().get("/")).content.decode()


def test_no_page_sends_people_to_somebody_without_a_part():
    """ "Your training coordinator" and "whoever looks after Shetu" are nobody whom a reader can find."""
    vague = re.compile(
        r"your training coordinator|whoever looks after Shetu|person who made your account", re.IGNORECASE
    )
    found = [
        str(path.relative_to(ROOT))
        for path in Path(fixed.BASE_DIR, "templates").rglob("*")
        if path.suffix in {".html", ".txt"} and vague.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/key/x-y/"])
def test_the_ways_in_stay_out_of_caches(client, db, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_privacy_page_says_what_the_settings_do(client, db):
    page = client.get("/privacy/").content.decode()
    assert "8 hours at most" in page
    assert "for 180 days" in page


@pytest.mark.parametrize("path", ["/admin/", "/admin/trainings/course/", "/admin/participants/officer/"])
def test_every_page_of_the_admin_has_the_language_switch(signed_in, coordinator, programme, path):
    page = signed_in(coordinator).get(path).content.decode()
    form = re.search(r'<form class="sh-language.*?</form>', page, re.DOTALL)[0]
    assert 'action="/switch/language/"' in form
    assert 'value="bn" lang="bn">বাংলা' in form
    assert f'name="next" value="{path}"' in form


def test_the_secret_of_the_app_is_a_link_and_stands_in_fours(signed_in, outsider):
    client = signed_in(outsider)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert f'href="otpauth://totp/outsider%40example.org?secret={secret}&amp;issuer=Shetu"' in page
    assert "".join(f"<span>{secret[n : n + 4]}</span>" for n in range(0, len(secret), 4)) in page


def test_what_the_library_would_say_of_second_factors_is_said_by_us():
    """Its own words have no Bangla."""
    theirs = Path(allauth.__file__).parent / "templates"
    said = [
        path.relative_to(theirs)
        for folder in ("mfa/email", "mfa/messages", "usersessions/messages")
        for path in (theirs / folder).glob("*.txt")
    ]
    assert len(said) > 10
    assert [str(path) for path in said if not (ROOT / "templates" / path).exists()] == []
