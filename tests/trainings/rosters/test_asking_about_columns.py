"""Columns that are not sure are asked about, with the cells that speak for each; nothing is read before a person answers."""

import pytest
from django.urls import reverse

from jobs.requesting import run_now
from participants.models import RosterImport, RosterImportState
from participants.roster.layout.column_assignment import Ask
from participants.roster_import import column_matching
from participants.roster_import.column_questions import asks_about_missing, questions
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.trainings.rosters.building import outcomes, read, roster_file, row

pytestmark = pytest.mark.django_db

HEADINGS = ("Name", "Rank", "Number", "Unit", "Mobile", "Sex", "Paper")
NUMBERS = Ask(2, "service_number", "Number", ["9900600001", "9900600002"], ["service_number"], [("10_digits", 1.0)])
PAPERS = Ask(6, "service_number", "Paper", ["7700000001"], ["service_number", "remarks"], [("blank", 0.5)])


@pytest.fixture
def asked(session, coordinator, monkeypatch):
    """A roster of two officers, of which the columns "Number" and "Paper" are not sure."""
    lay_out = column_matching.lay_out

    def unsure(workbook, reference, **chosen):
        layout = lay_out(workbook, reference, **chosen)
        if not chosen.get("columns"):
            layout.asks = [NUMBERS, PAPERS]
            layout.columns[2] = "service_number"
            layout.columns.pop(6, None)
        return layout

    monkeypatch.setattr(column_matching, "lay_out", unsure)
    return read(session, roster_file(row(1, role="7700000001"), row(2), headings=HEADINGS), by=coordinator)


@pytest.fixture
def page(asked, session):
    return reverse("sessions:columns", args=[session.code, asked.public_id])


def content_of(response):
    return " ".join(response.content.decode().split())


def answers(**more):
    """Returns the form as it stands when the page is opened, with these inputs changed."""
    table = {
        f"column-{at}": field for at, field in enumerate(["name", "rank", "asked", "unit", "mobile", "sex", "asked"])
    }
    return {"sheet": "0", "header_row": "1", "ask-service_number": "2", **table} | more


def test_a_roster_whose_columns_are_not_sure_waits_for_an_answer(asked):
    assert asked.state == RosterImportState.COLUMNS
    assert [ask["column"] for ask in asked.asks] == ["C", "G"]
    assert not asked.rows.exists()


def test_the_question_shows_the_columns_their_cells_and_what_speaks_for_them(signed_in, coordinator, page):
    content = content_of(signed_in(coordinator).get(page))
    assert "Which column holds the service number?" in content
    assert "9900600002" in content
    assert "100% of the cells have 10 digits." in content
    assert content.count('name="ask-service_number"') == 3
    assert 'id="ask-service_number-2" name="ask-service_number" value="2" checked' in content


def test_where_several_columns_are_as_likely_none_is_chosen_beforehand(signed_in, coordinator, asked, page):
    asked.column_map = {at: field for at, field in asked.column_map.items() if at != "2"}
    asked.save()
    client = signed_in(coordinator)
    questions = content_of(client.get(page)).partition("<table")[0]
    assert "checked" not in questions
    given = answers()
    del given["ask-service_number"]
    response = client.post(page, given)
    assert response.status_code == 422
    assert "Not answered yet: Which column holds the service number?" in content_of(response)


def test_the_answer_reads_the_file_and_is_remembered(signed_in, coordinator, asked, page):
    answer = signed_in(coordinator).post(page, answers())
    asked.refresh_from_db()
    assert answer["Location"] == asked.reading.get_absolute_url()
    run_now(asked.reading)
    asked.refresh_from_db()
    assert outcomes(asked) == ["new", "new"]
    assert asked.chosen["columns"]["2"] == "service_number"
    assert "6" not in asked.chosen["columns"]
    assert asked.mapping.set_by == coordinator
    assert asked.asks == []


def test_none_of_these_leaves_the_choice_to_the_table(signed_in, coordinator, asked, page):
    client = signed_in(coordinator)
    client.post(page, answers(**{"ask-service_number": "", "column-2": "service_number", "column-6": "remarks"}))
    asked.refresh_from_db()
    assert (asked.chosen["columns"]["2"], asked.chosen["columns"]["6"]) == ("service_number", "remarks")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"column-2": "remarks"}, "Column C is chosen as “Service number” and as “Remarks”."),
        ({"column-3": "service_number"}, "“Service number” is chosen for the columns C, D."),
        ({"column-0": ""}, "No column of names was found."),
    ],
)
def test_an_answer_that_cannot_be_meant_is_named_and_nothing_is_lost(signed_in, coordinator, page, changed, sentence):
    response = signed_in(coordinator).post(page, answers(**{"column-5": ""}, **changed))
    content = content_of(response)
    assert response.status_code == 422
    assert sentence in content
    assert "What you chose is still here." in content
    assert 'id="ask-service_number-2" name="ask-service_number" value="2" checked' in content
    for field in changed.values():
        assert f'<option value="{field}" selected>' in content
    assert RosterImport.objects.get().state == RosterImportState.COLUMNS


def test_another_row_of_headings_has_no_questions(signed_in, coordinator, page):
    content = content_of(signed_in(coordinator).get(page + "?header_row=2"))
    assert "ask-service_number" not in content
    assert "As answered above" not in content


# Without a stand-in for the evidence


@pytest.mark.parametrize(("holder", "state"), [("ours", "ready"), ("theirs", "columns")])
def test_numbers_on_record_answer_the_question_where_the_programme_may_see_them(session, coordinator, holder, state):
    programme = session.phase.programme if holder == "ours" else ProgrammeFactory(code="OTHER")
    for n in (1, 2):
        OfficerFactory(service_number=str(9900600000 + n), name_en=row(n)[0], programme=programme)
    rows = [row(n, role=str(7711600000 + n)) for n in (1, 2, 3)]
    headings = ("Name", "Rank", "Quux", "Unit", "Mobile", "Sex", "Corge")
    assert read(session, roster_file(*rows, headings=headings), by=coordinator).state == state


def test_where_no_column_is_found_those_that_could_hold_it_are_offered():
    top = {"rows": [[1, ["Quux", "Corge", "Grault", "Unit"]], [2, ["Zone 1", "99008 00012", "Blue", "DMP"]]]}
    asks = asks_about_missing(top, 1, {3}, ["name", "service_number"])
    assert [(ask.as_json()["column"], ask.field, ask.samples) for ask in asks] == [
        ("C", "name", ["Blue"]),
        ("B", "service_number", ["99008 00012"]),
    ]
    [names, numbers] = questions([ask.as_json() for ask in asks], {3: "unit"})[::-1]
    assert not any(card.is_chosen for card in (*names.cards, *numbers.cards))
