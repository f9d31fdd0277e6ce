"""Who has which part: only coordinators change it, an observer has no other, and the last coordinator stays."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from accounts.refusal import Refused
from programmes.invitations import inviting
from programmes.models import TeamMember
from programmes.team import membership
from tests.at_once import at_once
from tests.factories import PASSWORD, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory, named_for


@pytest.fixture
def colleague(programme):
    """Coordinates the same programme."""
    user = UserFactory(full_name="Tanvir Colleague")
    programme.team.create(user=user, role="coordinator")
    return user


def roles(user, programme):
    return sorted(programme.team.filter(user=user).values_list("role", flat=True))


def test_parts_are_added_and_taken_away_in_one_step(programme, coordinator, session, trainer):
    membership.change(trainer, programme, {"trainer", "coordinator"}, by=coordinator)
    assert roles(trainer, programme) == ["coordinator", "trainer"]
    membership.change(trainer, programme, {"trainer"}, by=coordinator)
    assert roles(trainer, programme) == ["trainer"]
    first, second = AuditEntry.objects.filter(verb="member.changed").in_order()
    assert first.details == {"programme": programme.pk, "before": ["trainer"], "after": ["coordinator", "trainer"]}
    assert second.details["after"] == ["trainer"]


def test_changing_nothing_writes_nothing(programme, coordinator, observer, writes_nothing):
    with writes_nothing():
        membership.change(observer, programme, {"observer"}, by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider", "administrator"])
def test_only_a_coordinator_of_the_programme_changes_its_team(request, session, programme, observer, colleague, who):
    foreign = ProgrammeFactory(coordinators=[UserFactory()]).team.get().user
    for nobody in (request.getfixturevalue(who), foreign):
        with pytest.raises(Refused, match="Only a coordinator"):
            membership.change(colleague, programme, {"trainer"}, by=nobody)
        with pytest.raises(Refused, match="Only a coordinator"):
            membership.remove_access(observer, programme, by=nobody, why="left")
    assert programme.team.count() == 4


@pytest.mark.parametrize("other", ["trainer", "coordinator"])
def test_an_observer_has_no_other_part_in_the_same_programme(programme, coordinator, observer, other):
    with pytest.raises(Refused, match="observer reads results"):
        membership.change(observer, programme, {"observer", other}, by=coordinator)
    second = ProgrammeFactory(coordinators=[coordinator])
    second.team.create(user=observer, role=other)
    assert roles(observer, second) == [other]


@pytest.mark.parametrize(("first", "second"), [("observer", "trainer"), ("coordinator", "observer")])
def test_the_database_keeps_them_apart_too(programme, outsider, first, second):
    programme.team.create(user=outsider, role=first)
    with pytest.raises(IntegrityError, match="no other role"), transaction.atomic():
        programme.team.create(user=outsider, role=second)
    ProgrammeFactory().team.create(user=outsider, role=second)


def test_a_part_that_is_written_over_is_kept_apart_too(programme, outsider):
    programme.team.create(user=outsider, role="trainer")
    programme.team.create(user=outsider, role="coordinator")
    with pytest.raises(IntegrityError, match="no other role"), transaction.atomic():
        TeamMember.objects.filter(user=outsider, role="coordinator").update(role="observer")


def test_at_least_one_part_is_kept_or_the_access_is_removed(programme, coordinator, observer, outsider):
    with pytest.raises(Refused, match="at least one role"):
        membership.change(observer, programme, set(), by=coordinator)
    with pytest.raises(Refused, match="no longer on the team"):
        membership.change(outsider, programme, {"trainer"}, by=coordinator)
    with pytest.raises(Refused, match="no access to this programme"):
        membership.remove_access(outsider, programme, by=coordinator, why="left")
    with pytest.raises(Refused, match="Say why"):
        membership.remove_access(observer, programme, by=coordinator, why="because")


# The last coordinator


def test_the_last_coordinator_stays(programme, coordinator):
    for act in (
        lambda: membership.remove_access(coordinator, programme, by=coordinator, why="left", aware=True),
        lambda: membership.change(coordinator, programme, {"trainer"}, by=coordinator, aware=True),
    ):
        with pytest.raises(Refused, match="last coordinator"):
            act()
    assert roles(coordinator, programme) == ["coordinator"]


def test_a_colleague_who_cannot_sign_in_does_not_count(programme, coordinator, colleague):
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    with pytest.raises(Refused, match="last coordinator"):
        membership.remove_access(coordinator, programme, by=coordinator, why="left", aware=True)
    membership.remove_access(colleague, programme, by=coordinator, why="left")


def test_nobody_gives_up_the_own_coordination_unwarned(programme, coordinator, colleague):
    for act in (
        lambda **more: membership.remove_access(coordinator, programme, by=coordinator, why="left", **more),
        lambda **more: membership.change(coordinator, programme, {"trainer"}, by=coordinator, **more),
    ):
        with pytest.raises(Refused, match="your own coordination"):
            act()
    membership.change(coordinator, programme, {"trainer"}, by=coordinator, aware=True)
    assert roles(coordinator, programme) == ["trainer"]


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one(transactional_db):
    first, second = UserFactory(), UserFactory()
    programme = ProgrammeFactory(coordinators=[first, second])
    assert first.programmes_coordinated
    assert second.programmes_coordinated
    refused = at_once(
        lambda: membership.remove_access(second, programme, by=first, why="left"),
        lambda: membership.remove_access(first, programme, by=second, why="left"),
    )
    assert len(refused) == 1
    assert programme.team.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_do_not_both_leave(transactional_db):
    team = [UserFactory(), UserFactory()]
    programme = ProgrammeFactory(coordinators=team)
    refused = at_once(
        *[lambda by=by: membership.remove_access(by, programme, by=by, why="left", aware=True) for by in team]
    )
    assert len(refused) == 1
    assert "last coordinator" in refused[0]


# What ends with it


def test_access_that_is_taken_away_closes_at_once_on_every_device(client, programme, coordinator, observer):
    client.post("/accounts/login/", {"login": observer.email, "password": PASSWORD})
    assert client.get("/reports/").status_code == 200
    membership.remove_access(observer, programme, by=coordinator, why="left")
    assert "/login/" in client.get("/reports/").headers["Location"]
    assert AuditEntry.objects.filter(verb="account.signed_out_everywhere", actor=coordinator).count() == 1
    details = AuditEntry.objects.get(verb="member.changed").details
    assert (details["why"], details["after"]) == ("left", [])


def test_whoever_has_another_part_stays_signed_in(client, programme, coordinator, observer):
    ProgrammeFactory().team.create(user=observer, role="observer")
    client.post("/accounts/login/", {"login": observer.email, "password": PASSWORD})
    membership.remove_access(observer, programme, by=coordinator, why="left")
    assert client.get("/reports/").status_code == 200


def test_an_officer_keeps_the_own_record(client, programme, coordinator):
    graduate = UserFactory()
    OfficerFactory(user=graduate)
    programme.team.create(user=graduate, role="observer")
    client.post("/accounts/login/", {"login": graduate.email, "password": PASSWORD})
    membership.remove_access(graduate, programme, by=coordinator, why="left")
    assert client.get("/me/").status_code == 200


def test_invitations_of_a_coordinator_who_leaves_are_taken_back(programme, coordinator, colleague):
    theirs = inviting.invite(programme, "new@example.org", "trainer", by=colleague)
    own = inviting.invite(programme, "kept@example.org", "trainer", by=coordinator)
    membership.remove_access(colleague, programme, by=coordinator, why="left")
    assert list(programme.invitations.open()) == [own]
    theirs.refresh_from_db()
    assert theirs.revoked_at


def test_an_old_letter_does_not_bring_anybody_back(programme, coordinator, observer, session, trainer):
    inviting.invite(programme, trainer.email, "coordinator", by=coordinator)
    other = SessionFactory(programme=programme, code="TOT-OTH-01", state="closed", closed_at="2025-01-01T10:00+06:00")
    session.trainers.all().delete()
    named_for(other, trainer, "lead")
    membership.remove_access(trainer, programme, by=coordinator, why="left")
    assert not programme.invitations.open().exists()
    assert other.trainers.filter(user=trainer).exists()


def test_whoever_was_removed_changes_nothing_although_the_request_remembers_the_part(programme, coordinator, colleague):
    third = UserFactory()
    programme.team.create(user=third, role="coordinator")
    assert third.programmes_coordinated
    programme.team.filter(user=third).delete()
    with pytest.raises(Refused, match="Only a coordinator"):
        membership.remove_access(colleague, programme, by=third, why="left")
    assert roles(colleague, programme) == ["coordinator"]
