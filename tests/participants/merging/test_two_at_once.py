"""Two coordinators at the same moment, on two real connections; and a crash in the middle."""

from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from jobs.models import State
from jobs.requesting import run_now
from participants.duplicates.distinct_pairs import declare_distinct
from participants.duplicates.search_keys import index
from participants.merging import merges
from participants.merging.merges import merge, take_back
from participants.models import DistinctPair, FormerNumber, Merge, Officer, OfficerTable, RosterRow
from participants.roster_import import applying
from participants.table_import import import_jobs
from tests.factories import EnrolmentFactory, UserFactory
from tests.participants.merging.conftest import differences, everything, recorded
from tests.trainings.attendance.test_two_at_once import at_once
from tests.trainings.rosters.building import previewed, row
from tests.waiting import PATIENCE
from trainings.enrolment.enrolment import enrol
from trainings.models import Enrolment
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db(transaction=True)
GONE = "One of the two records is not there any more. Somebody may have merged it."


@pytest.fixture
def colleague(programme):
    user = UserFactory()
    programme.team.create(user=user, role="coordinator")
    return user


def test_the_same_pair_is_merged_once(kept, absorbed, coordinator, colleague, session):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer)
    results = at_once(
        lambda: merge(kept, absorbed, by=coordinator).kept_id,
        lambda: merge(absorbed, kept, by=colleague).kept_id,
    )
    assert results.count(GONE) == 1
    assert Merge.objects.get().kept == Officer.objects.get()
    assert Enrolment.objects.get().officer == Officer.objects.get()


def test_two_merges_into_one_officer_both_stand(kept, absorbed, coordinator, colleague, programme):
    third = recorded(programme)
    at_once(lambda: merge(kept, absorbed, by=coordinator), lambda: merge(kept, third, by=colleague))
    assert Officer.objects.get() == kept
    assert Merge.objects.standing().filter(kept=kept).count() == FormerNumber.objects.count() == 2


def test_a_merge_is_taken_back_once(kept, absorbed, coordinator, colleague):
    made = merge(kept, absorbed, by=coordinator)
    results = at_once(lambda: take_back(made, by=coordinator).stands, lambda: take_back(made, by=colleague).stands)
    assert sorted(map(str, results)) == ["False", "This merge was taken back already."]
    assert Officer.objects.count() == 2


def test_merged_or_told_apart_but_not_both(kept, absorbed, coordinator, colleague):
    results = at_once(
        lambda: merge(kept, absorbed, by=coordinator).pk, lambda: declare_distinct(kept, absorbed, by=colleague).pk
    )
    assert Merge.objects.count() + DistinctPair.objects.count() == 1
    assert sum(isinstance(result, str) for result in results) == 1


def test_an_enrolment_at_the_same_moment_is_not_lost(kept, absorbed, coordinator, colleague, session):
    EnrolmentFactory(session=session, officer=absorbed)
    at_once(lambda: merge(kept, absorbed, by=coordinator).pk, lambda: enrol(session, [kept], by=colleague).count)
    assert Officer.objects.get() == kept
    assert Enrolment.objects.active().get().officer == kept


def roster_naming(absorbed, session, coordinator):
    """A roster, ready to be applied, in which the record that goes stands with a new phone."""
    index([absorbed])
    # In the form in which his own record has it: the row is his beyond doubt.
    cells = row(2, number=absorbed.service_number, name=absorbed.name_en, sex="Male", mobile="01711223344")
    return request_apply(previewed(session, cells, row(3), by=coordinator), by=coordinator)


def test_a_merge_while_a_roster_applies_loses_neither(kept, absorbed, coordinator, colleague, session):
    job = roster_naming(absorbed, session, coordinator)
    at_once(lambda: run_now(job), lambda: merge(kept, absorbed, by=colleague).pk)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert Merge.objects.standing().count() == 1
    enrolled = Enrolment.objects.active().get(officer=kept)
    # Either the row wrote the record that went, and the merge brought the phone; or it found the officer under the old number.
    assert enrolled.session == session
    assert Officer.objects.filter(service_number__in=[kept.service_number, absorbed.service_number]).get() == kept
    assert RosterRow.objects.get(values__service_number=absorbed.service_number).officer == kept


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite has one writer at a time, which cannot wait for itself"
)
def test_a_merge_in_the_middle_of_an_apply_does_not_wait_for_it(
    kept, absorbed, coordinator, colleague, session, monkeypatch
):
    job = roster_naming(absorbed, session, coordinator)
    has_force, merged = Event(), Event()
    known_officers = applying.known_officers

    def after_the_merge(*args, **kwargs):
        # The apply has locked the force and not yet its officers.
        has_force.set()
        assert merged.wait(PATIENCE)
        return known_officers(*args, **kwargs)

    monkeypatch.setattr(applying, "known_officers", after_the_merge)

    def merge_then():
        assert has_force.wait(PATIENCE)
        try:
            with connection.cursor() as cursor:
                # Only a merge that waits for the apply meets this limit.
                cursor.execute("SET lock_timeout = '20s'")
            return merge(kept, absorbed, by=colleague).pk
        finally:
            merged.set()

    at_once(lambda: run_now(job), merge_then)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert Merge.objects.standing().count() == 1


def test_a_merge_while_a_table_applies_loses_neither(kept, absorbed, coordinator, colleague, programme):
    job = table_naming(absorbed, programme, coordinator)
    at_once(lambda: run_now(job), lambda: merge(kept, absorbed, by=colleague).pk)
    job.refresh_from_db()
    assert (job.state, OfficerTable.objects.get().state) == (State.DONE, "applied")
    assert Officer.objects.get() == kept
    kept.refresh_from_db()
    assert kept.email == "rafiq@example.org"


def table_naming(officer, programme, by):
    content = f"BP No,Name in English,E-mail\n{officer.service_number},{officer.name_en},rafiq@example.org\n"
    table = import_jobs.upload(SimpleUploadedFile("a.csv", content.encode()), programme=programme, by=by)
    run_now(table.checking)
    return import_jobs.request_apply(table, by=by)


# A crash in the middle


def crash(*_args, **_kwargs):
    raise IntegrityError("the power went")


@pytest.mark.parametrize("moment", ["_remove", "_write", "record"])
def test_a_merge_that_is_cut_off_leaves_everything_as_it_was(kept, absorbed, coordinator, monkeypatch, session, moment):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer)
    before = everything()
    monkeypatch.setattr(merges, moment, crash)
    with pytest.raises(IntegrityError):
        merge(kept, absorbed, by=coordinator)
    assert differences(before, everything()) == {}
    assert not Merge.objects.exists()


@pytest.mark.parametrize("moment", ["_restore_record", "_reopen_account", "record"])
def test_a_taking_back_that_is_cut_off_leaves_the_merge(kept, absorbed, coordinator, monkeypatch, session, moment):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer)
    made = merge(kept, absorbed, by=coordinator)
    before = everything()
    monkeypatch.setattr(merges, moment, crash)
    with pytest.raises(IntegrityError), transaction.atomic():
        take_back(made, by=coordinator)
    assert differences(before, everything()) == {}
    assert Merge.objects.get().stands
