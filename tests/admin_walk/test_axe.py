"""What axe-core finds on the pages of every role, on a desk and on a phone, in both languages: nothing.

The walk has the pages of a coordinator already; the other roles follow the links that they meet. The browser is given the pages as
they are, with the files they ask for, and no server runs. Every eleventh address; all of them, which takes minutes, with SHETU_AXE=all.
With a script that is at work: tests/browser/test_access_by_role.py.
"""

import mimetypes
import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import sync_playwright

from tests import headless
from tests.admin_walk.visitors import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe-core" / "axe.min.js"
CHECK = """() => axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    reporter: "no-passes", preload: false,  // tells of faults only; no sound or film is in our pages
  })
  .then(({violations}) => violations.map(({id, nodes}) => [id, nodes.length, nodes[0].html.slice(0, 140)]))"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
HEIGHT = "document.documentElement.scrollHeight"
SITE = "http://shetu.example"
WIDTHS = (390, 1280)
LINK = re.compile(r"""<a\b[^>]*?\bhref="([^"#]+)""")
# Where each of them begins to follow links.
DOORS = {
    "anonymous": ["/", "/verify/{code}/", "/nowhere/"],
    "officer": ["/me/"],
    "trainer": ["/training/"],
    "observer": ["/reports/"],
    "administrator": ["/admin/"],
}
STEP = 1 if os.environ.get("SHETU_AXE") == "all" else 11


def html_of(seen):
    return seen.status == 200 and seen.text.lstrip()[:15].lower() == "<!doctype html>"


def pages_of(world, own_pages, step):
    """The pages of a coordinator: {(language, path): text}. Half of a sample is asked again in Bangla."""
    chosen = sorted((path, seen.text) for path, seen in own_pages().values() if html_of(seen))[::step]
    pages = {("en", path): text for path, text in chosen}
    coordinator = visitor(world, "coordinator")
    coordinator.get(reverse("admin:index"))
    return pages | in_bangla(coordinator, [path for path, _text in chosen[:: 2 if step > 1 else 1]])


def in_bangla(person, paths):
    """Returns {("bn", path): text} of pages that this person has seen."""
    person.client.cookies["django_language"] = "bn"
    known = person.known_as
    before, known.language = getattr(known, "language", ""), "bn"
    try:
        return {("bn", path): person.get(path).text for path in paths}
    finally:
        known.language = before
        del person.client.cookies["django_language"]


def met_by(world, role, step):
    """The pages that somebody comes to by links: {(language, path): text}, one for each kind of address."""
    person, known, pages = visitor(world, role), set(), {}
    waiting = [door.format(code=world.own.certificate.code) for door in DOORS[role]]
    while waiting:
        path = waiting.pop(0)
        kind = kind_of_address(path)
        if kind is None or kind in known:
            continue
        known.add(kind)
        seen = person.get(path)
        if seen.location:
            waiting.append(urljoin(path, seen.location))
        if seen.text.lstrip()[:15].lower() == "<!doctype html>":
            pages[path] = seen.text
            waiting += [urljoin(path, unescape(link)) for link in LINK.findall(seen.text)]
    chosen = sorted(pages)[::step]
    return {("en", path): pages[path] for path in chosen} | in_bangla(person, chosen[:: 2 if step > 1 else 1])


def kind_of_address(path):
    """What two addresses have in common that lead to the same page of other rows; None for addresses elsewhere and for exits."""
    parts = urlsplit(path)
    if parts.netloc or not path.startswith("/") or "/logout/" in path:
        return None
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = ""
    return route, tuple(sorted({name for name, _value in parse_qsl(parts.query)}))


@pytest.fixture(scope="module")
def look():
    """A function: `look(pages)` returns {(language, width, path): what is wrong}.

    One browser for all roles, in a thread of its own: its driver keeps an event loop, next to which Django asks no database.
    """
    with ThreadPoolExecutor(1) as browsing:
        playwright = browsing.submit(lambda: sync_playwright().start()).result()
        browser = browsing.submit(playwright.chromium.launch, **headless.how()).result()
        yield lambda pages: browsing.submit(found_on, browser, pages).result()
        browsing.submit(browser.close).result()
        browsing.submit(playwright.stop).result()


def found_on(browser, pages):
    """Loads each page on a phone, looks at it, makes it as wide as a desk and looks again."""
    faults, shown = {}, {}
    page = browser.new_page(bypass_csp=True)
    page.route("**/*", partial(answer, shown))
    for (language, path), text in pages.items():
        shown[path] = text
        show(page, WIDTHS[0], 900)
        page.goto(f"{SITE}{path}")
        page.add_script_tag(path=AXE)
        for width in WIDTHS:
            show(page, width, 900)
            # All of the page at once: what lies under a bar that stands still is scrolled out from there by whoever reads.
            show(page, width, max(900, page.evaluate(HEIGHT)))
            wrong = page.evaluate(CHECK)
            sideways = page.evaluate(SIDEWAYS)
            if wrong or sideways > 0:
                faults[language, width, path] = [*wrong, *([f"{sideways} px sideways"] if sideways > 0 else [])]
    page.close()
    return faults


def show(page, width, height):
    page.set_viewport_size({"width": width, "height": height})


def answer(shown, route):
    """Gives the browser the page that is looked at, and files as they lie in the repository."""
    path = unquote(urlsplit(route.request.url).path)
    page = shown.get(route.request.url.removeprefix(SITE)) or shown.get(path)
    if page:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
        return
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "application/octet-stream")
    else:
        route.fulfill(status=404, body="")


def test_axe_finds_nothing_on_a_sample_of_the_pages(world, own_pages, look):
    assert look(pages_of(world, own_pages, STEP)) == {}


@pytest.mark.parametrize("role", DOORS)
def test_axe_finds_nothing_on_what_the_other_roles_meet(world, role, look):
    assert look(met_by(world, role, STEP)) == {}
