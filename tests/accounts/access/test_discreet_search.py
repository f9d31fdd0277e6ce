"""A search for people leaves nothing of what was typed in an address: it goes by POST and stays in the session."""

import pytest

from tests.programmes.news.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/programmes/subscription/"
TYPED = "sabina.yasmin@example.org"


@pytest.fixture
def client(signed_in, coordinator, programme):
    SubscriptionFactory(email=TYPED)
    SubscriptionFactory(email="rokeya@example.org")
    return signed_in(coordinator)


def search(client, words=TYPED, query=""):
    return client.post(f"{LIST}{query}", {"words_to_find": words})


def test_the_address_says_that_there_is_a_search_and_not_what_for(client):
    answer = search(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?searched=1")
    page = client.get(answer.headers["Location"]).text
    assert f'value="{TYPED}"' in page
    assert 'method="post" class="sh-find' in page
    assert "sabina" not in page.replace(f'value="{TYPED}"', "")


def test_filters_and_order_keep_the_search_and_are_kept_by_it(client):
    answer = search(client, query="?state__exact=confirmed&p=2")
    assert answer.headers["Location"] == f"{LIST}?state__exact=confirmed&searched=1"
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "searched=1&amp;" in page.text
    assert page.context["cl"].query == TYPED


def test_opened_without_it_the_list_is_whole(client):
    search(client)
    page = client.get(LIST)
    assert (page.context["cl"].query, page.context["cl"].result_count) == ("", 2)


def test_nothing_typed_is_the_whole_list(client):
    search(client)
    assert search(client, "  ").headers["Location"] == LIST
    assert client.get(f"{LIST}?searched=1").context["cl"].query == ""


def test_an_address_with_words_leads_to_the_list_without_them(client):
    answer = client.get(f"{LIST}?q={TYPED}&state=confirmed")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?state=confirmed")


def test_an_act_on_the_rows_found_leaves_the_others(client):
    found = client.get(search(client).headers["Location"]).context["cl"].result_list
    assert [one.masked for one in found] == ["sa…@example.org"]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/certificates/certificate/",
        "/admin/certificates/signatory/",
        "/admin/participants/delegate/",
        "/admin/programmes/casestudy/",
        LIST,
    ],
)
def test_every_list_that_is_searched_for_people_does_so(client, path):
    assert 'name="words_to_find"' in client.get(path).text
