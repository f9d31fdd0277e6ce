"""After issue: an officer asks for a correction on the phone, the coordinator approves and revokes, anyone checks."""

import pytest

from tests.browser.visiting import PHONE

CODE = "TOT-LIF-01"


@pytest.fixture(scope="module")
def house(shetu):
    """A session whose certificates are issued; one of its officers has an account that opens in Bangla."""
    house = shetu.stage("programme", code="LIFE")
    officers = shetu.stage("session", programme="LIFE", code=CODE, officers=3, began_days_ago=30)
    shetu.stage("close", code=CODE)
    issued = shetu.stage("issue", code=CODE)
    mine, other = (issued[officer["service_number"]] for officer in officers[:2])
    account = shetu.stage("account", service_number=officers[0]["service_number"], language="bn")
    return house | {"mine": mine, "other": other, "officer": account}


def test_a_certificate_is_corrected_and_another_revoked(visit, house):
    officer, coordinator, stranger = visit("officer", **PHONE), visit("coordinator"), visit("stranger")
    corrected = house["mine"]["facts"]["name_en"].replace("a", "aa", 1)
    officer.sign_in(**house["officer"])
    asks_for_a_correction(officer, corrected)

    coordinator.sign_in(house["logins"]["coordinator"], house["password"])
    approves_it(coordinator, corrected)
    new_code = finds_the_new_one(officer, old=house["mine"]["serial"])
    checks(stranger, house["mine"]["code"], says="This certificate has been replaced", not_says=corrected)
    checks(stranger, new_code, says="This certificate is valid", also=corrected)

    revokes_another(coordinator, house["other"]["serial"], house["password"])
    checks(stranger, house["other"]["code"], says="This certificate was revoked", also="Issued in error.")


def asks_for_a_correction(officer, name):
    """Two taps and one word."""
    page = officer.page
    officer.press(page.locator("main a[href^='/me/correct/']").first)
    officer.look("1-what-is-wrong")
    page.locator("[name=name_en]").fill(name)
    officer.press(page.locator("main form button.primary"))
    assert page.url.endswith("/me/")
    officer.look("2-asked")
    assert page.locator("main form[action$='/withdraw/']").count() == 1


def approves_it(coordinator, name):
    page = coordinator.page
    assert "1 correction request waits" in coordinator.words("body")
    coordinator.press(page.locator("a[href='/admin/certificates/corrections/']", has_text="Look at them"))
    coordinator.look("1-desk")
    coordinator.press(page.get_by_role("link", name="Look").first)
    coordinator.look("2-request")
    assert page.locator("ins").inner_text() == name
    coordinator.press(page.get_by_role("button", name="Approve and issue the new one"))
    assert "The new certificate is issued." in coordinator.words(".sh-note.ok")
    coordinator.look("3-approved")


def finds_the_new_one(officer, *, old):
    """Returns the code of the new certificate."""
    page = officer.page
    officer.goto("/me/")
    officer.look("3-corrected")
    officer.press(page.locator("main form[action$='/read/'] button"))
    download = page.locator("main a[href^='/me/certificates/']").first.get_attribute("href")
    assert old not in download
    return page.locator("main a[href^='/verify/']").first.get_attribute("href").strip("/").split("/")[1]


def checks(stranger, code, *, says, also="", not_says=""):
    stranger.goto(f"/verify/{code}/?language=en")
    said = stranger.words("main")
    assert says in said
    assert also in said
    assert not not_says or not_says not in said


def revokes_another(coordinator, serial, password):
    """The password is asked for once more; what was typed before is not lost."""
    page = coordinator.page
    coordinator.goto(f"/admin/certificates/{serial}/")
    coordinator.look("4-certificate")
    coordinator.press(page.get_by_role("link", name="Revoke it"))
    page.locator("[name=reason]").fill("Issued in error.")
    page.locator("[name=reason_bn]").fill("ভুলক্রমে দেওয়া হয়েছিল।")
    coordinator.look("5-revoke")
    coordinator.press(page.get_by_role("button", name="Revoke"))
    assert "/accounts/reauthenticate/" in page.url
    coordinator.look("6-is-it-you")
    page.locator("[name=password]").fill(password)
    coordinator.press(page.locator("form:has([name=password]) button.primary"))
    assert "1 certificate is revoked." in coordinator.words(".sh-note.ok")
    assert page.url.endswith(f"/admin/certificates/{serial}/")
    coordinator.look("7-revoked")
