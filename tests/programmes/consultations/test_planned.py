"""Planned consultations: apart from those held, with expected numbers of their own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from programmes.models import Consultation, Goal, Headcount
from reports.pages.programme import goals, page
from tests.programmes.factories import ConsultationFactory

CHANGELIST = "/admin/programmes/consultation/"


@pytest.mark.parametrize(
    ("starts_on", "known", "is_planned"),
    [
        (None, "day", False),
        (date(2026, 6, 14), "day", False),
        (date(2026, 6, 15), "day", True),
        (date(2026, 6, 30), "month", False),
        (date(2026, 7, 1), "month", True),
        (date(2026, 12, 31), "year", False),
        (date(2027, 1, 1), "year", True),
    ],
)
def test_a_consultation_is_planned_until_the_day_month_or_year_begins(programme, starts_on, known, is_planned):
    one = ConsultationFactory(programme=programme, starts_on=starts_on, dates_known=known)
    today = date(2026, 6, 14)
    assert one.is_planned(today) is is_planned
    assert Consultation.objects.planned(today).exists() is is_planned
    assert Consultation.objects.held(today).exists() is not is_planned


def test_december_and_a_leap_day_have_a_last_day_too(programme):
    one = ConsultationFactory(programme=programme, starts_on=date(2027, 12, 31), dates_known="month")
    assert not one.is_planned(date(2027, 12, 1))
    one.starts_on = date(2028, 2, 29)
    assert not one.is_planned(date(2028, 2, 1))
    assert one.is_planned(date(2028, 1, 31))


@pytest.fixture
def planned(programme):
    ahead = timezone.localdate() + timedelta(days=40)
    return ConsultationFactory(programme=programme, starts_on=ahead, expected_people=80, expected_women=30)


def test_the_programme_counts_what_was_held_and_names_what_is_planned_apart(programme, planned):
    held = ConsultationFactory(programme=programme, starts_on=timezone.localdate())
    held.headcounts.create(category="atu", women=7)
    Headcount.objects.create(consultation=planned, category="atu", women=500)
    goal = Goal.objects.create(number=5, title_en="Equality", title_bn="সমতা", colour="#FF3A21")
    planned.goals.add(goal)
    facts = page(programme, timezone.localdate())
    assert facts["consultations"] == 1
    assert facts["heard"].total == 7
    assert facts["consultations_ahead"] == {"n": 1, "people": 80}
    assert goals(programme, timezone.localdate()) == []
    assert goals(programme, planned.starts_on)[0].consultations == 1


def test_the_numbers_on_the_page_lead_to_exactly_these_rows(signed_in, coordinator, programme, planned):
    held = ConsultationFactory(programme=programme, starts_on=timezone.localdate(), title_en="Heard in Khulna")
    client = signed_in(coordinator)
    shown = client.get(f"/admin/programme/{programme.code}/").content.decode()
    for which, one in (("held", held), ("planned", planned)):
        address = f"{CHANGELIST}?held={which}&amp;programme__id__exact={programme.pk}"
        assert address in shown
        rows = client.get(address.replace("&amp;", "&")).context["cl"].result_list
        assert [row.pk for row in rows] == [one.pk]


def test_the_list_says_planned_and_shows_expected_people_in_their_own_words(signed_in, coordinator, planned):
    shown = signed_in(coordinator).get(CHANGELIST).content.decode()
    assert "planned" in shown
    assert "80 expected" in shown


def test_the_page_of_a_planned_consultation_says_who_is_expected(signed_in, coordinator, planned):
    shown = signed_in(coordinator).get(planned.get_absolute_url()).content.decode()
    assert "Who is expected" in shown
    assert "80 people are expected." in shown
    assert "30 of them women." in shown
    assert "Who took part" not in shown


def test_nobody_is_counted_as_having_taken_part_before_it_begins(planned):
    with pytest.raises(ValidationError, match="has not begun"):
        Headcount(consultation=planned, category="atu", women=2).full_clean()
    planned.starts_on = timezone.localdate()
    Headcount(consultation=planned, category="atu", women=2).full_clean()


def test_a_plan_expects_no_more_women_than_people(programme, planned):
    planned.expected_women = 81
    with pytest.raises(ValidationError) as no:
        planned.full_clean()
    assert no.value.message_dict["expected_women"] == ["More women are expected than people in all."]
    with pytest.raises(IntegrityError), transaction.atomic():
        planned.save()
    with pytest.raises(ValidationError):
        ConsultationFactory.build(programme=programme, expected_women=1).full_clean()
