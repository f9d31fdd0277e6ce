"""Browsers in words."""

import pytest

from accounts.sign_in.devices import device_words, is_phone
from tests.factories import PASSWORD

ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{ANDROID} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        (f"{ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36 OPR/82.0", "Opera, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 Version/17.5 Safari/605.1", "Safari, Mac"),
        ("curl/8.5.0", "A browser that does not say what it is"),
        ("<script>alert(1)</script>", "A browser that does not say what it is"),
        ("", "A browser that does not say what it is"),
        (None, "A browser that does not say what it is"),
    ],
)
def test_a_browser_is_named_by_its_maker_and_system(agent, words):
    assert str(device_words(agent)) == words


def test_phones_are_known():
    assert is_phone(ANDROID)
    assert not is_phone("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")


def test_the_list_of_devices_shows_words_and_no_line_of_versions(client, outsider):
    agent = f"{ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36"
    client.post("/accounts/login/", {"login": outsider.email, "password": PASSWORD}, headers={"user-agent": agent})
    client.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/accounts/sessions/", headers={"user-agent": agent}).content.decode()
    assert "Chrome, Android" in page
    assert "AppleWebKit" not in page
