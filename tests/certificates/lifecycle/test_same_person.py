"""Two accounts of one person are one person: wherever two people have to act, and about the own certificate."""

import pytest

from accounts.refusal import Refused
from certificates.lifecycle import corrections, reissues, revocations
from certificates.reinstatement import decisions
from participants.merging.merges import merge, take_back
from participants.officers.same_person import is_same_person, person_of
from tests.factories import OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY = "Entered by mistake"


@pytest.fixture
def other_self(programme):
    """A second account of the coordinator, which coordinates too."""
    user = UserFactory(email="other.self@example.org")
    programme.team.create(user=user, role="coordinator")
    return user


@pytest.fixture
def merged(programme, coordinator, other_self, session):
    """Both had a record with an account; the records became one."""
    one = OfficerFactory(programme=programme, user=coordinator)
    two = OfficerFactory(programme=programme, user=other_self)
    return merge(one, two, by=coordinator)


def test_accounts_are_one_person_while_the_merge_stands(merged, coordinator, other_self, officer_user):
    assert is_same_person(coordinator, other_self)
    assert is_same_person(other_self, coordinator)
    assert person_of(other_self).officers >= {merged.kept_id}
    assert not is_same_person(coordinator, officer_user)
    take_back(merged, by=coordinator)
    assert not is_same_person(coordinator, other_self)


def test_the_other_account_confirms_no_new_certificate(merged, certificate, coordinator, other_self):
    revocations.revoke([certificate], by=coordinator, reason=WHY)
    asked = decisions.propose(certificate, by=coordinator, reason=WHY)
    assert list(decisions.possible_second_persons(certificate.enrolment, coordinator)) == []
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        decisions.confirm(asked, by=other_self)


def test_the_other_account_confirms_no_revocation_and_counts_as_one(
    merged, certificate, coordinator, other_self, monkeypatch
):
    monkeypatch.setattr(revocations, "ALONE", 0)
    _count, proposal = revocations.revoke([certificate], by=coordinator, reason=WHY)
    assert "Somebody else" in revocations.why_not_confirm(proposal, other_self)
    assert revocations.why_not_confirm(proposal, coordinator)
    proposal = revocations.decline(proposal, by=coordinator)
    monkeypatch.setattr(revocations, "ALONE", 1)
    revocations.revoke([certificate], by=coordinator, reason=WHY)
    assert revocations.needs_second_person(other_self, 1)


def test_the_own_certificate_is_the_own_one_with_either_account(merged, certificate, coordinator, other_self):
    enrolment = certificate.enrolment
    enrolment.officer = merged.kept
    enrolment.save()
    with pytest.raises(Refused, match="your own certificate"):
        corrections.refuse_own(enrolment, other_self)
    with pytest.raises(Refused, match="your own certificate"):
        revocations.revoke([certificate], by=other_self, reason=WHY)
    choice = reissues.Choice(programme=certificate.enrolment.session.phase.programme, session=enrolment.session)
    [line] = reissues.preview(choice, by=other_self)
    assert "your own certificate" in line.why
