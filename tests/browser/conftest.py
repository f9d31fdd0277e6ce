"""What every browser test gets: a running Shetu, a browser, and people who visit."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import headless
from tests.browser.serving import Shetu
from tests.browser.visiting import DESK, Visitor

# Seen in passing, pictures of every page a test looks at go here when it is set.
PICTURES = os.environ.get("SHETU_PICTURES", "")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture(scope="package")
def shetu(tmp_path_factory):
    """A Shetu that serves this package."""
    shetu = Shetu(tmp_path_factory.mktemp("shetu"))
    try:
        yield shetu.start()
    finally:
        shetu.stop()


@pytest.fixture(scope="package")
def chromium():
    # The package leaves no event loop behind for the tests that follow: Django refuses its database next to one.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**headless.how())
        yield browser
        browser.close()


@pytest.fixture
def visit(shetu, chromium, request):
    """A function: `visit("trainer", **device)` returns a Visitor. Every page of every visitor must be without complaint.

    login: whom the visitor is signed in as from the start. The page of signing in costs more than most tests look at.
    """
    visitors = []

    def come(name, *, login=None, **device):
        pictures = Path(PICTURES) if PICTURES else None
        visitors.append(Visitor(chromium, shetu.url, name=name, pictures=pictures, **(device or DESK)))
        if login:
            visitors[-1].is_signed_in(shetu.stage("ticket", login=login))
        return visitors[-1]

    yield come
    failed = getattr(request.node, "failed", False)
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    if failed or complaints:
        _keep_pictures(request.node, visitors)
    for visitor in visitors:
        visitor.close()
    if failed:
        request.node.add_report_section("call", "serve", shetu.said("serve")[-3000:])
    assert complaints == []


def _keep_pictures(test, visitors):
    folder = Path(os.environ["VAR_DIR"]) / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", test.name)
    for visitor in visitors:
        if not visitor.page.is_closed():
            visitor.page.screenshot(path=folder / f"{name}-{visitor.name}.png", full_page=True)
