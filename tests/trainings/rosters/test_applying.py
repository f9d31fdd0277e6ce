"""Good rows become officers, officers become enrolments."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.execution.leases import Lease, claim
from participants.models import Officer, OfficerKey, Posting, RosterImportState
from tests.factories import EnrolmentFactory, RankFactory, SessionFactory
from tests.trainings.rosters.building import HEADINGS, applied, apply, on_record, outcomes, previewed, row
from trainings.models import Enrolment, EnrolmentState
from trainings.rosters.importing import apply_rows, discard, request_apply

pytestmark = pytest.mark.django_db


def test_a_new_officer_is_recorded_with_what_the_row_says(session, coordinator):
    headings = (*HEADINGS, "E-mail", "District", "Joining date")
    cells = [*row(1), "Belal@Example.org", "Khulna", "03.06.2012"]
    applied(session, cells, by=coordinator, headings=headings)
    officer = Officer.objects.get()
    assert (officer.name_en, officer.service_number, officer.sex) == ("Officer Number Belal", "9900600001", "female")
    assert (officer.rank.code, officer.unit.code, officer.district.code) == ("INSP", "DP-4047", "4047")
    assert (officer.mobile, officer.email) == ("+8801700000001", "belal@example.org")
    assert officer.joined_on == date(2012, 6, 3)
    assert (officer.programme, officer.force.code) == (session.programme, "BP")


def test_a_new_officer_has_a_history_and_a_first_posting(session, coordinator):
    applied(session, 1, 2, by=coordinator)
    for officer in Officer.objects.all():
        [entry] = officer.history.all()
        assert (entry.history_type, entry.history_user, entry.name_en) == ("+", coordinator, officer.name_en)
        [posting] = officer.postings.all()
        assert (posting.rank, posting.unit, posting.since) == (officer.rank, officer.unit, session.starts_on)


def test_a_known_officer_gets_what_changed_and_nothing_else(session, coordinator):
    officer = on_record(
        service_number="9900600001", name_en="Officer Number Belal", sex="female", email="old@example.org", mobile=""
    )
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=date(2020, 1, 1))
    before = officer.updated_at
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    roster = applied(session, row(1, rank="Sub-Inspector", name="Officer Number Belal"), by=coordinator)
    officer.refresh_from_db()
    assert outcomes(roster) == ["change"]
    assert (officer.rank.code, officer.mobile, officer.email) == ("SI", "+8801700000001", "old@example.org")
    assert officer.updated_at > before
    assert [(entry.history_type, entry.history_user) for entry in officer.history.all()[:1]] == [("~", coordinator)]
    assert [posting.rank.code for posting in officer.postings.all()] == ["SI", "INSP"]


def test_a_new_mobile_alone_is_no_new_posting(session, coordinator):
    on_record(service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="")
    applied(session, 1, by=coordinator)
    assert not Posting.objects.exists()


def test_an_officer_who_did_not_change_gets_no_history(session, coordinator):
    officer = on_record(
        service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="+8801700000001"
    )
    entries = officer.history.count()
    roster = applied(session, 1, by=coordinator)
    assert outcomes(roster) == ["match"]
    assert officer.history.count() == entries


def test_everyone_is_enrolled_with_rank_and_unit_as_the_row_makes_them(session, coordinator):
    officer = on_record(service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="")
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    applied(session, row(1, rank="Sub-Inspector"), 2, by=coordinator)
    enrolments = Enrolment.objects.filter(session=session)
    assert {(one.officer.service_number, one.rank.code, one.unit.code, one.state) for one in enrolments} == {
        ("9900600001", "SI", "DP-4047", EnrolmentState.CONFIRMED),
        ("9900600002", "INSP", "DP-4047", EnrolmentState.CONFIRMED),
    }
    officer.refresh_from_db()
    officer.rank = RankFactory(code="ASP", order=6, name_en="ASP", name_bn="এএসপি")
    officer.save()
    assert Enrolment.objects.get(officer=officer).rank.code == "SI"


def test_who_was_withdrawn_comes_back_with_the_rank_of_today(session, coordinator):
    enrolment = EnrolmentFactory(
        session=session,
        officer__service_number="9900600001",
        officer__name_en="Officer Number Belal",
        state=EnrolmentState.WITHDRAWN,
        state_reason="Ill",
    )
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    applied(session, row(1, rank="Sub-Inspector"), by=coordinator)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.state_reason, enrolment.rank.code) == (EnrolmentState.CONFIRMED, "", "SI")


def test_who_is_enrolled_already_is_updated_and_keeps_the_frozen_rank(session, coordinator):
    enrolment = EnrolmentFactory(
        session=session, officer__service_number="9900600001", officer__name_en="Officer Number Belal"
    )
    RankFactory(code="SI", order=4, name_en="Sub-Inspector", name_bn="উপ-পরিদর্শক")
    applied(session, row(1, rank="Sub-Inspector"), by=coordinator)
    enrolment.refresh_from_db()
    assert (enrolment.officer.rank.code, enrolment.rank.code) == ("SI", "INSP")


def test_a_resource_person_is_recorded_and_not_enrolled(session, coordinator):
    roster = applied(session, row(1, role="Resource person"), 2, by=coordinator)
    assert roster.counts["taken"] == 2
    assert Officer.objects.count() == 2
    assert [enrolment.officer.service_number for enrolment in Enrolment.objects.all()] == ["9900600002"]


def test_the_roster_knows_what_became_of_it(session, coordinator):
    roster = applied(session, 1, row(2, number=""), by=coordinator)
    assert roster.state == RosterImportState.APPLIED
    assert roster.applied_at is not None
    assert roster.counts == {"new": 1, "match": 0, "change": 0, "enrolled": 0, "review": 0, "rejected": 1, "taken": 1}
    taken = roster.rows.get(number=2)
    assert (taken.applied, taken.officer) == (True, Officer.objects.get())
    assert (roster.applying.done, roster.applying.total, roster.applying.result) == (1, 1, {"taken": 1, "set_aside": 0})


def test_every_step_is_on_the_audit_trail_with_ids_only(session, coordinator):
    on_record(service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="")
    applied(session, 1, 2, by=coordinator)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "roster.uploaded",
        "roster.read",
        "roster.apply_requested",
        "officers.recorded",
        "officers.enrolled",
        "roster.applied",
    ]
    known, new = Officer.objects.order_by("service_number")
    assert AuditEntry.objects.get(verb="officers.recorded").details == {"created": [new.pk], "changed": [known.pk]}


def test_an_apply_costs_the_same_with_one_and_three_rows(programme, coordinator):
    assert queries_for(1, programme, coordinator) == queries_for(3, programme, coordinator) < 130


def queries_for(rows, programme, coordinator):
    """Returns how many queries the apply of so many rows makes."""
    roster = previewed(SessionFactory(programme=programme), *range(rows), by=coordinator)
    Officer.objects.update(service_number=Concat(Value("98"), Substr("service_number", 3)))
    # Nor does anybody resemble those who stay from before.
    OfficerKey.objects.all().delete()
    job = claim(request_apply(roster, by=coordinator).pk)
    with CaptureQueriesContext(connection) as queries:
        apply_rows(job, Lease(job))
    return len(queries)


def test_a_roster_with_nothing_to_take_is_not_applied(session, coordinator):
    roster = previewed(session, row(1, number=""), by=coordinator)
    with pytest.raises(Refused, match="No row can be applied"):
        request_apply(roster, by=coordinator)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.READY


def test_only_a_coordinator_of_the_programme_applies(session, coordinator, trainer):
    roster = previewed(session, 1, by=coordinator)
    with pytest.raises(Refused, match="Only a coordinator"):
        request_apply(roster, by=trainer)


def test_a_roster_that_was_put_aside_is_not_applied(session, coordinator):
    roster = discard(previewed(session, 1, by=coordinator), by=coordinator)
    with pytest.raises(Refused, match="was discarded"):
        request_apply(roster, by=coordinator)


def test_a_roster_that_was_applied_cannot_be_put_aside(session, coordinator):
    roster = applied(session, 1, by=coordinator)
    with pytest.raises(Refused, match="was applied already"):
        discard(roster, by=coordinator)


def test_the_workbook_of_rows_not_taken_is_kept(session, coordinator):
    roster = apply(previewed(session, 1, row(2, number=""), by=coordinator), by=coordinator)
    assert roster.returned.open().read(2) == b"PK"
    assert not applied(session, 3, by=coordinator).returned
