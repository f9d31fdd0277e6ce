"""What an apply would do, shown before anything is saved."""

import pytest
from django.utils import translation

from participants.models import RosterRow, RowOutcome, Sex
from participants.roster_import.preview import Filter, counts_by_filter, plan, preview_rows, sexes
from participants.roster_import.preview_rows import shown_rows, spelling_notes
from tests.factories import EnrolmentFactory, RankFactory
from tests.trainings.rosters.building import on_record, previewed, row
from trainings.rosters.decisions import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(session, coordinator):
    """One row of each outcome: new, match, change, enrolled, review, rejected."""
    on_record(service_number="9900600002", name_en="Officer Number Champa", mobile="", sex="male")
    on_record(service_number="9900600003", name_en="Officer Number Dulal", mobile="", sex="female")
    EnrolmentFactory(session=session, officer__service_number="9900600004", officer__name_en="Officer Number Eshita")
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    return previewed(
        session,
        row(1),
        row(2, mobile=""),
        row(3, mobile="", rank="Sub-Inspector"),
        row(4, mobile="", sex=""),
        row(5, unit="Northern Zone 2"),
        row(6, number=""),
        by=coordinator,
    )


def rows_shown(roster, chosen=Filter.ALL, *, is_open=True):
    return shown_rows(preview_rows(roster, chosen), is_open=is_open)


def cell(shown_row, label):
    return next(cell for cell in shown_row.cells if cell.label == label)


def test_the_plan_counts_every_outcome(mixed):
    found = plan(mixed)
    assert [found.new, found.match, found.change, found.enrolled, found.review, found.rejected] == [1] * 6
    assert (found.rows, found.ready, found.open, found.left_out, found.applied) == (6, 3, 1, 2, 0)


def test_who_is_recorded_but_not_enrolled_is_counted(session, coordinator):
    roster = previewed(session, 1, row(2, role="Driver"), row(3, role="Trainer", number=""), by=coordinator)
    assert (plan(roster).ready, plan(roster).not_participants) == (2, 1)


def test_a_decision_moves_a_row_from_one_side_to_the_other(mixed, coordinator):
    decide(mixed, 6, "take", by=coordinator)
    taken = plan(mixed)
    decide(mixed, 6, "leave", by=coordinator)
    left = plan(mixed)
    assert (taken.ready, taken.open, taken.left_out) == (4, 0, 1)
    assert (left.ready, left.open, left.left_out) == (3, 0, 2)


