"""A cell corrected in the preview: checked again beside all other rows, the file's own text kept."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import Officer
from participants.roster.layout.columns import CHOICES
from tests.trainings.rosters.building import applied, apply, codes, on_record, outcomes, previewed, row, sheet_of
from trainings.rosters.cell_edits import EDITABLE, LONGEST_TEXT, edit_cell
from trainings.rosters.decisions import decide
from trainings.rosters.workbooks import workbook_of_returned

pytestmark = pytest.mark.django_db


def test_a_corrected_cell_is_checked_again_and_goes_in(session, coordinator):
    roster = previewed(session, row(1, rank="Nonsense"), row(2), by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    edit_cell(roster, 2, "rank", "Inspector", by=coordinator)
    assert outcomes(roster) == ["new", "new"]
    roster.refresh_from_db()
    assert roster.counts["new"] == 2
    apply(roster, by=coordinator)
    assert Officer.objects.get(service_number="9900600001").rank.code == "INSP"


def test_the_text_of_the_file_is_kept_and_can_come_back(session, coordinator):
    roster = previewed(session, row(1, rank="Nonsense"), by=coordinator)
    before = roster.rows.values("cells", "outcome", "values", "problems", "changes", "edits").get()
    edit_cell(roster, 2, "rank", "Inspector", by=coordinator)
    assert roster.rows.get().cells == before["cells"]
    edit_cell(roster, 2, "rank", None, by=coordinator)
    assert roster.rows.values("cells", "outcome", "values", "problems", "changes", "edits").get() == before


def test_a_number_that_now_stands_twice_is_reported(session, coordinator):
    roster = previewed(session, 1, row(2, number="99006"), 3, by=coordinator)
    assert outcomes(roster) == ["new", "review", "new"]
    edit_cell(roster, 3, "service_number", "9900600003", by=coordinator)
    assert outcomes(roster) == ["new", "review", "review"]
    assert "SAME_NUMBER_AS_ROW_3" in codes(roster, 4)
    edit_cell(roster, 3, "service_number", "9900600002", by=coordinator)
    assert outcomes(roster) == ["new", "new", "new"]


def test_an_officer_on_record_is_found_by_the_corrected_number(session, coordinator):
    officer = on_record(service_number="9900600009", name_en="Officer Number Belal")
    roster = previewed(session, row(1, number="99"), by=coordinator)
    edit_cell(roster, 2, "service_number", "9900600009", by=coordinator)
    assert roster.rows.get().officer == officer


def test_a_decision_on_what_stood_there_before_is_open_again(session, coordinator):
    roster = previewed(session, row(1, rank="Nonsense", unit="Nowhere"), by=coordinator)
    decide(roster, 2, "take", by=coordinator)
    edit_cell(roster, 2, "rank", "Inspector", by=coordinator)
    assert roster.rows.get().decision == ""


def test_a_corrected_list_is_what_the_same_list_from_a_file_is(session, coordinator):
    right = [
        row(1),
        row(2, name="Officer Sultana Jasim", mobile="01700000001"),
        row(3, number="9900600001"),
        row(4, unit="?"),
    ]
    wrong = [row(1, mobile=""), row(2, name="Officer Sultana Jasim", mobile="1"), row(3), row(4)]
    expected = previewed(session, *right, by=coordinator)
    roster = previewed(session, *wrong, by=coordinator)
    for number, field, text in (
        (2, "mobile", "01700000001"),
        (3, "mobile", "01700000001"),
        (4, "service_number", "9900600001"),
        (5, "unit", "?"),
    ):
        edit_cell(roster, number, field, text, by=coordinator)
    for mine, other in zip(roster.rows.order_by("number"), expected.rows.order_by("number"), strict=True):
        assert (mine.outcome, mine.values) == (other.outcome, other.values)
        assert {told["code"] for told in mine.problems} == {told["code"] for told in other.problems}


def test_seats_are_counted_again(session, coordinator):
    type(session).objects.update(capacity=1)
    roster = previewed(session, row(1, number=""), row(2), by=coordinator)
    assert outcomes(roster) == ["rejected", "new"]
    edit_cell(roster, 2, "service_number", "9900600001", by=coordinator)
    assert outcomes(roster) == ["new", "rejected"]
    assert "SESSION_FULL" in codes(roster, 3)


def test_the_returned_workbook_holds_the_cells_as_they_came_and_the_correction(session, coordinator):
    roster = previewed(session, row(1, number="", rank="Nonsense"), by=coordinator)
    edit_cell(roster, 2, "rank", "Inspector", by=coordinator)
    cells = sheet_of(workbook_of_returned(roster))[1]
    assert "Nonsense" in cells
    assert cells[-1].splitlines() == [
        "Service number: A service number is needed.",
        "Rank was corrected here to “Inspector”.",
    ]


@pytest.mark.parametrize(
    ("number", "field", "text", "sentence"),
    [
        (2, "serial", "1", "cannot be corrected"),
        (2, "password", "1", "cannot be corrected"),
        (9, "rank", "Inspector", "has no row 9"),
        (2, "rank", "x" * (LONGEST_TEXT + 1), "longer than 200"),
    ],
)
def test_what_cannot_be_corrected_is_refused(session, coordinator, number, field, text, sentence):
    roster = previewed(session, 1, by=coordinator)
    with pytest.raises(Refused, match=sentence):
        edit_cell(roster, number, field, text, by=coordinator)


def test_nothing_is_corrected_once_it_was_applied_nor_by_a_trainer(session, coordinator, trainer):
    with pytest.raises(Refused, match="was applied already"):
        edit_cell(applied(session, 1, by=coordinator), 2, "rank", "Inspector", by=coordinator)
    with pytest.raises(Refused, match="Only a coordinator"):
        edit_cell(previewed(session, 2, by=coordinator), 2, "rank", "Inspector", by=trainer)


def test_the_audit_trail_says_which_field_and_never_what_it_says(session, coordinator):
    edit_cell(previewed(session, 1, by=coordinator), 2, "rank", "Secret", by=coordinator)
    entry = AuditEntry.objects.get(verb="roster_row.corrected")
    assert entry.details == {"field": "rank", "is_taken_back": False}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_correction_costs_the_same_in_short_and_long_lists(session, coordinator, django_assert_num_queries, rows):
    roster = previewed(session, row(1, rank="Nonsense"), *range(2, rows + 1), by=coordinator)
    # PostgreSQL takes the lock of the audit trail with a query of its own.
    with django_assert_num_queries(22 + (connection.vendor == "postgresql")):
        edit_cell(roster, 2, "rank", "Inspector", by=coordinator)


def test_every_field_that_can_be_corrected_has_a_name():
    assert set(EDITABLE) <= CHOICES.keys()
    assert "serial" not in EDITABLE


def cell_page(roster, number, field):
    return reverse("sessions:cell", args=[roster.session_roster.session.code, roster.public_id, number, field])


def test_the_page_of_a_cell_says_what_the_file_says_and_leads_back_to_the_row(signed_in, session, coordinator):
    roster = previewed(session, row(1, rank="Nonsense"), by=coordinator)
    client, page = signed_in(coordinator), cell_page(roster, 2, "rank")
    assert "Typed in the file: “Nonsense”" in client.get(page).content.decode()
    answer = client.post(page, {"text": "Inspector", "rows": "all", "page": "1"})
    assert answer["Location"].endswith("?rows=all&page=1#row-2")
    shown = client.get(reverse("sessions:roster", args=[session.code, roster.public_id])).content.decode()
    assert "Typed in the file: “Nonsense”" in shown
    client.post(page, {"undo": "yes"})
    assert roster.rows.get().edits == {}


def test_in_place_only_the_form_is_sent_and_a_refusal_stays_in_it(signed_in, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    client, page = signed_in(coordinator), cell_page(roster, 2, "rank")
    content = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert content.strip().startswith("<form")
    answer = client.post(page, {"text": "x" * 300}, headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#cell-2-rank"
    assert "longer than 200 characters" in answer.content.decode()


def test_a_cell_that_is_not_there_is_not_found(signed_in, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    client = signed_in(coordinator)
    assert client.get(cell_page(roster, 9, "rank")).status_code == 404
    assert client.get(cell_page(roster, 2, "serial")).status_code == 404


def test_opened_alone_the_form_of_a_cell_sends_itself_as_forms_do(signed_in, session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    client, page = signed_in(coordinator), cell_page(roster, 2, "service_number")
    alone = client.get(page).text
    assert "hx-" not in alone.partition("<main")[2].partition("</main>")[0]
    assert "hx-post" in client.get(page, headers={"HX-Request": "true"}).text
