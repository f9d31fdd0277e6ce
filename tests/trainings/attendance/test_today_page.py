from datetime import date, time

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark, mark_column
from trainings.models import Half, Slot

TODAY = reverse("trainings:today")


def test_the_running_session_offers_the_half_day_of_the_clock(session, two, trainer, signed_in, clock):
    clock(22, "10:04")
    page = signed_in(trainer).get(TODAY).text
    assert "Take attendance for Sunday morning" in page
    assert f"{reverse('trainings:attendance', args=[session.code])}?day=2&amp;half=morning" in page
    clock(22, "13:00")
    assert "Take attendance for Sunday afternoon" in signed_in(trainer).get(TODAY).text


def test_a_day_with_one_half_offers_that_half(session, two, trainer, signed_in, clock):
    session.days.filter(number=2).update(has_afternoon=False)
    clock(22, "15:00")
    assert "Take attendance for Sunday morning" in signed_in(trainer).get(TODAY).text


def test_it_says_how_many_are_marked(session, two, days, trainer, signed_in, clock):
    mark(two[0], days[1], Half.MORNING, "present", by=trainer, now=at(22))
    clock(22)
    assert "Sunday morning: 1 of 2 marked" in signed_in(trainer).get(TODAY).text


def test_the_timetable_of_today_shows_what_is_on(session, two, days, trainer, signed_in, clock):
    Slot.objects.create(day=days[1], starts_at=time(9), ends_at=time(10, 30), title_en="Trust and legitimacy")
    clock(22, "09:30")
    page = signed_in(trainer).get(TODAY).text
    assert "Trust and legitimacy" in page
    assert "on now" in page


def test_gaps_of_past_days_wait_for_the_trainer(session, two, days, trainer, signed_in, clock):
    mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(21))
    clock(22)
    page = signed_in(trainer).get(TODAY).text
    assert "Saturday afternoon: 2 marks missing" in page
    assert "Saturday morning:" not in page


@pytest.mark.parametrize(("day", "waits"), [(22, False), (23, True), (25, True)])
def test_a_marked_session_waits_to_be_closed_from_its_last_day_on(
    marked_session, trainer, signed_in, clock, day, waits
):
    clock(day, "17:00")
    assert ("Close TOT-KHU-03" in signed_in(trainer).get(TODAY).text) is waits


def test_later_and_past_sessions_have_their_places(session, trainer, signed_in, clock):
    SessionFactory(led_by=trainer, code="TOT-BAR-05", starts_on=date(2027, 1, 10), state="scheduled")
    SessionFactory(
        led_by=trainer, code="TOT-DHA-01", starts_on=date(2026, 9, 8), state="cancelled", state_reason="Flood"
    )
    clock(22)
    page = signed_in(trainer).get(TODAY).text
    assert page.index("TOT-KHU-03") < page.index("TOT-BAR-05") < page.index("TOT-DHA-01")


def test_on_a_day_without_a_session_it_names_the_next_one(trainer, signed_in, clock):
    SessionFactory(led_by=trainer, starts_on=date(2026, 12, 1), state="scheduled")
    clock(22)
    assert (
        "No session of yours is on today. Next: Training of trainers, Khulna Range, from 1 December 2026."
        in " ".join(signed_in(trainer).get(TODAY).text.split())
    )


def test_a_coordinator_who_trains_nothing_reads_that_nothing_is_here(session, coordinator, signed_in):
    assert "No session has your name yet." in signed_in(coordinator).get(TODAY).text


def test_in_bangla_digits_and_days_are_bangla_and_the_code_is_not(session, two, trainer, signed_in, clock):
    clock(22)
    trainer.language = "bn"
    trainer.save()
    page = signed_in(trainer).get(TODAY).text
    assert "রবিবার, ২২ নভেম্বর ২০২৬" in page
    assert "প্রশিক্ষক প্রশিক্ষণ, খুলনা রেঞ্জ" in page
    assert "TOT-KHU-03" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_sessions(
    programme, trainer, signed_in, clock, number, django_assert_num_queries
):
    for _number in range(number):
        session = SessionFactory(programme=programme, led_by=trainer)
        EnrolmentFactory(session=session)
        for day in session.days.all():
            Slot.objects.create(day=day, starts_at=time(9), ends_at=time(10), title_en="Opening")
        mark_everyone(session, session.days.filter(number=1), trainer)
    clock(22)
    client = signed_in(trainer)
    with django_assert_num_queries(13):
        client.get(TODAY)


def test_an_empty_session_does_not_stand_first_and_has_no_main_button(session, two, trainer, signed_in, clock):
    SessionFactory(led_by=trainer, code="TOT-AAA-01", starts_on=date(2026, 11, 21), state="running")
    clock(22, "10:04")
    page = signed_in(trainer).get(TODAY).text
    assert page.index("TOT-KHU-03") < page.index("TOT-AAA-01")
    assert page.count("sh-btn primary") == 1
    assert page.count("Take attendance for") == 1


def test_an_afternoon_that_has_not_begun_is_not_the_main_action(session, two, trainer, signed_in, clock):
    session.days.filter(number=2).update(has_morning=False)
    clock(22, "07:12")
    page = signed_in(trainer).get(TODAY).text
    assert "This half-day has not begun yet." in page
    assert "sh-btn primary" not in page
