"""The register in a real browser: every tap saved at once, nothing lost while the line is gone, the same without script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests import headless
from tests.factories import EnrolmentFactory, SessionFactory
from tests.waiting import PATIENCE_MS, wait_until
from trainings.attendance.marking import mark
from trainings.models import AttendanceMark, Half

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
def session(trainer):
    """A session that began yesterday, with two officers."""
    session = SessionFactory(led_by=trainer, code="TOT-KHU-03", starts_on=timezone.localdate() - timedelta(days=1))
    EnrolmentFactory(session=session, officer__name_en="Ali Akbar")
    EnrolmentFactory(session=session, officer__name_en="Lailun Niazi")
    return session


@pytest.fixture
def officers(session):
    return list(session.enrolments.on_the_roster())


@pytest.fixture
def visit(chromium, live_server, session, trainer, client):
    """A function: opens the sheet of a half-day on a phone, signed in as the trainer, and returns the page."""
    client.force_login(trainer, backend="allauth.account.auth_backends.AuthenticationBackend")
    ticket = client.cookies[settings.SESSION_COOKIE_NAME].value
    opened = []

    def open_sheet(*, day=2, script=True):
        context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": ticket, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: page.complaints.append(line.text) if "Security Policy" in line.text else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{live_server.url}/training/{session.code}/attendance/?day={day}&half=morning")
        return page

    yield open_sheet
    for context in opened:
        context.close()


def choose(page, officer, word):
    page.locator(f"[data-officer='{officer.pk}'] label", has_text=word).click()


def line_is_gone(page):
    page.context.route("**/attendance/acts/", lambda route: route.abort("internetdisconnected"))


def line_is_back(page):
    page.context.unroute("**/attendance/acts/")
    page.evaluate("window.dispatchEvent(new Event('online'))")


def words(page, selector):
    return " ".join(page.locator(selector).inner_text().split())


def until(page, selector, text):
    page.locator(selector, has_text=text).wait_for()


def waits(page):
    """Everything that this device stores of acts, as text."""
    return page.evaluate("ShetuStore.acts().then(JSON.stringify)")


def until_nothing_waits(page):
    wait_until(lambda: waits(page) == "[]")


def marks():
    return dict(AttendanceMark.objects.values_list("enrolment__officer__name_en", "mark"))


def test_a_tap_is_saved_at_once(visit, officers):
    page = visit()
    choose(page, officers[0], "Late")
    until(page, "[data-status]", "1 of 2 saved,")
    assert marks() == {"Ali Akbar": "late"}
    assert "1 not yet marked" in words(page, "[data-status]")
    assert words(page, "[data-rest]") == "Mark the other 1 present"
    assert page.complaints == []


def test_a_change_of_mind_is_saved_too(visit, officers):
    page = visit()
    for word in ("Present", "Late", "Absent"):
        choose(page, officers[0], word)
    until(page, "[data-status]", "1 of 2 saved,")
    until_nothing_waits(page)
    assert marks() == {"Ali Akbar": "absent"}


def test_without_a_line_the_page_says_how_many_marks_wait_and_sends_them_later(visit, officers):
    page = visit()
    line_is_gone(page)
    choose(page, officers[0], "Late")
    choose(page, officers[1], "Present")
    until(page, "[data-waiting]", "No internet. 2 marks are stored on this device")
    assert "2 wait on this device" in words(page, "[data-status]")
    assert marks() == {}
    line_is_back(page)
    until(page, "[data-status]", "2 of 2 saved,")
    page.locator("[data-waiting]").wait_for(state="hidden")
    assert marks() == {"Ali Akbar": "late", "Lailun Niazi": "present"}
    assert set(AttendanceMark.objects.values_list("source", flat=True)) == {"offline"}


def test_waiting_marks_outlive_a_reload_and_hold_no_names(visit, officers):
    page = visit()
    line_is_gone(page)
    choose(page, officers[0], "Late")
    until(page, "[data-waiting]", "1 mark is stored on this device")
    assert "late" in waits(page)
    assert "Ali" not in waits(page)
    page.reload()
    until(page, "[data-waiting]", "1 mark is stored on this device")
    assert page.locator(f"[data-officer='{officers[0].pk}'] input:checked").get_attribute("value") == "late"
    line_is_back(page)
    until(page, "[data-status]", "1 of 2 saved,")
    assert marks() == {"Ali Akbar": "late"}


def test_without_a_line_the_buttons_keep_the_marks_too(visit, officers):
    page = visit()
    line_is_gone(page)
    choose(page, officers[0], "Late")
    until(page, "[data-waiting]", "1 mark is stored")
    page.locator("[data-rest]").click()
    until(page, "[data-waiting]", "2 marks are stored")
    page.locator(".sh-dock button").click()
    assert "2 wait on this device" in words(page, "[data-status]")
    line_is_back(page)
    until(page, "[data-status]", "all marked")
    page.locator("[data-waiting]").wait_for(state="hidden")
    assert marks() == {"Ali Akbar": "late", "Lailun Niazi": "present"}


def test_a_mark_that_meets_another_persons_mark_is_decided_above_the_list(visit, officers, days, coordinator):
    days[1].session.programme.team.create(user=coordinator, role="coordinator")
    page = visit()
    line_is_gone(page)
    choose(page, officers[0], "Present")
    until(page, "[data-waiting]", "1 mark is stored")
    mark(officers[0], days[1], Half.MORNING, "absent", by=coordinator, now=timezone.now())
    line_is_back(page)
    until(page, "[data-to-decide]", "1 mark to decide")
    said = words(page, "[data-to-decide]")
    assert "Ali Akbar" in said
    assert "Leave it as it is: absent Nusrat Coordinator," in said
    assert "Take the one that waited: present Rafiqul Trainer," in said
    assert page.locator(f"[data-officer='{officers[0].pk}'] input:checked").get_attribute("value") == "absent"
    page.reload()
    page.locator("[data-to-decide] button", has_text="Take the one that waited").click()
    page.locator("[data-undecided]").wait_for(state="detached")
    assert marks() == {"Ali Akbar": "present"}
    assert page.locator(f"[data-officer='{officers[0].pk}'] input:checked").get_attribute("value") == "present"


def test_whoever_was_signed_out_meanwhile_is_told_and_loses_nothing(visit, officers):
    page = visit()
    page.context.clear_cookies()
    choose(page, officers[0], "Present")
    until(page, "[data-waiting]", "Your sign-in has ended.")
    assert marks() == {}
    assert page.locator("[data-sign-in]").get_attribute("href").endswith("%3Fday%3D2%26half%3Dmorning")
    assert "present" in waits(page)


def test_the_start_page_tells_of_waiting_marks_and_sends_them(visit, officers, live_server):
    page = visit()
    line_is_gone(page)
    choose(page, officers[0], "Present")
    until(page, "[data-waiting]", "1 mark is stored")
    page.goto(f"{live_server.url}/training/")
    until(page, "[data-waiting]", "1 mark is stored")
    line_is_back(page)
    page.locator("[data-waiting]").wait_for(state="hidden")
    assert marks() == {"Ali Akbar": "present"}


def test_without_script_the_sheet_is_one_form_with_an_undo(visit, officers):
    page = visit(script=False)
    choose(page, officers[0], "Late")
    page.get_by_role("button", name="Mark all 2 present").click()
    until(page, ".sh-note.ok", "1 mark saved")
    assert marks() == {"Ali Akbar": "late", "Lailun Niazi": "present"}
    page.get_by_role("button", name="Undo").click()
    until(page, ".sh-note.ok", "Undone. 1 mark is as it was before.")
    assert marks() == {"Ali Akbar": "late"}


@pytest.mark.parametrize("script", [True, False])
def test_a_past_day_is_corrected_with_a_reason(visit, officers, days, trainer, script):
    mark(officers[0], days[0], Half.MORNING, "absent", by=trainer, now=timezone.now() - timedelta(days=1))
    page = visit(day=1, script=script)
    page.get_by_role("link", name="Correct Ali Akbar").click()
    page.get_by_label("Present").check()
    page.get_by_label("Why it changes").fill("Signed on the paper sheet.")
    page.get_by_role("button", name="Correct this mark").click()
    until(page, ".sh-note.ok", "1 mark saved")
    assert marks() == {"Ali Akbar": "present"}
