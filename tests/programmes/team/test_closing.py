"""Administrators close accounts of colleagues, and never the last one of anything."""

import pytest

from accounts.models import Administrator, AuditEntry
from accounts.refusal import Refused
from programmes.team import closing, membership
from tests.at_once import at_once
from tests.factories import PASSWORD, AdministratorFactory, ProgrammeFactory, UserFactory


@pytest.fixture
def colleague(programme):
    user = UserFactory(full_name="Tanvir Colleague")
    programme.team.create(user=user, role="coordinator")
    return user


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(client, administrator, coordinator, colleague):
    client.post("/accounts/login/", {"login": colleague.email, "password": PASSWORD})
    closing.close(colleague, by=administrator)
    assert "/login/" in client.get("/admin/").headers["Location"]
    colleague.refresh_from_db()
    assert not colleague.is_active
    with pytest.raises(Refused, match="closed already"):
        closing.close(colleague, by=administrator)
    closing.reopen(colleague, by=administrator)
    colleague.refresh_from_db()
    assert colleague.is_active
    with pytest.raises(Refused, match="is open"):
        closing.reopen(colleague, by=administrator)
    verbs = AuditEntry.objects.filter(actor=administrator).in_order().values_list("verb", flat=True)
    assert list(verbs) == ["account.closed", "account.signed_out_everywhere", "account.reopened"]


@pytest.mark.parametrize("act", [closing.close, closing.reopen, lambda user, by: closing.rename(user, "X", by=by)])
def test_only_administrators_may(coordinator, colleague, trainer, session, act):
    for nobody in (coordinator, trainer, UserFactory()):
        with pytest.raises(Refused, match="Only an administrator"):
            act(colleague, by=nobody)


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider"])
def test_others_than_administrators_and_coordinators_are_none_of_their_business(request, session, administrator, who):
    person = request.getfixturevalue(who)
    for act in (closing.close, closing.reopen, lambda user, by: closing.rename(user, "X", by=by)):
        with pytest.raises(Refused, match="administrators and coordinators only"):
            act(person, by=administrator)


def test_the_last_coordinator_of_a_programme_is_not_closed(administrator, coordinator, programme):
    with pytest.raises(Refused, match="last coordinator of Community"):
        closing.close(coordinator, by=administrator)


def test_nobody_closes_the_own_account_and_the_last_administrator_stays(administrator):
    with pytest.raises(Refused, match="Another administrator"):
        closing.close(administrator, by=administrator)
    second = AdministratorFactory()
    closing.close(second, by=administrator)
    assert Administrator.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_at_once_leave_one(transactional_db):
    first, second = AdministratorFactory(), AdministratorFactory()
    refused = at_once(lambda: closing.close(second, by=first), lambda: closing.close(first, by=second))
    assert len(refused) == 1
    assert Administrator.objects.filter(user__is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_one_coordinator_while_the_other_leaves_keeps_one(transactional_db):
    administrator, first, second = AdministratorFactory(), UserFactory(), UserFactory()
    programme = ProgrammeFactory(coordinators=[first, second])
    refused = at_once(
        lambda: closing.close(first, by=administrator),
        lambda: membership.remove_access(second, programme, by=second, why="left", aware=True),
    )
    assert len(refused) == 1
    assert membership.acting_coordinators(programme).count() == 1


def test_a_name_is_put_right(administrator, coordinator, programme):
    closing.rename(coordinator, "  Nusrat   Jahan ", by=administrator)
    coordinator.refresh_from_db()
    assert coordinator.full_name == "Nusrat Jahan"
    with pytest.raises(Refused, match="full name"):
        closing.rename(coordinator, "  ", by=administrator)
    assert "Nusrat" not in AuditEntry.objects.get(verb="account.renamed").canonical()
