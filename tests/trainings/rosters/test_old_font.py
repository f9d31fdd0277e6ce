"""Text of an old Bangla font: read once by a person, before anything is applied."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.models import Officer, RosterImportState
from participants.roster.base.problems import problem
from participants.roster_import.old_fonts import unconfirmed
from tests.trainings.rosters.building import outcomes, previewed, roster_file, row, sheet_of
from trainings.rosters.cell_edits import confirm_conversions, edit_cell
from trainings.rosters.importing import request_apply
from trainings.rosters.workbooks import workbook_of_returned

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "†gvt iwdKzj Bmjvg", "মোঃ রফিকুল ইসলাম"


@pytest.fixture
def roster(session, coordinator):
    return previewed(session, row(1, name=BEFORE), row(2), row(3, name=BEFORE, mobile="", unit=""), by=coordinator)


def test_each_text_is_listed_once_with_its_rows(roster):
    [one] = roster.conversions
    assert (one["before"], one["after"], one["rows"], one["confirmed"]) == (BEFORE, AFTER, [2, 4], False)


def test_nothing_is_applied_before_they_were_read(roster, coordinator):
    with pytest.raises(Refused, match="converted from an old font"):
        request_apply(roster, by=coordinator)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.READY


def test_read_once_the_roster_goes_in(roster, coordinator):
    confirm_conversions(roster, by=coordinator)
    run_now(request_apply(roster, by=coordinator))
    assert Officer.objects.get(service_number="9900600001").name_bn == AFTER
    assert AuditEntry.objects.filter(verb="roster.conversions_confirmed", actor=coordinator).count() == 1


def test_a_text_that_came_out_wrong_is_corrected_in_every_row(roster, coordinator):
    key = roster.conversions[0]["key"]
    roster = confirm_conversions(roster, [key], {key: "মোঃ শফিকুল ইসলাম"}, by=coordinator)
    assert unconfirmed(roster) == []
    assert [found.values["name_bn"] for found in roster.rows.filter(number__in=[2, 4])] == ["মোঃ শফিকুল ইসলাম"] * 2
    assert {found.edits["name"] for found in roster.rows.filter(number__in=[2, 4])} == {"মোঃ শফিকুল ইসলাম"}


def test_what_was_read_stays_read_when_another_cell_is_corrected(roster, coordinator):
    roster = confirm_conversions(roster, by=coordinator)
    roster = edit_cell(roster, 2, "rank", "Sub-Inspector", by=coordinator)
    assert unconfirmed(roster) == []


def test_a_text_that_was_typed_later_must_be_read_too(roster, coordinator):
    confirm_conversions(roster, by=coordinator)
    roster = edit_cell(roster, 3, "name", "†gvt kwdKzj Bmjvg", by=coordinator)
    assert [one["rows"] for one in unconfirmed(roster)] == [[3]]


def test_what_nobody_was_shown_cannot_be_confirmed(roster, coordinator):
    with pytest.raises(Refused, match="was changed meanwhile"):
        confirm_conversions(roster, ["0000"], by=coordinator)
    with pytest.raises(Refused, match="Write the text"):
        confirm_conversions(roster, [], {roster.conversions[0]["key"]: " "}, by=coordinator)


def test_a_trainer_confirms_nothing(roster, trainer):
    with pytest.raises(Refused, match="Only a coordinator"):
        confirm_conversions(roster, by=trainer)


def test_the_page_shows_both_and_takes_the_word_of_the_reader(signed_in, roster, session, coordinator):
    client = signed_in(coordinator)
    preview = reverse("sessions:roster", args=[session.code, roster.public_id])
    page = reverse("sessions:conversions", args=[session.code, roster.public_id])
    before = client.get(preview).content.decode()
    assert page in before
    assert "Read it once." in before
    content = client.get(page).content.decode()
    assert BEFORE in content
    assert AFTER in content
    key = roster.conversions[0]["key"]
    assert client.post(page, {"key": key, f"text-{key}": AFTER})["Location"] == preview
    roster.refresh_from_db()
    assert unconfirmed(roster) == []
    assert roster.rows.get(number=2).edits == {}
    after = client.get(preview).content.decode()
    assert page not in after
    assert "Read it once." not in after
    assert "Converted from an old Bangla font" in after


# The command


def run(tmp_path, session, coordinator, **options):
    """Runs the command on a list of two officers, the first in an old font. Returns what it prints."""
    path, printed = tmp_path / "roster.csv", StringIO()
    path.write_bytes(roster_file(row(1, name=BEFORE), 2).read())
    call_command("import_roster", path, session=session.code, by=coordinator.email, stdout=printed, **options)
    return printed.getvalue()


def test_the_command_leaves_out_what_nobody_has_read_and_prints_it(tmp_path, session, coordinator):
    said = run(tmp_path, session, coordinator)
    assert f"{BEFORE} → {AFTER}  (rows 2)" in said
    assert [officer.service_number for officer in Officer.objects.all()] == ["9900600002"]


def test_told_that_they_were_read_it_takes_them_in_too(tmp_path, session, coordinator):
    run(tmp_path, session, coordinator)
    said = run(tmp_path, session, coordinator, confirm_conversions=True)
    assert "→" not in said
    assert Officer.objects.count() == 2


def test_rows_that_stayed_out_come_back_with_the_reason(roster, session, coordinator):
    run_now(request_apply(roster, by=coordinator, skip_unconfirmed=True))
    roster.refresh_from_db()
    assert outcomes(roster) == ["new", "new", "new"]
    assert list(roster.rows.filter(applied=True).values_list("number", flat=True)) == [3]
    reasons = [cells[-1] for cells in sheet_of(workbook_of_returned(roster))[1:]]
    assert reasons == [problem("CONVERSION_UNREAD").message] * 2


def test_where_every_row_is_unread_nothing_is_applied(session, coordinator):
    roster = previewed(session, row(1, name=BEFORE), by=coordinator)
    with pytest.raises(Refused, match="No row can be applied"):
        request_apply(roster, by=coordinator, skip_unconfirmed=True)
