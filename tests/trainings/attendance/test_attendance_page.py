import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark
from trainings.enrolment.enrolment import withdraw
from trainings.models import Half
from trainings.sessions.lifecycle import close

AM = Half.MORNING


def page_of(client, session, query=""):
    return client.get(reverse("trainings:attendance", args=[session.code]) + query)


def text_of(client, session, query=""):
    page = page_of(client, session, query)
    assert page.status_code == 200
    return " ".join(page.text.split())


@pytest.mark.parametrize(
    ("day", "clock_time", "half_day"),
    [
        (20, "10:00", "Saturday morning"),
        (21, "09:00", "Saturday morning"),
        (22, "12:59", "Sunday morning"),
        (22, "13:00", "Sunday afternoon"),
        (25, "10:00", "Saturday morning"),
    ],
)
def test_without_a_wish_the_page_opens_the_half_day_to_do_next(
    session, two, trainer, signed_in, clock, day, clock_time, half_day
):
    clock(day, clock_time)
    assert f"<b>{half_day}</b>" in text_of(signed_in(trainer), session)


def test_after_the_session_the_first_gap_is_opened(session, two, days, trainer, signed_in, clock):
    mark_everyone(session, days, trainer, but={(2, Half.AFTERNOON)})
    clock(25)
    assert "<b>Sunday afternoon</b>" in text_of(signed_in(trainer), session)


def test_the_address_names_the_half_day(session, two, trainer, signed_in, clock):
    clock(22)
    assert "<b>Saturday afternoon</b>" in text_of(signed_in(trainer), session, "?day=1&half=afternoon")


@pytest.mark.parametrize("query", ["?day=9&half=morning", "?day=x&half=noon", "?half=morning", "?day=1"])
def test_an_address_that_names_no_half_day_opens_the_one_of_the_clock(session, two, trainer, signed_in, clock, query):
    clock(22)
    assert "<b>Sunday morning</b>" in text_of(signed_in(trainer), session, query)


def test_each_officer_is_a_field_set_of_four_marks(session, two, trainer, signed_in, clock):
    clock(22)
    page = text_of(signed_in(trainer), session)
    assert page.count("<fieldset") == 2
    assert page.count('type="radio"') == 8
    assert f'name="m-{two[0].pk}" value="present"' in page


def test_the_mark_that_stands_is_chosen(session, two, days, trainer, signed_in, clock):
    mark(two[0], days[1], AM, "late", by=trainer, now=at(22))
    clock(22)
    page = text_of(signed_in(trainer), session)
    assert re.findall(r'name="m-(\d+)" value="(\w+)" checked', page) == [(str(two[0].pk), "late")]
    assert "Mark the other 1 present" in page


def test_a_past_day_offers_missing_marks_and_the_correction_of_those_that_stand(
    session, two, days, trainer, signed_in, clock
):
    mark(two[0], days[0], AM, "late", by=trainer, now=at(21))
    clock(22)
    page = text_of(signed_in(trainer), session, "?day=1&half=morning")
    assert page.count("<fieldset") == 1
    assert f"{reverse('trainings:correct', args=[session.code, two[0].pk])}?day=1&amp;half=morning" in page


def test_a_day_to_come_is_shown_without_a_form(session, two, trainer, signed_in, clock):
    clock(21)
    page = text_of(signed_in(trainer), session, "?day=3&half=morning")
    assert "Day 3 is on 23 November 2026; marks can be given from that day on." in page
    assert 'type="radio"' not in page


def test_a_closed_session_is_shown_without_a_form(marked_session, trainer, signed_in, clock):
    close(marked_session, by=trainer, today=at(23).date())
    clock(23)
    page = text_of(signed_in(trainer), marked_session)
    assert "This session is closed. A coordinator can correct a mark, with a reason." in page
    assert 'type="radio"' not in page


def test_a_session_without_officers_says_so(session, trainer, signed_in, clock):
    clock(21)
    assert "Nobody is on the roster yet." in text_of(signed_in(trainer), session)


def test_a_session_without_days_says_so(session, trainer, signed_in):
    session.days.all().delete()
    assert "This session has no days yet." in text_of(signed_in(trainer), session)


def test_officers_who_were_withdrawn_are_not_on_the_sheet(session, two, coordinator, trainer, signed_in, clock):
    withdraw(two[0], by=coordinator, reason="Ill.")
    clock(21)
    assert text_of(signed_in(trainer), session).count("<fieldset") == 1


def test_the_page_holds_no_script_or_style_of_its_own(session, two, trainer, signed_in, clock):
    clock(22)
    page = page_of(signed_in(trainer), session).text
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", page) == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_with_one_and_thirty_officers(
    session, days, trainer, signed_in, clock, number, django_assert_num_queries
):
    for _number in range(number):
        EnrolmentFactory(session=session)
    mark_everyone(session, days[:1], trainer)
    clock(22)
    client = signed_in(trainer)
    with django_assert_num_queries(11):
        page_of(client, session)


def test_a_long_session_has_a_column_for_each_half_day(session, two, trainer, signed_in, clock):
    for number in range(4, 8):
        session.days.create(number=number, date=session.starts_on + timedelta(days=number))
    clock(22)
    assert "14 half-days" in text_of(signed_in(trainer), session)
