"""When something goes wrong: what happened, what is safe, what to do, a number to quote."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.ui.error_pages import page_not_made

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", PAGES)
def test_a_problem_page_is_made_even_without_a_request(name):
    page = render_to_string(name)
    assert page.count("<h1") == 1
    assert "sh-btn primary" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_problem_page_blames_nobody(name):
    words = re.sub(r"<[^>]+>", " ", render_to_string(name)).lower()
    assert [word for word in ("error", "invalid", "failed", "forbidden", "404", "500", "!") if word in words] == []


def test_the_page_that_could_not_be_made_quotes_a_number():
    request = RequestFactory().get("/")
    request.request_id = "5f3a91c2deadbeef5f3a91c2deadbeef"
    response = page_not_made(request)
    assert response.status_code == 500
    assert "5F3A91C2" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_the_look(client):
    response = client.get("/verify-nothing-here/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.django_db
def test_a_form_kept_open_too_long_is_explained():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_a_page_that_was_open_too_long_leads_to_the_sign_in_and_says_what_is_kept():
    page = render_to_string("403_csrf.html")
    assert "/accounts/login/" in page
    assert "Marks of attendance that wait on this device are kept." in page
