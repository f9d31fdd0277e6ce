"""Who is an administrator: the first one, the next ones, and never nobody."""

import pytest

from accounts import administrators
from accounts.models import Administrator, AuditEntry, User
from accounts.refusal import Refused
from tests.at_once import at_once
from tests.factories import PASSWORD, AdministratorFactory, UserFactory


def verbs():
    return list(AuditEntry.objects.in_order().values_list("verb", flat=True))


def test_the_first_one_gets_an_account_and_the_part(db):
    user = administrators.make_first("First@Example.org", "Tahmina A.", PASSWORD)
    assert (user.email, user.full_name, user.check_password(PASSWORD)) == ("first@example.org", "Tahmina A.", True)
    assert User.objects.get(pk=user.pk).is_administrator
    assert verbs() == ["account.created", "administrator.appointed"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (("nobody", "Tahmina A.", PASSWORD), "e-mail address"),
        (("", "Tahmina A.", PASSWORD), "e-mail address"),
        (("first@example.org", "  ", PASSWORD), "full name"),
        (("first@example.org", "Tahmina A.", ""), "too short"),
        (("first@example.org", "Tahmina A.", "7341985206"), "digits only"),
        (("tahmina.akter@example.org", "Tahmina A.", "tahmina.akter"), "too much like"),
    ],
)
def test_what_is_missing_or_weak_is_said_and_nothing_is_made(db, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        administrators.make_first(*facts)
    assert (User.objects.count(), Administrator.objects.count(), verbs()) == (0, 0, [])


def test_there_is_only_one_first(administrator):
    with pytest.raises(Refused, match="administrator already"):
        administrators.make_first("second@example.org", "Second", PASSWORD)
    assert not User.objects.filter(email="second@example.org").exists()


def test_an_account_from_before_gets_the_part_and_keeps_its_password(coordinator):
    administrators.make_first(coordinator.email, "Another name", "another-password-9")
    coordinator.refresh_from_db()
    assert coordinator.is_administrator
    assert (coordinator.full_name, coordinator.check_password(PASSWORD)) == ("Nusrat Coordinator", True)


def test_a_closed_account_does_not_become_the_first(db):
    UserFactory(email="closed@example.org", is_active=False)
    with pytest.raises(Refused, match="closed"):
        administrators.make_first("closed@example.org", "", "")


def test_only_an_administrator_appoints_and_removes(administrator, coordinator, outsider):
    for nobody in (coordinator, outsider, None):
        with pytest.raises(Refused, match="Only an administrator"):
            administrators.appoint(outsider, by=nobody)
        with pytest.raises(Refused, match="Only an administrator"):
            administrators.remove(administrator, by=nobody)
    administrators.appoint(outsider, by=administrator)
    assert outsider.is_administrator
    with pytest.raises(Refused, match="administrator already"):
        administrators.appoint(outsider, by=administrator)


def test_whoever_was_removed_removes_nobody_although_the_request_remembers_the_part(administrator):
    second = AdministratorFactory()
    assert second.is_administrator
    Administrator.objects.filter(user=second).delete()
    with pytest.raises(Refused, match="Only an administrator"):
        administrators.remove(administrator, by=second)


def test_the_last_one_stays_also_when_another_one_cannot_sign_in(administrator):
    with pytest.raises(Refused, match="last administrator"):
        administrators.remove(administrator, by=administrator)
    second = AdministratorFactory(is_active=False)
    with pytest.raises(Refused, match="last administrator"):
        administrators.remove(administrator, by=administrator)
    User.objects.filter(pk=second.pk).update(is_active=True)
    administrators.remove(administrator, by=administrator)
    assert list(Administrator.objects.values_list("user", flat=True)) == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one(transactional_db):
    first, second = AdministratorFactory(), AdministratorFactory()
    refused = at_once(lambda: administrators.remove(second, by=first), lambda: administrators.remove(first, by=second))
    assert len(refused) == 1
    assert Administrator.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_ones_at_once_are_one(transactional_db):
    refused = at_once(
        *[lambda n=n: administrators.make_first(f"first{n}@example.org", "First", PASSWORD) for n in range(2)]
    )
    assert len(refused) == 1
    assert Administrator.objects.count() == User.objects.count() == 1


def test_an_account_without_another_part_is_signed_out_when_it_loses_this_one(client, administrator, coordinator):
    second = AdministratorFactory(email="second@example.org")
    client.post("/accounts/login/", {"login": second.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    administrators.remove(second, by=administrator)
    assert "/login/" in client.get("/admin/").headers["Location"]
