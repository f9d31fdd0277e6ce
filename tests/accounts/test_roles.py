"""Roles follow from facts. The table of role × object stands in test_permissions; here is where the facts come from."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import permissions
from accounts.models import User
from tests import factories

ROLES = (permissions.is_coordinator, permissions.is_trainer, permissions.is_officer, permissions.is_observer)


def roles_of(user):
    return [role.__name__ for role in ROLES if role(user)]


def test_a_place_on_a_team_makes_a_coordinator_or_an_observer(programme, coordinator, observer):
    assert roles_of(coordinator) == ["is_coordinator"]
    assert roles_of(observer) == ["is_observer"]


def test_a_session_makes_a_trainer(session, trainer):
    assert roles_of(trainer) == ["is_trainer"]


def test_an_officer_record_makes_an_officer(officer):
    assert roles_of(officer.user) == ["is_officer"]


def test_one_person_may_be_several(programme, session, officer):
    programme.team.create(user=officer.user, role="observer")
    session.trainers.create(user=officer.user, role="co_trainer")
    assert roles_of(User.objects.get(pk=officer.user.pk)) == ["is_trainer", "is_officer", "is_observer"]


def test_nobody_has_no_role(outsider):
    assert roles_of(outsider) == roles_of(AnonymousUser()) == roles_of(None) == []


def test_a_superuser_coordinates_everything_without_a_team(session, db):
    root = User.objects.create_superuser("root@example.org")
    assert roles_of(root) == ["is_coordinator"]
    assert permissions.coordinates(root, session.programme)
    assert permissions.can_issue(root, session)


def test_a_closed_account_has_no_role_left(programme, coordinator):
    coordinator.is_active = False
    assert roles_of(coordinator) == []
    assert not permissions.coordinates(coordinator, programme)


def test_a_coordinator_has_no_say_in_another_programme(programme, coordinator, session):
    other = factories.SessionFactory()
    assert permissions.coordinates(coordinator, programme)
    assert permissions.can_close(coordinator, session)
    assert not permissions.coordinates(coordinator, other.programme)
    for may in (
        permissions.can_close,
        permissions.can_issue,
        permissions.can_import_roster,
        permissions.can_mark_attendance,
    ):
        assert not may(coordinator, other)


@pytest.mark.parametrize(
    ("role", "marks", "closes"),
    [("lead", True, True), ("co_trainer", True, False), ("expert", True, False), ("guest", False, False)],
)
def test_the_part_in_a_session_decides_what_a_trainer_may_do(db, outsider, role, marks, closes):
    session = factories.SessionFactory()
    session.trainers.create(user=outsider, role=role)
    assert permissions.trains(outsider, session)
    assert permissions.can_mark_attendance(outsider, session) is marks
    assert permissions.can_close(outsider, session) is closes
    assert not permissions.can_import_roster(outsider, session)
    assert not permissions.can_issue(outsider, session)


def test_a_page_asks_for_the_facts_once(session, trainer, django_assert_num_queries):
    user = User.objects.get(pk=trainer.pk)
    with django_assert_num_queries(3):
        for _n in range(3):
            roles_of(user)
            permissions.leads(user, session)
            permissions.home_of(user)


def test_facts_are_read_anew_after_a_refresh(programme, outsider):
    assert not permissions.is_coordinator(outsider)
    programme.team.create(user=outsider, role="coordinator")
    outsider.refresh_from_db()
    assert permissions.is_coordinator(outsider)


def test_each_role_begins_somewhere(programme, coordinator, session, trainer, officer, observer, outsider):
    people = (coordinator, trainer, officer.user, observer, outsider, AnonymousUser())
    assert [permissions.home_of(user) for user in people] == [
        "admin:index",
        "trainings:today",
        "certificates:mine",
        "reports:overview",
        "accounts:home",
        "accounts:home",
    ]
