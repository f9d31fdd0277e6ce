"""What the letters are made of."""

import re
from datetime import date

import pytest
from django.utils import timezone

from programmes.models import NewsDelivery, NewsMailing
from programmes.news import emails, publishing
from tests.programmes.news.factories import NewsUpdateFactory, SubscriptionFactory, WaitingFactory


@pytest.fixture
def letter_of(programme, coordinator):
    """A function: the letter that brings an update with these facts to a subscriber of this language."""

    def made(language="en", **facts):
        facts = {"title_en": "The launch", "dated_on": date(2025, 6, 17)} | facts
        update = publishing.publish(NewsUpdateFactory(programme=programme, **facts), by=coordinator)
        mailing = NewsMailing(news=update, words=emails.words_of(update), created_at=timezone.now())
        reader = SubscriptionFactory(language=language, email="reader@example.org")
        return emails.UpdateLetters(mailing).to(NewsDelivery(news=update, subscription=reader))

    return made


def html_of(letter):
    [(content, kind)] = letter.alternatives
    assert kind == "text/html"
    return content


def test_it_is_text_and_html_with_the_title_as_subject(letter_of):
    letter = letter_of(text_en="**One** day.\n\n- first", where_en="Dhaka", donor_line_en="Thanks to Canada.")
    message = letter.message()
    assert message.get_content_type() == "multipart/alternative"
    assert (message["Subject"], message["To"]) == ("The launch", "reader@example.org")
    for words in ("17 June 2025", "Dhaka", "Thanks to Canada."):
        assert words in letter.body
        assert words in html_of(letter)
    assert "One day.\n\n• first" in letter.body
    assert "<p><strong>One</strong> day.</p>" in html_of(letter)
    assert "http://testserver/updates/the-launch/?language=en" in letter.body


def test_it_speaks_the_language_of_the_subscriber_with_its_digits(letter_of):
    letter = letter_of("bn", title_bn="সূচনা", text_bn="প্রথম দিন।")
    assert letter.subject == "সূচনা"
    assert "১৭ জুন ২০২৫" in letter.body
    assert '<html lang="bn">' in html_of(letter)
    assert letter.message()["Content-Language"] == "bn"


def test_what_is_not_told_in_that_language_comes_in_the_other_one_and_says_so(letter_of):
    letter = letter_of("bn")
    assert letter.subject == "The launch"
    assert '<div lang="en">' in html_of(letter)
    assert "১৭ জুন ২০২৫" in letter.body


def test_it_ends_with_one_click_as_mail_programs_know_it(letter_of):
    message = letter_of().message()
    assert re.fullmatch(r"<http://testserver/updates/leave/[\w-]{22}/>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"] == "<updates.testserver>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_link_that_ends_it_stands_in_both_bodies(letter_of):
    letter = letter_of()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in letter.body
    assert f'href="{address}"' in html_of(letter)


def test_nothing_in_it_tells_who_opened_or_clicked(letter_of):
    content = html_of(letter_of())
    assert re.findall(r"<(?:img|link|script|iframe|style)\b|url\(", content) == []
    links = set(re.findall(r'href="([^"]+)"', content))
    assert {re.sub(r"/leave/[\w-]+/", "/leave/…/", link) for link in links} == {
        "http://testserver",
        "http://testserver/updates/the-launch/?language=en",
        "http://testserver/updates/leave/…/",
    }


def test_whatever_was_written_is_only_text(letter_of):
    evil = "<script>alert(1)</script>"
    letter = letter_of(title_en=f"A {evil}", summary_en=evil, where_en=evil, donor_line_en=evil)
    assert evil not in html_of(letter)
    assert evil in letter.body


def test_a_title_cannot_add_a_header(letter_of):
    message = letter_of(title_en="The launch\r\nBcc: all@example.org").message()
    assert message["Subject"] == "The launch Bcc: all@example.org"
    assert message["Bcc"] is None


def test_made_twice_it_is_the_same_to_the_byte(programme, coordinator):
    update = publishing.publish(NewsUpdateFactory(programme=programme), by=coordinator)
    mailing = NewsMailing(news=update, words=emails.words_of(update), created_at=timezone.now())
    delivery = NewsDelivery(news=update, subscription=SubscriptionFactory())
    first, second = (emails.UpdateLetters(mailing).to(delivery).message().as_bytes() for _n in range(2))
    assert first == second
    assert f"Message-ID: <{delivery.key}@testserver>".encode() in first


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_letter_that_asks_to_confirm_holds_the_link_in_both_bodies(language):
    letter = emails.confirm(WaitingFactory(language=language), "a:b:c", days=3)
    assert "http://testserver/updates/confirm/a:b:c/" in letter.body
    assert 'href="http://testserver/updates/confirm/a:b:c/"' in html_of(letter)
    assert ("3" if language == "en" else "৩") in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers
