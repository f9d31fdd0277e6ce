"""A trainer in Khulna takes attendance on a phone whose line comes and goes."""

import os
import re
from itertools import count
from pathlib import Path

import pytest

from tests import headless
from tests.browser.attending import nothing_waits, says_why_if_it_is_early
from tests.browser.visiting import PHONE, Visitor
from tests.waiting import wait_until

CODE = "LINE"
PICTURES = Path(os.environ["SHETU_PICTURES"]) if os.environ.get("SHETU_PICTURES") else None
WRONG_CLOCK = """const real = Date.now.bind(Date);
Date.now = () => real() + Number(localStorage.getItem("wrong by") || 0) * 86400000"""
CACHED = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
LISTS = """new Promise((resolve) => {
  const open = indexedDB.open("shetu-device");
  open.onsuccess = () => {
    const all = open.result.transaction("pages").objectStore("pages").getAll();
    all.onsuccess = () => { open.result.close(); resolve(all.result.length); };
  };
})"""
NUMBERS = count(1)


class SamePhone:
    """A browser whose profile outlives it: cookies of the sitting go when it is closed, what pages stored stays."""

    def __init__(self, browser, folder):
        self.kind, self.folder = browser.browser_type, folder

    def new_context(self, **device):
        return self.kind.launch_persistent_context(
            self.folder,
            **headless.how(),
            **device,
        )


@pytest.fixture(scope="module")
def programme(shetu):
    return shetu.stage("programme", code=CODE)


@pytest.fixture
def code(programme):
    return f"TOT-LIN-0{next(NUMBERS)}"


@pytest.fixture
def officers(shetu, code):
    """The enrolments of a session that began yesterday."""
    listed = shetu.stage("session", programme=CODE, code=code, officers=3, began_days_ago=1)
    return [one["enrolment"] for one in listed]


def opens(visitor, code, half_day="day=2&half=morning"):
    visitor.goto(f"/training/{code}/attendance/?{half_day}")


