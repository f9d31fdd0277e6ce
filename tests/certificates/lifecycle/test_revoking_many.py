"""Revoking: a few alone, many only with a second person, and no way around that."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import records
from certificates.lifecycle import revocations
from certificates.models import Certificate, RevocationRequest, RevocationState
from jobs.models import Job
from jobs.requesting import resume, run_now
from tests.built_once import built_once
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import WHY
from tests.certificates.superseding import supersede
from tests.factories import DesignFactory, ProgrammeFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(closed, coordinator):
    """A function: so many certificates of `closed`."""

    def issue(count):
        for _officer in range(count):
            completes(closed)
        return issued(closed, by=coordinator)

    return issue


@pytest.fixture
@built_once
def twelve(many):
    """Twelve certificates of `closed`."""
    return many(12)


@pytest.fixture
@built_once
def proposal(many, coordinator):
    """Eleven certificates that `coordinator` proposes to revoke."""
    return revocations.revoke(many(11), by=coordinator, **WHY)[1]


def revoked():
    return Certificate.objects.filter(state="revoked").count()


def test_ten_are_revoked_at_once_by_one_person(twelve, coordinator):
    assert revocations.revoke(twelve[:10], by=coordinator, **WHY) == (10, None)
    assert revoked() == 10
    assert not RevocationRequest.objects.exists()


def test_eleven_are_proposed_and_stay_valid(proposal, coordinator):
    assert (proposal.state, proposal.items.count(), proposal.proposed_by) == (RevocationState.PROPOSED, 11, coordinator)
    assert revoked() == 0


def test_small_portions_add_up(twelve, coordinator):
    assert revocations.revoke(twelve[:6], by=coordinator, **WHY) == (6, None)
    assert revocations.revoke(twelve[6:10], by=coordinator, **WHY) == (4, None)
    count, proposal = revocations.revoke(twelve[10:], by=coordinator, **WHY)
    assert (count, proposal.items.count(), revoked()) == (0, 2, 10)


def test_a_colleague_has_a_count_of_her_own(twelve, coordinator, colleague):
    revocations.revoke(twelve[:10], by=coordinator, **WHY)
    assert revocations.revoke(twelve[10:], by=colleague, **WHY) == (2, None)


def test_after_a_day_the_count_begins_again(twelve, coordinator):
    revocations.revoke(twelve[:10], by=coordinator, **WHY)
    assert revocations.needs_second_person(coordinator, 1)
    later = timezone.now() + timedelta(hours=24, seconds=1)
    assert not revocations.needs_second_person(coordinator, 10, now=later)


def test_the_portions_of_two_programmes_add_up(twelve, coordinator):
    revocations.revoke(twelve[:10], by=coordinator, **WHY)
    other = ProgrammeFactory(coordinators=[coordinator])
    coordinator.forget_roles()
    DesignFactory(programme=other)
    session = SessionFactory(programme=other, state="closed", closed_at=timezone.now())
    completes(session)
    count, proposal = revocations.revoke(issued(session, by=coordinator), by=coordinator, **WHY)
    assert (count, proposal.programme) == (0, other)


def test_one_programme_at_a_time(many, coordinator, programme):
    other = ProgrammeFactory(coordinators=[coordinator])
    coordinator.forget_roles()
    DesignFactory(programme=other)
    session = SessionFactory(programme=other, state="closed", closed_at=timezone.now())
    completes(session)
    with pytest.raises(Refused, match="one programme at a time"):
        revocations.revoke([*many(1), *issued(session, by=coordinator)], by=coordinator, **WHY)
    assert revoked() == 0


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_only_coordinators_of_the_programme_revoke(certificate, who, request):
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        revocations.revoke([certificate], by=request.getfixturevalue(who), **WHY)


def test_nobody_revokes_the_own_certificate(certificate, coordinator_is_officer):
    with pytest.raises(Refused, match="your own certificate"):
        revocations.revoke([certificate], by=coordinator_is_officer, **WHY)


def test_one_that_holds_no_more_stops_the_act(twelve, coordinator):
    certificates = twelve[:3]
    records.revoke(certificates[1], by=coordinator, reason="Before.")
    with pytest.raises(Refused, match="is not valid any more"):
        revocations.revoke(certificates, by=coordinator, **WHY)
    assert revoked() == 1


def test_it_needs_certificates_and_a_reason(certificate, coordinator):
    with pytest.raises(Refused, match="at least one"):
        revocations.revoke([], by=coordinator, **WHY)
    with pytest.raises(Refused, match="Give a reason"):
        revocations.revoke([certificate], by=coordinator, reason=" ")


# The second person


def test_a_second_person_confirms_exactly_the_list(proposal, many, coordinator, colleague):
    [later] = many(1)
    done = revocations.confirm(proposal, by=colleague)
    job = run_now(done.job)
    assert (job.state, job.done, job.result) == ("done", 11, {"revoked": 11, "ended_before": 0})
    assert revoked() == 11
    later.refresh_from_db()
    assert later.is_valid
    assert set(Certificate.objects.filter(state="revoked").values_list("reason", "reason_bn")) == {tuple(WHY.values())}


def test_what_is_confirmed_counts_for_nobody_alone(proposal, coordinator, colleague):
    run_now(revocations.confirm(proposal, by=colleague).job)
    assert (revocations.revoked_alone(coordinator), revocations.revoked_alone(colleague)) == (0, 0)
    entry = AuditEntry.objects.filter(verb="certificate.revoked").first()
    assert (entry.actor, entry.details["proposal"]) == (colleague, proposal.pk)


def test_who_proposed_it_does_not_confirm(proposal, coordinator):
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        revocations.confirm(proposal, by=coordinator)
    assert revoked() == 0


def test_the_database_holds_that_too(proposal, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        RevocationRequest.objects.filter(pk=proposal.pk).update(
            state="confirmed", decided_by=coordinator, decided_at=timezone.now()
        )


@pytest.mark.parametrize("who", ["trainer", "observer", "stranger", "outsider"])
def test_only_another_coordinator_of_the_programme_confirms(proposal, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        revocations.confirm(proposal, by=by)
    with pytest.raises(Refused, match="Only a coordinator of the programme"):
        revocations.decline(proposal, by=by, reason="No.")


def test_whose_own_certificate_is_among_them_does_not_confirm(proposal, colleague):
    officer = proposal.items.first().certificate.enrolment.officer
    officer.user = colleague
    officer.save()
    with pytest.raises(Refused, match="Your own certificate is among them"):
        revocations.confirm(proposal, by=colleague)


def test_a_proposal_of_somebody_who_left_the_team_is_not_confirmed(proposal, programme, coordinator, colleague):
    programme.team.filter(user=coordinator).delete()
    with pytest.raises(Refused, match="does not coordinate the programme any more"):
        revocations.confirm(proposal, by=colleague)


def test_a_proposal_expires(proposal, colleague):
    RevocationRequest.objects.filter(pk=proposal.pk).update(expires_at=timezone.now())
    with pytest.raises(Refused, match="has expired"):
        revocations.confirm(proposal, by=colleague)
    assert not RevocationRequest.objects.open().exists()


def test_it_is_decided_once(proposal, coordinator, colleague):
    revocations.confirm(proposal, by=colleague)
    with pytest.raises(Refused, match="decided already: confirmed"):
        revocations.confirm(proposal, by=colleague)
    with pytest.raises(Refused, match="decided already: confirmed"):
        revocations.decline(proposal, by=coordinator)
    assert Job.objects.filter(kind=revocations.JOB_KIND).count() == 1


def test_declining_needs_a_reason_and_taking_back_none(proposal, coordinator, colleague):
    with pytest.raises(Refused, match="Say why"):
        revocations.decline(proposal, by=colleague)
    assert revocations.decline(proposal, by=coordinator).state == RevocationState.WITHDRAWN
    with pytest.raises(Refused, match="decided already: withdrawn"):
        revocations.confirm(proposal, by=colleague)


def test_those_that_held_no_more_meanwhile_are_reported(proposal, coordinator, colleague):
    replaced = proposal.items.first().certificate
    supersede(replaced, by=coordinator, reason="Corrected.")
    job = run_now(revocations.confirm(proposal, by=colleague).job)
    assert job.result == {"revoked": 10, "ended_before": 1}
    replaced.refresh_from_db()
    assert (replaced.state, replaced.superseded_by.state) == ("superseded", "issued")
    assert proposal.items.get(certificate=replaced).outcome == "ended_before"


def test_a_killed_worker_leaves_the_rest_to_the_next(proposal, colleague, monkeypatch):
    monkeypatch.setattr(revocations, "CHUNK", 2)
    confirmed = revocations.confirm(proposal, by=colleague)
    real, calls = records.revoke, []

    def crashing(*args, **kwargs):
        calls.append(args)
        if len(calls) == 6:
            raise RuntimeError
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(records, "revoke", crashing)
        assert run_now(confirmed.job).state == "failed"
    assert revoked() == 4
    job = run_now(resume(confirmed.job, by=colleague))
    assert (job.state, job.result, revoked()) == ("done", {"revoked": 11, "ended_before": 0}, 11)
    assert AuditEntry.objects.filter(verb="certificate.revoked").count() == 11
