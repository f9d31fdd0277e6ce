"""The waiting list keeps its order; a seat that comes free goes to the first who may have it."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.trainings.conftest import at
from tests.trainings.enrolment.conftest import enrolment_of, give_quotas, ids, officers, propose, states
from trainings.enrolment.enrolment import withdraw
from trainings.enrolment.nominations import confirm, decline
from trainings.enrolment.waiting_list import move_up, promote_waiting
from trainings.models import SessionState


@pytest.fixture
def line(session, khulna):
    """Three officers in line for `session`, whose three seats are taken."""
    six = officers(6, khulna)
    propose(session, six)
    return six[3:]


def in_line(session):
    return list(session.enrolments.waiting().values_list("officer", flat=True))


def test_more_seats_are_given_in_order(session, line, coordinator):
    session.capacity = 5
    session.save()
    assert promote_waiting(session, by=coordinator) == ids(*line[:2])
    assert in_line(session) == [line[2].pk]
    assert promote_waiting(session, by=coordinator) == []


def test_the_first_in_line_is_passed_over_while_the_quota_of_the_unit_is_used_up(session, khulna, jashore):
    give_quotas(session, (khulna, 2))
    of_khulna, of_jashore = officers(3, khulna), officers(2, jashore)
    propose(session, of_khulna)
    propose(session, of_jashore)
    assert states(session)[of_khulna[2].pk] == "waiting 1"
    decline(session, ids(of_jashore[0]), reason="On leave.", by=None)
    assert states(session)[of_khulna[2].pk] == "waiting 1"
    assert states(session)[of_jashore[1].pk] == "nominated"
    decline(session, ids(of_khulna[0]), reason="On leave.", by=None)
    assert states(session)[of_khulna[2].pk] == "nominated"


def test_higher_quotas_promote_at_once(session, khulna):
    give_quotas(session, (khulna, 1))
    propose(session, officers(3, khulna))
    give_quotas(session, (khulna, 2))
    assert len(in_line(session)) == 1


def test_lower_quotas_take_no_seat_away(session, khulna):
    two = officers(2, khulna)
    propose(session, two)
    give_quotas(session, (khulna, 1))
    assert states(session) == {one.pk: "nominated" for one in two}


def test_once_the_session_is_held_nobody_moves_up(session, line, khulna):
    first = session.enrolments.holding_a_seat().earliest("pk")
    confirm(session, [first.pk], by=None)
    session.state = SessionState.HELD
    session.save()
    withdraw(first, by=None, reason="Ill.")
    assert in_line(session) == [one.pk for one in line]
    with pytest.raises(Refused, match="The session is over"):
        move_up(enrolment_of(line[1]), to=1, reason="Asked twice.", by=None)


def test_withdrawing_someone_who_waits_takes_the_place_away(session, line):
    withdraw(enrolment_of(line[0]), by=None, reason="Retired.")
    assert in_line(session) == [line[1].pk, line[2].pk]
    assert enrolment_of(line[0]).place_in_line is None


def test_moving_up_takes_the_place_and_keeps_the_reason(session, line, coordinator):
    moved = move_up(enrolment_of(line[2]), to=1, reason=" The only woman of her unit. ", by=coordinator)
    assert in_line(session) == [line[2].pk, line[0].pk, line[1].pk]
    assert moved.state_reason == "The only woman of her unit."
    assert AuditEntry.objects.get(verb="nomination.moved_up").details == {"before": 3, "after": 1}


def test_moving_up_into_the_middle(session, line):
    move_up(enrolment_of(line[2]), to=2, reason="Asked twice.", by=None)
    assert in_line(session) == [line[0].pk, line[2].pk, line[1].pk]


def test_newcomers_stand_behind_whoever_waits(session, line, khulna):
    (late,) = officers(1, khulna)
    move_up(enrolment_of(line[2]), to=1, reason="Asked twice.", by=None)
    propose(session, [late])
    assert in_line(session)[-1] == late.pk


@pytest.mark.parametrize(
    ("who", "to", "reason", "sentence"),
    [
        (1, 1, " ", "Say why the officer moves up."),
        (1, 2, "Why", "Choose a place from 1 to 1. The officer is at place 2 now."),
        (2, 0, "Why", "Choose a place from 1 to 2. The officer is at place 3 now."),
        (2, 9, "Why", "Choose a place from 1 to 2. The officer is at place 3 now."),
        (0, 1, "Why", "This officer is the first in line already."),
    ],
)
def test_what_is_no_move_up_is_refused(session, line, who, to, reason, sentence):
    with pytest.raises(Refused) as no:
        move_up(enrolment_of(line[who]), to=to, reason=reason, by=None)
    assert str(no.value) == sentence
    assert in_line(session) == [one.pk for one in line]


def test_whoever_got_a_seat_meanwhile_is_not_in_line_any_more(session, line):
    mover = enrolment_of(line[1])
    session.capacity = 6
    session.save()
    promote_waiting(session, by=None)
    with pytest.raises(Refused, match="not on the waiting list any more"):
        move_up(mover, to=1, reason="Why", by=None)


@pytest.mark.parametrize("number", [1, 3])
def test_promoting_costs_the_same_for_one_and_for_three(session, khulna, number, takes_queries):
    session.capacity = 1
    session.save()
    propose(session, officers(1 + number, khulna))
    session.capacity = 10
    session.save()
    with takes_queries(11):
        assert len(promote_waiting(session, by=None)) == number


def test_where_nobody_waits_promoting_writes_nothing(session, khulna, writes_nothing, takes_queries):
    propose(session, officers(2, khulna))
    with writes_nothing(), takes_queries(4):
        assert promote_waiting(session, by=None) == []


def test_closing_leaves_the_line_as_it_was_and_counts_nobody_in_it(session, line):
    session.state, session.closed_at = SessionState.CLOSED, at(23)
    session.save()
    assert session.enrolments.active().count() == 0
