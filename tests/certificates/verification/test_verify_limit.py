"""Wrong codes are counted; right ones never are."""

import pytest
from django.core.cache import cache

from accounts.access import miss_throttle
from accounts.access.miss_throttle import MissThrottle
from certificates.verification import throttle

pytestmark = pytest.mark.django_db
WRONG = "K7QM4X2P9RTD6WHV3NBC8YEGFA"
NOON = 1_800_000_000  # a multiple of the window


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A list with the seconds since the epoch that the limiter sees."""
    now = [NOON]
    monkeypatch.setattr(miss_throttle.time, "time", lambda: now[0])
    return now


def miss(client, address="203.0.113.7"):
    return client.get(f"/verify/{WRONG}/", REMOTE_ADDR=address).status_code


def test_a_class_may_mistype_a_while_before_it_has_to_wait(client, certificate):
    assert throttle.THROTTLE.per_address >= 20
    assert {miss(client) for _try in range(throttle.THROTTLE.per_address)} == {404}
    assert miss(client) == 429
    # Right codes too: otherwise guessing would go on.
    assert client.get(f"/verify/{certificate.code}/", REMOTE_ADDR="203.0.113.7").status_code == 429
    assert client.get("/verify/", {"code": certificate.code}, REMOTE_ADDR="203.0.113.7").status_code == 429


def test_right_codes_are_never_counted(client, certificate):
    for _try in range(throttle.THROTTLE.per_address + 10):
        assert client.get(f"/verify/{certificate.code}/").status_code == 200


def test_other_addresses_are_not_in_the_way(client):
    for _try in range(throttle.THROTTLE.per_address + 1):
        miss(client)
    assert miss(client, "203.0.113.8") == 404


def test_one_subscriber_of_ipv6_is_one_address(client):
    for number in range(throttle.THROTTLE.per_address):
        miss(client, f"2001:db8:1:2::{number + 1:x}")
    assert miss(client, "2001:db8:1:2:ffff::1") == 429
    assert miss(client, "2001:db8:1:3::1") == 404


def test_the_page_says_when_to_try_again_and_then_it_works(client, clock):
    clock[0] += 60
    for _try in range(throttle.THROTTLE.per_address):
        miss(client)
    answer = client.get(f"/verify/{WRONG}/", REMOTE_ADDR="203.0.113.7")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "240")
    assert "Try again at" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    clock[0] += 240
    assert miss(client) == 404


def test_the_form_itself_stays_open(client):
    for _try in range(throttle.THROTTLE.per_address + 1):
        miss(client)
    assert client.get("/verify/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_in_a_flood_each_address_has_few_tries_but_right_codes_are_answered(client, certificate, monkeypatch):
    monkeypatch.setattr(throttle, "THROTTLE", MissThrottle("verify", flood=10))
    for number in range(10):
        miss(client, f"198.51.100.{number}")
    tries = [miss(client) for _try in range(throttle.THROTTLE.per_address_in_a_flood + 1)]
    assert tries == [404] * throttle.THROTTLE.per_address_in_a_flood + [429]
    assert client.get(f"/verify/{certificate.code}/", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_no_address_is_kept_in_the_cache(client):
    miss(client)
    kept = " ".join(str(key) for key in cache._cache)
    assert "verify:" in kept
    assert "203.0.113.7" not in kept