def is_stored(visitor):
    """The list and every file of its page are on the phone, where the worker serves them; no file has a name in it."""
    wait_until(lambda: visitor.page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    wait_until(lambda: any("attendance-sheet" in url for url in visitor.page.evaluate(CACHED)))
    assert [
        url for url in visitor.page.evaluate(CACHED) if "/static/" not in url and "/training/away/" not in url
    ] == []


def taps(visitor, officer, word):
    visitor.page.locator(f"[data-officer='{officer}'] .sh-seg label", has_text=word).click()


def chosen(visitor):
    return [box.get_attribute("value") for box in visitor.page.locator("[data-officer] input:checked").all()]


def shows(visitor, selector, text):
    visitor.page.locator(selector, has_text=text).wait_for()


def on_record(shetu, code, half_day="2 morning"):
    return {row["enrolment"]: row for row in shetu.stage("marks", code=code) if row["half_day"] == half_day}


def test_the_phone_goes_through_a_day_without_a_line(shetu, chromium, programme, code, officers, tmp_path):
    trainer, coordinator = (programme["logins"][role] for role in ("trainer", "coordinator"))
    phone = Visitor(SamePhone(chromium, tmp_path), shetu.url, name="trainer", pictures=PICTURES, **PHONE)
    phone.sign_in(trainer, programme["password"])
    marks_without_a_line(phone, code, officers[0])

    # At a desk with a line, somebody else marks one of them, and the server is started again.
    shetu.stage("mark", code=code, enrolment=officers[0], day=2, half="morning", value="absent", by=coordinator)
    shetu.restart()
    phone.close()
    phone = Visitor(SamePhone(chromium, tmp_path), shetu.url, name="trainer", pictures=PICTURES, offline=True, **PHONE)
    phone.off_line = True
    opens(phone, code, "day=2&half=afternoon")
    shows(phone, "[data-stored]", "This is the list of")
    says_why_if_it_is_early(phone)
    taps(phone, officers[2], "Absent")
    shows(phone, "[data-waiting]", "4 marks are stored on this device")

    signs_in_again(phone, trainer, programme["password"])
    decides(shetu, phone, code, officers, trainer)
    complaints = phone.complaints
    phone.close()
    assert complaints == []


def marks_without_a_line(phone, code, late):
    opens(phone, code)
    is_stored(phone)
    phone.line_is_gone()
    taps(phone, late, "Late")
    phone.page.locator("[data-rest]").click()
    shows(phone, "[data-waiting]", "3 marks are stored on this device")
    phone.page.reload()
    shows(phone, "[data-stored]", "This is the list of")
    wait_until(lambda: chosen(phone) == ["late", "present", "present"])
    phone.page.locator("[data-half-day='2 afternoon']").click()
    shows(phone, "[data-half-day-name]", "afternoon")
    assert chosen(phone) == []
    phone.page.go_back()
    wait_until(lambda: chosen(phone) == ["late", "present", "present"])
    phone.look("1-without-a-line")


def signs_in_again(phone, login, password):
    """The sitting ended with the browser: the page asks to sign in again, comes back, and sends what waits."""
    phone.line_is_back()
    shows(phone, "[data-waiting]", "Your sign-in has ended")
    phone.press(phone.page.locator("[data-sign-in]"))
    phone.page.locator("[name=login]").fill(login)
    phone.page.locator("[name=password]").fill(password)
    phone.press(phone.page.locator("form:has([name=password]) button.primary"))


def decides(shetu, phone, code, officers, trainer):
    first, second, third = officers
    shows(phone, "[data-to-decide]", "1 mark to decide")
    nothing_waits(phone)
    assert {pk: row["mark"] for pk, row in on_record(shetu, code).items()} == {
        first: "absent",
        second: "present",
        third: "present",
    }
    assert [row["mark"] for row in on_record(shetu, code, "2 afternoon").values()] == ["absent"]
    said = phone.words("[data-to-decide]")
    assert "absent Nusrat Jahan," in said
    assert "late Rafiqul Karim," in said
    phone.look("2-to-decide")
    phone.page.reload()
    phone.page.locator("[data-to-decide] button", has_text="Take the one that waited").click()
    phone.page.locator("[data-undecided]").wait_for(state="detached")
    taken = on_record(shetu, code)[first]
    assert (taken["mark"], taken["by"], taken["source"]) == ("late", trainer, "offline")


def test_a_clock_that_is_wrong_by_days_and_put_right_in_between_loses_and_misdates_nothing(
    shetu, visit, programme, code, officers
):
    first, second, third = officers
    phone = visit("trainer", **PHONE)
    phone.context.add_init_script(WRONG_CLOCK)
    clock = lambda days: phone.page.evaluate("(days) => localStorage.setItem('wrong by', days)", days)  # noqa: E731
    phone.sign_in(programme["logins"]["trainer"], programme["password"])
    clock(-4)
    opens(phone, code)
    is_stored(phone)
    phone.line_is_gone()
    taps(phone, first, "Late")
    clock(0)
    phone.page.reload()
    shows(phone, "[data-stored]", "This is the list of")
    taps(phone, second, "Present")
    clock(400)
    taps(phone, third, "Absent")
    phone.line_is_back()
    nothing_waits(phone)
    rows = on_record(shetu, code)
    assert {pk: row["mark"] for pk, row in rows.items()} == {first: "late", second: "present", third: "absent"}
    assert [row for row in rows.values() if not 0 <= row["seconds_ago"] < 3600] == []
    assert phone.page.locator("[data-undecided]").count() == 0


def test_two_people_on_one_phone_never_meet_each_others_names_and_marks(shetu, visit, programme, code, officers):
    first, second, _third = officers
    trainer, password = programme["logins"]["trainer"], programme["password"]
    other = f"colleague.{code.lower()}@shetu.example"
    shetu.stage("colleague", code=code, email=other, full_name="Tahmina Colleague")
    phone = visit("both", **PHONE)
    phone.expects(503, 404)
    phone.sign_in(trainer, password)
    opens(phone, code)
    is_stored(phone)
    phone.page.route("**/attendance/acts/", lambda route: route.fulfill(status=503))
    taps(phone, first, "Late")
    shows(phone, "[data-waiting]", "1 mark is stored on this device")

    # Signing out warns, keeps the mark for its owner and takes the names away.
    phone.page.locator(".sh-menu summary").click()
    phone.page.locator("form[action='/accounts/logout/'] button").click()
    shows(phone, "[data-sign-out-waits]", "1 mark waits on this device and is not sent yet.")
    phone.look("1-sign-out")
    phone.press(phone.page.locator("[data-sign-out-anyway]"))
    wait_until(lambda: phone.page.evaluate(LISTS) == 0)
    phone.page.unroute("**/attendance/acts/")

    phone.sign_in(other, password)
    opens(phone, code)
    shows(phone, "[data-elsewhere]", "1 mark of somebody else waits on this device.")
    assert chosen(phone) == []
    taps(phone, second, "Present")
    shows(phone, "[data-status]", "1 of 3 saved")
    assert {row["by"] for row in on_record(shetu, code).values()} == {other}

    # Whoever loses the session loses its list on the phone, not only on the server.
    is_stored(phone)
    shetu.stage("off_the_session", code=code, email=other)
    taps(phone, first, "Absent")
    shows(phone, "[data-waiting]", "You have no access to this session any more.")
    assert phone.page.locator("[data-officer]").count() == 0
    wait_until(lambda: phone.page.evaluate(LISTS) == 0)

    phone.goto("/accounts/logout/")
    phone.page.locator("main form[action='/accounts/logout/'] button").click()
    phone.press(phone.page.locator("main [data-sign-out-anyway]"))
    phone.sign_in(trainer, password)
    opens(phone, code)
    wait_until(lambda: first in on_record(shetu, code))
    assert (on_record(shetu, code)[first]["mark"], on_record(shetu, code)[first]["by"]) == ("late", trainer)


def test_two_phones_that_disagree_lose_nothing_until_one_of_them_settles_it(shetu, visit, programme, code, officers):
    first, second, third = officers
    trainer, other = programme["logins"]["trainer"], f"colleague.{code.lower()}@shetu.example"
    shetu.stage("colleague", code=code, email=other, full_name="Tahmina Colleague")
    ours, theirs = (without_a_line(visit, who, code) for who in (trainer, other))
    for phone, given in ((ours, ("Late", "Present")), (theirs, ("Absent", "Present", "Excused"))):
        for officer, word in zip(officers, given, strict=False):
            taps(phone, officer, word)
        shows(phone, "[data-waiting]", f"{len(given)} marks are stored on this device")

    shetu.restart()
    for phone in (ours, theirs):
        phone.line_is_back()
        nothing_waits(phone)
    assert given_by(shetu, code) == {first: ("late", trainer), second: ("present", trainer), third: ("excused", other)}
    ours.page.reload()
    for phone in (ours, theirs):
        shows(phone, "[data-to-decide]", "1 mark to decide")
        said = phone.words("[data-to-decide]")
        assert re.search(r"late Rafiqul Karim, \d\d:\d\d", said)
        assert re.search(r"absent Tahmina Colleague, \d\d:\d\d", said)
    ours.look("1-two-disagree")
    ours.page.locator("[data-to-decide] button", has_text="Take the one that waited").click()
    ours.page.locator("[data-undecided]").wait_for(state="detached")
    nothing_waits(ours)

    # The other one still sees the question, and changes nothing any more.
    theirs.page.locator("[data-to-decide] button", has_text="Leave it as it is").click()
    shows(theirs, "[data-refusals]", "This was decided already.")
    assert given_by(shetu, code) == {first: ("absent", other), second: ("present", trainer), third: ("excused", other)}
    theirs.goto(f"/training/{code}/attendance/{first}/?day=2&half=morning")
    history = theirs.words()
    assert "late → absent" in history
    assert "Rafiqul Karim" in history
    assert "Tahmina Colleague" in history


def without_a_line(visit, who, code):
    """A phone of this person that has the list, and no line any more."""
    phone = visit(who.partition("@")[0], login=who, **PHONE)
    opens(phone, code)
    is_stored(phone)
    phone.line_is_gone()
    return phone


def given_by(shetu, code):
    return {pk: (row["mark"], row["by"]) for pk, row in on_record(shetu, code).items()}


def test_a_page_that_the_phone_does_not_have_says_so(visit, programme, code, officers):
    phone = visit("trainer", login=programme["logins"]["trainer"], **PHONE)
    opens(phone, code)
    is_stored(phone)
    phone.line_is_gone()
    phone.goto(f"/training/{code}/attendance/{officers[0]}/?day=2&half=morning")
    assert "This page is not on this device." in phone.words()
    phone.look("1-away")
