"""The pages of the claim: gentle with what is typed, silent about what is on record, and then signed in."""

import re
import time

import pytest

from accounts.access.miss_throttle import MissThrottle
from accounts.access.secret_codes import grouped
from accounts.models import User
from participants.views import claim as claim_views
from tests.participants.claim_slips.conftest import PASSWORD, slip_of

pytestmark = pytest.mark.django_db
NUMBER = "9900112233"


def give(client, code, number=NUMBER, **more):
    return client.post("/claim/", {"code": code, "number": number}, **more)


@pytest.mark.parametrize("path", ["/claim/", "/c/"])
def test_both_addresses_ask_for_code_and_number(client, path):
    answer = client.get(path)
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    assert re.search(r'name="code"', answer.content.decode())
    assert 'action="/claim/"' in answer.content.decode()


def spelt(code):
    return [
        grouped(code),
        grouped(code).lower(),
        ".".join(grouped(code).split()),
        code.replace("0", "O").replace("1", "l"),
        code.replace("1", "i"),
        code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")),
        f"  {'-'.join(grouped(code).split())}  ",
    ]


def test_the_code_is_read_however_it_is_typed(client, code):
    for typed in spelt(code):
        answer = give(client, typed)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/claim/secure/"), typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code from the slip"),
        ("K7QM 4X2P", "The code has 26 letters and digits; here are 8."),
        ("K7QM" * 8, "here are 32"),
        ("U" * 26, "No code has “U” in it."),
    ],
)
def test_what_cannot_be_a_code_is_said_gently_and_is_no_miss(client, code, typed, said, monkeypatch):
    monkeypatch.setattr(claim_views, "THROTTLE", MissThrottle("claim", per_address=1))
    for _n in range(3):
        answer = give(client, typed)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert give(client, code).status_code == 302


def test_without_a_number_the_page_asks_for_it_and_takes_no_try(client, code, graduate):
    assert "Type your BP number" in give(client, code, "  ").content.decode()
    assert slip_of(graduate).wrong_numbers == 0


def test_from_the_code_to_the_certificate_page_signed_in(client, code, graduate):
    client.cookies["django_language"] = "bn"
    give(client, code)
    page = client.get("/claim/secure/").content.decode()
    assert graduate.name_bn in page
    assert graduate.name_bn not in re.search("<title>(.*?)</title>", page, re.DOTALL)[1]
    answer = client.post("/claim/secure/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/claim/done/"
    user = User.objects.get(service_number=NUMBER)
    assert (user.language, client.session["_auth_user_id"]) == ("bn", str(user.pk))
    done = client.get("/claim/done/").content.decode()
    assert NUMBER in done
    assert client.get("/me/").status_code == 200


def test_the_second_page_is_closed_without_the_first(client, code):
    assert client.get("/claim/secure/").headers["Location"] == "/claim/"
    assert client.post("/claim/secure/", {"password": PASSWORD}).headers["Location"] == "/claim/"
    assert not User.objects.filter(service_number=NUMBER).exists()


def test_the_second_page_closes_after_a_while(client, code, monkeypatch):
    give(client, code)
    later = time.time() + claim_views.OPEN_FOR + 1
    monkeypatch.setattr(claim_views.time, "time", lambda: later)
    assert client.post("/claim/secure/", {"password": PASSWORD}).headers["Location"] == "/claim/"


def test_whoever_is_somebody_else_goes_back_and_the_slip_stays_good(client, code, graduate):
    give(client, code)
    assert client.post("/claim/secure/", {"forget": "yes"}).headers["Location"] == "/claim/"
    assert client.get("/claim/secure/").status_code == 302
    assert slip_of(graduate).is_live()


@pytest.mark.parametrize("password", ["short", "password123", "12345678901", "9900112233", ""])
def test_a_weak_password_is_refused_and_the_slip_stays_good(client, code, graduate, password):
    give(client, code)
    assert client.post("/claim/secure/", {"password": password}).status_code == 422
    assert slip_of(graduate).is_live()


def test_a_slip_used_meanwhile_in_another_browser_says_so(client, code, graduate, django_user_model):
    from django.test import Client  # noqa: PLC0415 -- only here

    other = Client()
    for browser in (client, other):
        give(browser, code)
    assert other.post("/claim/secure/", {"password": PASSWORD}).status_code == 302
    answer = client.post("/claim/secure/", {"password": "another river and boats"}, follow=True)
    assert "This slip cannot be used any more" in answer.content.decode()
    assert User.objects.get(service_number=NUMBER).check_password(PASSWORD)


def test_someone_signed_in_is_signed_out_by_a_claim(signed_in, code, trainer):
    client = signed_in(trainer)
    assert trainer.full_name in client.get("/claim/").content.decode()
    give(client, code)
    client.post("/claim/secure/", {"password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(service_number=NUMBER).pk)


# Throttling


def test_wrong_codes_are_throttled_per_client_and_right_ones_of_others_are_answered(client, code, monkeypatch):
    monkeypatch.setattr(claim_views, "THROTTLE", MissThrottle("claim", per_address=3))
    tries = [give(client, "Z" * 26, REMOTE_ADDR="203.0.113.7").status_code for _n in range(4)]
    assert tries == [422, 422, 422, 429]
    assert give(client, code, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert give(client, code, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_in_a_flood_the_house_lets_each_client_miss_less_and_keeps_right_codes_open(client, code, monkeypatch):
    monkeypatch.setattr(claim_views, "THROTTLE", MissThrottle("claim", flood=5, per_address_in_a_flood=1))
    for number in range(5):
        give(client, "Z" * 26, REMOTE_ADDR=f"198.51.100.{number}")
    tries = [give(client, "Z" * 26, REMOTE_ADDR="203.0.113.7").status_code for _n in range(2)]
    assert tries == [422, 429]
    assert give(client, code, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_no_personal_data_and_no_code_in_the_log(client, code, graduate, caplog):
    caplog.set_level("DEBUG")
    give(client, code, "9900000000")
    give(client, code)
    client.post("/claim/secure/", {"password": PASSWORD})
    for secret in (code, NUMBER, "9900000000", graduate.name_en, graduate.name_bn, PASSWORD):
        assert secret not in caplog.text