def test_filters_come_with_their_counts_and_empty_ones_are_left_out(mixed, session, coordinator):
    assert [(chosen.value, count) for chosen, count in counts_by_filter(mixed)] == [
        ("all", 6),
        ("problems", 2),
        ("review", 1),
        ("rejected", 1),
        ("change", 1),
        ("new", 1),
        ("match", 1),
        ("enrolled", 1),
    ]
    only_new = previewed(session, 11, by=coordinator)
    assert [(chosen.value, count) for chosen, count in counts_by_filter(only_new)] == [("all", 1), ("new", 1)]


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ("all", [2, 3, 4, 5, 6, 7]),
        ("problems", [6, 7]),
        ("change", [4]),
        ("no such filter", [2, 3, 4, 5, 6, 7]),
        (None, [2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_filter_shows_its_rows_by_the_numbers_of_the_file(mixed, chosen, numbers):
    assert [found.number for found in preview_rows(mixed, Filter.chosen(chosen))] == numbers


def test_women_and_men_are_counted_by_the_row_or_else_by_the_record(mixed):
    # Rows 2 to 6 by what they say: F, M, F, nothing (a man on record), F. The rejected one is not in.
    assert sexes(mixed) == {"rows": 5, "women": 3, "men": 2, "not_recorded": 0}
    RosterRow.objects.update(officer=None)
    assert sexes(mixed) == {"rows": 5, "women": 3, "men": 1, "not_recorded": 1}


def test_what_the_row_says_goes_before_what_is_on_record(session, coordinator):
    on_record(service_number="9900600001", name_en="Officer Number Belal", sex=Sex.MALE)
    roster = previewed(session, row(1, sex="Female"), by=coordinator)
    assert sexes(roster)["women"] == 1
    assert sexes(roster)["men"] == 0


def test_a_change_shows_the_old_and_the_new(mixed):
    [change] = rows_shown(mixed, Filter.CHANGE)
    [part] = cell(change, "Rank").parts
    assert (part.old, part.text) == ("Inspector", "Sub-Inspector")


def test_a_change_without_a_column_of_its_own_is_told_in_words(session, coordinator):
    on_record(service_number="9900600001", name_en="Officer Number Belal", mobile="+8801700000001", sex="male")
    [change] = rows_shown(previewed(session, row(1, sex="Female"), by=coordinator))
    assert [told.message for told in change.others] == ["Sex: male becomes female"]


def test_a_problem_stands_in_its_cell_with_what_was_typed(session, coordinator):
    found, *_others = rows_shown(previewed(session, row(1, number="12345"), 2, 3, by=coordinator))
    number = cell(found, "Service number")
    assert (number.parts, number.typed) == ([], "12345")
    assert [told.message for told in number.problems] == ["5 digits; a service number has 10."]


def test_what_the_sentence_quotes_is_not_said_twice(session, coordinator):
    [found] = rows_shown(previewed(session, row(1, unit="Northern Zone 2"), by=coordinator))
    unit = cell(found, "Unit")
    assert (unit.parts, unit.typed, unit.empty) == ([], "", "")
    assert "Northern Zone 2" in unit.problems[0].message


def test_an_empty_cell_says_so_in_words(session, coordinator):
    [found] = rows_shown(previewed(session, row(1, number="", mobile="-"), by=coordinator))
    assert [(cell(found, label).typed, cell(found, label).empty) for label in ("Service number", "Mobile")] == [
        ("", "empty"),
        ("", "none given"),
    ]


def test_quiet_notes_stay_out_of_the_way(session, coordinator):
    [found] = rows_shown(previewed(session, row(1, mobile="০১৭০০-০০০০০১"), by=coordinator))
    assert [told.message for one in found.cells for told in one.problems] == ["No Bangla spelling yet."]
    assert RosterRow.objects.get().problems != []


@pytest.mark.parametrize(("rows", "on_each"), [(5, 1), (6, 0)])
def test_a_missing_spelling_is_said_once_where_many_rows_lack_it(session, coordinator, rows, on_each):
    shown = rows_shown(previewed(session, *range(1, rows + 1), by=coordinator))
    assert [len(cell(one, "Name, as it will be saved").problems) for one in shown] == [on_each] * rows
    assert spelling_notes(shown) == ([] if on_each else ["6 of these rows: No Bangla spelling yet."])


@pytest.mark.parametrize(
    ("fields", "take", "leave"),
    [
        ({"unit": "Northern Zone 2"}, "Take it without unit", "Leave it out"),
        ({"rank": "Inspektor General of Everything"}, "Take it without rank", "Leave it out"),
        ({"rank": "Inspecter"}, "Take it as Inspector", "Leave it out"),
        ({"name": "Somebody Else Entirely"}, "Same person, take the new name", "Someone else, leave it out"),
        ({"mobile": "01700000099"}, "Someone else, take it", "Same person, leave it out"),
    ],
)
def test_the_answers_say_what_they_do(session, coordinator, fields, take, leave):
    on_record(service_number="9900600001", name_en="Officer Number Belal", mobile="+8801700000001")
    roster = previewed(session, row(2, mobile="01700000099"), row(1, **fields), by=coordinator)
    [asked] = rows_shown(roster, Filter.REVIEW)
    assert (asked.waits, asked.can_take) == (True, True)
    assert (asked.take_label, asked.leave_label) == (take, leave)


def test_a_row_without_a_usable_number_cannot_be_taken(session, coordinator):
    asked, *_others = rows_shown(previewed(session, row(1, number="12345"), 2, 3, by=coordinator))
    assert (asked.waits, asked.can_take) == (True, False)


def test_once_the_preview_is_over_nothing_can_be_answered(mixed):
    assert [found.number for found in rows_shown(mixed, is_open=True) if found.waits] == [6]
    assert [found.number for found in rows_shown(mixed, is_open=False) if found.waits or found.can_take] == []


def test_every_outcome_has_a_chip(mixed):
    assert {found.status_label for found in rows_shown(mixed)} == {str(outcome.label) for outcome in RowOutcome}


def test_a_page_in_bangla_names_units_and_numbers_in_bangla(session, coordinator):
    roster = previewed(session, row(1, unit="Khulna", number="990060000"), 2, 3, by=coordinator)
    with translation.override("bn"):
        found, *_others = rows_shown(roster)
    told = " ".join(one.message for cell in found.cells for one in cell.problems)
    assert "খুলনা জেলা পুলিশ" in told
    assert "Khulna District Police" not in told
    assert "৯" in told
