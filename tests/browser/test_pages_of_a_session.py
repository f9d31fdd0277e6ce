"""The pages of a session, seen: its officers stand there, the row of links shows where one is, an incident finds its way."""

import pytest

from tests.browser.visiting import DESK, PHONE

CODE = "TOT-SEEN-01"
OFFICERS, FOLDED = 12, 10


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="SEEN")
    shetu.stage("session", programme="SEEN", code=CODE, officers=OFFICERS)
    return house


def rows_in_sight(page):
    return page.locator("#roster tbody tr:visible").count()


def is_in_sight(page, selector):
    box, width = page.locator(selector).bounding_box(), page.viewport_size["width"]
    return box["x"] >= 0 and box["x"] + box["width"] <= width + 1


@pytest.mark.parametrize(("device", "shown"), [(DESK, OFFICERS), (PHONE, FOLDED)], ids=["desk", "phone"])
def test_officers_stand_on_the_page_of_a_coordinator(visit, house, device, shown):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"], **device)
    coordinator.goto(f"/admin/sessions/{CODE}/")
    assert rows_in_sight(coordinator.page) == shown


def test_the_open_page_is_in_sight_in_the_row_of_links_on_a_phone(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"], **PHONE)
    for name in ("allowances", "incidents", "papers"):
        coordinator.goto(f"/admin/sessions/{CODE}/{name}/")
        coordinator.look(name)
        assert is_in_sight(coordinator.page, ".sh-subtabs [aria-current]"), name


def test_an_incident_is_reported_in_the_hall_and_settled_in_the_office(visit, house):
    trainer = visit("trainer", login=house["logins"]["trainer"], **PHONE)
    trainer.goto(f"/training/{CODE}/")
    trainer.press(trainer.page.locator(".sh-subtabs a:has-text('Incidents')"))
    trainer.page.locator("[name=what]").fill("The power failed.")
    trainer.press(trainer.page.locator("button:has-text('File the report')"))
    assert "The incident is filed." in trainer.words()

    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    coordinator.goto("/admin/")
    coordinator.press(coordinator.page.locator("a:has-text('See what happened')").first)
    coordinator.press(coordinator.page.locator("a.sh-btn:has-text('Settle')"))
    coordinator.page.locator("[name=outcome]").fill("A generator was brought.")
    coordinator.press(coordinator.page.locator("button:has-text('Settle')"))
    assert "A generator was brought." in coordinator.words()
