"""One answer for many rows that wait."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import Officer
from participants.roster_preview import Filter, kinds, preview_rows
from tests.factories import UserFactory
from tests.trainings.roster.building import apply, previewed, row
from trainings.roster_deciding import decide_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(session, coordinator):
    """Rows 2 and 3 wait for their rank, 4 for its unit, 5 for its number; 6 is good."""
    return previewed(
        session,
        row(1, rank="Inspecter"),
        row(2, rank="Inspecter"),
        row(3, unit="Northern Zone 2"),
        row(4, number="12345"),
        row(5),
        by=coordinator,
    )


def decisions(roster):
    return list(roster.rows.order_by("number").values_list("decision", flat=True))


def test_the_kinds_of_decisions_come_with_their_counts(waiting):
    assert kinds(waiting) == [("rank", "Rank", 2), ("unit", "Unit", 1), ("service_number", "Service number", 1)]


def test_all_rows_of_a_kind_take_what_was_suggested(waiting, coordinator):
    decided = decide_many(waiting, preview_rows(waiting, Filter.REVIEW, "rank"), "take", by=coordinator)
    assert (decided.done, decided.refused) == (2, {})
    assert decisions(waiting) == ["take", "take", "", "", ""]
    apply(waiting, by=coordinator)
    assert set(Officer.objects.values_list("rank__code", flat=True)) == {"INSP"}


def test_what_could_not_be_decided_is_told_with_the_reason(waiting, coordinator):
    decided = decide_many(waiting, waiting.rows.all(), "take", by=coordinator)
    assert decided.done == 3
    assert {sentence[:30]: rows for sentence, rows in decided.refused.items()} == {
        "It has no usable service numbe": [5],
        "It does not wait for a decisio": [6],
    }


def test_all_can_be_left_out_and_opened_again(waiting, coordinator):
    decide_many(waiting, preview_rows(waiting, Filter.REVIEW), "leave", by=coordinator)
    assert decisions(waiting) == ["leave"] * 4 + [""]
    decide_many(waiting, preview_rows(waiting, Filter.REVIEW), "", by=coordinator)
    assert decisions(waiting) == [""] * 5


def test_it_is_one_entry_of_the_audit_trail(waiting, coordinator):
    decide_many(waiting, waiting.rows.filter(number__in=[2, 3]), "leave", by=coordinator)
    entry = AuditEntry.objects.get(verb="roster_rows.decided")
    assert entry.details["decision"] == "leave"
    assert len(entry.details["rows"]) == 2


def test_rows_of_another_roster_are_not_touched(waiting, session, coordinator):
    other = previewed(session, row(9, unit="Northern Zone 2"), by=coordinator)
    with pytest.raises(Refused, match="No row was chosen"):
        decide_many(waiting, other.rows.all(), "leave", by=coordinator)


def test_nobody_else_decides_and_only_known_answers_count(waiting, coordinator):
    with pytest.raises(Refused, match="Only a coordinator"):
        decide_many(waiting, waiting.rows.all(), "leave", by=UserFactory())
    with pytest.raises(Refused, match="Choose whether"):
        decide_many(waiting, waiting.rows.all(), "perhaps", by=coordinator)


def post(client, roster, **fields):
    address = reverse("sessions:decide_many", args=[roster.session_roster.session.code, roster.public_id])
    return client.post(address, fields, follow=True).content.decode()


def test_ticked_rows_are_decided_from_the_page(signed_in, waiting, coordinator):
    said = post(signed_in(coordinator), waiting, which="ticked", row=["2", "5"], decision="take")
    assert "1 row was decided." in said
    assert "Row 5 was not decided. It has no usable service number or name." in said
    assert decisions(waiting) == ["take", "", "", "", ""]


def test_all_rows_of_the_filter_are_decided_from_the_page(signed_in, waiting, coordinator):
    post(signed_in(coordinator), waiting, which="all", rows="review", kind="rank", decision="leave")
    assert decisions(waiting) == ["leave", "leave", "", "", ""]


def test_nothing_ticked_is_said(signed_in, waiting, coordinator):
    assert "Tick the rows" in post(signed_in(coordinator), waiting, which="ticked", decision="leave")


def test_rows_are_found_by_name_and_number_without_an_address_that_tells(signed_in, waiting, session, coordinator):
    client = signed_in(coordinator)
    find = reverse("sessions:find_rows", args=[session.code, waiting.public_id])
    for words in ("champa", "9900600002", "৯৯০০৬০০০০২", "01700000002"):
        content = client.post(find, {"words": words}).content.decode()
        assert 'id="row-3"' in content, words
        assert 'id="row-2"' not in content, words
    assert "No row holds this" in client.post(find, {"words": "Nobody at all"}).content.decode()
    assert client.get(find).status_code == 405
