"""Asking somebody in: who may, whom, how often, and taking it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job
from programmes.invitations import accepting, inviting, link
from programmes.models import Invitation
from tests.at_once import at_once
from tests.factories import AdministratorFactory, ProgrammeFactory, UserFactory


def test_an_invitation_is_bound_to_an_address_and_works_for_seven_days(invite, secret, coordinator):
    invitation = invite("Lamia@Example.org", "observer")
    assert (invitation.email, invitation.roles, invitation.invited_by) == ("lamia@example.org", "observer", coordinator)
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    assert secret(invitation) not in str(Invitation.objects.values().get())
    assert len(secret(invitation)) == 43


def test_a_letter_is_asked_for_and_the_trail_holds_no_address(invite):
    invitation = invite()
    job = Job.objects.get()
    assert job.params == {"invitation": invitation.pk, "letter": 1}
    entry = AuditEntry.objects.get(verb="invitation.made")
    assert entry.details == {"programme": invitation.programme_id, "part": "trainer"}
    assert "lamia" not in entry.canonical()


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider", "officer_user"])
def test_only_a_coordinator_of_the_programme_invites(request, session, invite, who):
    with pytest.raises(Refused, match="Only a coordinator"):
        invite(by=request.getfixturevalue(who))
    with pytest.raises(Refused, match="Only a coordinator"):
        invite(by=ProgrammeFactory(coordinators=[UserFactory()]).team.get().user)
    assert not Invitation.objects.exists()


def test_a_coordinator_who_was_removed_invites_nobody_although_the_request_remembers(invite, programme, coordinator):
    assert coordinator.programmes_coordinated
    programme.team.all().delete()
    with pytest.raises(Refused, match="Only a coordinator"):
        invite()


@pytest.mark.parametrize("roles", ["trainer", "observer", "coordinator,trainer"])
def test_an_administrator_invites_coordinators_and_nobody_else(invite, administrator, roles):
    with pytest.raises(Refused, match="Only a coordinator"):
        invite(roles=roles, by=administrator)
    assert invite(roles="coordinator", by=administrator).team_roles == {"coordinator"}


@pytest.mark.parametrize("roles", ["", "administrator", "owner", "observer,trainer"])
def test_a_part_that_is_none_is_refused(invite, roles):
    with pytest.raises(Refused, match="Choose what"):
        invite(roles=roles)


def test_the_database_knows_no_invitation_of_an_observer_with_another_part(invite):
    invitation = invite()
    for wrong in ({"roles": "observer,trainer"}, {"roles": "administrator"}, {"programme": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(**wrong)


def test_whoever_has_the_part_is_not_asked(invite, trainer, session, observer):
    with pytest.raises(Refused, match="has this role already"):
        invite(trainer.email, "trainer")
    with pytest.raises(Refused, match="observer reads results"):
        invite(observer.email, "trainer")
    with pytest.raises(Refused, match="observer reads results"):
        invite(trainer.email, "observer")
    assert invite(trainer.email, "coordinator").team_roles == {"coordinator"}


def test_an_address_is_asked_once_and_again_when_it_ran_out(invite, programme, coordinator, secret_hash):
    now = timezone.now()
    first = invite(now=now - timedelta(days=8))
    second = invite(now=now)
    assert accepting.find(secret_hash(first)) is None
    first.refresh_from_db()
    assert first.revoked_at == now
    with pytest.raises(Refused, match="was invited by Nusrat Coordinator"):
        invite(roles="observer")
    assert list(programme.invitations.open()) == [second]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_invite_the_same_address_at_once_invite_it_once(transactional_db):
    team = [UserFactory(), UserFactory()]
    programme = ProgrammeFactory(coordinators=team)
    refused = at_once(*[lambda by=by: inviting.invite(programme, "lamia@example.org", "trainer", by=by) for by in team])
    assert len(refused) == 1
    assert Invitation.objects.count() == Job.objects.count() == 1


def test_sending_again_voids_the_link_before(invite, coordinator, secret, secret_hash):
    invitation = invite(now=timezone.now() - timedelta(days=6))
    before, old = secret(invitation), secret_hash(invitation)
    inviting.send_again(invitation, by=coordinator)
    assert secret(invitation) != before
    assert accepting.find(old) is None
    found = accepting.find(secret_hash(invitation))
    assert found.expires_at > timezone.now() + timedelta(days=6)
    assert Job.objects.count() == 2


def test_an_invitation_is_taken_back(invite, coordinator, secret_hash):
    invitation = invite()
    inviting.revoke(invitation, by=coordinator)
    assert accepting.find(secret_hash(invitation)) is None
    with pytest.raises(Refused, match="taken back already"):
        inviting.revoke(invitation, by=coordinator)
    with pytest.raises(Refused, match="taken back already"):
        inviting.send_again(invitation, by=coordinator)


@pytest.mark.parametrize("act", [inviting.revoke, inviting.send_again])
def test_others_neither_take_back_nor_send_again(invite, trainer, administrator, session, act):
    invitation = invite()
    for nobody in (trainer, administrator, UserFactory()):
        with pytest.raises(Refused):
            act(invitation, by=nobody)
    invitation.refresh_from_db()
    assert (invitation.letters, invitation.revoked_at) == (1, None)


def test_an_administrator_is_invited_by_an_administrator_only(administrator, coordinator, programme):
    with pytest.raises(Refused, match="Only an administrator"):
        inviting.invite_administrator("second@example.org", by=coordinator)
    invitation = inviting.invite_administrator("second@example.org", by=administrator)
    assert (invitation.programme, invitation.roles) == (None, "administrator")
    with pytest.raises(Refused, match="was invited by"):
        inviting.invite_administrator("second@example.org", by=AdministratorFactory())
    with pytest.raises(Refused, match="administrator already"):
        inviting.invite_administrator(administrator.email, by=administrator)
    with pytest.raises(Refused, match="Only an administrator"):
        inviting.revoke(invitation, by=coordinator)


def test_an_account_in_wrong_hands_is_no_machine_for_mail(invite, monkeypatch):
    monkeypatch.setattr(inviting, "LETTERS_A_DAY", 2)
    invite("a@example.org")
    invite("b@example.org")
    with pytest.raises(Refused, match="2 people within a day"):
        invite("c@example.org")


def test_the_secret_needs_the_key_of_the_installation(invite, secret, settings):
    invitation = invite()
    before = secret(invitation)
    settings.SECRET_KEY = "another-key"
    assert secret(invitation) != before
    assert link.address_of(invitation) == ""
    settings.SECRET_KEY_FALLBACKS = []
    assert before not in link.address_of(invitation)


def test_nobody_lets_the_own_account_in(invite, secret, administrator):
    with pytest.raises(Refused, match="Nobody invites the own account"):
        invite(administrator.email.upper(), "coordinator", by=administrator)
    invitation = invite("another.address@example.org", "coordinator", by=administrator)
    administrator.email = invitation.email
    administrator.save()
    with pytest.raises(Refused, match="Nobody invites the own account"):
        inviting.send_again(invitation, by=administrator)
    with pytest.raises(Refused, match="You invited yourself"):
        accepting.accept(invitation.secret_hash, administrator)
