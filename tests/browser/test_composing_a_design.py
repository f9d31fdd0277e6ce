"""A coordinator composes a design and sees the preview follow; without script a button brings it."""

import re

import pytest

from tests.browser.visiting import PHONE
from tests.waiting import wait_until

CODE, SESSION = "DESIGNS", "TOT-DES-01"
NEW = f"/admin/certificate-designs/new/{CODE}/"


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code=CODE)
    shetu.stage("session", programme=CODE, code=SESSION, officers=4)
    return house


def test_the_preview_follows_what_is_composed_until_it_is_saved_and_used(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    coordinator.goto(f"/admin/programme/{CODE}/")
    coordinator.press(coordinator.page.get_by_role("link", name="Certificate designs"))
    coordinator.press(coordinator.page.get_by_role("link", name="New design"))
    page = coordinator.page
    assert names_in(page) == ["Shamsunnahar Begum", "Sabina Yasmin"]
    before = drawings(page)

    follows(page, lambda: page.locator("#id_title_en").fill("Certificate of Taking Part"))
    changed = drawings(page)
    assert changed != before
    follows(page, lambda: page.locator("[name=palette][value=red]").check())
    assert "/art/red/" in page.locator("#look").inner_html()
    assert drawings(page) != changed
    follows(page, lambda: page.locator("[name=layout][value=plain]").check())
    assert page.locator("#look svg").first.get_attribute("viewBox") == "0 0 210 297"

    page.locator("#id_statement_en").focus()
    page.keyboard.press("End")
    follows(page, lambda: page.locator("[data-put='{course}']").click())
    assert page.locator("#id_statement_en").input_value().endswith("{course}")
    follows(page, lambda: page.locator("#id_statement_en").fill("held in {plaice}"))
    assert "There is no placeholder “{plaice}”" in page.locator("#look").inner_text()
    follows(page, lambda: page.locator("#id_statement_en").fill("has completed {course}"))
    follows(page, lambda: page.locator("#id_title_bn").fill(""))
    assert "Not written yet: title in Bangla" in page.locator("#look").inner_text()
    follows(page, lambda: page.locator("#id_title_bn").fill("কৃতিত্ব সনদ"))
    follows(page, lambda: page.locator("#id_level").select_option("participation"))

    page.locator("#id_name").fill("Taking part")
    coordinator.press(page.get_by_role("button", name="Save", exact=True))
    assert "The design is saved." in page.locator("main, .sh-staff-page").first.inner_text()
    coordinator.press(page.get_by_role("button", name="Use it for new certificates"))
    assert "In use" in page.locator(".sh-head").inner_text()
    coordinator.goto("/admin/certificate-designs/")
    wait_until(
        lambda: page.evaluate(
            "[...document.querySelectorAll('.sh-thumb img')].every((one) => one.complete && one.naturalWidth)"
        )
    )


def test_without_script_a_button_brings_the_preview(visit, house):
    without_script = PHONE | {"java_script_enabled": False}
    coordinator = visit("coordinator without script", login=house["logins"]["coordinator"], **without_script)
    coordinator.goto(NEW)
    page = coordinator.page
    before = drawings(page)
    page.locator("#id_title_en").fill("Another title")
    coordinator.press(page.get_by_role("button", name="Update the preview"))
    assert drawings(page) != before
    assert page.locator("#id_title_en").input_value() == "Another title"


def names_in(page):
    """The English names under the pictures."""
    labels = [one.get_attribute("aria-label") for one in page.locator("#look svg[role=img]").all()]
    return [re.search(r": ([^/]+) /", label)[1] for label in labels]


def drawings(page):
    return [one.inner_html() for one in page.locator("#look svg[role=img]").all()]


def follows(page, act):
    """Does something and waits until the preview has answered."""
    with page.expect_response(lambda answer: "/look/" in answer.url and answer.ok):
        act()
    page.locator("#look.htmx-request, #look .htmx-request").first.wait_for(state="detached")
