"""What every template keeps to: it compiles, names only drawings and files that exist, obeys the strict policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from accounts.ui.context_processors import WAYS
from accounts.ui.icons import ICONS, SHAPE_OF_KIND

ROOT = settings.BASE_DIR / "templates"
HOUSE = ["accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports"]
ALL = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in {".html", ".txt", ".svg"})
# What is printed to PDF never meets a browser.
STRICT = [name for name in ALL if "/print/" not in name and name.endswith(".html")]
LONGEST_LINE = 160
# A drawing is one line; a tag of Django cannot be broken.
LONGER_FOR_A_REASON = {"look/_wordmark.html", "jobs/_progress.html", "allauth/elements/button.html"}


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def named_everywhere(pattern):
    return {(name, found) for name in ALL for found in re.findall(pattern, text_of(name))}


def test_no_line_grows_too_long():
    long = {
        name
        for name in ALL
        if name.endswith(".html") and any(len(line) >= LONGEST_LINE for line in text_of(name).split("\n"))
    }
    assert long == LONGER_FOR_A_REASON


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles(name):
    assert get_template(name)


def test_every_drawing_that_is_named_exists():
    named = named_everywhere(r'{%\s*icon\s+"([^"]+)"')
    named |= named_everywhere(r'{%\s*chip\s+"\w+"\s+(?:_\("[^"]*"\)|"[^"]*"|[\w.|]+)\s+"([^"]+)"')
    assert {(template, icon) for template, icon in named if icon not in ICONS} == set()


def test_every_drawing_that_code_names_exists():
    named = {
        (path.name, found)
        for app in HOUSE
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for found in re.findall(
            r"""\b(?:icon|shape|chip_icon)["']?\s*[:=]\s*["']([a-z0-9-]+)["']""", path.read_text("utf-8")
        )
    }
    named |= {("context.py", icon) for _rule, _name, icon, _words in WAYS}
    assert {(module, icon) for module, icon in named if icon not in ICONS} == set()


def test_every_status_kind_that_is_named_exists():
    named = named_everywhere(r'{%\s*(?:chip|note)\s+"(\w+)"')
    assert {(template, kind) for template, kind in named if kind not in SHAPE_OF_KIND} == set()


def test_every_static_file_that_is_named_exists():
    named = named_everywhere(r"""{%\s*static\s+["']([^"']+)["']""")
    assert {(template, path) for template, path in named if finders.find(path) is None} == set()


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style attribute", r"\sstyle\s*="),
        ("a style block", r"<style\b"),
        ("a script in the page", r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))"),
        ("an event attribute", r"<[^>]*\son[a-z]+\s*=[^=]"),
        ("an expression for htmx", r"\shx-on|hx-vals=[\"']js:|\[\s*event\b"),
        ("another host", r"(?:src|href|action|srcset|hx-get|hx-post)\s*=\s*[\"'](?:https?:)?//"),
        ("a colour outside the tokens", r"(?:fill|stroke|color|background)\s*[=:]\s*[\"']?#[0-9a-fA-F]{3}"),
    ],
)
def test_portal_templates_hold_nothing_the_policy_forbids(what, pattern):
    assert [name for name in STRICT if re.search(pattern, text_of(name))] == [], what


def test_every_form_that_changes_something_carries_the_token():
    forms = {
        name: form
        for name in STRICT
        for form in re.findall(r"<form\b.*?</form>", text_of(name), re.DOTALL)
        if re.search(r'method="post"', form) and "csrf_token" not in form
    }
    assert forms == {}


def test_no_drawing_carries_a_script_or_a_style():
    assert [name for name, drawing in ICONS.items() if re.search(r"script|style|href|\son\w+=", drawing)] == []


def test_drawings_name_their_source_and_licence():
    text = Path(settings.BASE_DIR / "accounts" / "ui" / "icons.json").read_text(encoding="utf-8")
    assert '"source": "bootstrap-icons' in text
    assert '"licence": "MIT' in text


# Alerts that are no answer to a form: a preview, work that stopped, what stands in the way before anything was sent.
ALERTS_BY_THEMSELVES = {
    'jobs/_progress.html: <b>{% translate "The work is not finished." %}</b> {{ job.reason }}',
    'certificates/_look.html: <b>{% translate "There is no preview until this is corrected." %}</b>',
    "certificates/no_specimen.html: {% if problems %}",
    "claim/_new_slip.html: {{ why_not }}",
}


def test_a_no_to_a_form_takes_the_cursor():
    alerts = {
        f"{path.relative_to(ROOT)}: {words.strip()}"
        for path in ROOT.rglob("*.html")
        for words in re.findall(
            r'{% note "bad" role="alert" %}(.*?)(?:{% endnote %}|\n)', path.read_text(encoding="utf-8")
        )
    }
    assert alerts == ALERTS_BY_THEMSELVES
