"""The roles of people in a programme. Every change locks the programme, so that two changes of one team run one after the other.

The rules of a team are here and nowhere else: only a coordinator changes it; an observer has no other role; the last coordinator
who can sign in stays; a coordinator gives up the own coordination only after a confirmation.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administrators import has_any_role
from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.sign_in.signing_out import sign_out_everywhere
from programmes.models import Programme, TeamMember, TeamRole
from programmes.team import leaving


class WhyRemoved(models.TextChoices):
    """Why access was taken away. Stored in the audit trail, which allows no free text about people."""

    LEFT = "left", gettext_lazy("The person left the programme")
    NOT_NEEDED = "not_needed", gettext_lazy("The work is done or has passed to somebody else")
    MISTAKE = "mistake", gettext_lazy("It was given by mistake")
    SAFETY = "safety", gettext_lazy("For safety: the account may be in wrong hands")


def locked(programme: Programme) -> Programme:
    """Returns the Programme locked for a change of its team. In the caller's transaction."""
    # NO KEY: rows that only point to the programme, such as sessions, can still be written meanwhile.
    return Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def refuse_unless_coordinator(by: User | None, programme: Programme) -> None:
    """Raises Refused when `by` does not coordinate the programme now. Reads it from the database, not from the request."""
    if by is None or not acting_coordinators(programme).filter(user=by.pk).exists():
        raise Refused(_("Only a coordinator of this programme can do this."))


def acting_coordinators(programme: Programme) -> QuerySet[TeamMember]:
    """Returns the coordinators of the programme who can sign in, as a queryset of TeamMember."""
    return TeamMember.objects.filter(programme=programme, role=TeamRole.COORDINATOR, user__is_active=True)


def roles_of(user: User, programme: Programme) -> set[str]:
    """Returns the roles of `user` in the programme as a set of str, read from the database."""
    return set(TeamMember.objects.filter(programme=programme, user=user.pk).values_list("role", flat=True))


@transaction.atomic
def change(user: User, programme: Programme, roles: Iterable[str], *, by: User | None, aware: bool = False) -> User:
    """Sets the roles of a team member to exactly `roles` (TeamRole values, at least one). Returns the User.

    by: a coordinator of the programme. aware: the person confirmed giving up the own coordination.
    Raises Refused: not on the team, observer together with another role, the last coordinator, sessions in the way.
    """
    programme = locked(programme)
    refuse_unless_coordinator(by, programme)
    before, after = roles_of(user, programme), set(roles)
    if not before:
        raise Refused(_("This person is no longer on the team. Invite the person again."))
    if not after:
        raise Refused(_("Choose at least one role, or remove the access."))
    return _set(user, programme, before, after, by=by, aware=aware)


@transaction.atomic
def remove_access(user: User, programme: Programme, *, by: User | None, why: str, aware: bool = False) -> User:
    """Removes every role in the programme. Returns the User.

    by: a coordinator of the programme. why: a WhyRemoved value. aware: as in `change`. The leaving handlers end what needs these roles
    (programmes/team/leaving.py). A person without any role is signed out everywhere. Raises Refused as `change` does.
    """
    programme = locked(programme)
    refuse_unless_coordinator(by, programme)
    if why not in WhyRemoved.values:
        raise Refused(_("Say why the access is taken away."))
    before = roles_of(user, programme)
    if not before:
        raise Refused(_("This person has no access to this programme any more."))
    return _set(user, programme, before, set(), by=by, aware=aware, why=why)


def join(user: User, programme: Programme, roles: Iterable[str], *, by: User | None) -> User:
    """Adds roles to those of a person who accepts an invitation. In the caller's transaction. Returns the User. by: the
    acting User, here the person. Raises Refused when the roles do not go together.
    """
    programme = locked(programme)
    before = roles_of(user, programme)
    return _set(user, programme, before, before | set(roles), by=by, aware=True)


def _set(
    user: User, programme: Programme, before: set[str], after: set[str], *, by: User | None, aware: bool, **details: Any
) -> User:
    refuse_together(after)
    gone, new = before - after, after - before
    if TeamRole.COORDINATOR in gone:
        _refuse_losing_coordination(user, programme, by=by, aware=aware)
    for handler in leaving.of_roles(gone):
        if obstacles := handler.obstacles(user, programme):
            raise Refused(" ".join(obstacle.sentence for obstacle in obstacles))
    for handler in leaving.of_roles(gone):
        handler.end(user, programme, by=by)
    TeamMember.objects.filter(programme=programme, user=user.pk, role__in=gone).delete()
    for role in sorted(new):
        TeamMember.objects.create(programme=programme, user=user, role=role)
    if gone or new:
        roles = {"before": sorted(before), "after": sorted(after)}
        record(by, "member.changed", user, programme=programme.pk, **roles, **details)
    user.forget_roles()
    if gone and not has_any_role(user):
        sign_out_everywhere(user, by=by)
    return user


def refuse_together(roles: set[str]) -> None:
    """Raises Refused for an observer who would have another role in the same programme."""
    if TeamRole.OBSERVER in roles and len(roles) > 1:
        raise Refused(
            _(
                "An observer reads results and never a name, so an observer has no other role in the same programme. "
                "Take one of the roles away first."
            )
        )


def _refuse_losing_coordination(user: User, programme: Programme, *, by: User | None, aware: bool) -> None:
    if not acting_coordinators(programme).exclude(user=user.pk).exists():
        raise Refused(_("The last coordinator of a programme cannot be removed. Invite another coordinator first."))
    if by is not None and by.pk == user.pk and not aware:
        raise Refused(_("This takes your own coordination away. Confirm that you know it."))


def facts_before_leaving(
    user: User, programme: Programme, roles: Iterable[str]
) -> tuple[list[leaving.Obstacle], list[leaving.Fact]]:
    """Returns (Obstacles, Facts) of all apps for removing these roles. The page shows them before the removal."""
    obstacles, facts = [], []
    for handler in leaving.of_roles(roles):
        obstacles += handler.obstacles(user, programme)
        facts += handler.facts(user, programme)
    return obstacles, facts


def alone_as_coordinator(user: User, programme: Programme) -> bool:
    """Whether `user` is the only coordinator of the programme who can sign in."""
    return not acting_coordinators(programme).exclude(user=user.pk).exists()


def people_of(programme: Programme) -> QuerySet[User]:
    """Returns the accounts on the team (a queryset of User), each once, by name."""
    on_team = TeamMember.objects.filter(programme=programme).values("user")
    return User.objects.filter(pk__in=on_team).order_by("full_name", "pk")
