"""A merge is taken back: both records as they were, and a sentence on what later work made of them."""

from datetime import date

import pytest

from accounts.models import AuditEntry, User
from accounts.refusal import Refused
from participants.duplicates.distinct_pairs import declare_distinct
from participants.duplicates.search_keys import index
from participants.merging.merges import merge, take_back
from participants.models import (
    Delegate,
    DuplicatePair,
    FormerNumber,
    Merge,
    Officer,
    OfficerKey,
    Posting,
    RosterImport,
    RosterRow,
)
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory, SessionFactory, UserFactory
from tests.participants.merging.conftest import differences, everything, recorded
from tests.programmes.factories import ConsultationFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import enrol
from trainings.models import Enrolment, Half


@pytest.fixture
def full_lives(kept, absorbed, programme, session, coordinator, trainer):
    """Both records with everything that can hang on a person, in conflict wherever it can be."""
    for number, officer in enumerate((kept, absorbed)):
        officer.user = UserFactory(email=None, service_number=officer.service_number)
        officer.save()
        alone = SessionFactory(code=f"TOT-ALONE-{number}", course=session.course, phase=session.phase)
        EnrolmentFactory(session=alone, officer=officer)
        shared = EnrolmentFactory(session=session, officer=officer)
        for half in Half:
            mark(shared, session.days.first(), half, ("present", "absent")[number], by=trainer, now=at(21, "16:00"))
        Posting.objects.create(officer=officer, since=date(2020 + number, 1, 1), rank=officer.rank)
        Posting.objects.create(
            officer=officer, since=date(2024, 5, 5), rank=officer.rank, unit=(officer.unit, None)[number]
        )
        consultation = ConsultationFactory(programme=programme)
        Delegate.objects.create(consultation=consultation, officer=officer, category="beat")
    shared = ConsultationFactory(programme=programme)
    Delegate.objects.create(consultation=shared, officer=kept, category="beat")
    Delegate.objects.create(consultation=shared, officer=absorbed, category="metro")
    roster = RosterImport.objects.create(programme=programme, sha256="0" * 64, uploaded_by=coordinator)
    RosterRow.objects.create(roster_import=roster, number=2, cells={}, outcome="new", officer=absorbed)
    third, fourth = recorded(programme), recorded(programme)
    declare_distinct(absorbed, third, by=coordinator)
    DuplicatePair.objects.create(
        officer_low=kept, officer_high=absorbed, score=0.9, evidence=[["name_alike", 3.0]], found_at=at(21)
    )
    merge(absorbed, fourth, by=coordinator)
    for officer in (kept, absorbed):
        officer.refresh_from_db()


@pytest.mark.parametrize("turned", [False, True], ids=["one way", "the other way"])
@pytest.mark.parametrize("chosen", ["kept", "absorbed", None])
def test_the_database_is_as_it_was(full_lives, kept, absorbed, coordinator, turned, chosen):
    stays, goes = (absorbed, kept) if turned else (kept, absorbed)
    before = everything()
    fields = ["service_number", "name_en", "name_bn", "rank", "mobile", "user", "programme"]
    choices = {f"field.{field}": chosen for field in fields} if chosen else {}
    made = merge(stays, goes, by=coordinator, choices=choices)
    assert Officer.objects.filter(pk=goes.pk).count() == 0
    take_back(made, by=coordinator)
    assert differences(before, everything()) == {}
    assert Merge.objects.get(pk=made.pk).left == []


def test_who_took_it_back_is_reported(kept, absorbed, coordinator):
    made = take_back(merge(kept, absorbed, by=coordinator), by=coordinator)
    assert (made.stands, made.undone_by) == (False, coordinator)
    assert AuditEntry.objects.get(verb="officer.merge_taken_back").details["absorbed"] == absorbed.pk
    last = Officer.history.filter(id=absorbed.pk).first()
    assert (last.history_type, last.history_user, last.name_bn) == ("+", coordinator, absorbed.name_bn)


def test_whoever_is_looked_for_is_found_under_what_the_record_says_now(kept, absorbed, coordinator):
    index([kept, absorbed])
    keys = set(OfficerKey.objects.values_list("officer", "key"))
    made = merge(kept, absorbed, by=coordinator)
    mine = {key for officer, key in keys if officer == kept.pk}
    now = set(OfficerKey.objects.values_list("officer", "key"))
    assert {officer for officer, _key in now} == {kept.pk}
    assert {key for _officer, key in now} > mine
    take_back(made, by=coordinator)
    assert set(OfficerKey.objects.values_list("officer", "key")) == keys


def test_it_can_be_merged_and_taken_back_again(kept, absorbed, coordinator):
    take_back(merge(kept, absorbed, by=coordinator), by=coordinator)
    take_back(merge(absorbed, kept, by=coordinator), by=coordinator)
    assert Officer.objects.filter(pk__in=[kept.pk, absorbed.pk]).count() == 2
    assert FormerNumber.objects.count() == 0


# What came later


