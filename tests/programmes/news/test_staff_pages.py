"""The page of an update in the admin: what is missing, what comes next, and who may do it."""

import pytest
from django.urls import reverse

from jobs.models import Job
from programmes.models import NewsDelivery, NewsMailing
from programmes.news import mailing, publishing
from tests.programmes.news.factories import SubscriptionFactory, add_picture


def address(update, page="page"):
    return reverse(f"admin:programmes_newsupdate_{page}", args=[update.pk])


def content(client, update, page="page"):
    return client.get(address(update, page)).content.decode()


def test_a_draft_offers_publishing_when_nothing_is_missing(signed_in, coordinator, draft):
    page = content(signed_in(coordinator), draft)
    assert "Nothing is missing." in page
    assert address(draft, "publish") in page
    assert address(draft, "send") not in page


def test_a_draft_says_what_is_missing_and_offers_nothing(signed_in, coordinator, draft, programme):
    draft.text_en = ""
    draft.save()
    programme.is_public = False
    programme.save()
    page = content(signed_in(coordinator), draft)
    assert "Write its text in English." in page
    assert "The programme does not speak in public yet." in page
    assert address(draft, "publish") not in page


def test_publishing_is_one_press(signed_in, coordinator, draft):
    client = signed_in(coordinator)
    assert client.get(address(draft, "publish")).status_code == 405
    answer = client.post(address(draft, "publish"), follow=True)
    assert "Published. Anyone can read it now." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_published


def test_a_refusal_is_shown_and_nothing_changes(signed_in, coordinator, draft, programme):
    programme.is_public = False
    programme.save()
    answer = signed_in(coordinator).post(address(draft, "publish"), follow=True)
    assert "does not speak in public yet" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_published_update_offers_sending_to_so_many(signed_in, coordinator, published):
    client = signed_in(coordinator)
    assert address(published, "send") not in content(client, published)
    for language in ("en", "bn", "bn"):
        SubscriptionFactory(language=language)
    assert "Send to 3 subscribers" in content(client, published)
    page = content(client, published, "send")
    assert "Send to 3 subscribers" in page
    assert "@example.org" not in page[page.index("sh-staff-page") :]


def test_sending_leads_to_the_work(signed_in, coordinator, published):
    SubscriptionFactory()
    client = signed_in(coordinator)
    answer = client.post(address(published, "send"))
    assert answer.url == Job.objects.get().get_absolute_url()
    assert client.get(answer.url).status_code == 200
    again = client.post(address(published, "send"), follow=True)
    assert "This update was sent already. An update goes out once." in again.content.decode()
    assert NewsMailing.objects.count() == 1
    assert "of 1 sent" in content(client, published)


def test_withdrawing_asks_for_a_reason(signed_in, coordinator, published):
    client = signed_in(coordinator)
    answer = client.post(address(published, "withdraw"), {"reason": " "})
    assert "Give a reason." in answer.content.decode()
    client.post(address(published, "withdraw"), {"reason": "Wrong numbers"})
    page = content(client, published)
    assert "Wrong numbers" in page
    assert address(published, "withdraw") not in page


@pytest.mark.parametrize("page", ["page", "publish", "withdraw", "send"])
def test_nobody_else_finds_these_pages(client, signed_in, published, stranger, observer, outsider, page):
    SubscriptionFactory()
    assert client.post(address(published, page)).status_code == 302
    for somebody in (stranger, observer, outsider):
        for answer in (
            signed_in(somebody).get(address(published, page)),
            client.post(address(published, page), {"reason": "x"}),
        ):
            assert answer.status_code in (404, 405)
    published.refresh_from_db()
    assert published.is_published
    assert not NewsMailing.objects.exists()


def test_a_coordinator_lists_the_news_of_own_programmes_only(signed_in, published, coordinator, stranger):
    changelist = reverse("admin:programmes_newsupdate_changelist")
    assert published.title_en in signed_in(coordinator).get(changelist).content.decode()
    assert published.title_en not in signed_in(stranger).get(changelist).content.decode()


def test_whatever_was_written_is_only_text(signed_in, coordinator, draft):
    draft.title_en = draft.text_en = draft.where_en = "<script>alert(1)</script>"
    draft.save()
    client = signed_in(coordinator)
    assert "<script>alert" not in content(client, draft)
    assert "<script>alert" not in client.get(reverse("admin:programmes_newsupdate_changelist")).content.decode()


def test_the_page_asks_as_much_for_many_as_for_one(signed_in, coordinator, published, cost_of):
    client = signed_in(coordinator)
    SubscriptionFactory()
    add_picture(published)
    mailing.request(published, by=coordinator)
    one = cost_of(lambda: client.get(address(published)))
    for _n in range(3):
        NewsDelivery.objects.create(news=published, subscription=SubscriptionFactory())
        add_picture(published)
    assert cost_of(lambda: client.get(address(published))) == one


def test_a_withdrawn_update_offers_nothing_more(signed_in, coordinator, published):
    publishing.withdraw(published, by=coordinator, reason="Wrong numbers")
    page = content(signed_in(coordinator), published)
    for act in ("publish", "send", "withdraw", "change"):
        assert address(published, act) not in page
