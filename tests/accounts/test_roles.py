"""Roles follow from facts. The table of role × object stands in test_permissions; here is where the facts come from."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import permissions
from accounts.models import User
from tests import factories

ROLES = (
    permissions.is_administrator,
    permissions.is_coordinator,
    permissions.is_trainer,
    permissions.is_officer,
    permissions.is_observer,
)


def roles_of(user):
    return [role.__name__ for role in ROLES if role(user)]


def test_a_place_on_a_team_makes_a_coordinator_or_an_observer(programme, coordinator, observer):
    assert roles_of(coordinator) == ["is_coordinator"]
    assert roles_of(observer) == ["is_observer"]


def test_a_place_on_a_team_makes_a_trainer_also_before_the_first_session(programme, outsider):
    programme.team.create(user=outsider, role="trainer")
    assert roles_of(outsider) == ["is_trainer"]


def test_a_session_names_its_trainers(session, trainer):
    assert roles_of(trainer) == ["is_trainer"]


def test_an_officer_record_makes_an_officer(officer):
    assert roles_of(officer.user) == ["is_officer"]


def test_one_person_may_be_several(programme, session, officer):
    factories.ProgrammeFactory().team.create(user=officer.user, role="observer")
    factories.named_for(session, officer.user)
    assert roles_of(User.objects.get(pk=officer.user.pk)) == ["is_trainer", "is_officer", "is_observer"]


def test_nobody_has_no_role(outsider):
    assert roles_of(outsider) == roles_of(AnonymousUser()) == roles_of(None) == []


def test_a_flag_of_django_is_no_role(session, db):
    root = User.objects.create_user("root@example.org", is_superuser=True, is_staff=True)
    assert roles_of(root) == []
    assert not permissions.coordinates(root, session.programme)
    assert not permissions.can_issue(root, session)


def test_an_administrator_coordinates_nothing(session, administrator):
    assert roles_of(administrator) == ["is_administrator"]
    assert permissions.works_in_the_admin(administrator)
    assert not permissions.coordinates(administrator, session.programme)
    assert not permissions.trains(administrator, session)


def test_a_place_in_a_session_counts_only_for_a_trainer_of_its_programme(session, trainer, outsider):
    session.trainers.create(user=outsider, role="co_trainer")
    assert not permissions.trains(outsider, session)
    assert not permissions.can_mark_attendance(outsider, session)
    session.programme.team.filter(user=trainer, role="trainer").delete()
    trainer.forget_roles()
    assert roles_of(trainer) == []
    assert not permissions.leads(trainer, session)
    assert not permissions.can_close(trainer, session)


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
    factories.named_for(session, outsider, role)
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


def test_each_role_begins_somewhere(
    programme, administrator, coordinator, session, trainer, officer, observer, outsider
):
    people = (administrator, coordinator, trainer, officer.user, observer, outsider, AnonymousUser())
    assert [permissions.home_of(user) for user in people] == [
        "admin:index",
        "admin:index",
        "trainings:today",
        "certificates:mine",
        "reports:overview",
        "accounts:home",
        "accounts:home",
    ]
