"""Matching the columns by hand: asked where the headings do not say, remembered for the sender's next list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.models import ColumnMapping, RosterImportState
from tests.factories import UnitFactory, UserFactory
from tests.programmes.workbooks.files import bytes_of
from tests.trainings.rosters.building import HEADINGS, outcomes, previewed, read, roster_file, row
from trainings.rosters.column_matching import forget_columns, set_columns
from trainings.rosters.decisions import decide
from trainings.rosters.importing import discard, upload

pytestmark = pytest.mark.django_db

# Nobody can tell what these are.
STRANGE = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta")
RIGHT = {0: "name", 1: "rank", 2: "service_number", 3: "unit", 4: "mobile", 5: "sex", 6: ""}


@pytest.fixture
def strange(session, coordinator):
    return previewed(session, 1, 2, by=coordinator, headings=STRANGE)


def matched(roster, *, by, sheet=0, header_row=1, columns=None):
    """Matches the columns and reads the file again. Returns the RosterImport."""
    job = set_columns(roster, sheet=sheet, header_row=header_row, columns=columns or RIGHT, by=by)
    run_now(job)
    roster.refresh_from_db()
    return roster


def test_headings_nobody_knows_are_asked_for_instead_of_refused(strange):
    assert strange.state == RosterImportState.COLUMNS
    assert "No row of headings" in strange.reason
    assert not strange.rows.exists()


@pytest.mark.parametrize(
    ("heading", "sentence"), [("BP No", "No column of service numbers"), ("Name", "No column of names")]
)
def test_a_needed_column_that_is_missing_is_named(session, coordinator, heading, sentence):
    headings = ["Shoe size" if text == heading else text for text in HEADINGS]
    roster = previewed(session, 1, by=coordinator, headings=headings)
    assert roster.state == RosterImportState.COLUMNS
    assert sentence in roster.reason


def test_a_list_that_is_understood_is_previewed_at_once(session, coordinator):
    assert previewed(session, 1, by=coordinator).state == RosterImportState.READY


def test_matched_columns_read_the_file_again(strange, coordinator):
    roster = matched(strange, by=coordinator)
    assert roster.state == RosterImportState.READY
    assert outcomes(roster) == ["new", "new"]
    assert roster.rows.first().values["rank"] == "INSP"
    assert AuditEntry.objects.filter(verb="roster.columns_set", actor=coordinator).count() == 1


def test_the_next_list_with_these_headings_is_read_the_same_way(strange, session, coordinator):
    matched(strange, by=coordinator)
    again = previewed(session, 3, 4, 5, by=coordinator, headings=STRANGE)
    assert again.state == RosterImportState.READY
    assert again.mapping.set_by == coordinator
    assert len(outcomes(again)) == 3


def test_it_is_remembered_also_where_titles_stand_above(strange, session, coordinator):
    matched(strange, by=coordinator)
    file = SimpleUploadedFile("b.xlsx", bytes_of([["A list of officers"], [], STRANGE, row(6)]))
    assert read(session, file, by=coordinator).header_row == 3


def test_another_sender_is_asked_anew(strange, session, coordinator):
    matched(strange, by=coordinator)
    other = UserFactory()
    session.phase.programme.team.create(user=other, role="coordinator")
    assert previewed(session, 3, by=other, headings=STRANGE).state == RosterImportState.COLUMNS


def test_lists_of_one_unit_are_known_whoever_uploads_them(session, coordinator):
    unit, other = UnitFactory(), UserFactory()
    session.phase.programme.team.create(user=other, role="coordinator")
    roster = upload(session, roster_file(1, headings=STRANGE), by=coordinator, sender=unit)
    run_now(roster.reading)
    matched(roster, by=coordinator)
    again = upload(session, roster_file(2, headings=STRANGE), by=other, sender=unit)
    run_now(again.reading)
    again.refresh_from_db()
    assert (again.state, again.mapping.sender) == ("ready", unit)


def test_what_is_remembered_can_be_forgotten(strange, session, coordinator):
    roster = matched(strange, by=coordinator)
    run_now(forget_columns(roster, by=coordinator))
    roster.refresh_from_db()
    assert roster.state == RosterImportState.COLUMNS
    assert not ColumnMapping.objects.exists()
    assert previewed(session, 3, by=coordinator, headings=STRANGE).state == RosterImportState.COLUMNS


def test_columns_of_a_preview_can_be_changed(session, coordinator):
    roster = previewed(session, row(1, unit="Nowhere at all"), by=coordinator)
    decide(roster, 2, "take", by=coordinator)
    matched(roster, by=coordinator, columns=RIGHT | {3: ""})
    assert outcomes(roster) == ["new"]
    assert [told["code"] for told in roster.notes] == ["FILE_UNKNOWN_COLUMN", "FILE_UNKNOWN_COLUMN"]
    assert roster.rows.get().decision == ""


def test_a_list_without_headings_can_be_matched_and_is_not_remembered(session, coordinator):
    roster = previewed(session, 2, by=coordinator, headings=row(1))
    matched(roster, by=coordinator, header_row=0)
    assert outcomes(roster) == ["new", "new"]
    assert not ColumnMapping.objects.exists()


def test_another_sheet_can_be_chosen(session, coordinator):
    file = bytes_of([["nothing", "here"], [1, 2]])
    roster = read(session, SimpleUploadedFile("a.xlsx", file), by=coordinator)
    assert [sheet["name"] for sheet in roster.sheets] == ["Sheet1"]
    with pytest.raises(Refused, match="Choose one of the sheets"):
        set_columns(roster, sheet=1, header_row=1, columns=RIGHT, by=coordinator)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({0: "name", 1: "rank", 3: "rank"}, "“Rank” is chosen for the columns B, D. Choose one of them."),
        (dict.fromkeys(range(4), "name"), "At most 3 columns are joined to one name."),
        ({0: "shoe size"}, "Choose for each column"),
        ({2: "service_number"}, "No column of names"),
    ],
)
def test_what_cannot_be_meant_is_refused(strange, coordinator, columns, sentence):
    with pytest.raises(Refused, match=sentence):
        set_columns(strange, sheet=0, header_row=1, columns=columns, by=coordinator)


def test_a_row_of_headings_that_is_not_there_is_refused(strange, coordinator):
    with pytest.raises(Refused, match="Choose the row"):
        set_columns(strange, sheet=0, header_row=9, columns=RIGHT, by=coordinator)


def test_columns_that_hold_no_list_lead_back_to_the_question(strange, coordinator):
    matched(strange, by=coordinator, header_row=3)
    assert strange.state == RosterImportState.COLUMNS
    assert "no officer below the headings" in strange.reason
    assert matched(strange, by=coordinator).state == RosterImportState.READY


def test_a_trainer_matches_nothing(strange, trainer):
    with pytest.raises(Refused, match="Only a coordinator"):
        set_columns(strange, sheet=0, header_row=1, columns=RIGHT, by=trainer)


def test_a_roster_that_waits_for_its_columns_can_be_put_aside(strange, coordinator):
    assert discard(strange, by=coordinator).state == RosterImportState.DISCARDED


def test_the_page_asks_shows_samples_and_goes_on_to_the_work(signed_in, strange, session, coordinator):
    client = signed_in(coordinator)
    page = reverse("sessions:columns", args=[session.code, strange.public_id])
    assert client.get(reverse("sessions:roster", args=[session.code, strange.public_id]))["Location"] == page
    content = client.get(page).content.decode()
    assert "No column of names was found" in content
    assert "Gamma" in content
    assert "9900600001" in content
    answer = client.post(
        page, {"sheet": "0", "header_row": "1", **{f"column-{at}": field for at, field in RIGHT.items()}}
    )
    strange.refresh_from_db()
    assert answer["Location"] == strange.reading.get_absolute_url()
    run_now(strange.reading)
    shown = client.get(reverse("sessions:roster", args=[session.code, strange.public_id])).content.decode()
    assert "The columns are read as you set them on" in shown


def test_the_page_says_what_is_wrong_and_keeps_what_was_chosen(signed_in, strange, session, coordinator):
    page = reverse("sessions:columns", args=[session.code, strange.public_id])
    answer = signed_in(coordinator).post(page, {"sheet": "0", "header_row": "1", "column-2": "service_number"})
    assert answer.status_code == 422
    assert "No column of names was found" in answer.content.decode()
    assert '<option value="service_number" selected>' in answer.content.decode()


def test_strangers_find_no_such_page(signed_in, strange, session):
    stranger = UserFactory()
    page = reverse("sessions:columns", args=[session.code, strange.public_id])
    assert signed_in(stranger).get(page).status_code in (403, 404)
