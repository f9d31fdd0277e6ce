"""The start page of a coordinator: what waits, and nothing that is somebody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.issuing import batches
from jobs.requesting import run_now
from reports.pages.today import _nominations, attention, done_lately
from tests.factories import (
    DesignFactory,
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    SessionFactory,
    UnitFactory,
)
from trainings.enrolment.nominations import Quota, nominate, set_quotas
from trainings.models import EnrolmentState, SessionState, TrainingSession


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


def test_who_completed_after_a_certificate_of_participation_waits_for_the_other_one(
    coordinator, programme, today, closed_with_participation
):
    session, enrolment = closed_with_participation
    assert titles(coordinator, today) == []
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.save()
    assert titles(coordinator, today) == [f"1 certificate of {session.code} can be issued"]


def test_a_certificate_that_was_corrected_is_counted_once(coordinator, closed_with_participation):
    session, enrolment = closed_with_participation
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.save()
    run_now(batches.request(session, by=coordinator).job)
    assert enrolment.certificates.count() == 2
    assert [said.replace("\xa0", " ") for said in done_lately(coordinator, timezone.now())] == [
        f"1 certificate issued for {session.code}".replace("-", "\u2011")
    ]


@pytest.fixture
def closed_with_participation(programme, coordinator):
    """A closed session, and the enrolment of its one officer, who did not complete and has a certificate of participation."""
    DesignFactory(programme=programme)
    design = DesignFactory(programme=programme, name="Participation", level="participation")
    session = SessionFactory(
        programme=programme, code="TOT-SYL-01", state=SessionState.CLOSED, closed_at=timezone.now()
    )
    enrolment = EnrolmentFactory(
        session=session, state=EnrolmentState.NOT_COMPLETED, half_days_attended=2, half_days_held=6
    )
    run_now(batches.request(session, by=coordinator, design=design).job)
    return session, enrolment


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
    with django_assert_num_queries(18):
        assert client.get("/admin/").status_code == 200


class TestNominations:
    @pytest.fixture
    def session(self, programme, today):
        return SessionFactory(
            programme=programme,
            code="TOT-RAJ-01",
            state=SessionState.SCHEDULED,
            starts_on=today + timedelta(days=12),
            capacity=10,
        )

    @pytest.fixture
    def khulna(self):
        return UnitFactory()

    @pytest.fixture
    def nominees(self, session, khulna):
        def nominees(number):
            nominate(session, [OfficerFactory(unit=khulna) for _n in range(number)], unit=khulna, by=None)

        return nominees

    def set(self, session, *quotas, due_on=None):
        quotas = [Quota(*quota) for quota in quotas]
        set_quotas(session, quotas, women_share=0, due_on=due_on, send_to="", by=None)

    def test_a_unit_under_its_quota_waits_with_the_day(self, coordinator, session, khulna, nominees, today):
        self.set(session, (khulna, 3))
        nominees(1)
        [item] = attention(coordinator, today)
        assert item.title == "TOT-RAJ-01: 1 quota is not filled"
        assert item.detail.startswith("The session begins on")
        assert item.url == "/admin/sessions/TOT-RAJ-01/nominations/"

    def test_officers_who_wait_beyond_the_quota_are_reported(self, coordinator, session, khulna, nominees, today):
        self.set(session, (khulna, 1))
        nominees(3)
        assert titles(coordinator, today) == ["TOT-RAJ-01: 2 officers are beyond their quotas"]

    def test_filled_quotas_need_nobody(self, coordinator, session, khulna, nominees, today):
        self.set(session, (khulna, 2))
        nominees(2)
        assert titles(coordinator, today) == []

    @pytest.mark.parametrize(("due_in", "waits"), [(7, True), (8, False), (-1, True)])
    def test_a_deadline_near_or_past_counts_before_the_session_does(
        self, coordinator, session, khulna, today, due_in, waits
    ):
        self.set(session, (khulna, 2))
        type(session).objects.update(
            starts_on=today + timedelta(days=40),
            ends_on=today + timedelta(days=42),
            nominations_due_on=today + timedelta(days=due_in),
        )
        assert len(titles(coordinator, today)) == waits

    def test_a_session_far_away_or_without_quotas_waits_for_nothing(self, coordinator, session, khulna, today):
        assert titles(coordinator, today) == []
        self.set(session, (khulna, 2))
        assert titles(coordinator, today - timedelta(days=3)) == []

    @pytest.mark.parametrize("sessions", [1, 3])
    def test_it_costs_the_same_with_one_and_three_sessions(
        self, programme, coordinator, khulna, today, django_assert_num_queries, sessions
    ):
        for number in range(sessions):
            session = SessionFactory(
                programme=programme,
                code=f"TOT-Q-{number}",
                state=SessionState.SCHEDULED,
                starts_on=today + timedelta(days=9),
            )
            self.set(session, (khulna, 2))
        sessions_of = TrainingSession.objects.coordinated_by(coordinator).with_turnout()
        with django_assert_num_queries(5):
            assert len(list(_nominations(sessions_of, today))) == sessions
