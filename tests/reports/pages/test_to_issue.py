"""Of a large programme, the start page remembers for a while which sessions wait, and never shows one that does not."""

import pytest
from django.utils import timezone

from accounts.models import User
from programmes.models import Programme
from reports.pages import to_issue
from reports.pages.to_issue import sessions_to_issue
from tests.factories import EnrolmentFactory, PhaseFactory, SessionFactory
from trainings.models import Enrolment, TrainingSession

pytestmark = pytest.mark.django_db


def closed(programme, code):
    """A session that was closed just now, with an officer who completed it. All are of one phase: what is remembered is of phases."""
    phase = programme.phases.first() or PhaseFactory(programme=programme)
    session = SessionFactory(programme=programme, phase=phase, code=code, state="closed", closed_at=timezone.now())
    EnrolmentFactory(session=session, state="completed")
    return session


@pytest.fixture
def codes(programme, coordinator):
    """A function that returns the sessions of a coordinator of a large programme, as a page asked for now shows them."""
    Programme.objects.filter(pk=programme.pk).update(is_large=True)

    def ask():
        user = User.objects.get(pk=coordinator.pk)
        return [one.code for one in sessions_to_issue(user, TrainingSession.objects.coordinated_by(user))]

    return ask


def test_those_that_wait_are_shown(programme, codes):
    closed(programme, "TOT-A-01")
    assert codes() == ["TOT-A-01"]


def test_one_that_was_closed_since_is_added(programme, codes):
    closed(programme, "TOT-A-01")
    codes()
    closed(programme, "TOT-A-02")
    assert codes() == ["TOT-A-01", "TOT-A-02"]


def test_one_that_waits_no_longer_is_left_out_at_once(programme, codes):
    first = closed(programme, "TOT-A-01")
    closed(programme, "TOT-A-02")
    codes()
    Enrolment.objects.filter(session=first).update(state="not_completed")
    assert codes() == ["TOT-A-02"]


def test_those_behind_many_that_wait_no_longer_are_shown(programme, codes, monkeypatch):
    monkeypatch.setattr(to_issue, "LOOKED_AT", 1)
    for number in range(4):
        closed(programme, f"TOT-A-0{number}")
    codes()
    Enrolment.objects.filter(session__code__in=["TOT-A-00", "TOT-A-01", "TOT-A-02"]).update(state="not_completed")
    assert codes() == ["TOT-A-03"]


def test_the_numbers_of_a_large_programme_say_when_they_were_counted(signed_in, programme, coordinator, codes):
    closed(programme, "TOT-A-01")
    client = signed_in(coordinator)
    assert "Counted at" in client.get("/admin/").text
    Programme.objects.update(is_large=False)
    assert "Counted at" not in client.get("/admin/").text
