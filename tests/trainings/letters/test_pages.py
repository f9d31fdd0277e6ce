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
from trainings.models import LetterSending, SessionLetter, SessionState, UnitOffice

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
    sent = {"own_en": "Bring boots.", "own_bn": "জুতা আনুন।", "seen": digest, "to": ["officer"]}
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
    assert "Tell the trainers, officers and units" in page


def test_the_page_counts_whom_it_reaches_lets_choose_and_lists_those_without_an_address(
    signed_in, session, three, trainer, coordinator, khulna
):
    client = signed_in(coordinator)
    response = client.post(url(session, "letter", "change"), {"own_en": "Another hall."})
    page = words(response)
    for kind in ("officer", "trainer", "guest", "unit"):
        assert f'name="to" value="{kind}" checked' in page
    assert "2 with an e-mail address, 3 in all" in page
    assert "No address: print the letter or call" in page
    assert "Chand Miah" in page
    assert "You are asked to tell the officers of your unit whom it concerns." in page
    assert 'value="unit"' not in words(client.get(url(session, "letter", "invitation")))
    digest = re.search(r'name="seen" value="(\w+)"', response.content.decode()).group(1)
    sent = {"own_en": "Another hall.", "seen": digest}
    refused = client.post(url(session, "send_letter", "change"), sent)
    assert (refused.status_code, "Choose who gets the letter." in words(refused)) == (409, True)
    client.post(url(session, "send_letter", "change"), {**sent, "to": ["trainer"]})
    run_now(LetterSending.objects.get().job)
    assert [message.to for message in mail.outbox] == [[trainer.email]]
    page = words(client.get(url(session, "sent_letter", LetterSending.objects.get().pk)))
    assert trainer.full_name in page
    assert "Anwara" not in page


def test_addresses_of_offices_are_noted_on_a_page_of_their_own(signed_in, session, three, coordinator, khulna, trainer):
    client, address = signed_in(coordinator), url(session, "letter_offices")
    assert address in words(client.get(url(session)))
    field = f"unit-{khulna.pk}"
    wrong = client.post(address, {field: "no address"})
    assert (wrong.status_code, UnitOffice.objects.count()) == (422, 0)
    assert client.post(address, {field: "office@police.example"}).status_code == 302
    assert "office@police.example" in words(client.get(address))
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    for user in (stranger, trainer):
        assert signed_in(user).get(address).status_code == 404
        assert signed_in(user).post(address, {field: "x@police.example"}).status_code == 404
    assert UnitOffice.objects.get().email == "office@police.example"


def test_who_moves_a_session_is_led_to_the_letter_that_tells_of_it(signed_in, session, coordinator):
    client = signed_in(coordinator)
    change = reverse("admin:trainings_trainingsession_change", args=[session.pk])
    form = client.get(change).context["adminform"].form
    posted = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    posted |= {"trainers-TOTAL_FORMS": 0, "trainers-INITIAL_FORMS": 0}
    for field, tells in (("title_en", False), ("venue_en", True)):
        response = client.post(change, {**posted, field: "Another one"}, follow=True)
        assert response.redirect_chain
        assert (url(session, "letter", "change") in words(response)) is tells


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
        url(session, "letter", "invitation"): 15,
        url(session, "sent_letter", made.pk): 11,
    }.items():
        client.get(address)
        with takes_queries(queries):
            client.get(address)
