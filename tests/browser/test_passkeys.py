"""Passkeys on localhost, with the browser's own virtual authenticator: made on a phone, then the way in without a password."""

import pytest

from tests.browser.visiting import PHONE

SESSION = "TOT-KEY-01"
SLOW = 60_000  # milliseconds, far beyond a busy machine


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="KEYS")
    officers = shetu.stage("session", programme="KEYS", code=SESSION, officers=3)
    for officer in officers:
        shetu.stage("account", service_number=officer["service_number"])
    return house | {"officers": [officer["service_number"] for officer in officers]}


def give_a_lock(visitor, *, opens=True):
    """Gives the browser a lock as a phone has it: a fingerprint that is there, and room for passkeys."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": opens,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_a_passkey(visitor):
    visitor.goto("/accounts/2fa/webauthn/add/")
    visitor.press(visitor.page.locator("#mfa_webauthn_add"))
    visitor.page.wait_for_url("**/accounts/2fa/recovery-codes/", timeout=SLOW)


def sign_out(visitor):
    visitor.goto("/accounts/logout/")
    visitor.press(visitor.page.locator("main form[action='/accounts/logout/'] button"))


def test_an_officer_without_an_email_makes_a_passkey_on_the_phone_and_signs_in_with_it(visit, house):
    officer = visit("officer", **PHONE)
    give_a_lock(officer)
    officer.sign_in(house["officers"][0], house["password"])
    add_a_passkey(officer)
    officer.look("passkey-added")
    sign_out(officer)
    officer.look("sign-in-with-passkey")
    officer.press(officer.page.locator("#passkey_login"))
    officer.page.wait_for_url("**/me/", timeout=SLOW)
    officer.goto("/accounts/2fa/webauthn/")
    assert "Passkey" in officer.words()


def test_a_passkey_is_a_second_factor_after_the_password_too(visit, house):
    officer = visit("officer", **PHONE)
    give_a_lock(officer)
    officer.sign_in(house["officers"][1], house["password"])
    add_a_passkey(officer)
    sign_out(officer)
    officer.page.locator("[name=login]").fill(house["officers"][1])
    officer.page.locator("[name=password]").fill(house["password"])
    officer.press(officer.page.locator("form:has([name=password]) button.primary"))
    assert "/accounts/2fa/authenticate/" in officer.page.url
    officer.look("second-step")
    officer.press(officer.page.locator("#mfa_webauthn_authenticate"))
    officer.page.wait_for_url("**/me/", timeout=SLOW)


def test_a_phone_that_is_not_unlocked_or_has_none_is_told_in_words_and_the_password_still_works(visit, house):
    officer = visit("officer", **PHONE)
    give_a_lock(officer, opens=False)
    officer.goto("/accounts/login/")
    officer.page.locator("#passkey_login").click()
    officer.page.get_by_text("The passkey was not used").wait_for(timeout=SLOW)
    officer.sign_in(house["officers"][2], house["password"])
    assert "/me/" in officer.page.url


def test_at_a_number_instead_of_a_name_the_page_says_why_there_are_none(shetu, chromium, house):
    page = chromium.new_page()
    page.goto(f"{shetu.url.replace('localhost', '127.0.0.1')}/accounts/login/")
    page.get_by_text("Passkeys do not work at this address").wait_for(timeout=SLOW)
    assert not page.locator("#passkey_login").is_visible()
    page.close()
