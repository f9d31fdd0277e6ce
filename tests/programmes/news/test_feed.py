"""The Atom feed, in each language."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from programmes.models import NewsUpdate
from programmes.news import publishing
from tests.programmes.news.factories import NewsUpdateFactory

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, path="/updates/feed/"):
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 -- our own feed


@pytest.fixture
def told_twice(programme, coordinator):
    update = NewsUpdateFactory(
        programme=programme, title_en="Research & training", title_bn="গবেষণা", text_en="**One** & two", text_bn="এক"
    )
    return publishing.publish(update, by=coordinator)


def test_an_entry_has_title_text_address_and_dates(client, told_twice):
    entry = feed(client).find("a:entry", ATOM)
    assert entry.find("a:title", ATOM).text == "Research & training"
    assert entry.find("a:author/a:name", ATOM).text == told_twice.programme.title_en
    assert entry.find("a:content", ATOM).get("type") == "html"
    assert entry.find("a:content", ATOM).text == '<div lang="en"><p><strong>One</strong> &amp; two</p></div>'
    assert entry.find("a:link", ATOM).get("href") == "http://testserver/updates/research-training/?language=en"
    assert entry.find("a:id", ATOM).text == "http://testserver/updates/research-training/"
    assert entry.find("a:published", ATOM).text == entry.find("a:updated", ATOM).text


def test_each_language_has_its_feed(client, told_twice):
    bangla = feed(client, "/updates/feed/bn/")
    assert bangla.get("{http://www.w3.org/XML/1998/namespace}lang") == "bn"
    assert bangla.find("a:entry/a:title", ATOM).text == "গবেষণা"
    assert feed(client).find("a:entry/a:title", ATOM).text == "Research & training"


def test_the_two_feeds_share_no_id_and_each_says_its_language(client, told_twice, programme, coordinator):
    publishing.publish(NewsUpdateFactory(programme=programme, title_bn="", text_bn=""), by=coordinator)
    ids = []
    for language, path in (("en", "/updates/feed/"), ("bn", "/updates/feed/bn/")):
        assert client.get(path, headers={"Accept-Language": "en"})["Content-Language"] == language
        whole = feed(client, path)
        ids += [whole.find("a:id", ATOM).text, *(one.text for one in whole.iterfind("a:entry/a:id", ATOM))]
        assert whole.find("a:author/a:name", ATOM).text == "Shetu"
        assert all(one.find("a:author/a:name", ATOM).text for one in whole.iterfind("a:entry", ATOM))
    assert len(ids) == len(set(ids)) == 6
    # What is there in English only says so.
    languages = [one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in whole.iterfind("a:entry", ATOM)]
    assert sorted(languages) == ["bn", "en"]


def test_the_summary_is_not_the_whole_text(client, programme, coordinator):
    update = NewsUpdateFactory(programme=programme, summary_en="In <short>", text_en="The whole")
    publishing.publish(update, by=coordinator)
    entry = feed(client).find("a:entry", ATOM)
    assert entry.find("a:summary", ATOM).text == "In &lt;short&gt;"
    assert "The whole" in entry.find("a:content", ATOM).text


def test_the_cookie_of_a_browser_does_not_change_the_feed(client, told_twice):
    client.cookies["django_language"] = "bn"
    assert feed(client).find("a:entry/a:title", ATOM).text == "Research & training"


def test_a_change_shows_as_one(client, told_twice):
    NewsUpdate.objects.update(changed_at=told_twice.published_at + timedelta(hours=1))
    entry = feed(client).find("a:entry", ATOM)
    published, updated = (
        datetime.fromisoformat(entry.find(f"a:{name}", ATOM).text) for name in ("published", "updated")
    )
    assert updated - published == timedelta(hours=1)


def test_addresses_are_ours_whatever_host_was_asked(client, told_twice):
    page = client.get("/updates/feed/", headers={"host": "localhost"}).content.decode()
    assert "http://testserver/updates/" in page
    assert "localhost" not in page


def test_a_reader_that_has_it_is_not_sent_it_again(client, told_twice):
    first = client.get("/updates/feed/")
    assert first["Cache-Control"] == "public, max-age=300"
    assert client.get("/updates/feed/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_drafts_are_not_in_it(client, draft):
    assert feed(client).find("a:entry", ATOM) is None


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_once(client, programme, coordinator, django_assert_num_queries, number):
    for _n in range(number):
        publishing.publish(NewsUpdateFactory(programme=programme), by=coordinator)
    with django_assert_num_queries(2):
        client.get("/updates/feed/")
