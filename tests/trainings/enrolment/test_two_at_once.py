"""Two people at the same moment, on two real connections."""

import pytest

from tests.trainings.attendance.test_two_at_once import at_once
from tests.trainings.enrolment.conftest import enrolment_of, ids, officers, propose, states
from trainings.enrolment.enrolment import enrol, withdraw
from trainings.enrolment.nominations import confirm, decline, nominate

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_seat_goes_to_one_of_two_nominations(session, khulna, jashore):
    propose(session, officers(2, khulna))
    (one,), (other,) = officers(1, khulna), officers(1, jashore)
    results = at_once(
        lambda: nominate(session, [one], unit=khulna, by=None),
        lambda: nominate(session, [other], unit=jashore, by=None),
    )
    assert sorted((len(result.seated), len(result.waiting)) for result in results) == [(0, 1), (1, 0)]
    assert session.enrolments.holding_a_seat().count() == 3


def test_two_who_wait_never_share_a_place(session, khulna, jashore):
    propose(session, officers(3, khulna))
    (one,), (other,) = officers(1, khulna), officers(1, jashore)
    at_once(
        lambda: nominate(session, [one], unit=khulna, by=None),
        lambda: nominate(session, [other], unit=jashore, by=None),
    )
    assert sorted(session.enrolments.waiting().values_list("place_in_line", flat=True)) == [1, 2]


def test_a_nomination_and_a_roster_never_overfill_the_session(session, khulna):
    propose(session, officers(2, khulna))
    (proposed,), (listed,) = officers(1, khulna), officers(1, khulna)
    at_once(lambda: nominate(session, [proposed], unit=khulna, by=None), lambda: enrol(session, [listed], by=None))
    assert session.enrolments.holding_a_seat().count() == 3


def test_two_withdrawals_promote_two(session, khulna):
    five = officers(5, khulna)
    propose(session, five)
    at_once(*[lambda one=one: withdraw(enrolment_of(one), by=None, reason="Ill.") for one in five[:2]])
    assert {states(session)[one.pk] for one in five[3:]} == {"nominated"}


def test_confirmed_and_declined_at_once_is_one_of_the_two(session, khulna):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    pks = ids(officer)
    confirmed, declined = at_once(
        lambda: confirm(session, pks, by=None).confirmed, lambda: decline(session, pks, reason="On leave.", by=None)
    )
    assert bool(confirmed) != bool(declined)
    assert states(session)[officer.pk] == ("confirmed" if confirmed else "withdrawn")
