"""An update quotes reflections: with consent only, on the page, in the feed, in the letters, and no longer than that."""

from email import message_from_bytes, policy

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.refusal import Refused
from jobs.execution.running import run
from programmes.news import mailing as sending
from programmes.news import publishing
from programmes.reflections import consent
from tests.programmes.factories import ReflectionFactory
from tests.programmes.news.factories import NewsUpdateFactory, SubscriptionFactory
from tests.programmes.news.test_editing import form_of, said

AS_SAID, TRANSLATED = "এখন আমরা জানি কার সঙ্গে আগে কথা বলতে হবে।", "Now we know whom to talk to first."


def usable(programme, **facts):
    """Returns a reflection that may be quoted."""
    agreed = {"consent": "given", "consent_on": timezone.localdate(), "published_at": timezone.now()}
    return ReflectionFactory(programme=programme, **agreed, **facts)


@pytest.fixture
def reflection(programme):
    return usable(programme)


@pytest.fixture
def quoting(published, reflection, coordinator):
    """A published update with a quotation."""
    return publishing.quote(published, [reflection], by=coordinator)


@pytest.fixture
def write(signed_in, coordinator):
    client = signed_in(coordinator)

    def post(update, **fields):
        return client.post(reverse("admin:programmes_newsupdate_change", args=[update.pk]), form_of(update, **fields))

    return post


def page(client, update, language="en"):
    return client.get(f"{update.get_absolute_url()}?language={language}").content.decode()


def feed(client):
    return client.get(reverse("updates:feed")).content.decode()


def letters_in(mailbox):
    return [message_from_bytes(letter, policy=policy.default) for letter in mailbox().values()]


def test_the_page_and_the_feed_quote_the_translation_with_the_role_and_say_so(client, quoting):
    for content in (page(client, quoting), feed(client)):
        assert TRANSLATED in content
        assert "A beat officer" in content
        assert "Translated from Bangla" in content


def test_in_the_language_it_was_said_in_it_stands_as_it_was_said(client, quoting):
    content = page(client, quoting, "bn")
    assert AS_SAID in content
    assert TRANSLATED not in content
    assert "sh-quotation" in content


def test_what_nobody_translated_stands_in_its_own_language(client, published, programme, coordinator):
    publishing.quote(published, [usable(programme, text_en="")], by=coordinator)
    assert f'<blockquote lang="bn"><p>“{AS_SAID}”' in page(client, published)
    assert "Translated from" not in page(client, published)


def test_the_letter_quotes_it_in_the_language_of_the_subscriber(quoting, coordinator, mailbox):
    SubscriptionFactory(language="en")
    SubscriptionFactory(language="bn")
    run(sending.request(quoting, by=coordinator).job.pk)
    texts = {letter["Content-Language"]: letter.get_body(["plain"]).get_content() for letter in letters_in(mailbox)}
    assert f"“{TRANSLATED}”" in texts["en"]
    assert f"“{AS_SAID}”" in texts["bn"]
    [html] = [one.get_body(["html"]).get_content() for one in letters_in(mailbox) if one["Content-Language"] == "en"]
    assert TRANSLATED in html
    assert "A beat officer" in html


@pytest.mark.parametrize("taken_back", [consent.withdraw_consent, consent.unpublish])
def test_taken_back_it_is_gone_from_page_and_feed_at_once(client, quoting, reflection, coordinator, taken_back):
    taken_back(reflection, by=coordinator)
    for content in (page(client, quoting), page(client, quoting, "bn"), feed(client)):
        assert TRANSLATED not in content
        assert AS_SAID not in content


def test_taken_back_between_asking_and_sending_it_is_in_no_letter(quoting, reflection, coordinator, mailbox):
    SubscriptionFactory()
    job = sending.request(quoting, by=coordinator).job
    consent.withdraw_consent(reflection, by=coordinator)
    run(job.pk)
    [letter] = letters_in(mailbox)
    assert TRANSLATED not in letter.as_string()


def test_a_mailing_keeps_none_of_its_words(quoting, reflection, coordinator):
    SubscriptionFactory()
    mailing = sending.request(quoting, by=coordinator)
    assert mailing.words["quoted"] == [reflection.pk]
    assert TRANSLATED not in str(mailing.words)


def test_a_draft_that_would_quote_what_was_taken_back_is_not_published(draft, reflection, coordinator):
    publishing.quote(draft, [reflection], by=coordinator)
    consent.withdraw_consent(reflection, by=coordinator)
    with pytest.raises(Refused, match=r"“Now we know whom to talk to first\.” may not be quoted any more"):
        publishing.publish(draft, by=coordinator)


def test_the_page_of_the_update_says_what_readers_do_not_meet_any_more(signed_in, quoting, reflection, coordinator):
    address = reverse("admin:programmes_newsupdate_page", args=[quoting.pk])
    assert "may not be quoted any more" not in signed_in(coordinator).get(address).content.decode()
    consent.unpublish(reflection, by=coordinator)
    content = signed_in(coordinator).get(address).content.decode()
    assert "may not be quoted any more" in content
    assert AS_SAID not in content


def test_without_consent_or_from_elsewhere_the_rule_refuses_it(draft, programme, coordinator):
    for wrong, sentence in (
        (ReflectionFactory(programme=programme), "may not be quoted"),
        (usable(NewsUpdateFactory().programme), "another programme"),
    ):
        with pytest.raises(Refused, match=sentence):
            publishing.quote(draft, [wrong], by=coordinator)
    assert not draft.reflections.exists()


def test_a_stranger_quotes_nothing(draft, reflection, stranger):
    with pytest.raises(Refused, match="Only a coordinator"):
        publishing.quote(draft, [reflection], by=stranger)


def test_a_writer_chooses_among_those_with_consent(signed_in, coordinator, draft, reflection, programme):
    ReflectionFactory(programme=programme, text_en="Nobody asked me.")
    usable(NewsUpdateFactory().programme, text_en="I am from elsewhere.")
    address = reverse("admin:programmes_newsupdate_change", args=[draft.pk])
    content = signed_in(coordinator).get(address).content.decode()
    assert TRANSLATED in content
    assert "Nobody asked me." not in content
    assert "I am from elsewhere." not in content


def test_what_was_chosen_stays_chosen(write, draft, reflection):
    write(draft, reflections=[reflection.pk])
    assert list(draft.reflections.all()) == [reflection]
    write(draft)
    assert not draft.reflections.exists()


def test_a_number_sent_for_one_without_consent_is_refused_beside_its_field(write, draft, programme):
    answer = write(draft, reflections=[ReflectionFactory(programme=programme).pk], title_en="Changed")
    assert "This reflection may not be quoted." in said(answer)
    draft.refresh_from_db()
    assert draft.title_en != "Changed"


def test_what_was_taken_back_must_be_taken_out_before_the_form_is_saved(write, quoting, reflection, coordinator):
    consent.unpublish(reflection, by=coordinator)
    answer = write(quoting, reflections=[reflection.pk], title_en="Changed")
    assert "may not be quoted any more" in said(answer)
    write(quoting, title_en="Changed")
    quoting.refresh_from_db()
    assert quoting.title_en == "Changed"


@pytest.mark.parametrize("number", [1, 3])
def test_quotations_cost_one_question_however_many(
    client, published, programme, coordinator, django_assert_num_queries, number
):
    publishing.quote(published, [usable(programme) for _n in range(number)], by=coordinator)
    with django_assert_num_queries(4):
        assert page(client, published).count("sh-quotation") == number
