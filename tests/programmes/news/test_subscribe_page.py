"""The form that takes an address: the same quiet answer to everyone, a clear sentence for a wrong one."""

import pytest

from jobs.models import Job
from programmes.models import Subscription
from tests.programmes.news.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


def ask(client, email="reader@example.org", **more):
    return client.post("/updates/subscribe/", {"email": email, "language": "en", **more})


def test_an_address_is_taken_and_the_answer_names_it_nowhere(client):
    answer = ask(client)
    assert (answer.status_code, answer.url) == (302, "/updates/subscribe/asked/")
    page = client.get(answer.url).content.decode()
    assert "A letter is on its way" in page
    assert "within 3 days" in page
    assert "reader" not in page


def test_the_answer_is_the_same_for_a_known_address(client):
    SubscriptionFactory(email="known@example.org")
    known, new = ask(client, "known@example.org"), ask(client, "new@example.org")
    assert (known.status_code, known.url, known.content) == (new.status_code, new.url, new.content)


@pytest.mark.parametrize(
    "typed",
    [
        "reader",
        "reader@",
        "reader@example",
        "reader example.org",
        "@example.org",
        "reader@example.org, other@example.org",
        "reader@example.org\nBcc: all@example.org",
        "reader@example.org\r\n\r\nBuy this",
        "<reader@example.org>",
        "reader@exa mple.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_a_wrong_address_is_said_beside_its_field_and_nothing_is_kept(client, typed):
    answer = ask(client, typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "This does not look like an e-mail address. It should be like name@example.org." in page
    assert 'aria-invalid="true"' in page
    assert not Subscription.objects.exists()
    assert not Job.objects.exists()


def test_an_empty_address_is_asked_for(client):
    assert "Write your e-mail address." in ask(client, "  ").content.decode()


def test_what_was_typed_comes_back_as_text(client):
    page = ask(client, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_a_language_that_is_none_is_refused(client):
    assert ask(client, language="xx").status_code == 200
    assert not Subscription.objects.exists()


def test_one_address_gets_three_letters_a_day_and_nobody_can_tell(client):
    answers = {ask(client).url for _n in range(6)}
    assert answers == {"/updates/subscribe/asked/"}
    assert Subscription.objects.get().letters == 3


def test_one_machine_may_ask_for_a_hall_full_of_people_and_not_for_a_city(client):
    for n in range(60):
        assert ask(client, f"reader{n}@example.org").status_code == 302
    answer = ask(client, "one-more@example.org")
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert Subscription.objects.count() == 60


def test_the_form_needs_neither_cookie_nor_script(client):
    page = client.get("/updates/subscribe/")
    assert dict(page.cookies) == {}
    client.handler.enforce_csrf_checks = True
    assert ask(client).status_code == 302


def test_pages_about_subscribing_are_not_kept(client):
    for path in ("/updates/subscribe/", "/updates/subscribe/asked/"):
        assert "no-store" in client.get(path)["Cache-Control"]
