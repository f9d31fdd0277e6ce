"""A row without a known number that resembles an officer on record waits, says why, and goes where a person says."""

import pytest

from accounts.refusal import Refused
from participants.duplicates import search_keys
from participants.models import DistinctPair, Officer, RosterRow
from participants.roster.base.problems import problem_from_json
from tests.factories import OfficerFactory, ProgrammeFactory, SessionFactory
from tests.trainings.rosters.building import HEADINGS, apply, codes, outcomes, previewed, read, roster_file, row
from trainings.models import Enrolment
from trainings.rosters.decisions import decide

PHONE = "01712345678"


@pytest.fixture
def known(programme):
    """Md. Rezaul Talukder, recorded by the programme."""
    return recorded(programme)


def recorded(programme):
    officer = OfficerFactory(
        programme=programme,
        service_number="9900512345",
        name_en="Md. Rezaul Talukder",
        name_bn="",
        mobile=f"+88{PHONE}",
        sex="male",
    )
    search_keys.index([officer])
    return officer


def him(n=7, **fields):
    """The same man in a row: his name in the other script, his phone, another service number."""
    return row(n, **{"name": "মোঃ রেজাউল তালুকদার", "mobile": PHONE, "sex": "Male", **fields})


def sentence(roster, number=2):
    return next(
        told.message
        for told in map(problem_from_json, roster.rows.get(number=number).problems)
        if told.code.startswith("OFFICER_ALIKE")
    )


def test_the_row_waits_and_says_why(session, coordinator, known):
    roster = previewed(session, him(), 2, by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    assert sentence(roster) == (
        "Perhaps Md. Rezaul Talukder (9900512345), who is on record: "
        "the same name in the other script, the same phone, the same unit, the same rank."
    )
    assert roster.rows.get(number=2).alike == known


def test_a_row_without_a_number_waits_instead_of_being_rejected(session, coordinator, known):
    roster = previewed(session, him(number=""), row(3, number=""), by=coordinator)
    assert outcomes(roster) == ["review", "rejected"]
    assert codes(roster, 3) == {"SERVICE_NUMBER_MISSING"}


def test_a_row_with_the_number_on_record_is_not_asked_about(session, coordinator, known):
    assert outcomes(previewed(session, him(number="9900512345"), by=coordinator)) == ["change"]


@pytest.mark.parametrize("number", ["", "9900600007", "99005123"])
def test_same_person_takes_the_row_to_the_officer_on_record(session, coordinator, known, number):
    roster = previewed(session, him(number=number), by=coordinator)
    decide(roster, 2, "same", by=coordinator)
    roster = apply(roster, by=coordinator)
    taken = roster.rows.get()
    assert (taken.applied, taken.officer, taken.outcome) == (True, known, "change")
    known.refresh_from_db()
    assert (known.service_number, known.name_en, known.name_bn) == (
        "9900512345",
        "Md. Rezaul Talukder",
        "মোঃ রেজাউল তালুকদার",
    )
    assert Officer.objects.get() == Enrolment.objects.get().officer


def test_someone_else_is_recorded_and_remembered(session, coordinator, known):
    roster = previewed(session, him(), by=coordinator)
    decide(roster, 2, "take", by=coordinator)
    apply(roster, by=coordinator)
    new = Officer.objects.exclude(pk=known.pk).get()
    pair = DistinctPair.objects.get()
    assert (pair.officer_low, pair.officer_high, pair.said_by) == (known, new, coordinator)
    again = read(session, roster_file(him(), name="again.csv", headings=(*HEADINGS[:-1], "Remarks")), by=coordinator)
    assert outcomes(again) == ["enrolled"]


def test_someone_else_without_a_number_cannot_be_taken(session, coordinator, known):
    roster = previewed(session, him(number=""), by=coordinator)
    with pytest.raises(Refused):
        decide(roster, 2, "take", by=coordinator)


def test_left_undecided_nothing_is_recorded_and_the_reason_goes_back(session, coordinator, known):
    roster = apply(previewed(session, him(), 2, by=coordinator), by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    assert not roster.rows.get(number=2).applied
    assert Officer.objects.filter(service_number="9900600007").count() == 0


def test_who_came_in_by_one_roster_is_found_by_the_next(session, programme, coordinator):
    apply(previewed(session, him(), by=coordinator), by=coordinator)
    new = Officer.objects.get()
    roster = previewed(
        SessionFactory(programme=programme, code="TOT-KHU-91"), him(number="", name="Rezaul Talukder"), by=coordinator
    )
    assert outcomes(roster) == ["review"]
    assert roster.rows.get().alike == new


def test_only_a_row_that_resembles_somebody_can_be_the_same(session, coordinator, known):
    roster = previewed(session, row(3, unit="Moon base"), by=coordinator)
    with pytest.raises(Refused):
        decide(roster, 2, "same", by=coordinator)


def test_two_rows_cannot_be_the_same_officer(session, coordinator, known):
    roster = previewed(session, him(number="9900512345"), him(8, number="", mobile=""), by=coordinator)
    decide(roster, 3, "same", by=coordinator)
    roster = apply(roster, by=coordinator)
    assert outcomes(roster)[1] == "rejected"
    assert "SAME_OFFICER_AS_ROW_2" in codes(roster, 3)
    assert Enrolment.objects.count() == 1


def test_preview_and_apply_agree_also_where_rows_of_one_file_are_alike(session, coordinator, small_chunks):
    rows = [row(n, name=f"Rezaul Talukder {letter}", mobile="") for n, letter in ((1, "A"), (20, "B"), (45, "C"))]
    roster = previewed(session, *rows, by=coordinator)
    for number in roster.rows.filter(outcome="review").values_list("number", flat=True):
        decide(roster, number, "take", by=coordinator)
    apply(roster, by=coordinator)
    assert RosterRow.objects.filter(applied=True).count() == 3


class TestElsewhere:
    """An officer of another programme: the list is not compared with the record, so that nothing tells that there is one."""

    @pytest.fixture
    def hidden(self):
        return recorded(ProgrammeFactory())

    def test_the_row_goes_in_as_if_there_were_nobody(self, session, coordinator, hidden):
        roster = previewed(session, him(), by=coordinator)
        assert (outcomes(roster), roster.rows.get().alike_id) == (["new"], None)
        assert not any(code.startswith("OFFICER_ALIKE") for code in codes(roster, 2))

    def test_without_a_number_it_is_missing_and_no_more(self, session, coordinator, hidden):
        roster = previewed(session, him(number=""), by=coordinator)
        assert (outcomes(roster), codes(roster, 2) - {"NAME_PREFIX"}) == (["rejected"], {"SERVICE_NUMBER_MISSING"})

    def test_an_own_officer_who_is_less_alike_is_told_instead(self, session, coordinator, hidden, programme):
        own = OfficerFactory(programme=programme, name_en="Md. Rezaul Talukder", name_bn="", mobile="", sex="male")
        search_keys.index([own])
        assert previewed(session, him(), by=coordinator).rows.get().alike in (own, None)
