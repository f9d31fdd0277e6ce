"""The editor in a real browser: by keyboard, by drag, and the same without a script."""

import pytest
from django.conf import settings

from tests import headless
from tests.trainings.timetable.conftest import shown
from tests.waiting import PATIENCE_MS, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser's driver keeps an event loop in this thread; Django would refuse the database next to it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(**headless.how())
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server, planned, coordinator, client):
    """A function: opens the timetable, signed in as a coordinator, and returns the page."""
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    ticket = client.cookies[settings.SESSION_COOKIE_NAME].value
    opened = []

    def open_page(*, script=True, width=1280):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": ticket, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: page.complaints.append(line.text) if "Security Policy" in line.text else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{live_server.url}/admin/sessions/{planned.code}/timetable/")
        return page

    yield open_page
    for context in opened:
        assert all(page.complaints == [] for page in context.pages)
        context.close()


def test_a_line_is_dragged_to_another_place(visit, morning, days):
    page = visit()
    tea, opening = (page.locator(f"#slot-{morning[title].pk}") for title in ("Tea", "Opening"))
    tea.drag_to(opening, target_position={"x": 60, "y": 4})
    wait_until(lambda: shown(days[0])[0] == "09:00-09:15 Tea")
    assert shown(days[0])[1] == "09:15-09:45 Opening"


def test_a_line_dropped_where_it_is_sends_nothing(visit, morning, days):
    page, before = visit(), shown(days[0])
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    tea = page.locator(f"#slot-{morning['Tea'].pk}")
    tea.drag_to(page.locator(f"#slot-{morning['Trust'].pk}"), target_position={"x": 60, "y": 50})
    tea.drag_to(page.locator(f"#slot-{morning['Practice'].pk}"), target_position={"x": 60, "y": 4})
    assert sent == []
    assert shown(days[0]) == before


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_the_keyboard_does_it_all(visit, morning, days, width):
    page = visit(script=False, width=width)
    page.get_by_role("button", name="Move “Tea” up").press("Enter")
    wait_until(lambda: shown(days[0])[1] == "09:30-09:45 Tea")
    page.get_by_role("link", name="Tea", exact=True).press("Enter")
    page.get_by_label("Minutes", exact=True).fill("20")
    page.get_by_label("Minutes", exact=True).press("Enter")
    wait_until(lambda: shown(days[0])[1:3] == ["09:30-09:50 Tea", "09:50-11:20 Trust"])
    page.get_by_role("link", name="Add a break").press("Enter")
    page.get_by_role("button", name="Save this slot").press("Enter")
    wait_until(lambda: shown(days[0])[-1] == "15:00-15:15 Break")
    page.get_by_role("link", name="Break", exact=True).press("Enter")
    page.get_by_role("button", name="Take out").press("Enter")
    wait_until(lambda: len(shown(days[0])) == 5)
