import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory
from tests.trainings.conftest import at
from trainings.enrolment.enrolment import Enrolled, enrol, no_seat_sentence, seats_left, withdraw
from trainings.models import Enrolment, SessionState


def officers(number):
    return [OfficerFactory() for _number in range(number)]


def test_officers_are_enrolled_with_the_rank_and_unit_of_that_day(session, coordinator):
    officer = OfficerFactory()
    rank, unit = officer.rank, officer.unit
    assert enrol(session, [officer], by=coordinator).count == 1
    officer.rank = RankFactory(code="ASP", order=6, name_en="Assistant Superintendent")
    officer.save()
    enrolment = Enrolment.objects.get()
    assert (enrolment.officer, enrolment.state, enrolment.rank, enrolment.unit) == (officer, "confirmed", rank, unit)


def test_enrolling_again_changes_nothing_and_says_who_was_there(session, coordinator):
    known = OfficerFactory()
    enrol(session, [known], by=coordinator)
    new = OfficerFactory()
    assert enrol(session, [known, new, new], by=coordinator) == Enrolled(enrolled=(new.pk,), already=(known.pk,))
    assert Enrolment.objects.count() == 2


def test_seats_are_given_in_order_and_nobody_is_left_out_in_silence(session, coordinator):
    session.capacity = 2
    session.save()
    first, second, third = officers(3)
    result = enrol(session, [second, first, third], by=coordinator)
    assert (result.enrolled, result.without_seat) == ((second.pk, first.pk), (third.pk,))
    assert seats_left(session) == 0


def test_who_is_there_already_takes_no_second_seat(session, coordinator):
    session.capacity = 2
    session.save()
    known, new = officers(2)
    enrol(session, [known], by=coordinator)
    assert enrol(session, [known, new], by=coordinator).without_seat == ()


def test_a_withdrawn_seat_is_free_and_whoever_was_withdrawn_can_come_back(session, coordinator):
    session.capacity = 1
    session.save()
    enrolment = EnrolmentFactory(session=session)
    withdraw(enrolment, by=coordinator, reason="Ill.")
    assert seats_left(session) == 1
    assert enrol(session, [enrolment.officer], by=coordinator).returned == (enrolment.officer.pk,)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.state_reason) == ("confirmed", "")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("held", "TOT-KHU-03 is over; officers can be added until the last day, 23 November 2026."),
        ("closed", "TOT-KHU-03 is closed; officers can be added until the last day, 23 November 2026."),
        ("cancelled", "TOT-KHU-03 was cancelled; nobody can be added."),
    ],
)
def test_a_session_that_is_over_takes_nobody(session, coordinator, state, sentence):
    session.state, session.closed_at, session.state_reason = SessionState(state), at(23), "Why"
    session.save()
    with pytest.raises(Refused) as no:
        enrol(session, officers(1), by=coordinator)
    assert str(no.value) == sentence
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("state", ["draft", "scheduled", "running"])
def test_a_session_that_is_not_over_takes_officers(session, coordinator, state):
    session.state = SessionState(state)
    session.save()
    assert enrol(session, officers(1), by=coordinator).count == 1


def test_enrolling_is_one_line_in_the_audit_trail_with_ids_only(session, coordinator):
    two = officers(2)
    enrol(session, two, by=coordinator)
    entry = AuditEntry.objects.get(verb="officers.enrolled")
    assert (entry.target_id, entry.details) == (str(session.pk), {"officers": [officer.pk for officer in two]})


def test_enrolling_nobody_writes_nothing(session, coordinator, writes_nothing):
    with writes_nothing():
        assert enrol(session, [], by=coordinator) == Enrolled()


def test_the_sentence_for_a_full_session_says_the_seats(session):
    assert no_seat_sentence(session, 2) == "The session has 50 seats and all are taken; 2 officers found none."


@pytest.mark.parametrize("number", [1, 40])
def test_enrolling_costs_the_same_for_one_and_for_forty(session, coordinator, number, takes_queries):
    new = officers(number)
    with takes_queries(11):
        assert enrol(session, new, by=coordinator).count == number
