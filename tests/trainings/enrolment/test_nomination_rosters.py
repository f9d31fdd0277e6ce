"""A unit sends its list like any other roster; its officers are proposed, not enrolled."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from jobs.requesting import run_now
from participants.models import Officer, RosterImport
from participants.roster.check.known import CheckedRow
from tests.factories import OfficerFactory, RankFactory
from tests.trainings.enrolment.conftest import give_quotas, officers, propose
from tests.trainings.rosters.building import apply, codes, outcomes, read, roster_file, row
from trainings.models import SessionRoster
from trainings.rosters import importing
from trainings.rosters.nominations import predict_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_record(khulna):
    RankFactory()


def previewed(session, *rows, unit, by):
    roster = importing.upload(session, roster_file(*rows), by=by, nominating_unit=unit)
    run_now(roster.reading)
    roster.refresh_from_db()
    return roster


def states(session):
    """Returns [state, or "waiting"] in the order of the service numbers."""
    rows = session.enrolments.order_by("officer__service_number").values_list("state", "place_in_line")
    return ["waiting" if place else state for state, place in rows]


def test_the_rows_of_a_unit_become_nominations(session, khulna, coordinator):
    roster = apply(previewed(session, 1, 2, unit=khulna, by=coordinator), by=coordinator)
    assert SessionRoster.objects.get().purpose == "nominations"
    assert outcomes(roster) == ["new", "new"]
    assert states(session) == ["nominated", "nominated"]
    assert set(session.enrolments.values_list("nominated_by", flat=True)) == {khulna.pk}
    assert roster.counts["taken"] == 2


def test_nobody_is_rejected_for_want_of_a_seat_and_each_row_says_who_waits(session, khulna, coordinator):
    give_quotas(session, (khulna, 2))
    roster = previewed(session, 1, 2, 3, 4, unit=khulna, by=coordinator)
    assert outcomes(roster) == ["new"] * 4
    assert [codes(roster, number) & {"WAITS_FOR_QUOTA", "WAITS_FOR_SEAT"} for number in (2, 3, 4, 5)] == [
        set(),
        set(),
        {"WAITS_FOR_QUOTA"},
        {"WAITS_FOR_QUOTA"},
    ]
    assert not session.enrolments.exists()
    apply(roster, by=coordinator)
    assert states(session) == ["nominated", "nominated", "waiting", "waiting"]
    assert list(roster.rows.order_by("number").values_list("applied", flat=True)) == [True] * 4


def test_what_changed_since_the_preview_is_said_anew(session, khulna, coordinator):
    roster = previewed(session, 1, 2, unit=khulna, by=coordinator)
    propose(session, officers(2, khulna))
    apply(roster, by=coordinator)
    assert "WAITS_FOR_SEAT" not in codes(roster, 2)
    assert "WAITS_FOR_SEAT" in codes(roster, 3)


def test_whoever_is_proposed_already_is_told_apart(session, khulna, coordinator):
    apply(previewed(session, 1, unit=khulna, by=coordinator), by=coordinator)
    again = previewed(session, 1, 2, unit=khulna, by=coordinator)
    assert outcomes(again) == ["enrolled", "new"]
    apply(again, by=coordinator)
    assert states(session) == ["nominated", "nominated"]


def test_whoever_only_helps_is_not_proposed(session, khulna, coordinator):
    apply(previewed(session, row(1, role="Resource person"), 2, unit=khulna, by=coordinator), by=coordinator)
    assert states(session) == ["nominated"]
    assert Officer.objects.count() == 2


def test_a_roster_of_participants_needs_no_second_seat_for_whoever_is_proposed(session, khulna, coordinator):
    session.capacity = 2
    session.save()
    apply(previewed(session, 1, 2, unit=khulna, by=coordinator), by=coordinator)
    roster = read(session, roster_file(1, 2, 3), by=coordinator)
    assert outcomes(roster) == ["match", "match", "rejected"]
    apply(roster, by=coordinator)
    assert states(session) == ["confirmed", "confirmed"]


def test_one_file_may_come_as_nominations_and_later_as_participants(session, khulna, coordinator):
    nominations = previewed(session, 1, unit=khulna, by=coordinator)
    participants = importing.upload(session, roster_file(1), by=coordinator)
    assert participants != nominations
    assert importing.upload(session, roster_file(1), by=coordinator, nominating_unit=khulna) == nominations


# The upload page


def upload(client, session, **sent):
    return client.post(reverse("sessions:upload", args=[session.code]), {"file": roster_file(1), **sent})


def test_the_page_asks_what_the_list_is(signed_in, session, khulna, coordinator):
    client = signed_in(coordinator)
    content = client.get(reverse("sessions:upload", args=[session.code])).content.decode()
    assert "What is this list?" in content
    assert upload(client, session, purpose="nominations", unit=khulna.pk).status_code == 302
    assert SessionRoster.objects.get().nominating_unit == khulna


def test_nominations_without_a_unit_are_not_taken(signed_in, session, coordinator):
    response = upload(signed_in(coordinator), session, purpose="nominations")
    assert response.status_code == 422
    assert "Choose the unit whose nominations these are." in response.content.decode()
    assert not RosterImport.objects.exists()


def test_a_unit_alone_does_not_make_nominations(signed_in, session, khulna, coordinator):
    upload(signed_in(coordinator), session, unit=khulna.pk)
    assert SessionRoster.objects.get().purpose == "participants"


def test_the_page_of_the_nominations_leads_to_a_form_that_knows_it(signed_in, session, coordinator):
    address = reverse("sessions:upload", args=[session.code])
    form = signed_in(coordinator).get(f"{address}?nominations").context["form"]
    assert form["purpose"].value() == "nominations"


@pytest.mark.parametrize("number", [1, 3])
def test_foreseeing_costs_the_same_for_one_and_for_three(session, khulna, coordinator, number, takes_queries):
    checked = [
        CheckedRow(n, "match", {"unit": "DP-4047", "district": "4047"}, [], raw={}, officer_id=OfficerFactory().pk)
        for n in range(number)
    ]
    give_quotas(session, (khulna, 0))
    with takes_queries(7):
        predict_waiting(session, checked, unit=khulna)
    assert [told.code for row in checked for told in row.problems] == ["WAITS_FOR_QUOTA"] * number


def test_the_preview_names_the_unit_and_that_nobody_is_enrolled(signed_in, session, khulna, coordinator):
    roster = previewed(session, 1, unit=khulna, by=coordinator)
    page = signed_in(coordinator).get(reverse("sessions:roster", args=[session.code, roster.public_id]))
    assert "Preview of the nominations" in page.content.decode()
    assert "Nominations of Khulna District Police: officers are proposed, not enrolled." in page.content.decode()


def test_the_command_takes_nominations_of_a_unit(session, khulna, coordinator, tmp_path):
    path = tmp_path / "nominations.csv"
    path.write_bytes(roster_file(1, 2).read())
    asked = {"session": session.code, "by": coordinator.email, "stdout": StringIO()}
    call_command("import_roster", path, nominated_by=khulna.code, **asked)
    assert states(session) == ["nominated", "nominated"]
    assert set(session.enrolments.values_list("nominated_by", flat=True)) == {khulna.pk}
    with pytest.raises(CommandError, match="There is no unit NOWHERE"):
        call_command("import_roster", path, nominated_by="NOWHERE", **asked)
