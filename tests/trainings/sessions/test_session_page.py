from datetime import time

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark
from trainings.models import Half, SessionState, Slot
from trainings.sessions.lifecycle import cancel, close


def page_of(client, session, query=""):
    return client.get(reverse("trainings:session", args=[session.code]) + query)


def text_of(client, session, query=""):
    page = page_of(client, session, query)
    assert page.status_code == 200
    return " ".join(page.text.split())


def test_an_empty_roster_says_what_will_be_here(session, trainer, signed_in):
    assert "Nobody is on the roster yet." in text_of(signed_in(trainer), session)


def test_names_stand_in_both_scripts_marked_with_their_language(session, trainer, signed_in):
    EnrolmentFactory(session=session, officer__name_en="Ali Akbar", officer__name_bn="আলী আকবর")
    page = text_of(signed_in(trainer), session)
    assert "Ali Akbar" in page
    assert '<span lang="bn" class="fw-normal sh-soft sh-small">আলী আকবর</span>' in page


def test_a_name_in_one_script_only_is_shown_with_its_language(session, trainer, signed_in):
    EnrolmentFactory(session=session, officer__name_en="", officer__name_bn="আলী আকবর")
    assert '<span lang="bn">আলী আকবর</span>' in text_of(signed_in(trainer), session)


def test_names_are_escaped(session, trainer, signed_in):
    EnrolmentFactory(session=session, officer__name_en="<b>Ali</b>", officer__name_bn="<i>আলী</i>")
    page = text_of(signed_in(trainer), session)
    assert "<b>Ali" not in page
    assert "<i>" not in page


def test_no_service_number_or_phone_is_shown(session, two, trainer, signed_in):
    page = text_of(signed_in(trainer), session)
    for enrolment in two:
        assert enrolment.officer.service_number not in page
        assert enrolment.officer.mobile not in page


def test_all_of_a_usual_session_are_on_the_page_and_a_phone_shows_ten_first(session, trainer, signed_in):
    for _number in range(60):
        EnrolmentFactory(session=session)
    client = signed_in(trainer)
    page = text_of(client, session)
    assert page.count('data-l="Result"') == 60
    assert 'sh-fold"' in page
    assert "Show all 60" in page
    assert "Show all" not in text_of(client, session, "?all")


def test_a_roster_of_hundreds_has_pages(session, trainer, signed_in, monkeypatch):
    monkeypatch.setattr("trainings.enrolment.roster_pages.ROWS", 2)
    for _number in range(3):
        EnrolmentFactory(session=session)
    client = signed_in(trainer)
    assert text_of(client, session).count('data-l="Result"') == 2
    assert text_of(client, session, "?page=2").count('data-l="Result"') == 1


def test_days_and_checks_stand_before_the_roster(session, two, trainer, signed_in, clock):
    clock(22)
    page = text_of(signed_in(trainer), session)
    assert page.index(">Days</h2>") < page.index(">Before closing</h2>") < page.index('id="roster"')


def test_an_empty_session_has_no_main_button(session, trainer, signed_in, clock):
    clock(22)
    assert "Take attendance" not in text_of(signed_in(trainer), session)


def test_an_officer_in_two_sessions_on_one_day_is_told(session, programme, two, trainer, signed_in):
    EnrolmentFactory(session=SessionFactory(programme=programme, code="TOT-BAR-05"), officer=two[0].officer)
    EnrolmentFactory(session=SessionFactory(code="SECRET-01"), officer=two[1].officer)
    page = text_of(signed_in(trainer), session)
    assert "Also in TOT-BAR-05 on the same days." in page
    assert "Not free on these days." in page
    assert "SECRET" not in page


def test_the_result_is_open_then_foreseen_then_fixed(marked_session, days, trainer, signed_in):
    late = EnrolmentFactory(session=marked_session, officer__name_en="Aaa")
    client = signed_in(trainer)
    page = text_of(client, marked_session)
    assert page.count("Will complete") == 1
    assert page.count("Will not complete") == 1
    for day in days:
        for half in Half:
            mark(late, day, half, "present", by=trainer, now=at(23, "14:10"))
    close(marked_session, by=trainer, today=at(23).date())
    page = text_of(client, marked_session)
    assert page.count("</svg>Completed</span>") == 2
    assert page.count("</svg>Not completed</span>") == 1


def test_the_checks_stand_there_until_it_is_closed(marked_session, trainer, signed_in, clock):
    clock(23, "17:30")
    client = signed_in(trainer)
    assert "5 of 5 ready" in text_of(client, marked_session)
    close(marked_session, by=trainer, today=at(23).date())
    assert "Before closing" not in text_of(client, marked_session)


def test_closing_is_offered_once_everything_is_ready(marked_session, trainer, signed_in, clock):
    close_url = reverse("trainings:close", args=[marked_session.code])
    clock(22)
    assert close_url not in text_of(signed_in(trainer), marked_session)
    clock(23, "17:30")
    assert close_url in text_of(signed_in(trainer), marked_session)


def test_a_cancelled_session_says_why(session, coordinator, trainer, signed_in):
    cancel(session, by=coordinator, reason="Flooding in the north.")
    assert "This session was cancelled.</b> Flooding in the north." in text_of(signed_in(trainer), session)


def test_the_timetable_stands_in_its_half_of_the_day(session, days, trainer, signed_in):
    Slot.objects.create(day=days[0], starts_at=time(11, 30), ends_at=time(13), title_en="Trust")
    Slot.objects.create(day=days[0], starts_at=time(14), ends_at=time(16), title_en="Case work")
    page = text_of(signed_in(trainer), session)
    assert page.index("Trust") < page.index("Case work")


@pytest.mark.parametrize("state", SessionState.values)
def test_every_state_has_its_page(session, trainer, signed_in, state):
    session.state, session.closed_at, session.state_reason = state, at(23), "Why"
    session.save()
    assert page_of(signed_in(trainer), session).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_officers(
    session, trainer, signed_in, number, django_assert_num_queries
):
    for _number in range(number):
        EnrolmentFactory(session=session)
    client = signed_in(trainer)
    with django_assert_num_queries(24):
        page_of(client, session)
