"""One person at one browser: what the person does, and everything the pages complain about meanwhile."""

import re
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.waiting import PATIENCE_MS

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
MOUSE, FINGERS = "(pointer: fine)", "(pointer: coarse)"
# The browser says this on the console about every answer of 400 and up; `answers` knows more about it.
SAID_BY_ANSWER = "Failed to load resource"
# What a page asked for is dropped when the person goes on to the next page or the file goes to the downloads.
DROPPED = "net::ERR_ABORTED"
NO_LINE = "net::ERR_INTERNET_DISCONNECTED"
# Whether the worker of a page has a newer version is asked at each load, also without a line.
NO_NEWER_WORKER = "An unknown error occurred when fetching the script"
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (violation) =>
  console.error(`policy: ${violation.effectiveDirective} refuses ${violation.blockedURI} on ${location.pathname}`))"""
WIDTH = "document.documentElement.scrollWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll(
    ".sh-btn, .sh-tabs a, .sh-seg label, .sh-language button, .sh-menu summary, .sh-choice, " +
    "input:not([type=hidden]):not([type=radio]):not(.sh-choice input)")]
  .filter((target) => target.checkVisibility() && !target.closest(".sh-hide"))
  .map((target) => [target.getBoundingClientRect(), target])
  .filter(([box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([box, target]) => `${target.outerHTML.slice(0, 100)} is ${box.width} x ${box.height}`)"""


class Visitor:
    """A browser context with one page. `complaints` must stay empty."""

    def __init__(self, browser, site, *, name, pictures=None, **device):
        self.site, self.name, self.pictures = site, name, pictures
        self.context = browser.new_context(base_url=site, accept_downloads=True, **device)
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.complaints, self.expected = [], set()
        self.off_line = self.was_off_line = False
        self.page = self.context.new_page()
        self._watch(self.page)

    def close(self):
        self.context.close()

    # What the person does

    def goto(self, path):
        return self.page.goto(path)

    def sign_in(self, login, password):
        """Signs in through the page, as people do, and waits for the page it leads to."""
        self.goto("/accounts/login/")
        self.page.locator("[name=login]").fill(login)
        self.page.locator("[name=password]").fill(password)
        self.press(self.page.locator("form:has([name=password]) button.primary"))
        assert "/accounts/login/" not in self.page.url, self.page.locator("main").inner_text()

    def is_signed_in(self, ticket):
        """Has signed in before, elsewhere: `ticket` is a cookie of the stage hand. Stays on the page."""
        self.context.add_cookies([ticket | {"url": self.site}])

    def press(self, locator):
        """Clicks on what leads to another page and waits until that one is there."""
        with self.page.expect_navigation():
            locator.click()

    def speak(self, language):
        """Uses the switch of the page, if it speaks the other language."""
        if self.language != language:
            self.press(self.page.locator(f".sh-language button[value={language}]"))
        assert self.language == language

    def download(self, locator, folder):
        """Clicks on what leads to a file; returns the path of the file in `folder`."""
        with self.page.expect_download() as begun:
            locator.click()
        path = folder / begun.value.suggested_filename
        begun.value.save_as(path)
        return path

    def line_is_gone(self):
        self.off_line = self.was_off_line = True
        self.context.set_offline(True)

    def line_is_back(self):
        self.context.set_offline(False)
        self.off_line = False

    @contextmanager
    def on_a_phone(self):
        """The page of a desk in a hand: as narrow as PHONE, under fingers. The next page lies on the desk again."""
        desk, driver = self.page.viewport_size, self.context.new_cdp_session(self.page)
        assert self.page.evaluate(f"matchMedia('{MOUSE}').matches")
        self.page.set_viewport_size(PHONE["viewport"])
        driver.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        assert self.page.evaluate(f"matchMedia('{FINGERS}').matches")
        yield
        driver.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        self.page.set_viewport_size(desk)
        driver.detach()

    # What the page is like

    @property
    def language(self):
        return self.page.locator("html").get_attribute("lang")

    def words(self, selector="main"):
        """The visible text of the first such element, white space evened out."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def look(self, name):
        """Keeps a picture of the page when pictures are wanted, and holds it to what is true of every page."""
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.pictures / f"{self.name}-{name}.png", full_page=True)
        assert self.page.evaluate(WIDTH) <= self.page.viewport_size["width"], f"{name} scrolls sideways"
        # The header of the admin's frame is a title of its own.
        assert self.page.locator(".sh h1, main h1").count() <= 1, f"{name} has several titles"
        if self.page.viewport_size["width"] < 500:
            assert self.page.evaluate(SMALL_TARGETS) == [], f"{name} has targets too small for a finger"

    def expects(self, *statuses):
        """Tells that answers with these statuses are meant."""
        self.expected |= set(statuses)

    # What the pages complain about

    def _watch(self, page):
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        page.on("requestfailed", self._on_failed)
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def _complain(self, what):
        self.complaints.append(f"{self.name} on {urlsplit(self.page.url).path}: {what}")

    def _on_console(self, line):
        if self.off_line and line.text.startswith("htmx:"):
            return  # says that nothing was sent, as it should
        if self.was_off_line and line.text.startswith(NO_NEWER_WORKER):
            return
        if line.type in ("error", "warning") and not line.text.startswith(SAID_BY_ANSWER):
            self._complain(f"console: {line.text}")

    def _on_failed(self, request):
        if self.was_off_line and request.failure == NO_LINE:
            return  # was sent without a line; the browser may say so when it is back already
        if not self.off_line and request.failure != DROPPED:
            self._complain(f"no answer: {request.url} ({request.failure})")

    def _on_request(self, request):
        if re.match(r"https?:", request.url) and not request.url.startswith(f"{self.site}/"):
            self._complain(f"asks another host: {request.url}")

    def _on_response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self._complain(f"answer {response.status}: {response.url}")
