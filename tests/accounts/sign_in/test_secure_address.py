"""What an address allows, as the server sees it from SITE_URL."""

import pytest
from allauth.mfa.adapter import get_adapter

from accounts.sign_in.secure_address import host_of, is_secure, takes_passkeys
from tests.factories import PASSWORD


@pytest.mark.parametrize(
    ("address", "secure", "passkeys"),
    [
        ("https://shetu.example", True, True),
        ("https://shetu.example:8443", True, True),
        ("http://shetu.example", False, False),
        ("http://localhost:8000", True, True),
        ("http://hall.localhost", True, True),
        ("http://127.0.0.1:8000", True, False),
        ("http://[::1]:8000", True, False),
        ("http://192.168.0.20:8000", False, False),
        ("https://192.168.0.20", True, False),
        ("http://localhost.evil.example", False, False),
    ],
)
def test_secure_is_https_or_this_machine_and_passkeys_need_a_name(address, secure, passkeys):
    assert (is_secure(address), takes_passkeys(address)) == (secure, passkeys)


def test_passkeys_are_made_for_the_host_of_the_site(settings):
    settings.SITE_URL = "https://shetu.example:8443"
    assert host_of() == "shetu.example"
    assert get_adapter().get_public_key_credential_rp_entity() == {"id": "shetu.example", "name": "Shetu"}


def note_of(page):
    """The note on an address without https, and whether it shows without a script."""
    start = page.index("data-insecure")
    return "hidden" not in page[start : page.index(">", start)]


@pytest.mark.parametrize(("address", "shown"), [("http://hall.example", True), ("https://hall.example", False)])
def test_pages_that_offer_what_needs_https_say_so(client, signed_in, session, trainer, settings, address, shown):
    settings.SITE_URL = address
    page = client.get("/accounts/login/").content.decode()
    assert note_of(page) is shown
    assert ("Passkeys do not work here" in page) is True  # for the browser to show, whatever the server thinks
    assert note_of(signed_in(trainer).get("/training/TOT-KHU-03/attendance/").content.decode()) is shown


def test_the_page_that_adds_a_passkey_says_why_it_cannot_here(signed_in, outsider, settings):
    settings.SITE_URL = "http://192.168.0.20:8000"
    client = signed_in(outsider)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    part = page[page.index('data-passkey-part="insecure"') :]
    assert "hidden" not in part[: part.index(">")]
