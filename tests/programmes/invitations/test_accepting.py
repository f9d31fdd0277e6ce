"""Accepting: once, in time, by the owner of the address, while whoever asked may ask still."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Administrator, AuditEntry, User
from accounts.refusal import Refused
from programmes.invitations import accepting, inviting, link
from programmes.models import Invitation, TeamMember
from tests.at_once import at_once
from tests.factories import PASSWORD, AdministratorFactory, ProgrammeFactory, UserFactory

NEW = {"full_name": "Lamia Rahman", "password": PASSWORD, "language": "bn"}


def parts(user, programme):
    return sorted(programme.team.filter(user=user).values_list("role", flat=True))


def test_a_new_account_has_the_part_and_the_language_of_the_browser(invite, secret_hash, programme):
    invitation = invite(roles="coordinator,trainer")
    _accepted, user = accepting.accept_as_new(secret_hash(invitation), **NEW)
    user = User.objects.get(pk=user.pk)
    assert (user.email, user.full_name, user.language) == ("lamia@example.org", "Lamia Rahman", "bn")
    assert parts(user, programme) == ["coordinator", "trainer"]
    assert programme.team.filter(user=user, since=None).count() == 0
    verbs = AuditEntry.objects.filter(actor=user).in_order().values_list("verb", flat=True)
    assert list(verbs) == ["account.created", "member.changed", "invitation.accepted"]


def test_an_account_that_exists_gets_the_part_beside_those_it_has(invite, secret_hash, programme, session, trainer):
    accepting.accept(secret_hash(invite(trainer.email, "coordinator")), trainer)
    assert parts(trainer, programme) == ["coordinator", "trainer"]
    assert trainer.programmes_coordinated == {programme.pk}


def test_it_is_accepted_once(invite, secret_hash):
    wanted = secret_hash(invite())
    _accepted, user = accepting.accept_as_new(wanted, **NEW)
    for again in (lambda: accepting.accept(wanted, user), lambda: accepting.accept_as_new(wanted, **NEW)):
        with pytest.raises(Refused, match="does not work"):
            again()


def test_too_old_taken_back_and_wrong_are_the_same_sentence(invite, secret_hash, coordinator):
    old = secret_hash(invite("old@example.org", now=timezone.now() - timedelta(days=7)))
    back = invite("back@example.org")
    inviting.revoke(back, by=coordinator)
    sentences = set()
    for wanted in (old, secret_hash(back), link.hash_of("nonsense"), ""):
        with pytest.raises(Refused) as no:
            accepting.accept_as_new(wanted, **NEW)
        sentences.add(str(no.value))
    assert len(sentences) == 1
    assert not User.objects.filter(email__in=["old@example.org", "back@example.org"]).exists()


def test_another_account_does_not_accept(invite, secret_hash, outsider, officer_user, programme):
    wanted = secret_hash(invite())
    for nobody in (outsider, officer_user):
        with pytest.raises(Refused, match="another e-mail"):
            accepting.accept(wanted, nobody)
    assert programme.team.count() == 1


def test_an_address_with_an_account_does_not_get_a_second_one(invite, secret_hash, outsider):
    with pytest.raises(Refused, match="Sign in with it"):
        accepting.accept_as_new(secret_hash(invite(outsider.email)), **NEW)
    outsider.refresh_from_db()
    assert not outsider.check_password(NEW["password"] + "x")
    assert outsider.full_name == "Outsider"


@pytest.mark.parametrize("password", ["short", "1234567890123", "lamia@example"])
def test_a_weak_password_makes_nothing(invite, secret_hash, password):
    wanted = secret_hash(invite())
    with pytest.raises(ValidationError):
        accepting.accept_as_new(wanted, **{**NEW, "password": password})
    assert not User.objects.filter(email="lamia@example.org").exists()
    assert accepting.find(wanted)


def test_a_closed_account_does_not_come_in_by_it(invite, secret_hash, programme):
    closed = UserFactory(email="closed@example.org", is_active=False)
    with pytest.raises(Refused, match="closed"):
        accepting.accept(secret_hash(invite(closed.email)), closed)
    assert parts(closed, programme) == []


def test_whoever_observes_meanwhile_does_not_become_a_trainer(invite, secret_hash, programme, outsider):
    wanted = secret_hash(invite(outsider.email, "trainer"))
    programme.team.create(user=outsider, role="observer")
    with pytest.raises(Refused, match="observer reads results"):
        accepting.accept(wanted, outsider)
    assert parts(outsider, programme) == ["observer"]
    assert accepting.find(wanted)


@pytest.mark.parametrize("fate", ["removed", "closed"])
def test_whom_a_former_coordinator_asked_does_not_come_in(invite, secret_hash, programme, coordinator, fate):
    wanted = secret_hash(invite())
    if fate == "removed":
        TeamMember.objects.filter(user=coordinator).delete()
    else:
        User.objects.filter(pk=coordinator.pk).update(is_active=False)
    with pytest.raises(Refused, match="can no longer invite"):
        accepting.accept_as_new(wanted, **NEW)
    assert not User.objects.filter(email="lamia@example.org").exists()


def test_an_administrator_is_made_by_accepting(administrator):
    invitation = inviting.invite_administrator("second@example.org", by=administrator)
    _accepted, user = accepting.accept_as_new(link.hash_of(link.secret_of(invitation)), **NEW)
    assert User.objects.get(pk=user.pk).is_administrator


def test_an_administrator_asked_by_one_who_was_removed_is_not_made(administrator):
    second = AdministratorFactory()
    invitation = inviting.invite_administrator("third@example.org", by=second)
    Administrator.objects.filter(user=second).delete()
    with pytest.raises(Refused, match="can no longer invite"):
        accepting.accept_as_new(link.hash_of(link.secret_of(invitation)), **NEW)
    assert Administrator.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_twice_at_once_it_counts_once(transactional_db):
    by = UserFactory()
    programme = ProgrammeFactory(coordinators=[by])
    invitation = inviting.invite(programme, "lamia@example.org", "trainer", by=by)
    wanted = link.hash_of(link.secret_of(invitation))
    refused = at_once(*[lambda: accepting.accept_as_new(wanted, **NEW)] * 2)
    assert len(refused) == 1
    assert User.objects.filter(email="lamia@example.org").count() == 1
    assert programme.team.filter(role="trainer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_accepted_at_once_only_one_of_them_holds(transactional_db):
    by = UserFactory()
    programme = ProgrammeFactory(coordinators=[by])
    invitation = inviting.invite(programme, "lamia@example.org", "trainer", by=by)
    wanted = link.hash_of(link.secret_of(invitation))
    refused = at_once(lambda: accepting.accept_as_new(wanted, **NEW), lambda: inviting.revoke(invitation, by=by))
    assert len(refused) == 1
    invitation = Invitation.objects.get()
    assert (invitation.accepted_at is None) != (invitation.revoked_at is None)
    assert programme.team.filter(role="trainer").exists() == (invitation.accepted_at is not None)


@pytest.mark.parametrize("change", ["revoke", "send_again"])
def test_what_changed_between_looking_and_locking_counts(invite, secret_hash, coordinator, monkeypatch, change):
    invitation = invite()
    wanted, seen = secret_hash(invitation), accepting.find(secret_hash(invitation))
    getattr(inviting, change)(invitation, by=coordinator)
    monkeypatch.setattr(accepting, "find", lambda secret_hash, now: seen)
    with pytest.raises(Refused, match="does not work"):
        accepting.accept_as_new(wanted, **NEW)
