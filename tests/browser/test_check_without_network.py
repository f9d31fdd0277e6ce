"""A certificate checked on a phone that has no network, by the square code on the paper."""

import pytest

from tests.browser.visiting import PHONE

CODE, SESSION = "OFFL", "TOT-OFF-01"
PAGE = "/verify/offline/"


@pytest.fixture(scope="module")
def printed(shetu):
    """What is on one certificate of a closed session."""
    shetu.stage("programme", code=CODE)
    shetu.stage("session", programme=CODE, code=SESSION, officers=2, began_days_ago=3)
    shetu.stage("close", code=SESSION)
    return next(iter(shetu.stage("issue", code=SESSION).values()))


def is_ready(visitor, sentence="Ready for use without a network"):
    visitor.page.locator("[data-state]", has_text=sentence).wait_for()


def answered(visitor):
    visitor.page.locator("[data-answer] h1").wait_for()
    return visitor.words("[data-answer]")


def pastes(visitor, text):
    visitor.page.locator("[data-answer]").evaluate("answer => answer.replaceChildren()")
    visitor.page.locator("textarea").fill(text)
    visitor.page.locator("[data-form] button").click()
    return answered(visitor)


def test_a_phone_that_once_loaded_the_page_checks_papers_anywhere(visit, printed):
    facts = printed["facts"]
    address = facts["verify_url"]
    guard = visit("guard", **PHONE)
    guard.goto(PAGE)
    is_ready(guard)
    guard.look("1-ready")

    guard.line_is_gone()
    # The camera app opens the address in the square code.
    guard.goto(address)
    said = answered(guard)
    assert guard.page.url == address
    assert "The square code is genuine" in said
    assert "Not known here: whether it is still valid." in said
    shown = [facts[name] for name in ("name_en", "name_bn", "course_en", "course_bn", "serial")]
    assert [fact for fact in shown if fact not in said] == []
    guard.look("2-genuine")

    # The page itself opens too, and takes what the camera app copied.
    guard.goto(PAGE)
    is_ready(guard)
    last = "1" if address[-1] == "0" else "0"
    assert "Not genuine" in pastes(guard, address[:-1] + last)
    guard.look("3-not-genuine")
    other = "Z" * 26
    assert "Not genuine" in pastes(guard, address.replace(printed["code"], other))
    assert "The text is not complete" in pastes(guard, address[:-1])
    assert "This one needs a network" in pastes(guard, address.partition("#")[0])
    assert "not the text of a square code of ours" in pastes(guard, "Is it valid?")
    assert "25 of 26 letters and digits" in pastes(guard, printed["code"][:-1])
    assert "This is the serial number" in pastes(guard, facts["serial"])
    assert "A typed code needs a network" in pastes(guard, f"Code: {printed['code']}.")
    assert "The square code is genuine" in pastes(guard, f" {address}\n")
    # As a mail program breaks a long line.
    assert "The square code is genuine" in pastes(
        guard, f"{address[:90]}\n> {address[90:180]}\n> {address[180:]}\nThank you"
    )

    guard.line_is_back()
    guard.press(guard.page.get_by_role("link", name="See whether it is still valid"))
    assert "This certificate is valid" in guard.words()


def test_in_bangla_it_speaks_bangla_and_shows_bangla_first(visit, printed):
    facts = printed["facts"]
    guard = visit("guard", **PHONE, locale="bn-BD")
    guard.goto(PAGE)
    guard.page.locator("[data-state]:not(:empty)").wait_for()
    guard.line_is_gone()
    guard.goto(facts["verify_url"])
    said = answered(guard)
    assert guard.language == "bn"
    assert said.index(facts["name_bn"]) < said.index(facts["name_en"])
    guard.look("1-genuine")


def test_a_code_that_is_only_an_address_says_that_it_needs_a_network(visit, printed):
    guard = visit("guard", **PHONE)
    guard.goto(PAGE)
    is_ready(guard)
    guard.line_is_gone()
    guard.goto(printed["facts"]["verify_url"].partition("#")[0])
    assert "This one needs a network" in answered(guard)


def test_answers_of_the_check_with_a_network_are_never_kept(visit, printed):
    guard = visit("guard", **PHONE)
    guard.goto(PAGE)
    is_ready(guard)
    guard.goto(printed["facts"]["verify_url"])
    assert "This certificate is valid" in guard.words()
    kept = guard.page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
    )
    assert any(PAGE in address for address in kept)
    assert not any(printed["code"] in address for address in kept)


def test_the_forgers_text_is_never_run_as_markup(visit, printed):
    guard = visit("guard", **PHONE)
    guard.goto(PAGE)
    is_ready(guard)
    assert "not the text" in pastes(guard, "<img src=x onerror=alert(1)>/verify/#1")
    assert guard.page.locator("[data-answer] img").count() == 0
