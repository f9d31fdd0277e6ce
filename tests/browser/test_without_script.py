"""Where scripts do not run, forms do."""

import pytest

from tests.browser.visiting import PHONE

RUNNING, CLOSED = "TOT-NOS-01", "TOT-NOS-02"
PLAIN = PHONE | {"java_script_enabled": False}


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="NOSCRIPT")
    shetu.stage("session", programme="NOSCRIPT", code=RUNNING, officers=4)
    graduates = shetu.stage("session", programme="NOSCRIPT", code=CLOSED, officers=2, began_days_ago=20)
    shetu.stage("close", code=CLOSED)
    return house | {"certificate": shetu.stage("issue", code=CLOSED)[graduates[0]["service_number"]]}


def test_attendance_is_saved_without_script(visit, house):
    trainer = visit("trainer", **PLAIN)
    trainer.sign_in(house["logins"]["trainer"], house["password"])
    sheet = f"/training/{RUNNING}/attendance/?day=1&half=morning"
    trainer.goto(sheet)
    page = trainer.page
    for row, mark in ((0, "present"), (1, "late"), (2, "absent")):
        page.locator("tr[data-officer]").nth(row).locator(f"input[value={mark}] + label").click()
    trainer.press(page.locator("button[value=save]"))
    assert marks(page) == ["present", "late", "absent", None]

    trainer.press(page.locator("button[name=rest]"))
    assert marks(page) == ["present", "late", "absent", "present"]
    trainer.press(page.locator("form:has(button[name=action]) button"))
    assert marks(page) == ["present", "late", "absent", None]


def marks(page):
    rows = page.locator("tr[data-officer]")
    return [
        rows.nth(number).locator("input[type=radio][checked]").get_attribute("value")
        if rows.nth(number).locator("input[type=radio][checked]").count()
        else None
        for number in range(rows.count())
    ]


def test_a_certificate_is_checked_without_script(visit, house):
    stranger = visit("stranger", **PLAIN)
    stranger.goto("/verify/")
    stranger.page.locator("main [name=code]").fill(house["certificate"]["code"])
    stranger.press(stranger.page.locator("main form:has([name=code]) button"))
    assert house["certificate"]["facts"]["name_bn"] in stranger.words()
    assert house["certificate"]["serial"] in stranger.words()


def test_the_language_is_switched_without_script(visit, house):
    stranger = visit("stranger", **PLAIN)
    stranger.goto("/")
    stranger.speak("bn")
    stranger.goto("/accounts/login/")
    assert stranger.language == "bn"
