import pytest
from django.urls import reverse

from trainings.sessions.completion import decide_by_hand


@pytest.fixture
def address(session, two):
    return reverse("trainings:decide", args=[session.code, two[1].pk])


@pytest.mark.parametrize(("decision", "state"), [("completes", "completed"), ("does_not", "not_completed")])
def test_a_decision_with_a_reason_is_kept(address, session, two, trainer, signed_in, decision, state):
    answer = signed_in(trainer).post(address, {"decision": decision, "reason": "Taught on day 1."})
    assert answer["Location"] == reverse("trainings:close", args=[session.code])
    two[1].refresh_from_db()
    assert (two[1].state, two[1].state_reason, two[1].is_override) == (state, "Taught on day 1.", True)


def test_without_a_reason_the_page_asks_for_it(address, two, trainer, signed_in):
    page = signed_in(trainer).post(address, {"decision": "completes", "reason": " "})
    assert "Say why this is decided by hand." in page.text
    two[1].refresh_from_db()
    assert not two[1].is_override


def test_attendance_can_decide_again(address, two, trainer, signed_in):
    decide_by_hand(two[1], completes=True, by=trainer, reason="Taught on day 1.")
    signed_in(trainer).post(address, {"decision": "attendance", "reason": ""})
    two[1].refresh_from_db()
    assert (two[1].state, two[1].is_override) == ("confirmed", False)


def test_choosing_what_is_already_so_changes_nothing(address, two, trainer, signed_in, session):
    answer = signed_in(trainer).post(address, {"decision": "attendance"})
    assert answer.status_code == 302
    two[1].refresh_from_db()
    assert two[1].state == "confirmed"


def test_the_page_shows_the_decision_that_stands(address, two, trainer, signed_in):
    decide_by_hand(two[1], completes=False, by=trainer, reason="Left early.")
    page = signed_in(trainer).get(address).text
    assert "Left early." in page
    assert 'value="does_not"' in page
