"""What anyone reads at /updates/."""

import re
from datetime import date

import pytest

from programmes.news import publishing
from tests.factories import ProgrammeFactory
from tests.programmes.news.factories import NewsUpdateFactory, add_picture


@pytest.fixture
def publish(programme, coordinator):
    """A function: publishes an update of the programme with these facts."""
    return lambda **facts: publishing.publish(NewsUpdateFactory(programme=programme, **facts), by=coordinator)


def titles(answer):
    return re.findall(r"<h2[^>]*>\s*<a[^>]*>([^<]*)</a>", answer.content.decode())


def test_only_published_news_of_public_programmes_is_listed(client, programme, publish, draft):
    publish(title_en="Told")
    silent = ProgrammeFactory(is_public=False)
    NewsUpdateFactory(
        programme=silent, state="published", slug="silent", published_at="2026-01-01T00:00Z", title_en="Silent"
    )
    assert titles(client.get("/updates/")) == ["Told"]
    assert client.get("/updates/silent/").status_code == 404
    assert client.get(f"/updates/{draft.pk}/").status_code == 404


def test_the_newest_comes_first_five_to_a_page(client, publish):
    for day in range(1, 8):
        publish(title_en=f"Day {day}", dated_on=date(2025, 3, day))
    first = client.get("/updates/")
    assert titles(first) == ["Day 7", "Day 6", "Day 5", "Day 4", "Day 3"]
    older = re.search(r'href="([^"]+)" rel="next"', first.content.decode())[1]
    second = client.get(older)
    assert titles(second) == ["Day 2", "Day 1"]
    assert 'href="/updates/" rel="prev"' in second.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_a_page_beyond_the_last_one_is_the_last_one(client, published):
    assert titles(client.get("/updates/?page=999")) == [published.title_en]
    assert titles(client.get("/updates/?page=x")) == [published.title_en]


def test_one_topic_can_be_read_alone(client, publish):
    publish(title_en="Trained", topic="training")
    publish(title_en="Asked", topic="consultations")
    assert titles(client.get("/updates/?topic=consultations")) == ["Asked"]
    assert client.get("/updates/?topic=gossip").status_code == 404


def test_an_empty_page_says_what_will_be_here(client, db):
    assert "News of the programme will appear here" in client.get("/updates/").content.decode()


def test_it_is_read_in_the_language_of_the_page(client, publish):
    publish(title_en="The launch", title_bn="সূচনা", text_bn="প্রথম দিন।", dated_on=date(2025, 6, 17))
    client.cookies["django_language"] = "bn"
    page = client.get("/updates/the-launch/").content.decode()
    assert "সূচনা" in page
    assert "১৭ জুন ২০২৫" in page
    assert "The launch" not in page


def test_what_is_told_in_english_only_says_so_on_a_bangla_page(client, publish):
    publish(title_en="The launch")
    client.cookies["django_language"] = "bn"
    page = client.get("/updates/the-launch/").content.decode()
    assert '<h1 lang="en">The launch</h1>' in page
    assert client.get("/updates/the-launch/").context["story"]["text"].in_other_language
    assert '<h2 lang="en">' in client.get("/updates/").content.decode()


def test_the_language_is_part_of_the_address_and_stays_on_the_way(client, publish):
    for day in range(1, 8):
        publish(title_en=f"Day {day}", title_bn=f"দিন {day}", text_bn="প্রথম দিন।", dated_on=date(2025, 3, day))
    page = client.get("/updates/?topic=training").content.decode()
    assert 'href="?topic=training&amp;language=bn" lang="bn" hreflang="bn">বাংলা</a>' in " ".join(page.split())
    bangla = client.get("/updates/?topic=training&language=bn").content.decode()
    assert "দিন 7" in bangla
    assert 'href="/updates/day-7/?language=bn"' in bangla
    assert 'href="/updates/?topic=training&amp;page=2&amp;language=bn" rel="next"' in bangla
    assert 'action="/updates/subscribe/?language=bn"' in bangla
    assert 'name="language" value="bn"' in bangla
    assert "Day 7" in client.get("/updates/day-7/?language=xx").content.decode()


def test_the_language_in_the_address_goes_before_the_one_of_the_browser(client, publish):
    publish(title_en="The launch", title_bn="সূচনা", text_bn="প্রথম দিন।")
    client.cookies["django_language"] = "bn"
    assert "সূচনা" in client.get("/updates/the-launch/").content.decode()
    assert "The launch" in client.get("/updates/the-launch/?language=en").content.decode()


def test_whatever_was_written_is_only_text(client, publish):
    evil = '"><script>alert(1)</script>'
    update = publish(title_en=evil, summary_en=evil, where_en=evil, donor_line_en=evil)
    add_picture(update, alt_en=evil, caption_en=evil)
    for path in ("/updates/", update.get_absolute_url(), "/updates/feed/"):
        assert "<script>" not in client.get(path).content.decode()


def test_search_engines_may_keep_the_news_in_both_languages_and_nothing_else(client, published):
    for path in ("/updates/", published.get_absolute_url()):
        answer = client.get(path)
        page = answer.content.decode()
        assert "noindex" not in page
        assert not answer.has_header("X-Robots-Tag")
        assert f'rel="canonical" href="http://testserver{path}?language=en"' in page
        assert f'hreflang="bn" href="http://testserver{path}?language=bn"' in page
    for path in ("/updates/subscribe/", "/updates/subscribe/asked/", "/updates/leave/x/", "/updates/confirm/x/"):
        assert 'name="robots" content="noindex"' in client.get(path).content.decode()


def test_nothing_comes_from_elsewhere_and_nobody_is_followed(client, published):
    add_picture(published)
    for path in ("/updates/", published.get_absolute_url()):
        answer = client.get(path)
        assert re.findall(r"<script|(?:src|srcset|action)=[\"'](?:https?:)?//", answer.content.decode()) == []
        assert dict(answer.cookies) == {}
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_pictures_wait_until_they_are_scrolled_to_and_say_what_they_show(client, published):
    add_picture(published, alt_en="A bridge", alt_bn="একটি সেতু", caption_en="Over the river")
    for path in ("/updates/", published.get_absolute_url()):
        [picture] = re.findall(r"<img [^>]*>", client.get(path).content.decode())
        assert 'loading="lazy"' in picture
        assert 'alt="A bridge" lang="en"' in picture
        assert 'width="60" height="40"' in picture
    client.cookies["django_language"] = "bn"
    page = client.get(published.get_absolute_url()).content.decode()
    assert 'alt="একটি সেতু" lang="bn"' in page
    assert '<figcaption lang="en">Over the river</figcaption>' in page


def test_pages_may_be_kept_for_a_minute(client, published):
    for path in ("/updates/", published.get_absolute_url()):
        answer = client.get(path)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))


def test_pages_of_people_who_are_signed_in_are_not_kept(signed_in, published, outsider):
    assert signed_in(outsider).get("/updates/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("number", [1, 3, 5])
def test_the_list_asks_as_much_for_five_as_for_one(client, publish, django_assert_num_queries, number):
    for n in range(number):
        add_picture(publish(title_en=f"Number {n}"))
    client.get("/updates/")
    with django_assert_num_queries(6):
        client.get("/updates/")


@pytest.mark.parametrize("number", [1, 3])
def test_an_update_asks_as_much_with_three_pictures_as_with_one(client, published, django_assert_num_queries, number):
    for _n in range(number):
        add_picture(published)
    client.get(published.get_absolute_url())
    with django_assert_num_queries(4):
        client.get(published.get_absolute_url())
