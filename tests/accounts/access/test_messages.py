"""What the next page says lies in the session: no cookie holds it, it makes no session longer, and none for a stranger."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import session_store
from accounts.tasks import forget_ended_sessions
from tests.factories import UserFactory

PUBLIC = [
    "/",
    "/help/",
    "/privacy/",
    "/accessibility/",
    "/verify/",
    "/verify/offline/",
    "/updates/",
    "/library/",
    "/claim/",
]


@pytest.fixture
def reminded(signed_in, coordinator, trainer, programme, session):
    """A client of a coordinator who just sent a letter to `trainer`, and the answer that leads to the next page."""
    client = signed_in(coordinator)
    return client, client.post(reverse("reports:remind_person", args=[programme.code, trainer.pk]))


def test_what_the_next_page_says_of_a_person_is_in_no_cookie(reminded, trainer):
    client, answer = reminded
    assert set(answer.cookies) <= {"sessionid", "csrftoken"}
    page = client.get(answer["Location"])
    assert f"A letter to {trainer} is on its way" in page.text
    assert "A letter to" not in client.get(answer["Location"]).text
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


def test_a_message_puts_the_end_of_a_session_off_by_nothing(signed_in, coordinator, trainer, programme, session):
    client = signed_in(coordinator)
    ends = timezone.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=ends)
    answer = client.post(reverse("reports:remind_person", args=[programme.code, trainer.pk]))
    assert Session.objects.get().get_decoded()["_messages"]
    assert Session.objects.get().expire_date == ends
    client.get(answer["Location"])
    assert Session.objects.get().expire_date == ends


def test_who_signs_in_again_has_eight_hours_again(signed_in, coordinator):
    Session.objects.all().delete()
    client = signed_in(coordinator)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    client.get("/admin/")
    signed_in(UserFactory())
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=7)
    signed_in(coordinator)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=7)


@pytest.mark.parametrize("address", [*PUBLIC, "/claim/secure/", "/accounts/login/"])
def test_a_public_page_makes_no_session(db, address):
    client = Client()
    assert client.get(address).status_code in {200, 302}
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


def test_a_page_that_says_something_writes_the_session_once_and_the_others_never(reminded):
    client, answer = reminded

    def of_the_session():
        with CaptureQueriesContext(connection) as queries:
            client.get(answer["Location"])
        return [query["sql"].split()[0] for query in queries if '"django_session"' in query["sql"]]

    assert of_the_session() == ["SELECT", "UPDATE"]
    assert of_the_session() == ["SELECT"]


def test_a_session_that_is_over_is_forgotten_with_what_it_had_to_say(reminded, monkeypatch, settings):
    monkeypatch.setattr(session_store, "FORGOTTEN_AT_A_TIME", 2)
    now = timezone.now()
    Session.objects.bulk_create(
        Session(session_key=f"over{number}", session_data="", expire_date=now - timedelta(minutes=1))
        for number in range(5)
    )
    assert session_store.forget_ended(now) == 5
    assert "_messages" in Session.objects.get().get_decoded()
    Session.objects.update(expire_date=now - timedelta(seconds=1))
    forget_ended_sessions()
    assert not Session.objects.exists()
    scheduled = {one["task"]: one["schedule"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled[forget_ended_sessions.name] <= timedelta(days=1)
