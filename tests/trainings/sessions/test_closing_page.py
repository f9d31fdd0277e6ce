import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.sessions.completion import decide_by_hand
from trainings.sessions.lifecycle import close


@pytest.fixture
def address(session):
    return reverse("trainings:close", args=[session.code])


def text(answer):
    return " ".join(answer.text.split())


def test_it_lists_who_completes_and_who_does_not_and_why(marked_session, address, trainer, signed_in, clock):
    clock(23, "17:30")
    page = text(signed_in(trainer).get(address))
    assert "Close: 1 complete, 1 do not" in page
    assert "1 half-day too few" in page
    assert "5 of 6 half-days complete the course." in page


def test_a_decision_by_hand_stands_there_with_its_reason(marked_session, two, address, trainer, signed_in, clock):
    decide_by_hand(two[1], completes=True, by=trainer, reason="Taught on day 1.")
    clock(23, "17:30")
    page = text(signed_in(trainer).get(address))
    assert "Decided by hand: Taught on day 1." in page
    assert "Close: 2 complete, 0 do not" in page


def test_with_gaps_it_says_what_is_missing_and_offers_no_button(session, two, address, trainer, signed_in, clock):
    clock(23, "17:30")
    page = text(signed_in(trainer).get(address))
    assert "12 marks are missing" in page
    assert "Close:" not in page


def test_the_button_closes_the_session(marked_session, address, trainer, signed_in, clock):
    clock(23, "17:30")
    answer = signed_in(trainer).post(address)
    assert answer["Location"] == reverse("trainings:session", args=[marked_session.code])
    marked_session.refresh_from_db()
    assert (marked_session.state, marked_session.closed_by) == ("closed", trainer)


def test_before_the_last_half_day_is_over_the_page_asks_why(marked_session, address, trainer, signed_in, clock):
    clock(23, "15:00")
    client = signed_in(trainer)
    assert "Monday afternoon ends at 17:00. Say why the session is closed already." in text(client.get(address))
    client.post(address)
    marked_session.refresh_from_db()
    assert marked_session.state == "running"
    client.post(address, {"reason": "Sent home because of the flood."})
    marked_session.refresh_from_db()
    assert (marked_session.state, marked_session.state_reason) == ("closed", "Sent home because of the flood.")
    page = client.get(reverse("trainings:session", args=[marked_session.code])).content.decode()
    assert "closed before its last half-day was over.</b> Sent home because of the flood." in page


def test_closing_what_is_closed_says_so(marked_session, address, trainer, signed_in, clock):
    close(marked_session, by=trainer, today=at(23).date())
    clock(23, "17:30")
    client = signed_in(trainer)
    assert client.get(address).status_code == 302
    answer = client.post(address)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["This session is closed already."]


def test_closing_too_early_is_refused_with_the_sentence(marked_session, address, trainer, signed_in, clock):
    clock(22)
    answer = signed_in(trainer).post(address)
    assert "The last day is 23 November 2026" in str(next(iter(get_messages(answer.wsgi_request))))
    marked_session.refresh_from_db()
    assert marked_session.state == "running"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_officers(
    session, days, address, trainer, signed_in, clock, number, django_assert_num_queries
):
    for _number in range(number):
        EnrolmentFactory(session=session)
    mark_everyone(session, days, trainer)
    clock(23, "17:30")
    client = signed_in(trainer)
    with django_assert_num_queries(17):
        client.get(address)
