"""Two records of one person become one: what the officer who is kept is called, what hangs there, what is remembered."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.duplicates.distinct_pairs import declare_distinct, withdraw
from participants.merging.merges import absorbed_officer, merge, merges_of
from participants.merging.movable_relations import handlers_of, relations_to
from participants.models import Merge, Officer, RosterImport, RosterRow
from participants.officers.former_service_numbers import officers_of_former_numbers
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.participants.merging.conftest import recorded
from trainings.models import Enrolment


def test_one_record_is_left_and_what_was_missing_is_taken_from_the_other(kept, absorbed, coordinator):
    merge(kept, absorbed, by=coordinator)
    officer = Officer.objects.get()
    assert officer.pk == kept.pk
    assert (officer.service_number, officer.name_en) == ("9977700001", "Md. Rafiqul Islam")
    assert (officer.name_bn, officer.mobile) == ("মোঃ রফিকুল ইসলাম", "+8801700000002")


def test_every_value_is_chosen_field_by_field(kept, absorbed, coordinator):
    choices = {"field.name_en": "absorbed", "field.mobile": "kept"}
    made = merge(kept, absorbed, by=coordinator, choices=choices)
    officer = Officer.objects.get()
    assert (officer.name_en, officer.mobile) == ("Mohammad Rafikul Islam", "")
    assert made.choices["field.name_en"] == "absorbed"


def test_the_merge_holds_the_record_that_went(kept, absorbed, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    was = absorbed_officer(Merge.objects.get())
    assert (was.pk, was.name_en, was.created_at) == (absorbed.pk, absorbed.name_en, absorbed.created_at)
    assert (made.kept_before["mobile"], made.kept_after["mobile"]) == ("", "+8801700000002")


@pytest.mark.parametrize(("chosen", "former"), [("kept", "9977700002"), ("absorbed", "9977700001")])
def test_the_number_that_is_given_up_leads_to_the_person(kept, absorbed, coordinator, chosen, former):
    merge(kept, absorbed, by=coordinator, choices={"field.service_number": chosen})
    assert officers_of_former_numbers(["9977700001", "9977700002"], force="BP") == {former: kept.pk}


def test_a_number_that_was_given_up_is_not_typed_for_somebody_new(kept, absorbed, coordinator):
    merge(kept, absorbed, by=coordinator)
    new = OfficerFactory.build(force=kept.force, service_number="9977700002", rank=kept.rank, unit=kept.unit)
    with pytest.raises(ValidationError, match="before two records were merged"):
        new.full_clean()
    Officer.objects.get().full_clean()


def test_trainings_and_roster_rows_move(kept, absorbed, coordinator, programme, session):
    enrolment = EnrolmentFactory(session=session, officer=absorbed)
    roster = RosterImport.objects.create(programme=programme, sha256="0" * 64, uploaded_by=coordinator)
    row = RosterRow.objects.create(roster_import=roster, number=2, cells={}, outcome="new", officer=absorbed)
    merge(kept, absorbed, by=coordinator)
    assert Enrolment.objects.get(pk=enrolment.pk).officer == kept
    row.refresh_from_db()
    assert row.officer == kept


def test_the_history_of_both_and_the_audit_tell_of_it(kept, absorbed, coordinator):
    made = merge(kept, absorbed, by=coordinator)
    last = Officer.history.filter(id=absorbed.pk).first()
    assert (last.history_type, last.history_change_reason, last.history_user) == ("-", f"merge {made.pk}", coordinator)
    changed = Officer.history.filter(id=kept.pk).first()
    assert (changed.name_bn, changed.history_change_reason) == ("মোঃ রফিকুল ইসলাম", f"merge {made.pk}")
    entry = AuditEntry.objects.get(verb="officer.merged")
    assert entry.details == {"merge": made.pk, "absorbed": absorbed.pk, "moved": {}}


def test_a_merged_record_takes_its_own_merges_along(kept, absorbed, coordinator, programme):
    third = recorded(programme, service_number="9977700003")
    merge(kept, absorbed, by=coordinator)
    merge(third, kept, by=coordinator)
    assert officers_of_former_numbers(["9977700001", "9977700002"], force="BP") == {
        "9977700001": third.pk,
        "9977700002": third.pk,
    }
    assert [one.absorbed.pk for one in merges_of(third)] == [kept.pk, absorbed.pk]


def test_whoever_was_told_apart_from_one_is_told_apart_from_the_person(kept, absorbed, coordinator, programme):
    brother = recorded(programme)
    declare_distinct(absorbed, brother, by=coordinator)
    merge(kept, absorbed, by=coordinator)
    with pytest.raises(Refused, match="two people"):
        merge(kept, brother, by=coordinator)


# Refused


def test_people_told_apart_are_not_merged_until_that_is_taken_back(kept, absorbed, coordinator):
    pair = declare_distinct(kept, absorbed, by=coordinator)
    with pytest.raises(Refused, match=r"Nusrat Coordinator said on .* that these are two people"):
        merge(kept, absorbed, by=coordinator)
    withdraw(pair, by=coordinator)
    assert merge(kept, absorbed, by=coordinator).stands


def test_a_record_is_not_merged_twice(kept, absorbed, coordinator, programme):
    third = recorded(programme)
    merge(kept, absorbed, by=coordinator)
    with pytest.raises(Refused, match="not there any more"):
        merge(third, absorbed, by=coordinator)


def test_nobody_is_merged_into_the_same_record(kept, coordinator):
    with pytest.raises(Refused, match="two different records"):
        merge(kept, kept, by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "outsider", "observer", "officer_user"])
def test_only_coordinators_merge(kept, absorbed, session, request, who):
    for officer in (kept, absorbed):
        EnrolmentFactory(session=session, officer=officer, session__led_by=None)
    with pytest.raises(Refused, match="not there any more"):
        merge(kept, absorbed, by=request.getfixturevalue(who))
    assert Officer.objects.filter(pk__in=[kept.pk, absorbed.pk]).count() == 2


def test_both_must_be_seen(kept, coordinator):
    stranger = recorded(ProgrammeFactory())
    with pytest.raises(Refused, match="not there any more"):
        merge(kept, stranger, by=coordinator)


def test_a_session_of_another_programme_is_settled_by_its_coordinators(kept, absorbed, coordinator):
    elsewhere = SessionFactory(programme=ProgrammeFactory())
    EnrolmentFactory(session=elsewhere, officer=kept)
    EnrolmentFactory(session=elsewhere, officer=absorbed)
    with pytest.raises(Refused, match="another programme"):
        merge(kept, absorbed, by=coordinator)
    both = UserFactory()
    for programme in (kept.programme, elsewhere.phase.programme):
        programme.team.create(user=both, role="coordinator")
    assert merge(kept, absorbed, by=both).stands


@pytest.mark.parametrize("choice", [{"field.name_en": "other"}, {"field.sex": ""}])
def test_a_choice_that_is_not_offered_is_refused(kept, absorbed, coordinator, choice):
    absorbed.sex = "female"
    absorbed.save()
    with pytest.raises(Refused, match="Choose one of the two values"):
        merge(kept, absorbed, by=coordinator, choices=choice)


def test_a_record_keeps_a_name(kept, absorbed, coordinator):
    kept.name_en, kept.name_bn = "", "রফিকুল"
    kept.save()
    absorbed.name_bn = ""
    absorbed.save()
    with pytest.raises(Refused, match="name in at least one script"):
        merge(kept, absorbed, by=coordinator, choices={"field.name_en": "kept", "field.name_bn": "absorbed"})


# The house


@pytest.mark.parametrize("model", [Officer, Enrolment])
def test_everything_that_points_at_a_person_or_an_enrolment_has_someone_who_moves_it(model):
    known = {f"{one.model._meta.label}.{one.field}" for one in handlers_of(model)}
    assert known == set(relations_to(model))


def test_what_nobody_moves_keeps_everything_where_it_is(kept, absorbed, coordinator, monkeypatch):
    monkeypatch.setattr("participants.merging.movable_relations._registered", {})
    with pytest.raises(LookupError, match=r"participants\.Posting\.officer"):
        merge(kept, absorbed, by=coordinator)
