"""One answer for many rows that wait."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.models import Officer
from participants.roster.base import problems, sentences
from participants.roster_import.preview import Filter, kinds, preview_rows
from tests.factories import UserFactory
from tests.trainings.rosters.building import apply, on_record, previewed, row
from trainings.rosters.decisions import decide, decide_many

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
    assert not preview_rows(waiting, Filter.REVIEW).exists()
    decide_many(waiting, preview_rows(waiting, Filter.DECIDED), "", by=coordinator)
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


class TestIdentity:
    """Who a person is, is settled one by one."""

    @pytest.fixture
    def mixed(self, session, programme, coordinator):
        """Row 2 waits for a rank, 3 for another name on record, 4 twice in the list, 5 for a rank and gives another sex."""
        on_record(service_number="9900600002", name_en="Shirin Akter", name_bn="শিরিন আক্তার")
        on_record(service_number="9900600004", name_en="Officer Number Eshita", name_bn="", sex="female")
        return previewed(
            session,
            row(1, rank="Inspecter"),
            row(2),
            row(3, mobile="01700000001", rank="Inspecter"),
            row(4, rank="Inspecter", sex="Male"),
            by=coordinator,
        )

    def test_such_rows_are_left_for_answers_of_their_own(self, mixed, coordinator):
        decided = decide_many(mixed, preview_rows(mixed, Filter.REVIEW), "take", by=coordinator)
        assert (decided.done, decided.one_by_one, decided.refused) == (1, (3, 4, 5), {})
        assert decisions(mixed) == ["take", "", "", ""]

    def test_ticked_by_hand_they_are_left_too(self, mixed, coordinator):
        assert decide_many(mixed, mixed.rows.filter(number=3), "take", by=coordinator).done == 0

    def test_nor_is_anybody_the_same_person_by_one_answer_for_many(self, mixed, coordinator):
        assert decide_many(mixed, mixed.rows.all(), "same", by=coordinator).done == 0

    def test_nobody_becomes_another_person(self, mixed, coordinator):
        decide_many(mixed, preview_rows(mixed, Filter.ALL), "take", by=coordinator)
        apply(mixed, by=coordinator)
        assert Officer.objects.get(service_number="9900600002").name_en == "Shirin Akter"
        assert Officer.objects.get(service_number="9900600004").sex == "female"

    def test_one_by_one_a_person_may_say_so(self, mixed, coordinator):
        decide(mixed, 3, "take", by=coordinator)
        apply(mixed, by=coordinator)
        assert Officer.objects.get(service_number="9900600002").name_en == "Officer Number Champa"

    def test_they_can_be_left_out_together(self, mixed, coordinator):
        assert decide_many(mixed, preview_rows(mixed, Filter.REVIEW), "leave", by=coordinator).done == 4

    def test_the_page_says_how_many_wait(self, signed_in, mixed, coordinator):
        said = post(signed_in(coordinator), mixed, which="all", rows="review", decision="take")
        assert "1 row was decided." in said
        assert "3 rows about who a person is wait for answers of their own, one by one: 3, 4, 5." in said


# What a person decides without saying who somebody is.
NOT_IDENTITY = {
    "ZERO_WIDTH_IN_NAME", "PRIVATE_CHARACTERS", "STACKED_MARKS", "MIXED_SCRIPT", "UNKNOWN_SCRIPT", "REVERSE_MOJIBAKE",
    "PARTIAL_BIJOY_RESIDUE", "CELL_SHOWS_AN_ERROR", "FORMULA_WITHOUT_VALUE", "BP_WRONG_LENGTH", "BP_NOT_UNDERSTOOD",
    "BP_SCIENTIFIC", "PHONE_SCIENTIFIC", "TEXT_TOO_LONG", "NAME_HAS_OTHER_CHARACTERS", "NAME_TOO_SHORT", "NAME_SAYS_NOTHING",
    "NAME_SIGN_ALONE", "NAME_REPEATS_A_MARK", "NAME_WITHOUT_SPACES", "NAME_WITH_MORE", "NAME_IN_OTHER_SCRIPT", "RANK_UNKNOWN",
    "NAME_WITH_MORE_BEFORE", "NAME_PERHAPS_WITH_MORE", "NAME_MIXES_SCRIPTS", "NAME_IS_A_RANK", "NAME_IS_A_UNIT",
    "NAME_HAS_MORE", "NAME_HAS_RANK", "RANK_UNLIKE_NAME",
    "RANK_AMBIGUOUS", "UNIT_UNKNOWN", "UNIT_AMBIGUOUS", "DISTRICT_UNKNOWN", "REGION_MISMATCH", "SEX_UNKNOWN", "DATE_2DIGIT_YEAR",
    "DATE_IMPOSSIBLE", "DATE_MONTH_FIRST", "DATE_DAY_OR_MONTH", "DATE_EXCHANGED",
    "DATE_BANGLA_CALENDAR", "DATE_NOT_UNDERSTOOD", "DATE_UNLIKELY",
    "TEXT_PARTLY_STRUCK", "UNREADABLE_CHARACTERS", "TEXT_BEYOND_REPAIR", "HIDDEN_ROW", "TEXT_STRUCK_OUT", "ROW_GREY", "ROW_UNEVEN",
    "ENTRY_RANK", "ENTRY_UNIT", "ENTRY_COURSE",
    "DITTO_WITHOUT_VALUE", "DITTO_OF_A_PERSON", "LISTED_AS_WAITING", "LISTED_AS_ABSENT", "LISTED_AS_LEFT_OUT",
}  # fmt: skip


def test_every_question_is_about_identity_or_known_not_to_be():
    assert sentences.REVIEWS.keys() == problems.IDENTITY | NOT_IDENTITY
