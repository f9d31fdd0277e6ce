"""Units propose; seats and quotas say who waits; coordinators confirm or decline."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory, SessionFactory
from tests.trainings.conftest import at
from tests.trainings.enrolment.conftest import enrolment_of, give_quotas, ids, officers, propose, states
from trainings.enrolment.enrolment import enrol, seats_left, withdraw
from trainings.enrolment.nominations import confirm, confirm_all, decline
from trainings.models import Enrolment, SessionState


def test_a_nominated_officer_holds_a_seat_and_does_not_take_part_yet(session, khulna, coordinator):
    (officer,) = officers(1, khulna)
    assert propose(session, [officer], by=coordinator).seated == (officer.pk,)
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.nominated_by, enrolment.was_confirmed) == ("nominated", khulna, False)
    assert (enrolment.rank, enrolment.unit) == (officer.rank, officer.unit)
    assert seats_left(session) == 2
    assert not session.enrolments.active().exists()


def test_officers_beyond_the_seats_wait_in_the_order_given_and_are_told_why(session, khulna):
    five = officers(5, khulna)
    done = propose(session, five)
    assert done.seated == tuple(officer.pk for officer in five[:3])
    assert [no.sentence for no in done.waiting.values()] == ["All seats of the session are taken (3)."] * 2
    assert states(session) == dict(
        zip((officer.pk for officer in five), ["nominated"] * 3 + ["waiting 1", "waiting 2"], strict=True)
    )
    assert seats_left(session) == 0


def test_officers_beyond_the_quota_of_their_unit_wait_although_seats_are_free(session, khulna, jashore):
    give_quotas(session, (khulna, 1))
    first, second = officers(2, khulna)
    done = propose(session, [first, second])
    assert (done.seated, list(done.waiting)) == ((first.pk,), [second.pk])
    assert done.waiting[second.pk].sentence == "The quota of Khulna District Police is used up (1)."
    assert propose(session, officers(2, jashore)).waiting == {}


def test_the_quota_of_a_range_counts_the_units_below_it(session, khulna_range, khulna, jashore):
    give_quotas(session, (khulna_range, 2), (jashore, 2))
    done = propose(session, officers(1, khulna) + officers(2, jashore), khulna_range)
    (obstacle,) = done.waiting.values()
    assert obstacle.sentence == "The quota of Khulna Range is used up (2)."


def test_an_officer_without_a_unit_counts_for_the_unit_that_proposes(session, khulna, jashore):
    give_quotas(session, (khulna, 1), (jashore, 1))
    strangers = officers(2)
    assert list(propose(session, strangers, khulna).waiting) == [strangers[1].pk]
    assert propose(session, officers(1), jashore).waiting == {}


def test_a_quota_of_no_seats_lets_nobody_in(session, khulna):
    give_quotas(session, (khulna, 0))
    assert propose(session, officers(1, khulna)).seated == ()


def test_a_region_counts_by_the_place_of_the_unit_or_else_the_district_on_record(session, khulna, jashore):
    give_quotas(session, (khulna.place, 1), (jashore.place, 0), (khulna.place.parent, 2))
    of_khulna = officers(1, khulna)
    of_the_record = officers(1, None, district=khulna.place)
    of_jashore = officers(1, jashore, district=khulna.place)
    assert propose(session, of_khulna).waiting == {}
    assert [no.name for no in propose(session, of_jashore).waiting.values()] == ["Jashore"]
    assert [no.name for no in propose(session, of_the_record, khulna.parent).waiting.values()] == ["Khulna"]


def test_whoever_is_in_or_proposed_already_stays_as_is(session, khulna):
    proposed, taking_part = officers(2, khulna)
    EnrolmentFactory(session=session, officer=taking_part)
    propose(session, [proposed])
    done = propose(session, [proposed, taking_part, proposed])
    assert (done.seated, done.waiting, done.already) == ((), {}, (proposed.pk, taking_part.pk))
    assert states(session) == {proposed.pk: "nominated", taking_part.pk: "confirmed"}


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_a_session_that_is_over_takes_no_nominations_and_no_decisions(session, khulna, state):
    one, other = officers(2, khulna)
    propose(session, [one])
    session.state, session.closed_at, session.state_reason = SessionState(state), at(23), "Why"
    session.save()
    for act in (
        lambda: propose(session, [other]),
        lambda: confirm(session, ids(one), by=None),
        lambda: confirm_all(session, by=None),
        lambda: decline(session, ids(one), reason="Ill.", by=None),
        lambda: give_quotas(session, (khulna, 2)),
    ):
        with pytest.raises(Refused, match="TOT-KHU-03"):
            act()
    assert states(session) == {one.pk: "nominated"}


# Confirming


def test_confirming_makes_participants_with_the_rank_and_unit_of_that_day(session, khulna, jashore, coordinator):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    officer.unit, officer.rank = jashore, RankFactory(code="ASP", order=6)
    officer.save()
    assert confirm(session, ids(officer), by=coordinator).confirmed == tuple(ids(officer))
    enrolment = enrolment_of(officer)
    assert (enrolment.state, enrolment.was_confirmed) == ("confirmed", True)
    assert (enrolment.unit, enrolment.rank) == (jashore, officer.rank)
    assert session.enrolments.active().get() == enrolment


def test_whoever_waits_is_not_confirmed_and_that_is_said(session, khulna):
    four = officers(4, khulna)
    propose(session, four)
    result = confirm(session, ids(*four), by=None)
    assert (result.confirmed, result.waiting) == (tuple(ids(*four[:3])), tuple(ids(four[3])))
    assert states(session)[four[3].pk] == "waiting 1"


def test_a_nomination_that_was_decided_meanwhile_is_told_apart(session, khulna):
    first, second = officers(2, khulna)
    propose(session, [first, second])
    decline(session, ids(first), reason="On leave.", by=None)
    confirm(session, ids(second), by=None)
    assert confirm(session, [*ids(first, second), 999_999], by=None).gone == (*ids(first, second), 999_999)


def test_an_enrolment_of_another_session_is_not_confirmed_here(session, khulna):
    elsewhere = SessionFactory(programme=session.phase.programme, state="scheduled")
    (officer,) = officers(1, khulna)
    propose(elsewhere, [officer])
    assert confirm(session, ids(officer), by=None).gone == tuple(ids(officer))
    assert states(elsewhere) == {officer.pk: "nominated"}


def test_nobody_is_confirmed_beyond_the_seats_after_these_were_cut(session, khulna):
    three = officers(3, khulna)
    propose(session, three)
    session.capacity = 2
    session.save()
    with pytest.raises(Refused, match="3 officers cannot be confirmed: 2 seats are left"):
        confirm(session, ids(*three), by=None)
    assert confirm_all(session, by=None).confirmed == tuple(ids(*three[:2]))


def test_confirming_all_stops_at_a_quota_that_was_lowered_since(session, khulna, jashore):
    of_khulna, of_jashore = officers(2, khulna), officers(1, jashore)
    propose(session, of_khulna)
    propose(session, of_jashore)
    give_quotas(session, (khulna, 1))
    assert confirm_all(session, by=None).confirmed == tuple(ids(of_khulna[0], of_jashore[0]))
    assert states(session)[of_khulna[1].pk] == "nominated"


def test_confirming_all_keeps_within_quotas_that_participants_fill_already(session, khulna):
    EnrolmentFactory(session=session, officer=OfficerFactory(unit=khulna))
    propose(session, officers(1, khulna))
    give_quotas(session, (khulna, 1))
    assert confirm_all(session, by=None).confirmed == ()


# Declining


def test_declining_keeps_the_reason_and_gives_the_seat_to_the_next_in_line(session, khulna, coordinator):
    four = officers(4, khulna)
    propose(session, four)
    assert decline(session, ids(four[0]), reason=" On leave. ", by=coordinator) == ids(four[0])
    declined = enrolment_of(four[0])
    assert (declined.state, declined.state_reason, declined.was_confirmed) == ("withdrawn", "On leave.", False)
    assert states(session)[four[3].pk] == "nominated"


def test_declining_someone_who_waits_closes_the_gap(session, khulna):
    five = officers(5, khulna)
    propose(session, five)
    decline(session, ids(five[3]), reason="On leave.", by=None)
    assert states(session)[five[4].pk] == "waiting 1"


def test_declining_needs_a_reason(session, khulna):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    with pytest.raises(Refused, match="Say why the nomination is declined"):
        decline(session, ids(officer), reason="  ", by=None)
    assert states(session) == {officer.pk: "nominated"}


def test_a_participant_is_withdrawn_not_declined(session, khulna):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    confirm(session, ids(officer), by=None)
    assert decline(session, ids(officer), reason="On leave.", by=None) == []
    assert states(session) == {officer.pk: "confirmed"}


def test_a_declined_officer_can_be_proposed_again(session, khulna, jashore):
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    decline(session, ids(officer), reason="On leave.", by=None)
    assert propose(session, [officer], jashore).seated == (officer.pk,)
    enrolment = enrolment_of(officer)
    assert (enrolment.state, enrolment.state_reason, enrolment.nominated_by) == ("nominated", "", jashore)


# Enrolling somebody who is proposed


def test_a_roster_of_participants_confirms_whoever_is_proposed_in_the_seat_they_hold(session, khulna):
    three = officers(3, khulna)
    propose(session, three)
    result = enrol(session, three, by=None)
    assert (result.confirmed, result.without_seat, result.count) == (tuple(one.pk for one in three), (), 3)
    assert set(states(session).values()) == {"confirmed"}


def test_a_roster_of_participants_does_not_seat_whoever_waits_while_the_session_is_full(session, khulna):
    four = officers(4, khulna)
    propose(session, four)
    assert enrol(session, [four[3]], by=None).without_seat == (four[3].pk,)
    assert states(session)[four[3].pk] == "waiting 1"


def test_a_roster_of_participants_takes_whoever_waits_only_for_a_quota(session, khulna):
    give_quotas(session, (khulna, 0))
    (officer,) = officers(1, khulna)
    propose(session, [officer])
    assert enrol(session, [officer], by=None).confirmed == (officer.pk,)
    enrolment = enrolment_of(officer)
    assert (enrolment.state, enrolment.place_in_line, enrolment.was_confirmed) == ("confirmed", None, True)


# The trail and the cost


def test_each_verb_is_one_line_in_the_audit_trail_with_ids_only(session, khulna, coordinator):
    four = officers(4, khulna)
    propose(session, four, by=coordinator)
    confirm(session, ids(four[0]), by=coordinator)
    decline(session, ids(four[1]), reason="On leave, says his brother.", by=coordinator)
    trail = {entry.verb: entry.details for entry in AuditEntry.objects.filter(actor=coordinator)}
    assert trail == {
        "officers.nominated": {
            "unit": khulna.pk,
            "seated": [one.pk for one in four[:3]],
            "waiting": [four[3].pk],
        },
        "nominations.confirmed": {"enrolments": ids(four[0])},
        "nominations.declined": {"enrolments": ids(four[1])},
        "nominations.promoted": {"enrolments": ids(four[3])},
    }


@pytest.mark.parametrize("number", [1, 40])
def test_proposing_costs_the_same_for_one_and_for_forty(session, khulna, number, takes_queries):
    new = officers(number, khulna)
    with takes_queries(17):
        propose(session, new, khulna)


@pytest.mark.parametrize("number", [1, 3])
def test_confirming_and_declining_cost_the_same_for_one_and_for_three(session, khulna, number, takes_queries):
    session.capacity = 10
    session.save()
    some, others = officers(number, khulna), officers(number, khulna)
    propose(session, some + others)
    confirmed, declined = ids(*some), ids(*others)
    with takes_queries(8):
        confirm(session, confirmed, by=None)
    with takes_queries(11):
        decline(session, declined, reason="On leave.", by=None)


def test_a_withdrawal_promotes_the_next_in_line(session, khulna):
    four = officers(4, khulna)
    propose(session, four)
    confirm(session, ids(four[0]), by=None)
    withdraw(enrolment_of(four[0]), by=None, reason="Posted abroad.")
    assert states(session)[four[3].pk] == "nominated"