def test_a_value_changed_since_stays_and_is_reported(kept, absorbed, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    kept.refresh_from_db()
    kept.mobile = "+8801700000099"
    kept.save()
    made = take_back(made, by=coordinator)
    assert made.left == ["Mobile was changed after the merge and stays as it is now."]
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.mobile, kept.name_bn, absorbed.mobile) == ("+8801700000099", "", "+8801700000002")


def test_an_enrolment_added_since_stays_with_the_record_that_was_kept(kept, absorbed, session, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    enrol(session, [Officer.objects.get(pk=kept.pk)], by=coordinator)
    made = take_back(made, by=coordinator)
    assert made.left == ["Trainings: 1 that came after the merge stays with the record that was kept."]
    assert Enrolment.objects.get().officer == kept


def test_a_number_given_to_somebody_else_since_is_in_the_way(kept, absorbed, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    other = OfficerFactory(service_number="9977700002")
    with pytest.raises(Refused, match="9977700002 was given to another officer"):
        take_back(made, by=coordinator)
    other.delete()
    assert not take_back(made, by=coordinator).stands


def test_merges_are_taken_back_the_latest_first(kept, absorbed, coordinator, programme):
    third = recorded(programme, name_en="Rafikul Islam")
    first = merge(kept, absorbed, by=coordinator)
    second = merge(third, kept, by=coordinator)
    with pytest.raises(Refused, match=r"Md\. Rafiqul Islam was merged into this officer later"):
        take_back(first, by=coordinator)
    take_back(second, by=coordinator)
    assert Merge.objects.get(pk=first.pk).kept == kept
    assert not take_back(first, by=coordinator).stands


def test_it_is_taken_back_once(kept, absorbed, coordinator):
    made = take_back(merge(kept, absorbed, by=coordinator), by=coordinator)
    with pytest.raises(Refused, match="taken back already"):
        take_back(made, by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "outsider", "observer"])
def test_only_coordinators_of_the_officer_take_back(kept, absorbed, coordinator, session, request, who):
    made = merge(kept, absorbed, by=coordinator)
    with pytest.raises(Refused, match="not one of yours"):
        take_back(made, by=request.getfixturevalue(who))
    assert Merge.objects.get().stands


# Accounts


@pytest.fixture
def two_accounts(kept, absorbed):
    for officer in (kept, absorbed):
        officer.user = UserFactory(email=None, service_number=officer.service_number)
        officer.save()
    return kept.user, absorbed.user


@pytest.mark.parametrize("chosen", ["kept", "absorbed"])
def test_the_account_not_chosen_is_closed_and_opened_again(kept, absorbed, coordinator, two_accounts, chosen):
    mine, theirs = two_accounts
    stays, goes = (mine, theirs) if chosen == "kept" else (theirs, mine)
    made = merge(kept, absorbed, by=coordinator, choices={"field.user": chosen})
    assert Officer.objects.get().user == stays
    assert list(User.objects.filter(pk__in=[mine.pk, theirs.pk], is_active=False)) == [goes]
    take_back(made, by=coordinator)
    assert User.objects.filter(is_active=False).count() == 0
    assert {officer.pk: officer.user for officer in Officer.objects.all()} == {kept.pk: mine, absorbed.pk: theirs}


def test_an_account_with_other_work_stays_open(kept, absorbed, coordinator, session, trainer):
    kept.user, absorbed.user = UserFactory(), trainer
    kept.save()
    absorbed.save()
    merge(kept, absorbed, by=coordinator, choices={"field.user": "kept"})
    trainer.refresh_from_db()
    assert trainer.is_active


# Rank and unit


def test_rank_and_unit_are_those_of_the_latest_posting(kept, absorbed, coordinator):
    sub = RankFactory(code="SI", order=4, name_en="Sub-Inspector")
    Posting.objects.create(officer=kept, since=date(2022, 1, 1), rank=kept.rank, unit=kept.unit)
    Posting.objects.create(officer=absorbed, since=date(2024, 1, 1), rank=sub, unit=absorbed.unit)
    Officer.objects.filter(pk=absorbed.pk).update(rank=sub)
    merge(kept, absorbed, by=coordinator)
    officer = Officer.objects.get()
    assert officer.rank == sub
    assert [posting.since.year for posting in officer.postings.order_by("since")] == [2022, 2024]


def test_a_rank_chosen_against_the_latest_posting_counts_from_today(kept, absorbed, coordinator, monkeypatch):
    monkeypatch.setattr("participants.merge_handlers.timezone.localdate", lambda: date(2026, 11, 21))
    sub = RankFactory(code="SI", order=4, name_en="Sub-Inspector")
    Posting.objects.create(officer=kept, since=date(2022, 1, 1), rank=kept.rank, unit=kept.unit)
    Posting.objects.create(officer=absorbed, since=date(2024, 1, 1), rank=sub, unit=absorbed.unit)
    Officer.objects.filter(pk=absorbed.pk).update(rank=sub)
    made = merge(kept, absorbed, by=coordinator, choices={"field.rank": "kept"})
    last = Posting.objects.filter(officer=kept).order_by("since").last()
    assert (last.since, last.rank) == (date(2026, 11, 21), kept.rank)
    take_back(made, by=coordinator)
    assert Posting.objects.count() == 2
