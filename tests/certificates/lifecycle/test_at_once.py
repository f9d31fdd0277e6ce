"""Two people in the same moment: one certificate, one decision, and no way around the limit."""

import threading

import pytest
from django.db import connection

from accounts.refusal import Refused
from certificates.issuing import records
from certificates.lifecycle import corrections, revocations
from certificates.models import Certificate, CorrectionRequest, Reinstatement, RevocationRequest
from certificates.reinstatement import decisions
from jobs.models import Job
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import ASKED, WHY
from tests.factories import DesignFactory, ProgrammeFactory, SessionFactory, UserFactory


@pytest.fixture
def team(transactional_db):
    """Two coordinators of one programme."""
    return [UserFactory(), UserFactory()]


@pytest.fixture
def certificates(team):
    """Twenty certificates of their programme."""
    programme = ProgrammeFactory(coordinators=team)
    DesignFactory(programme=programme)
    session = SessionFactory(programme=programme, state="closed", closed_at="2026-11-24T10:00+06:00")
    for _officer in range(20):
        completes(session)
    return issued(session, by=team[0])


def at_once(*acts):
    """Runs the acts in threads that start together; returns the sentences of those that were refused."""
    together, refused, broken = threading.Barrier(len(acts)), [], []

    def run(act):
        try:
            together.wait()
            act()
        except Refused as no:
            refused.append(str(no))
        except Exception as fault:  # noqa: BLE001 -- the test shall see it
            broken.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return refused


def test_two_approve_the_same_request(team, certificates):
    asked = corrections.file(certificates[0].enrolment, by=team[0], asked=ASKED)
    refused = at_once(*[lambda by=by: corrections.approve(asked, by=by, changes=ASKED, **WHY) for by in team])
    assert len(refused) == 1
    assert Certificate.objects.filter(enrolment=certificates[0].enrolment).count() == 2
    asked.refresh_from_db()
    assert asked.result == Certificate.objects.live().get(enrolment=certificates[0].enrolment)


def test_one_approves_while_the_other_revokes(team, certificates):
    old = certificates[0]
    asked = corrections.file(old.enrolment, by=team[0], asked=ASKED)
    refused = at_once(
        lambda: corrections.approve(asked, by=team[0], changes=ASKED, **WHY),
        lambda: records.revoke(old, by=team[1], reason="Issued in error."),
    )
    old.refresh_from_db()
    asked.refresh_from_db()
    assert len(refused) == 1
    if old.state == "revoked":
        assert (asked.is_open, old.enrolment.certificates.count()) == (True, 1)
        old.enrolment.officer.refresh_from_db()
        assert old.enrolment.officer.name_en != ASKED["name_en"]
    else:
        assert (old.state, asked.result, asked.result.is_valid) == ("superseded", old.superseded_by, True)


def test_two_ask_for_the_same(team, certificates):
    enrolment = certificates[0].enrolment
    refused = at_once(*[lambda by=by: corrections.file(enrolment, by=by, asked=ASKED) for by in team])
    assert len(refused) == 1
    assert CorrectionRequest.objects.count() == 1


def test_two_windows_of_one_person_do_not_revoke_twenty(team, certificates):
    refused = at_once(
        lambda: revocations.revoke(certificates[:10], by=team[0], **WHY),
        lambda: revocations.revoke(certificates[10:], by=team[0], **WHY),
    )
    assert refused == []
    assert Certificate.objects.filter(state="revoked").count() == 10
    assert RevocationRequest.objects.get().items.count() == 10


def test_one_confirms_while_who_proposed_takes_it_back(team, certificates):
    proposal = revocations.revoke(certificates, by=team[0], **WHY)[1]
    refused = at_once(
        lambda: revocations.confirm(proposal, by=team[1]), lambda: revocations.decline(proposal, by=team[0])
    )
    assert len(refused) == 1
    proposal.refresh_from_db()
    assert Job.objects.filter(kind=revocations.JOB_KIND).count() == (proposal.state == "confirmed")


def test_two_ask_after_the_same_revocation(team, certificates):
    revoked = records.revoke(certificates[0], by=team[0], reason="Issued in error.")
    refused = at_once(*[lambda by=by: decisions.propose(revoked, by=by, reason="Cleared.") for by in team])
    assert (len(refused), Reinstatement.objects.count()) == (1, 1)


def test_two_confirm_the_same_request(team, certificates):
    programme = certificates[0].enrolment.session.phase.programme
    others = [UserFactory(), UserFactory()]
    for user in others:
        programme.team.create(user=user, role="coordinator")
    revoked = records.revoke(certificates[0], by=team[0], reason="Issued in error.")
    asked = decisions.propose(revoked, by=team[0], reason="Cleared.")
    refused = at_once(*[lambda by=by: decisions.confirm(asked, by=by) for by in others])
    assert len(refused) == 1
    assert Certificate.objects.live().filter(enrolment=revoked.enrolment_id).count() == 1
    assert Reinstatement.objects.get().certificate.state == "issued"
