"""The start page of a coordinator: what waits, and nothing that is somebody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.today import attention
from tests.factories import DesignFactory, EnrolmentFactory, ProgrammeFactory, SessionFactory, UserFactory
from trainings.models import EnrolmentState, SessionState


@pytest.fixture
def today():
    return timezone.localdate()


def titles(user, today):
    return [item.title for item in attention(user, today)]


def test_a_session_that_begins_soon_without_a_roster_waits(coordinator, programme, today):
    SessionFactory(
        programme=programme, code="TOT-RAJ-01", state=SessionState.SCHEDULED, starts_on=today + timedelta(days=5)
    )
    SessionFactory(
        programme=programme, code="TOT-RAJ-02", state=SessionState.SCHEDULED, starts_on=today + timedelta(days=30)
    )
    assert len(titles(coordinator, today)) == 1
    assert titles(coordinator, today)[0].startswith("TOT-RAJ-01 begins on")


def test_a_session_that_was_held_waits_to_be_closed(coordinator, programme, today):
    SessionFactory(programme=programme, code="TOT-BOG-01", state=SessionState.HELD, with_officers=1)
    assert titles(coordinator, today) == ["TOT-BOG-01 was held and is not closed"]


def test_certificates_wait_until_the_last_one_who_completed_has_one(coordinator, programme, today):
    DesignFactory(programme=programme)
    session = SessionFactory(
        programme=programme, code="TOT-SYL-01", state=SessionState.CLOSED, closed_at=timezone.now()
    )
    EnrolmentFactory(session=session, state=EnrolmentState.COMPLETED)
    EnrolmentFactory(session=session, state=EnrolmentState.NOT_COMPLETED)
    assert titles(coordinator, today) == ["1 certificate of TOT-SYL-01 can be issued"]


def test_a_draft_waits_last(coordinator, programme, today):
    SessionFactory(programme=programme, code="TOT-DHK-01", state=SessionState.DRAFT)
    SessionFactory(programme=programme, code="TOT-DHK-02", state=SessionState.HELD, with_officers=1)
    assert [item.kind for item in attention(coordinator, today)] == ["warn", "info"]


def test_nothing_of_another_programme_waits_for_me(coordinator, programme, today):
    SessionFactory(programme=ProgrammeFactory(), state=SessionState.HELD, with_officers=1)
    assert titles(coordinator, today) == []


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_start_page_costs_the_same_with_one_and_three_sessions(
    signed_in, programme, coordinator, today, django_assert_num_queries, sessions
):
    for number in range(sessions):
        SessionFactory(programme=programme, code=f"TOT-A-{number}", starts_on=today, with_officers=2)
        SessionFactory(programme=programme, code=f"TOT-B-{number}", state=SessionState.HELD, with_officers=1)
    client = signed_in(coordinator)
    client.get("/admin/")
    with django_assert_num_queries(23):
        assert client.get("/admin/").status_code == 200


def test_a_coordinator_without_a_programme_yet_is_told_so_gently(signed_in, db):
    boss = UserFactory(is_superuser=True)
    assert signed_in(boss).get("/admin/").status_code == 200
