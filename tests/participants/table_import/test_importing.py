"""A table becomes officers: what is new, what changes, what stays, what is left out and why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.checking import check
from accounts.models import AuditEntry
from participants.models import Officer, OfficerKey, Posting
from participants.models.posting import officers_out_of_sync
from participants.roster.base.fields import OFFICER_FIELDS
from participants.table_import.bulk_writer import Incoming, OfficerWriter
from tests.factories import OfficerFactory, ProgrammeFactory, UnitFactory
from tests.participants.table_import.conftest import HEADINGS, KARIM, RAHIMA, reasons, table, take_in

pytestmark = pytest.mark.usefixtures("register")


def changed(row, **cells):
    at = {
        "number": 0,
        "name_en": 1,
        "name_bn": 2,
        "rank": 3,
        "unit": 4,
        "district": 5,
        "sex": 6,
        "mobile": 7,
        "email": 8,
    }
    row = [*row]
    for name, value in cells.items():
        row[at[name]] = value
    return row


def test_a_new_officer_has_all_that_the_row_says(coordinator, programme):
    result = take_in(table(RAHIMA), by=coordinator, programme=programme)
    officer = Officer.objects.get()
    assert (result.totals["new"], result.total_rows, reasons(result)) == (1, 1, {})
    assert [officer.service_number, officer.name_en, officer.name_bn, officer.rank.name_en] == RAHIMA[:4]
    assert [officer.unit.name_en, officer.district.name_en, officer.sex, officer.mobile, officer.email] == RAHIMA[4:]
    assert (officer.programme, officer.force.code, officer.honours) == (programme, "BP", "")


def test_history_posting_and_audit_are_written_with_the_officer(coordinator, programme):
    take_in(table(RAHIMA, KARIM), by=coordinator, programme=programme)
    officers = list(Officer.objects.order_by("pk"))
    history = Officer.history.order_by("pk")
    assert list(history.values_list("id", "history_type", "history_user")) == [
        (one.pk, "+", coordinator.pk) for one in officers
    ]
    assert history[0].name_bn == officers[0].name_bn
    assert history[0].history_date == officers[0].created_at
    assert set(Posting.objects.values_list("officer", "rank", "unit", "since", "has_left")) == {
        (one.pk, one.rank_id, one.unit_id, timezone.localdate(), False) for one in officers
    }
    entry = AuditEntry.objects.get(verb="officers.recorded")
    assert (entry.actor_id, entry.details) == (
        coordinator.pk,
        {"created": [[officers[0].pk, officers[1].pk]], "changed": []},
    )
    assert check().is_whole


def test_the_same_table_again_changes_nothing(coordinator, programme):
    take_in(table(RAHIMA, KARIM), by=coordinator, programme=programme)
    before = list(Officer.objects.values()), Officer.history.count(), AuditEntry.objects.count()
    result = take_in(table(RAHIMA, KARIM), by=coordinator, programme=programme)
    assert (result.totals["skip"], result.totals["new"], result.totals["update"]) == (2, 0, 0)
    assert (list(Officer.objects.values()), Officer.history.count(), AuditEntry.objects.count()) == before


def test_a_dry_run_counts_the_same_and_writes_nothing(coordinator, programme, writes_nothing):
    take_in(table(KARIM), by=coordinator, programme=programme)
    dataset = table(RAHIMA, changed(KARIM, mobile="+8801711999999"), changed(RAHIMA, number="12"))
    with writes_nothing():
        tried = take_in(dataset, by=coordinator, programme=programme, dry_run=True)
    done = take_in(dataset, by=coordinator, programme=programme)
    assert dict(tried.totals) == dict(done.totals)
    assert reasons(tried) == reasons(done)
    assert (done.totals["new"], done.totals["update"], done.totals["invalid"]) == (1, 1, 1)


def test_a_changed_cell_changes_the_officer_and_is_in_the_history(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    other = ProgrammeFactory(coordinators=[coordinator])
    result = take_in(table(changed(RAHIMA, mobile="+8801711999999")), by=coordinator, programme=other)
    officer = Officer.objects.get()
    assert (officer.mobile, officer.email, officer.programme) == ("+8801711999999", "rahima@example.org", programme)
    assert list(officer.history.order_by("pk").values_list("history_type", "mobile")) == [
        ("+", "+8801711000001"),
        ("~", "+8801711999999"),
    ]
    assert officer.updated_at > officer.created_at
    assert result.rows[0].diff[OFFICER_FIELDS.index("mobile")] == "<del>+8801711000001</del> <ins>+8801711999999</ins>"
    assert AuditEntry.objects.in_order().last().details == {"created": [], "changed": [[officer.pk, officer.pk]]}


def test_empty_cells_and_columns_that_are_not_there_change_nothing(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    before = Officer.objects.values(
        *[field.attname for field in Officer._meta.concrete_fields if field.name != "updated_at"]
    ).get()
    few = table(["9900000001", "", "new@example.org"], headings=("BP No", "Mobile", "E-mail"))
    assert take_in(few, by=coordinator, programme=programme).totals["update"] == 1
    after = Officer.objects.values(*before).get()
    assert after == before | {"email": "new@example.org"}


def test_a_transfer_is_a_new_posting_and_the_old_one_stays(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    Posting.objects.update(since=date(2020, 1, 1))
    UnitFactory(code="DP-BGR", name_en="Bagerhat District Police", name_bn="বাগেরহাট জেলা পুলিশ", kind="district")
    take_in(table(changed(RAHIMA, unit="Bagerhat District Police")), by=coordinator, programme=programme)
    assert list(Posting.objects.order_by("since").values_list("since", "unit__code", "rank__name_en")) == [
        (date(2020, 1, 1), Posting.objects.earliest("since").unit.code, "Inspector"),
        (timezone.localdate(), "DP-BGR", "Inspector"),
    ]
    assert not officers_out_of_sync().exists()


def test_a_change_that_is_no_transfer_records_no_posting(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    Posting.objects.update(since=date(2020, 1, 1))
    take_in(table(changed(RAHIMA, mobile="+8801711999999")), by=coordinator, programme=programme)
    assert Posting.objects.get().since == date(2020, 1, 1)


def test_every_problem_of_every_row_is_told_and_the_good_rows_go_in(coordinator, programme):
    bad = ["12", "", "", "Grand Vizier", "", "", "", "12345", "nobody"]
    result = take_in(table(RAHIMA, bad, KARIM), by=coordinator, programme=programme)
    assert Officer.objects.count() == 2
    told = result.invalid_rows[0].error.message_dict
    assert set(told) == {"Service number", "Name", "Rank", "Mobile", "E-mail"}
    assert result.invalid_rows[0].number == 2
    assert result.invalid_rows[0].values[0] == "12"


def test_a_number_that_stands_twice_is_told_and_the_first_row_wins(coordinator, programme):
    result = take_in(table(RAHIMA, changed(RAHIMA, mobile="+8801711999999")), by=coordinator, programme=programme)
    assert Officer.objects.get().mobile == "+8801711000001"
    assert reasons(result) == {2: ["Row 1 has the same service number."]}


def test_an_officer_on_record_twice_in_the_table_changes_once(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    rows = [changed(RAHIMA, mobile="+8801711999998"), changed(RAHIMA, mobile="+8801711999999")]
    result = take_in(table(*rows), by=coordinator, programme=programme)
    assert (Officer.objects.get().mobile, list(reasons(result))) == ("+8801711999998", [2])


def test_somebody_with_another_name_under_the_number_is_not_overwritten(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    stranger = changed(RAHIMA, name_en="Shahjahan Bhuiyan", name_bn="শাহজাহান ভূঁইয়া")
    result = take_in(table(stranger), by=coordinator, programme=programme)
    assert Officer.objects.get().name_en == "Rahima Khatun"
    assert list(reasons(result)) == [1]


def test_officers_of_other_programmes_are_left_alone(coordinator, programme):
    officer = OfficerFactory(service_number="9900000001", name_en="Rahima Khatun", programme=ProgrammeFactory())
    result = take_in(table(changed(RAHIMA, mobile="+8801711999999")), by=coordinator, programme=programme)
    officer.refresh_from_db()
    assert officer.mobile != "+8801711999999"
    assert "Another programme holds" in reasons(result)[1][0]


def test_texts_that_a_bulk_load_might_trip_over_arrive_whole(coordinator, programme):
    rows = [
        [f"99000000{at:02}", "Rahima Khatun", text]
        for at, text in enumerate(("back\\slash", "\\N", 'O\'Neil "x"', "100%"))
    ]
    take_in(table(*rows, headings=("BP No", "Name", "Designation")), by=coordinator, programme=programme)
    designations = Officer.objects.order_by("service_number").values_list("designation", flat=True)
    assert list(designations) == ["back\\slash", "\\N", 'O\'Neil "x"', "100%"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_statements_does_not_grow_with_the_rows(coordinator, programme, rows):
    dataset = table(*(changed(RAHIMA, number=f"99000000{at:02}") for at in range(rows)))
    with CaptureQueriesContext(connection) as queries:
        take_in(dataset, by=coordinator, programme=programme)
    statements = [query for query in queries.captured_queries if not query["sql"].startswith("COPY")]
    assert len(statements) == {"postgresql": 25, "sqlite": 28}[connection.vendor]


def test_whoever_was_recorded_by_somebody_else_meanwhile_is_changed(coordinator, programme):
    there = OfficerFactory(service_number=RAHIMA[0], name_en="Rahima", mobile="", programme=programme)
    writer = OfficerWriter(force=there.force_id, programme=programme.pk, by=coordinator, today=timezone.localdate())
    rows = [Incoming(number, {"name_en": "Rahima Khatun"}, False) for number in (KARIM[0], RAHIMA[0])]
    _new, changed = writer.write(rows)
    if connection.vendor == "postgresql":
        assert changed == [there.pk]
    assert Officer.objects.count() == Officer.objects.filter(name_en="Rahima Khatun").count() == 2
    assert Officer.history.count() == 3


def test_a_table_without_numbers_is_refused_with_a_sentence(coordinator, programme):
    result = take_in(table(["Rahima"], headings=["Name"]), by=coordinator, programme=programme)
    assert str(result.base_errors[0].error).startswith("There is no column of service numbers.")


def test_two_columns_of_one_meaning_are_refused(coordinator, programme):
    dataset = table(["9900000001", "a", "b"], headings=["BP No", "Rank", "Rank"])
    result = take_in(dataset, by=coordinator, programme=programme)
    assert "Two columns say “Rank”" in str(result.base_errors[0].error)


def test_a_table_full_of_bad_rows_is_given_up(coordinator, programme, monkeypatch):
    monkeypatch.setattr("participants.table_import.officer_resource.MOST_LEFT_OUT", 2)
    result = take_in(table(RAHIMA, *(["1"] * len(HEADINGS) for _row in range(3))), by=coordinator, programme=programme)
    assert "More than 2 rows cannot go in" in str(result.base_errors[0].error)
    assert not Officer.objects.exists()


def test_nothing_is_left_of_an_import_that_breaks_in_the_middle(coordinator, programme, monkeypatch):
    monkeypatch.setattr("participants.table_import.officer_resource.ROWS_PER_BATCH", 1)
    monkeypatch.setattr("participants.table_import.officer_resource.record", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_in(table(RAHIMA, KARIM), by=coordinator, programme=programme)
    assert not Officer.objects.exists()
    assert not Officer.history.exists()


def test_portions_make_no_difference(coordinator, programme, monkeypatch):
    monkeypatch.setattr("participants.table_import.officer_resource.ROWS_PER_BATCH", 1)
    result = take_in(table(RAHIMA, KARIM, RAHIMA), by=coordinator, programme=programme)
    assert (result.totals["new"], list(reasons(result))) == (2, [3])


def test_search_keys_of_changed_officers_are_taken_off_to_be_made_anew(coordinator, programme):
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    OfficerKey.objects.create(key=1, officer=Officer.objects.get())
    take_in(table(changed(RAHIMA, mobile="+8801711999999")), by=coordinator, programme=programme)
    assert not OfficerKey.objects.exists()
