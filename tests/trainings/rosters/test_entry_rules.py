"""Rows that do not meet the entry rules of the course wait; they go in for a reason only, which goes back with the import."""

import pytest
from django.urls import reverse

from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.models import Unit
from tests.factories import CourseFactory, EnrolmentFactory, RankFactory
from tests.trainings.rosters.building import apply, codes, on_record, outcomes, previewed, roster_file, row
from tests.trainings.rosters.undo.database_state import undone
from trainings.models import EntryWaiver, RowWaiver
from trainings.rosters import importing
from trainings.rosters.cell_edits import edit_cell
from trainings.rosters.decisions import decide, decide_many

pytestmark = pytest.mark.django_db

WHY = "Asked for by the range."


@pytest.fixture
def strict(session, programme):
    """`session`, whose course asks for Inspectors of district police; constables are on record as a rank."""
    RankFactory(code="CONST", order=1, name_en="Constable", abbreviation_en="Const.")
    session.course.programme, session.course.lowest_rank = programme, RankFactory()
    session.course.unit_kinds = ["district"]
    session.course.save()
    return session


@pytest.fixture
def roster(strict, coordinator):
    """Row 2 meets the rules, rows 3 and 4 are constables, row 5 names no unit."""
    rows = (1, row(2, rank="Constable"), row(3, rank="Constable"), row(4, unit=""))
    return previewed(strict, *rows, by=coordinator)


def test_rows_that_do_not_meet_a_rule_wait_and_say_which(roster):
    assert outcomes(roster) == ["new", "review", "review", "review"]
    assert "ENTRY_RANK" in codes(roster, 3)
    assert "ENTRY_UNIT" in codes(roster, 5)


def test_without_a_reason_they_stay_out(roster, coordinator, strict):
    with pytest.raises(Refused, match=r"The rank is Constable\. Ranks: Inspector and above\. Write the reason"):
        decide(roster, 3, "take", by=coordinator, reason=" \u200b ")
    done = decide_many(roster, roster.rows.all(), "take", by=coordinator)
    assert (done.done, sum(len(rows) for rows in done.refused.values())) == (0, 4)
    roster = apply(roster, by=coordinator)
    assert strict.enrolments.count() == 1
    assert roster.returned


def test_one_reason_lets_the_chosen_rows_in_and_undo_takes_it_back(roster, coordinator, strict):
    done = decide_many(roster, roster.rows.filter(number__in=[3, 4]), "take", by=coordinator, reason=WHY)
    assert done.done == 2
    roster = apply(roster, by=coordinator)
    assert strict.enrolments.count() == 3
    waivers = EntryWaiver.objects.filter(enrolment__session=strict)
    assert {(one.reason, tuple(one.rules), one.given_by) for one in waivers} == {(WHY, ("rank",), coordinator)}
    undone(roster, by=coordinator)
    assert not strict.enrolments.exists()
    assert not EntryWaiver.objects.exists()


def test_a_nominee_whom_the_roster_brought_in_loses_the_waiver_with_the_undo(strict, coordinator):
    known = on_record(service_number=row(2)[2], name_en=row(2)[0], rank=RankFactory(code="CONST"))
    nominee = EnrolmentFactory(session=strict, officer=known, state="nominated", was_confirmed=False)
    roster = previewed(strict, row(2, rank="Constable"), by=coordinator)
    decide(roster, 2, "take", by=coordinator, reason=WHY)
    roster = apply(roster, by=coordinator)
    assert nominee.waivers.count() == 1
    undone(roster, by=coordinator)
    nominee.refresh_from_db()
    assert (nominee.state, nominee.waivers.count()) == ("nominated", 0)


def test_deciding_anew_takes_the_reason_back(roster, coordinator):
    decide(roster, 3, "take", by=coordinator, reason=WHY)
    decide(roster, 3, "", by=coordinator)
    assert not RowWaiver.objects.exists()
    assert roster.rows.get(number=3).decision == ""


def test_a_corrected_rank_needs_no_reason(roster, coordinator, strict):
    edit_cell(roster, 3, "rank", "Inspector", by=coordinator)
    assert outcomes(roster)[1] == "new"
    edit_cell(roster, 2, "rank", "Constable", by=coordinator)
    assert outcomes(roster)[0] == "review"


def test_a_row_that_is_corrected_after_the_decision_waits_for_a_new_one(roster, coordinator, strict):
    decide(roster, 3, "take", by=coordinator, reason=WHY)
    edit_cell(roster, 3, "mobile", "01711000001", by=coordinator)
    assert roster.rows.values_list("outcome", "decision").get(number=3) == ("review", "")
    decide(roster, 3, "take", by=coordinator, reason=WHY)
    apply(roster, by=coordinator)
    assert strict.enrolments.count() == 2


def test_rows_that_wait_take_no_seat_from_others(strict, coordinator):
    strict.capacity = 1
    strict.save()
    roster = previewed(strict, row(2, rank="Constable"), 1, by=coordinator)
    assert outcomes(roster) == ["review", "new"]


def test_a_rule_that_came_after_the_decision_keeps_the_row_out(session, coordinator, programme):
    RankFactory(code="CONST", order=1, name_en="Constable")
    roster = previewed(session, row(2, rank="Constable", sex="perhaps"), row(3, rank="Constable"), by=coordinator)
    decide(roster, 2, "take", by=coordinator)
    session.course.lowest_rank = RankFactory()
    session.course.save()
    roster = apply(roster, by=coordinator)
    assert outcomes(roster) == ["rejected", "review"]
    assert not session.enrolments.exists()
    assert "ENTRY_RANK" in codes(roster, 2) & codes(roster, 3)


def test_the_earlier_course_is_looked_up_in_own_sessions(strict, coordinator, programme):
    strict.course.earlier_course = CourseFactory(programme=programme)
    strict.course.save()
    roster = previewed(strict, 1, by=coordinator)
    assert "ENTRY_COURSE" in codes(roster, 2)


def test_the_page_tells_the_rules_and_takes_one_reason_for_all(roster, coordinator, strict, signed_in):
    client, here = signed_in(coordinator), [strict.code, roster.public_id]
    page = client.get(reverse("sessions:roster", args=here)).text
    assert "Who may enter:" in page
    assert "Entry rules not met" in page
    assert page.count("Why the officer enters all the same") == 6  # a label and a place for each of three rows
    sent = {"which": "all", "rows": "review", "kind": "entry", "decision": "take", "reason": WHY}
    client.post(reverse("sessions:decide_many", args=here), sent)
    assert RowWaiver.objects.filter(reason=WHY).count() == 3
    assert f"Reason: {WHY}" in client.get(reverse("sessions:roster", args=here)).text


def test_the_roster_of_the_session_shows_who_came_in_by_a_waiver(roster, coordinator, strict, signed_in):
    decide(roster, 3, "take", by=coordinator, reason=WHY)
    apply(roster, by=coordinator)
    page = " ".join(signed_in(coordinator).get(reverse("reports:session", args=[strict.code])).text.split())
    assert f"Waiver (Rank): {WHY} – Nusrat Coordinator" in page
    assert "Ranks: Inspector and above." in page


def test_a_list_of_nominations_is_only_told(strict, coordinator):
    file = roster_file(row(2, rank="Constable"))
    roster = importing.upload(strict, file, by=coordinator, nominating_unit=Unit.objects.get(code="DP-4047"))
    run_now(roster.reading)
    assert outcomes(roster) == ["new"]
    assert "ENTRY_RANK" in codes(roster, 2)
    apply(roster, by=coordinator)
    assert strict.enrolments.get().state == "nominated"
