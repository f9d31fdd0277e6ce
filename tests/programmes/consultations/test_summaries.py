"""What a consultation may be: dates in order, a phase of its own programme, a chain without circles, numbers from zero."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.consultations.summaries import chain_of, record_consultation
from programmes.models import Consultation, Headcount, Partnership
from tests.factories import OrganisationFactory, PhaseFactory
from tests.programmes.factories import ConsultationFactory, FindingFactory, SourceFactory


def problems(consultation):
    try:
        consultation.full_clean()
    except ValidationError as no:
        return no.message_dict
    return {}


def test_a_good_one_is_saved_with_its_history_and_its_line(programme, coordinator):
    made = record_consultation(ConsultationFactory.build(programme=programme), by=coordinator)
    record_consultation(made, by=coordinator)
    assert made.history.first().history_user == coordinator
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "consultation.recorded",
        "consultation.changed",
    ]


def test_the_last_day_is_not_before_the_first(consultation):
    consultation.ends_on = date(2023, 5, 14)
    assert problems(consultation) == {"ends_on": ["The last day is before the first."]}


def test_a_last_day_needs_a_first(consultation):
    consultation.starts_on, consultation.ends_on = None, date(2023, 5, 14)
    assert problems(consultation) == {"ends_on": ["There is a last day but no first."]}


def test_a_phase_belongs_to_the_programme(consultation):
    consultation.phase = PhaseFactory()
    assert problems(consultation) == {"phase": ["This phase belongs to another programme."]}


def test_it_does_not_follow_itself(consultation):
    consultation.follows = consultation
    assert problems(consultation) == {"follows": ["A consultation can't follow itself."]}


def test_it_does_not_follow_one_of_another_programme(consultation):
    consultation.follows = ConsultationFactory()
    assert problems(consultation) == {"follows": ["This consultation belongs to another programme."]}


def test_it_does_not_follow_a_later_one(programme, consultation):
    consultation.follows = ConsultationFactory(programme=programme, starts_on=date(2023, 6, 14))
    assert problems(consultation) == {"follows": ["That one is later than this one: 14 June 2023."]}


def test_it_may_follow_one_without_a_date(programme, consultation):
    consultation.follows = ConsultationFactory(programme=programme, starts_on=None)
    assert problems(consultation) == {}


def test_a_chain_is_no_circle(programme):
    first = ConsultationFactory(programme=programme, starts_on=None)
    second = ConsultationFactory(programme=programme, starts_on=None, follows=first)
    first.follows = ConsultationFactory(programme=programme, starts_on=None, follows=second)
    assert problems(first) == {"follows": ["That one already follows this one, directly or through others."]}


def test_the_rule_refuses_what_the_page_would_have_refused(programme, coordinator, consultation):
    consultation.phase = PhaseFactory()
    with pytest.raises(Refused, match="another programme"):
        record_consultation(consultation, by=coordinator)
    assert Consultation.objects.get(pk=consultation.pk).phase is None


def test_a_stranger_records_nothing(stranger, programme):
    with pytest.raises(Refused, match="Only a coordinator"):
        record_consultation(ConsultationFactory.build(programme=programme), by=stranger)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "party"},
        {"scope": "galactic"},
        {"dates_known": "maybe"},
        {"ends_on": date(2023, 5, 14)},
        {"starts_on": None, "ends_on": date(2023, 5, 14)},
    ],
)
def test_the_database_refuses_it_too(programme, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsultationFactory(programme=programme, **wrong)


# Headcounts and partners


@pytest.mark.parametrize("field", ["women", "men", "not_recorded"])
def test_nobody_counts_below_zero(consultation, field):
    count = Headcount(consultation=consultation, category="atu", **{field: -1})
    with pytest.raises(ValidationError) as no:
        count.full_clean()
    assert no.value.message_dict[field] == ["A number of people can't be below zero."]
    with pytest.raises(IntegrityError), transaction.atomic():
        count.save()


def test_a_category_is_counted_once(consultation):
    consultation.headcounts.create(category="atu", women=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        consultation.headcounts.create(category="atu", women=2)


def test_people_are_summed_by_sex(consultation):
    consultation.headcounts.create(category="atu", women=2, men=9)
    consultation.headcounts.create(category="media", women=4, men=14, not_recorded=3)
    consultation.headcounts.create(category="metro")
    found = Consultation.objects.with_people().get(pk=consultation.pk)
    assert (found.women, found.men, found.sex_not_recorded, found.people) == (6, 23, 3, 32)
    assert Consultation.objects.with_people().get(pk=ConsultationFactory().pk).people == 0


def test_findings_are_counted_once_each_and_merged_ones_not(programme, consultation, finding):
    for raised_by in ("beat", "media"):
        SourceFactory(finding=finding, consultation=consultation, raised_by=raised_by)
    SourceFactory(finding=FindingFactory(programme=programme, merged_into=finding), consultation=consultation)
    assert Consultation.objects.with_findings().get(pk=consultation.pk).findings_raised == 1


def test_a_partner_belongs_to_a_programme_or_to_a_consultation(programme, consultation):
    partner = OrganisationFactory()
    Partnership.objects.create(consultation=consultation, organisation=partner, role="donor")
    for both_or_none in ({"programme": programme, "consultation": consultation}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Partnership.objects.create(organisation=partner, role="host", **both_or_none)
    assert programme.partnerships.count() == 0


# Words


@pytest.mark.parametrize(("known", "when"), [("day", "1–3 May 2013"), ("month", "May 2013"), ("year", "2013")])
def test_a_date_is_said_as_well_as_it_is_known(known, when):
    held = Consultation(starts_on=date(2013, 5, 1), ends_on=date(2013, 5, 3), dates_known=known)
    assert held.when == when


def test_no_date_is_no_words():
    assert Consultation(starts_on=None).when == ""


def test_the_chain_is_told_in_both_directions(programme, coordinator, django_assert_num_queries):
    first = ConsultationFactory(programme=programme, starts_on=date(2023, 3, 25))
    second = ConsultationFactory(programme=programme, starts_on=date(2023, 4, 16), follows=first)
    third = ConsultationFactory(programme=programme, starts_on=date(2023, 5, 15), follows=second)
    beside = ConsultationFactory(programme=programme, starts_on=date(2023, 5, 20), follows=second)
    last = ConsultationFactory(programme=programme, starts_on=date(2023, 6, 14), follows=third)
    with django_assert_num_queries(1):
        assert chain_of(second) == ([first], [third, beside, last])
    assert chain_of(last) == ([first, second, third], [])
