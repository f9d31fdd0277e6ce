"""The frames around the pages, and the front door."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
PUBLIC = ["/", "/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_public_page_stands_in_the_look(client, path, language):
    client.cookies["django_language"] = language
    page = client.get(path).content.decode()
    assert f'<html lang="{language}" data-bs-theme="auto">' in page
    assert page.count("<h1") == 1
    assert page.index("sh-skip") < page.index("<main")
    assert not FOREIGN.search(page)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_obeys_the_strict_policy(client, path):
    response = client.get(path)
    assert "unsafe" not in response["Content-Security-Policy"]
    # Data for a script is no script: no policy lets it run.
    assert not re.search(
        r'\sstyle=|<style|<script(?![^>]*\s(?:src=|type="application/json"))', response.content.decode()
    )


@pytest.mark.django_db
def test_the_language_switch_is_named_in_the_other_language(client):
    assert 'value="bn" lang="bn">বাংলা<' in client.get("/").content.decode()
    client.cookies["django_language"] = "bn"
    assert 'value="en" lang="en">English<' in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_comes_back_to_the_page(client):
    page = client.get("/accounts/login/?next=/me/").content.decode()
    assert 'name="next" value="/accounts/login/?next=/me/"' in page


@pytest.mark.django_db
def test_the_front_page_offers_two_ways_and_one_of_them_first(client):
    page = client.get("/").content.decode()
    assert len(re.findall(r'class="sh-btn primary', page)) == 1
    assert f'href="{reverse("account_login")}"' in page
    assert 'href="/verify/"' in page


@pytest.mark.django_db
def test_a_failed_sign_in_says_so_on_top_and_keeps_the_name(client):
    page = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}).content.decode()
    assert page.index('role="alert"') < page.index('name="login"')
    assert 'value="nobody@example.org"' in page


def portal(**context):
    request = RequestFactory().get("/training/")
    request.LANGUAGE_CODE = "en"
    return render_to_string("shells/portal.html", {"request": request, "csrf_token": "x", **context})


def test_the_portal_stands_without_anything_from_outside():
    assert "<main" in portal()


def test_the_portal_marks_where_one_is():
    nav = [
        {"label": "Today", "url": "/training/", "icon": "clipboard-check", "current": True},
        {"label": "Sessions", "url": "/training/sessions/", "icon": "calendar3", "current": False},
    ]
    page = portal(nav=nav)
    assert " ".join(page.split()).count('href="/training/" aria-current="page"') == 2
    assert 'href="/training/sessions/" aria-current' not in page


def test_the_phone_shows_four_tabs_at_most():
    nav = [{"label": str(n), "url": f"/{n}/", "icon": "circle", "current": False} for n in range(6)]
    assert portal(nav=nav).split("sh-tabs")[1].count("<a ") == 4


def test_htmx_may_neither_evaluate_nor_write_styles():
    page = render_to_string("look/_htmx.html")
    assert '"allowEval": false' in page
    assert '"includeIndicatorStyles": false' in page
    assert "htmx" not in portal(), "a page that refreshes nothing takes no htmx"


def test_signing_out_is_a_post(outsider):
    page = portal(user=outsider)
    form = re.search(rf'<form method="post" action="{reverse("account_logout")}">.*?</form>', page, re.DOTALL)
    assert form
    assert "csrfmiddlewaretoken" in form.group()


def test_the_theme_of_the_account_is_written_by_the_server(outsider):
    outsider.theme = "dark"
    assert 'data-bs-theme="dark"' in portal(user=outsider)


def test_a_name_is_escaped_in_the_bar(outsider):
    outsider.full_name = "<script>alert(1)</script>"
    assert "<script>alert" not in portal(user=outsider)
