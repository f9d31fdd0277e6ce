"""From an empty house to an observer who is shut out: nobody needs a developer to get in."""

import email
import os
import re
import subprocess
import sys
from email import policy

import pytest
from django.utils import timezone

from tests.browser.serving import ROOT
from tests.browser.visiting import DESK, PHONE
from tests.waiting import wait_until

PASSWORD = "a-bridge-of-nine-boats"
ADDRESS = "{who}@way-in.example"


@pytest.fixture
def administrator(shetu):
    """Made on the command line, from the environment. Returns how to sign in."""
    facts = {
        "SHETU_ADMINISTRATOR_EMAIL": ADDRESS.format(who="administrator"),
        "SHETU_ADMINISTRATOR_NAME": "Tahmina Administrator",
        "SHETU_ADMINISTRATOR_PASSWORD": PASSWORD,
    }
    made = subprocess.run(
        [sys.executable, "manage.py", "first_administrator"],
        cwd=ROOT,
        env={**os.environ, **shetu.environment, **facts},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return facts["SHETU_ADMINISTRATOR_EMAIL"], PASSWORD


def link_for(shetu, address):
    """Waits for the newest letter to this address; returns the path of its link."""
    return wait_until(lambda: newest_link(shetu, address), otherwise=lambda: f"No letter to {address} came.")


def newest_link(shetu, address):
    """Returns the path of the link in the newest letter to this address, or None while there is none."""
    folder = shetu.folder / "var" / "mail"
    for file in sorted(folder.glob("invitation-*.eml"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
        letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == address:
            links = re.findall(re.escape(shetu.url) + r"(/invitation/[\w-]+/)", letter.get_content())
            assert len(set(links)) == 1
            return links[0]
    return None


def accepts(visitor, path, name):
    """Follows the link of a letter and makes an account."""
    visitor.goto(path)
    assert visitor.page.url.endswith("/invitation/")
    visitor.look("invitation")
    visitor.page.locator("[name=full_name]").fill(name)
    visitor.page.locator("[name=password1]").fill(PASSWORD)
    visitor.page.locator("[name=password2]").fill(PASSWORD)
    visitor.press(visitor.page.locator("button.primary"))


def invites(visitor, who, role):
    """Uses the form on the page of people and access."""
    visitor.page.locator("#invite [name=email]").fill(ADDRESS.format(who=who))
    visitor.page.locator(f"#invite [name=roles][value='{role}']").check()
    visitor.press(visitor.page.locator("#invite button.primary"))
    assert f"{ADDRESS.format(who=who)} is invited" in visitor.words(".sh-staff-page")


def opens_a_programme(boss):
    boss.press(boss.page.get_by_role("link", name="New programme").first)
    for name, value in {
        "title_en": "Policing with the people",
        "title_bn": "জনগণের সঙ্গে পুলিশিং",
        "short_title_en": "With the people",
        "short_title_bn": "জনগণের সঙ্গে",
        "code": "wayin",
        "starts_on": timezone.localdate().isoformat(),
        "phases-0-title_en": "First phase",
        "coordinator": ADDRESS.format(who="coordinator"),
    }.items():
        boss.page.locator(f"[name={name}]").fill(value)
    boss.page.locator("[name=country]").select_option(label="Bangladesh")
    boss.look("new-programme")
    boss.press(boss.page.locator("form button.primary"))
    assert "With the people is open." in boss.words(".sh-staff-page")
    boss.look("programme-opened")


def test_from_the_command_line_to_an_observer_who_is_shut_out(visit, shetu, administrator):
    boss = visit("administrator", **DESK)
    boss.sign_in(*administrator)
    assert boss.page.url.endswith("/admin/")
    boss.look("administrator")
    opens_a_programme(boss)

    coordinator = visit("coordinator", **DESK)
    accepts(coordinator, link_for(shetu, ADDRESS.format(who="coordinator")), "Nusrat Coordinator")
    assert coordinator.page.url.endswith("/admin/")
    coordinator.goto("/admin/people/WAYIN/")
    coordinator.look("people-alone")
    invites(coordinator, "trainer", "trainer")
    invites(coordinator, "observer", "observer")
    coordinator.look("people-invited")

    trainer = visit("trainer", locale="bn-BD", **PHONE)
    accepts(trainer, link_for(shetu, ADDRESS.format(who="trainer")), "Rafiqul Trainer")
    assert trainer.page.url.endswith("/training/")
    assert trainer.language == "bn"

    observer = visit("observer", **PHONE)
    path = link_for(shetu, ADDRESS.format(who="observer"))
    accepts(observer, path, "Ingrid Observer")
    assert observer.page.url.endswith("/reports/")
    observer.expects(404)
    assert observer.goto(path).status == 404

    coordinator.goto("/admin/people/WAYIN/")
    coordinator.look("people")
    row = coordinator.page.locator("tr", has_text="Ingrid Observer")
    coordinator.press(row.get_by_role("link", name="Change"))
    coordinator.look("person")
    coordinator.press(coordinator.page.get_by_role("link", name="Remove access"))
    coordinator.look("person-remove")
    coordinator.page.locator("[name=why]").first.check()
    coordinator.press(coordinator.page.locator("button.danger"))
    assert "Ingrid Observer has no access to this programme any more." in coordinator.words(".sh-staff-page")

    observer.goto("/reports/")
    assert "/accounts/login/" in observer.page.url
    observer.sign_in(ADDRESS.format(who="observer"), PASSWORD)
    assert "Tahmina Administrator" in observer.words()
    assert observer.goto("/reports/").status == 404
    boss.expects(404)
    for closed in ("/admin/people/WAYIN/", "/admin/participants/officer/", "/admin/programme/WAYIN/"):
        assert boss.goto(closed).status == 404
