"""A unit nominates by its link, in Bangla on a phone that runs no scripts; the coordinator takes its people over."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.visiting import PHONE

CODE = "TOT-NOM-01"
PLAIN = PHONE | {"java_script_enabled": False}


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="NOMLINK")
    shetu.stage("session", programme="NOMLINK", code=CODE, officers=1, state="scheduled", began_days_ago=-20)
    shetu.stage("quota", code=CODE, seats=2)
    return house


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=rank]").select_option(index=2)


def test_from_the_link_to_the_preview_of_the_list(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    coordinator.goto(f"/admin/sessions/{CODE}/nominations/links/")
    coordinator.press(coordinator.page.locator("form button:has-text('Make 1 link')"))
    coordinator.look("links")
    coordinator.press(coordinator.page.locator("td.act a"))
    coordinator.look("link")
    address = urlsplit(coordinator.page.locator("#address").input_value()).path

    unit = visit("unit", **PLAIN)
    unit.goto(address)
    assert unit.language == "bn"
    assert not [cookie for cookie in unit.context.cookies() if cookie["name"] == "sessionid"]
    unit.look("empty")
    fill(unit.page, service_number="৯৯০০৭৭৭০০১", name_bn="শিরিন আক্তার", name_en="Shirin Akter", mobile="01711000001")
    unit.press(unit.page.locator("form button.primary"))
    unit.look("one")
    assert "শিরিন আক্তার" in unit.words()
    assert "9900777001" not in unit.words()
    unit.expects(409)
    fill(unit.page, service_number="9900777001", name_bn="শিরিন আক্তার", name_en="Shirin Akter")
    unit.press(unit.page.locator("form button.primary"))
    unit.look("twice")
    assert unit.page.locator("#typed li").count() == 1
    unit.press(unit.page.locator(".sh-language a"))
    assert unit.language == "en"
    fill(unit.page, service_number="9900777002", name_bn="মাহবুব আলম", name_en="Mahbub Alam")
    unit.press(unit.page.locator("form button.primary"))
    assert unit.page.locator("#typed li").count() == 2

    coordinator.page.reload()
    coordinator.press(coordinator.page.locator("button:has-text('Take over the chosen')"))
    coordinator.page.wait_for_url(re.compile(r"/rosters/"))
    assert "Shirin Akter" in coordinator.words()
    coordinator.look("preview")

    unit.page.reload()
    assert unit.page.locator("#typed form").count() == 0


def test_after_it_was_taken_back_the_link_opens_nothing(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    coordinator.goto(f"/admin/sessions/{CODE}/nominations/links/")
    coordinator.press(coordinator.page.locator("td.act a"))
    address = urlsplit(coordinator.page.locator("#address").input_value()).path
    coordinator.press(coordinator.page.locator("form button:has-text('Take the link back')"))
    unit = visit("unit", **PLAIN)
    unit.expects(404)
    unit.goto(address)
    unit.look("ended")
    assert "Shirin" not in unit.words()
