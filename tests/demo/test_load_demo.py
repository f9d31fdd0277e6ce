"""The demonstration: loaded by one command, twice without harm, never in production."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.refusal import Refused
from certificates.lifecycle import revocations
from certificates.models import Certificate, CorrectionRequest
from demo.management.commands.load_demo import ACCOUNTS
from demo.people import Crowd
from jobs.requesting import run_now
from participants.models import Officer
from participants.models.posting import officers_out_of_sync
from programmes.models import Programme, TeamMember
from reports.capacity.counts import Choice, Movement, Units, capacity
from trainings.models import Enrolment, SessionState, TrainingSession

pytestmark = pytest.mark.django_db


def loaded():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def said(shared_world):
    """What the command said; what it loaded is there for every test."""
    with shared_world():
        yield loaded()


def test_one_load_gives_a_programme_to_walk_through_and_a_second_one_changes_nothing(said):
    today = timezone.localdate()
    held = TrainingSession.objects.all()
    closed = held.filter(state=SessionState.CLOSED)
    assert closed.filter(starts_on__year__in=[2023, 2024, 2025]).count() == 8
    running = held.get(state=SessionState.RUNNING)
    assert running.starts_on < today <= running.ends_on
    assert held.get(state=SessionState.SCHEDULED, code__startswith="TOT-RAJ").enrolments.count() == 0
    nominated_for = held.get(code__startswith="TOT-BAR").enrolments
    assert (nominated_for.active().count(), nominated_for.proposed().count(), nominated_for.waiting().count()) == (
        1,
        4,
        2,
    )
    for session in closed.filter(ends_on__lt=today.replace(year=2026, month=1, day=1)):
        holders = Certificate.objects.filter(enrolment__session=session, supersedes=None).count()
        assert holders == session.enrolments.filter(state="completed").count() > 0
    assert sorted(CorrectionRequest.objects.values_list("state", flat=True)) == ["approved", "declined", "filed"]
    assert CorrectionRequest.objects.get(state="approved").result.is_valid
    assert Certificate.objects.filter(state="revoked").count() == 1
    for role in ("coordinator", "second coordinator", "trainer", "officer", "observer"):
        assert f"  {role} " in said
    before = (held.count(), Officer.objects.count(), Enrolment.objects.count(), AuditEntry.objects.count())
    assert "a roster to upload" in loaded()
    assert (held.count(), Officer.objects.count(), Enrolment.objects.count(), AuditEntry.objects.count()) == before


def test_two_coordinators_can_try_what_takes_a_second_person(said):
    first, second = (User.objects.get(email=ACCOUNTS[role][0]) for role in ("coordinator", "second coordinator"))
    programme = Programme.objects.get(code="CBP")
    certificates = Certificate.objects.live().filter(enrolment__session__phase__programme=programme)[
        : revocations.ALONE + 1
    ]
    done, proposal = revocations.revoke(certificates, by=first, reason="Issued in error.")
    assert (done, proposal.items.count()) == (0, revocations.ALONE + 1)
    with pytest.raises(Refused):
        revocations.confirm(proposal, by=first)
    run_now(revocations.confirm(proposal, by=second).job)
    assert {item.certificate.state for item in proposal.items.all()} == {"revoked"}


def test_a_demonstration_without_the_second_coordinator_gets_one_and_whoever_was_taken_off_the_team_stays_off(said):
    second = ACCOUNTS["second coordinator"][0]
    team = TeamMember.objects.filter(programme__code="CBP", user__email=second)
    team.delete()
    loaded()
    assert not team.exists()
    User.objects.filter(email=second).delete()
    loaded()
    assert team.get().role == "coordinator"


def test_production_refuses_a_demonstration(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="known passwords"):
        loaded()


def test_the_same_seed_draws_the_same_crowd_and_nobody_twice():
    first, second = ([Crowd().draw() for _person in range(1)] for _crowd in range(2))
    assert first == second
    crowd = Crowd()
    people = [crowd.draw() for _person in range(300)]
    assert len({person.service_number for person in people}) == len({person.name_en for person in people}) == 300
    assert all(person.service_number.startswith("9900") for person in people)


def test_some_who_were_trained_serve_elsewhere_now(said):
    assert not officers_out_of_sync().exists()
    found = capacity(Choice(timezone.localdate(), tuple(Programme.objects.values_list("pk", flat=True))), Units())
    assert all(found.of(movement).total >= 5 for movement in (Movement.STAYED, Movement.MOVED, Movement.LEFT))
