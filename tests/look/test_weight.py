"""What a first visit takes from the line: the page and every file that it asks for, compressed as `serve` sends them."""

import gzip
import re
from functools import cache
from pathlib import Path

import brotli
import lxml.html
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import factories

KB = 1000
ADMIN, PORTAL, HTML = 250 * KB, 120 * KB, 60 * KB
# Sent as they are: they are compressed already.
PACKED = {".woff2", ".png", ".jpg", ".webp"}


@cache
def sent(name):
    """The bytes of a file on the line: whitenoise stores files compressed with brotli, if that makes them smaller."""
    data = Path(finders.find(name)).read_bytes()
    return len(data) if Path(name).suffix in PACKED else min(len(data), len(brotli.compress(data)))


def files_of(text):
    """The static files that a page asks for, with the fonts and pictures of its sheets. Both scripts stand on every page."""
    page = lxml.html.fromstring(text)
    asked = {
        *page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"),
        *page.xpath("//script/@src"),
        *page.xpath("//img/@src"),
        *(address.partition("#")[0] for address in page.xpath("//*[local-name()='use']/@href")),
    }
    names = {_name(address) for address in asked if address.startswith(settings.STATIC_URL)}
    for sheet in [name for name in names if name.endswith(".css")]:
        css = Path(finders.find(sheet)).read_text(encoding="utf-8")
        names |= {
            str((Path(sheet).parent / found).as_posix()).replace("shetu/../", "")
            for found in re.findall(r"url\(\"?(\.\./[^)\"]+\.woff2)", css)
        }
    return names


def _name(address):
    return re.sub(r"\.[0-9a-f]{12}(?=\.)", "", address.removeprefix(settings.STATIC_URL))


def weight(text):
    return len(gzip.compress(text.encode())) + sum(sent(name) for name in files_of(text))


@pytest.fixture(params=["en", "bn"])
def language(request):
    return request.param


def seen_by(client, user, language, path):
    user.language = language
    user.save(update_fields=["language"])
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_the_first_load_of_the_admin_is_light(signed_in, coordinator, programme, language):
    factories.OfficerFactory.create_batch(30, programme=programme)
    client = signed_in(coordinator)
    heavy = {}
    for path in (
        "/admin/",
        reverse("admin:participants_officer_changelist"),
        reverse("admin:programmes_programme_change", args=[programme.pk]),
        reverse("reports:overview"),
        reverse("reports:find"),
    ):
        text = seen_by(client, coordinator, language, path)
        if weight(text) > ADMIN or len(text.encode()) > HTML:
            heavy[path] = (weight(text), len(text.encode()))
    assert heavy == {}


@pytest.mark.parametrize(("role", "path"), [("trainer", "/training/"), ("officer", "/me/"), ("observer", "/reports/")])
def test_the_first_load_of_a_portal_is_light(request, signed_in, programme, language, role, path):
    person = request.getfixturevalue(role)
    user = getattr(person, "user", person)
    if role == "trainer":
        factories.SessionFactory(programme=programme, led_by=user)
    text = seen_by(signed_in(user), user, language, path)
    assert weight(text) <= PORTAL
    assert not [name for name in files_of(text) if "htmx" in name]


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/verify/", "/updates/"])
def test_the_first_load_of_a_public_page_is_light(client, db, language, path):
    client.cookies["django_language"] = language
    assert weight(client.get(path).text) <= PORTAL


def test_staff_take_no_file_of_the_library_and_no_chart(signed_in, coordinator, programme):
    client = signed_in(coordinator)
    for path in ("/admin/", reverse("admin:trainings_trainingsession_changelist")):
        names = files_of(client.get(path).text)
        assert [name for name in names if re.search(r"unfold|chart|htmx|jquery|alpine|material", name)] == []
