"""The pages of letters, as a coordinator meets them."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from jobs.requesting import run_now
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, UserFactory
from tests.trainings.letters.conftest import seen
from trainings.letters import sending
from trainings.letters.wording import OwnWords
from trainings.models import LetterSending, SessionLetter, SessionState

pytestmark = pytest.mark.django_db


def url(session, name="letters", *more):
    return reverse(f"sessions:{name}", args=[session.code, *more])


def words(response):
    return " ".join(response.content.decode().split())


def test_the_page_lists_the_letters_and_says_why_one_cannot_be_sent(signed_in, session, coordinator):
    page = words(signed_in(coordinator).get(url(session)))
    for kind in ("Invitation", "Joining instructions", "Change", "Cancellation", "Thanks"):
        assert kind in page
    assert "Only a cancelled session has this letter." in page
    assert "Nothing went out yet." in page


def test_a_letter_is_previewed_then_sent_and_stands_in_the_record(signed_in, session, three, coordinator):
    client = signed_in(coordinator)
    page = client.post(url(session, "letter", "invitation"), {"own_en": "Bring boots.", "own_bn": "জুতা আনুন।"})
    assert not SessionLetter.objects.exists()
    assert "Bring boots." in words(page)
    digest = re.search(r'name="seen" value="(\w+)"', page.content.decode()).group(1)
    sent = {"own_en": "Bring boots.", "own_bn": "জুতা আনুন।", "seen": digest}
    response = client.post(url(session, "send_letter", "invitation"), sent)
    made = LetterSending.objects.get()
    assert response["Location"] == made.job.get_absolute_url()
    run_now(made.job)
    assert len(mail.outbox) == 2
    page = words(client.get(url(session)))
    assert "2 sent" in page
    page = words(client.get(url(session, "sent_letter", made.pk)))
    assert "Bring boots." in page
    assert "Anwara Begum" in page
    assert "Chand Miah" not in page


def test_without_a_preview_nothing_goes_out(signed_in, session, three, coordinator):
    response = signed_in(coordinator).post(url(session, "send_letter", "invitation"), {"own_en": "Bring boots."})
    assert response.status_code == 409
    assert "Look at the letter once more." in words(response)
    assert "Bring boots." in words(response)
    assert not SessionLetter.objects.exists()


def test_words_that_are_too_long_are_said_at_their_field(signed_in, session, three, coordinator):
    for name in ("letter", "send_letter"):
        response = signed_in(coordinator).post(url(session, name, "invitation"), {"own_en": "x" * 2001})
        assert response.status_code == 422
        assert "2000" in words(response).replace(",", "")


def test_a_cancelled_session_offers_the_letter_that_says_so(signed_in, session, coordinator):
    session.state, session.state_reason = SessionState.CANCELLED, "Flood"
    session.save()
    page = words(signed_in(coordinator).get(reverse("reports:session", args=[session.code])))
    assert url(session, "letter", "cancellation") in page


def test_markup_in_own_words_stays_text(signed_in, session, three, coordinator):
    page = signed_in(coordinator).post(url(session, "letter", "invitation"), {"own_en": "<b>x</b>"}).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_there_is_no_other_kind_of_letter(signed_in, session, coordinator):
    client = signed_in(coordinator)
    assert client.get(url(session, "letter", "summons")).status_code == 404
    assert client.post(url(session, "send_letter", "summons")).status_code == 404


def test_others_do_not_reach_the_letters_of_a_session(signed_in, session, three, trainer, coordinator):
    made = sending.request(session, "invitation", OwnWords(), seen=seen(session, "invitation"), by=coordinator)
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    for user in (stranger, trainer):
        client = signed_in(user)
        assert client.get(url(session)).status_code == 404
        assert client.get(url(session, "letter", "invitation")).status_code == 404
        assert client.get(url(session, "sent_letter", made.pk)).status_code == 404
        assert client.post(url(session, "send_letter", "invitation")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_queries_however_much_went_out(signed_in, session, coordinator, number, takes_queries):
    for one in range(number):
        EnrolmentFactory(session=session, officer=OfficerFactory(email=f"officer{one}@police.example"))
        own = OwnWords(en=f"Text {one}")
        made = sending.request(session, "invitation", own, seen=seen(session, "invitation", own), by=coordinator)
    client = signed_in(coordinator)
    for address, queries in {
        url(session): 15,
        url(session, "letter", "invitation"): 13,
        url(session, "sent_letter", made.pk): 11,
    }.items():
        client.get(address)
        with takes_queries(queries):
            client.get(address)
