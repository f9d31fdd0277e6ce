"""Rows that only a person can decide on."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import Officer
from tests.trainings.rosters.building import applied, apply, codes, on_record, outcomes, previewed, row
from trainings.models import Enrolment
from trainings.rosters.cell_edits import edit_cell
from trainings.rosters.decisions import decide, decide_many
from trainings.rosters.importing import discard, request_apply

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(session, coordinator):
    """Row 2 waits for its unit, row 3 for its service number; row 4 is good."""
    return previewed(session, row(1, unit="Northern Zone 2"), row(2, number="12345"), row(3), by=coordinator)


def test_a_row_that_is_taken_goes_in_without_what_was_not_understood(waiting, coordinator):
    decide(waiting, 2, "take", by=coordinator)
    apply(waiting, by=coordinator)
    officer = Officer.objects.get(service_number="9900600001")
    assert officer.unit is None
    assert officer.enrolments.count() == 1


def test_a_row_that_is_left_stays_out(waiting, coordinator):
    decide(waiting, 2, "leave", by=coordinator)
    apply(waiting, by=coordinator)
    assert list(Officer.objects.values_list("service_number", flat=True)) == ["9900600003"]


def test_a_row_nobody_decided_on_stays_out(waiting, coordinator):
    apply(waiting, by=coordinator)
    assert outcomes(waiting) == ["review", "review", "new"]
    assert Enrolment.objects.count() == 1


def test_a_decision_can_be_taken_back(waiting, coordinator):
    decide(waiting, 2, "take", by=coordinator)
    assert decide(waiting, 2, "", by=coordinator).decision == ""
    apply(waiting, by=coordinator)
    assert Officer.objects.count() == 1


def test_what_was_suggested_is_used(session, coordinator):
    roster = previewed(session, row(1, rank="Inspecter"), by=coordinator)
    assert outcomes(roster) == ["review"]
    decide(roster, 2, "take", by=coordinator)
    apply(roster, by=coordinator)
    assert Officer.objects.get().rank.code == "INSP"


def test_another_name_is_taken_over_only_by_decision(session, coordinator):
    officer = on_record(service_number="9900600001", name_en="Belal Hossain", name_bn="")
    roster = previewed(session, row(1, name="Rokeya Khatun"), row(2), by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    decide(roster, 2, "take", by=coordinator)
    apply(roster, by=coordinator)
    officer.refresh_from_db()
    assert officer.name_en == "Rokeya Khatun"


def test_each_decision_is_on_the_audit_trail(waiting, coordinator):
    decide(waiting, 2, "leave", by=coordinator)
    entry = AuditEntry.objects.get(verb="roster_row.decided")
    assert (entry.actor, entry.details) == (coordinator, {"decision": "leave"})


def test_a_row_without_a_usable_number_cannot_be_taken(waiting, coordinator):
    with pytest.raises(Refused, match="Row 3: It has no usable service number or name"):
        decide(waiting, 3, "take", by=coordinator)


@pytest.mark.parametrize("number", [4, 99])
def test_a_row_that_does_not_wait_needs_no_decision(waiting, coordinator, number):
    with pytest.raises(Refused, match=f"Row {number} does not wait"):
        decide(waiting, number, "take", by=coordinator)


def test_only_the_two_answers_are_known(waiting, coordinator):
    with pytest.raises(Refused, match="Choose whether"):
        decide(waiting, 2, "perhaps", by=coordinator)


def test_nothing_is_decided_once_the_apply_was_asked_for(waiting, coordinator):
    request_apply(waiting, by=coordinator)
    with pytest.raises(Refused, match="being applied already"):
        decide(waiting, 2, "take", by=coordinator)


def test_nothing_is_decided_once_it_was_applied_or_put_aside(session, waiting, coordinator):
    with pytest.raises(Refused, match="was applied already"):
        decide(applied(session, row(7, unit="Nowhere"), row(8), by=coordinator), 2, "leave", by=coordinator)
    with pytest.raises(Refused, match="was discarded"):
        decide(discard(waiting, by=coordinator), 2, "leave", by=coordinator)


def test_the_trainer_decides_nothing(waiting, trainer):
    for act in (lambda: decide(waiting, 2, "leave", by=trainer), lambda: discard(waiting, by=trainer)):
        with pytest.raises(Refused, match="Only a coordinator"):
            act()


@pytest.fixture
def contested(session, coordinator):
    """Rows 2 and 3 have one service number for two people; row 4 is good."""
    return previewed(
        session,
        row(1, name="Sabbir Rahman"),
        row(1, name="Nurjahan Begum", mobile="01700000009"),
        row(3),
        by=coordinator,
    )


def decisions(roster):
    return list(roster.rows.order_by("number").values_list("decision", flat=True))


def test_of_two_people_with_one_number_none_goes_in_undecided(contested, coordinator):
    assert outcomes(contested) == ["review", "review", "new"]
    apply(contested, by=coordinator)
    assert list(Officer.objects.values_list("service_number", flat=True)) == ["9900600003"]


def test_taking_one_of_them_leaves_out_the_other(contested, coordinator):
    decide(contested, 2, "take", by=coordinator)
    assert decisions(contested) == ["take", "leave", ""]
    decide(contested, 3, "take", by=coordinator)
    assert decisions(contested) == ["leave", "take", ""]
    apply(contested, by=coordinator)
    assert Officer.objects.get(service_number="9900600001").name_en == "Nurjahan Begum"


def test_no_bulk_answer_takes_one_of_them(contested, coordinator):
    decided = decide_many(contested, contested.rows.all(), "take", by=coordinator)
    assert (decided.done, decided.one_by_one) == (0, (2, 3))


def test_a_ditto_is_filled_again_when_another_cell_of_the_row_is_corrected(session, coordinator):
    roster = previewed(session, 1, row(2, unit="ঐ", number="99"), by=coordinator)
    edit_cell(roster, 3, "service_number", "9900600002", by=coordinator)
    stored = roster.rows.get(number=3)
    assert (stored.outcome, stored.values["unit"]) == ("new", roster.rows.get(number=2).values["unit"])
    assert "DITTO_FROM_ROW_2" in codes(roster, 3)
    apply(roster, by=coordinator)
    assert len(set(Officer.objects.values_list("unit", flat=True))) == 1
