"""Who guesses is slowed down, and nobody can keep somebody else out."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.test import Client

from accounts.models import User
from accounts.sign_in import lockout
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
STRANGER, OFFICER = "203.0.113.7", "198.51.100.20"


@pytest.fixture
def sabina(db):
    return User.objects.create_user("sabina@example.org", PASSWORD, service_number="9900100001", full_name="Sabina")


def try_it(address, password, *, login="9900100001", client=None, **headers):
    client = client or Client()
    answer = client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address, **headers)
    if answer.status_code == 302:
        return "in"
    return "too many" if "Too many" in str(answer.context["form"].errors) else "wrong"


def guess(address, times, **more):
    return [try_it(address, f"not-the-password-{n}", **more) for n in range(times)]


def test_five_wrong_passwords_stop_the_client_for_this_account_even_with_the_right_one(sabina):
    assert guess(STRANGER, 6) == ["wrong"] * 5 + ["too many"]
    assert try_it(STRANGER, PASSWORD, login="BP৯৯০০১০০০০১") == "too many"


def test_the_two_names_of_an_account_do_not_give_twice_as_many(sabina):
    guess(STRANGER, 5)
    assert try_it(STRANGER, "not-the-password", login="sabina@example.org") == "too many"


def test_a_stranger_does_not_lock_the_officer_out(sabina):
    guess(STRANGER, 30)
    assert try_it(OFFICER, PASSWORD) == "in"


def test_others_behind_the_same_address_sign_in_meanwhile(sabina):
    guess(STRANGER, 6)
    User.objects.create_user(service_number="9900100002", password=PASSWORD)
    assert try_it(STRANGER, PASSWORD, login="9900100002") == "in"


def test_one_client_guesses_only_so_often_over_all_accounts(db, monkeypatch):
    monkeypatch.setattr(lockout, "CLIENT", "7/m/key")
    assert [try_it(STRANGER, "guess", login=f"99002000{n:02}") for n in range(8)] == ["wrong"] * 7 + ["too many"]


def test_right_passwords_do_not_count(sabina):
    assert [try_it(OFFICER, PASSWORD) for _n in range(8)] == ["in"] * 8


def test_many_addresses_are_stopped_but_not_the_device_that_was_used_before(sabina, monkeypatch):
    monkeypatch.setattr(lockout, "ACCOUNT_FROM_UNKNOWN_DEVICES", (12, 1800))
    phone = Client()
    assert try_it(OFFICER, PASSWORD, client=phone) == "in"
    phone.post("/accounts/logout/")
    assert [try_it(f"203.0.113.{n}", "guess") for n in range(13)] == ["wrong"] * 12 + ["too many"]
    assert try_it("203.0.113.200", PASSWORD) == "too many"
    assert try_it(OFFICER, PASSWORD, client=phone) == "in"


def test_a_device_that_was_used_before_guesses_no_more_often(sabina):
    phone = Client()
    try_it(OFFICER, PASSWORD, client=phone)
    phone.post("/accounts/logout/")
    assert guess(OFFICER, 6, client=phone) == ["wrong"] * 5 + ["too many"]


def test_the_mark_of_a_device_is_of_use_for_its_own_account_only(sabina, monkeypatch):
    monkeypatch.setattr(lockout, "ACCOUNT_FROM_UNKNOWN_DEVICES", (3, 1800))
    User.objects.create_user(service_number="9900100002", password=PASSWORD)
    phone = Client()
    try_it(OFFICER, PASSWORD, login="9900100002", client=phone)
    phone.post("/accounts/logout/")
    guess(STRANGER, 3)
    assert try_it(OFFICER, PASSWORD, client=phone) == "too many"


@pytest.mark.parametrize("forged", ["", "x", "W10:abc", "a:b:c"])
def test_a_forged_mark_is_no_mark(sabina, monkeypatch, forged):
    monkeypatch.setattr(lockout, "ACCOUNT_FROM_UNKNOWN_DEVICES", (3, 1800))
    guess(STRANGER, 3)
    phone = Client()
    phone.cookies[lockout.DEVICE_COOKIE] = forged
    assert try_it(OFFICER, PASSWORD, client=phone) == "too many"


def test_while_the_house_is_tried_an_unknown_device_has_one_try(db, sabina, monkeypatch):
    monkeypatch.setattr(lockout, "HOUSE", (10, 300))
    for n in range(10):
        try_it(f"203.0.113.{n}", "guess", login=f"99003000{n:02}")
    assert guess("203.0.113.100", 2) == ["wrong", "too many"]
    assert try_it(OFFICER, PASSWORD) == "in"


def test_one_line_of_ipv6_is_one_client_however_many_addresses_it_uses(sabina):
    assert [try_it(f"2001:db8:1:2::{n:x}", "guess") for n in range(1, 7)] == ["wrong"] * 5 + ["too many"]
    assert try_it("2001:db8:1:3::1", PASSWORD) == "in"


def test_behind_a_proxy_the_client_is_the_address_that_the_proxy_wrote(sabina, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    invented = [f"10.0.0.{n}, {STRANGER}" for n in range(6)]
    answers = [try_it("127.0.0.1", "guess", headers={"X-Forwarded-For": line}) for line in invented]
    assert answers == ["wrong"] * 5 + ["too many"]
    assert try_it("127.0.0.1", PASSWORD, headers={"X-Forwarded-For": OFFICER}) == "in"


def test_without_a_proxy_the_header_says_nothing(sabina):
    answers = [try_it(STRANGER, "guess", headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(6)]
    assert answers == ["wrong"] * 5 + ["too many"]


def test_a_new_password_lets_its_owner_begin_anew(sabina, rf):
    guess(OFFICER, 6)
    with context.request_context(rf.post("/", REMOTE_ADDR=OFFICER)):
        get_adapter().set_password(sabina, "another-bridge-7")
    assert try_it(OFFICER, "another-bridge-7") == "in"


def test_showing_oneself_once_more_is_counted_too(signed_in, sabina):
    client = signed_in(sabina)
    for n in range(5):
        client.post("/accounts/reauthenticate/", {"password": f"guess-{n}"})
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Too many" in str(answer.context["form"].errors)
