"""Closes an account, reopens it, corrects its name: what administrators do for colleagues, never for officers."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import administrators
from accounts.audit.trail import record
from accounts.models import Administrator, User
from accounts.refusal import Refused
from accounts.sign_in.signing_out import sign_out_everywhere
from programmes.models import Programme, TeamMember, TeamRole
from programmes.team import leaving, membership


def colleagues() -> QuerySet[User]:
    """Returns the accounts that administrators manage (a queryset of User): administrators and coordinators. The coordinators
    of a programme manage its trainers and observers; nobody manages officers here.
    """
    coordinating = TeamMember.objects.filter(role=TeamRole.COORDINATOR).values("user")
    return User.objects.filter(pk__in=coordinating) | User.objects.filter(pk__in=Administrator.objects.values("user"))


@transaction.atomic
def close(user: User, *, by: User) -> User:
    """Closes the account of an administrator or a coordinator; its records and roles stay, the slips it made end. Returns the User.

    by: an administrator, not the person. Raises Refused: the last administrator, or the last coordinator of a programme who
    can sign in.
    """
    user = _locked(user, by=by)
    if user.pk == by.pk:
        raise Refused(_("Another administrator has to close your account."))
    if not user.is_active:
        raise Refused(_("This account is closed already."))
    if Administrator.objects.filter(user=user).exists():
        administrators.refuse_last(user)
    for programme in _coordinated(user):
        if membership.alone_as_coordinator(user, programme):
            raise Refused(
                _("%(name)s is the last coordinator of %(programme)s. Invite another coordinator first.")
                % {"name": user, "programme": programme}
            )
    for programme in Programme.objects.filter(team__user=user.pk).distinct().order_by("pk"):
        for handler in leaving.of_roles(membership.roles_of(user, programme)):
            handler.end_with_account(user, programme, by=by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by, "account.closed", user)
    sign_out_everywhere(user, by=by)
    return user


@transaction.atomic
def reopen(user: User, *, by: User | None) -> User:
    """Reopens a closed account with the roles it has. Returns the User; raises Refused.

    by: an administrator.
    """
    user = _locked(user, by=by)
    if user.is_active:
        raise Refused(_("This account is open."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by, "account.reopened", user)
    return user


@transaction.atomic
def rename(user: User, full_name: str, *, by: User | None) -> User:
    """Corrects the name of a colleague's account. Returns the User; raises Refused for an empty name.

    by: an administrator.
    """
    user = _locked(user, by=by)
    full_name = " ".join((full_name or "").split())
    if not full_name:
        raise Refused(_("Give the full name."))
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    record(by, "account.renamed", user)
    return user


def _locked(user: User, *, by: User | None) -> User:
    """Locks, in this order: the list of administrators, the programmes the person coordinates, the account."""
    administrators.lock_list()
    administrators.refuse_unless_administrator(by)
    list(_coordinated(user).select_for_update(no_key=True))
    found = colleagues().filter(pk=user.pk).first()
    if found is None:
        raise Refused(_("Administrators look after the accounts of administrators and coordinators only."))
    return User.objects.select_for_update().get(pk=found.pk)


def _coordinated(user: User) -> QuerySet[Programme]:
    coordinating = TeamMember.objects.filter(user=user.pk, role=TeamRole.COORDINATOR).values("programme")
    return Programme.objects.filter(pk__in=coordinating).order_by("pk")
