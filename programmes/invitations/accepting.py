"""Accepts an invitation: once, by the owner of its address, while its sender may still invite."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import administrators
from accounts.audit.trail import record
from accounts.models import Administrator, User
from accounts.refusal import Refused
from programmes.invitations.inviting import can_still_invite
from programmes.models import Invitation, InvitedAs
from programmes.team import membership


def find(secret_hash: str, now: datetime | None = None) -> Invitation | None:
    """Returns the Invitation that this hash of a secret opens, or None for a wrong, used, expired or revoked one alike."""
    found = Invitation.objects.open().filter(secret_hash=secret_hash, expires_at__gt=now or timezone.now())
    return found.select_related("programme", "invited_by").first()


@transaction.atomic
def accept(secret_hash: str, user: User, *, now: datetime | None = None) -> Invitation:
    """Gives the invited role to `user`, who is signed in. Returns the Invitation.

    Raises Refused: the link is not valid any more, it is for another address, its sender may not invite any more, or the
    roles do not go together.
    """
    invitation = _locked(secret_hash, now)
    if (user.email or "") != invitation.email:
        raise Refused(_("This invitation is for another e-mail than the one of your account."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("This account is closed. Ask an administrator to open it again."))
    return _take(invitation, user, now)


@transaction.atomic
def accept_as_new(
    secret_hash: str, full_name: str, password: str, *, language: str, now: datetime | None = None
) -> tuple[Invitation, User]:
    """Creates the account of the invited person and gives it the role. Returns (Invitation, User).

    language: of the browser that accepts ("bn", "en"). Raises Refused as `accept` does, for an address that has an account
    already, and ValidationError for a password that breaks the rules.
    """
    invitation = _locked(secret_hash, now)
    full_name = " ".join((full_name or "").split())
    if not full_name:
        raise Refused(_("Give your full name."))
    validate_password(password, User(email=invitation.email, full_name=full_name))
    if User.objects.filter(email=invitation.email).exists():
        raise Refused(_has_account())
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, full_name=full_name, language=language)
    except IntegrityError as twice:
        raise Refused(_has_account()) from twice
    record(user, "account.created", user, invitation=invitation.pk)
    return _take(invitation, user, now), user


def _has_account() -> str:
    return _("There is an account with this e-mail. Sign in with it to accept.")


def no_more() -> str:
    """Returns the message for every invalid link."""
    return _("This link does not work: it is not complete, was used already, is too old, or was taken back.")


def _locked(secret_hash: str, now: datetime | None) -> Invitation:
    found = find(secret_hash, now)
    if found is None:
        raise Refused(no_more())
    if found.programme is None:
        administrators.lock_list()
    else:
        membership.locked(found.programme)
    found = (
        Invitation.objects.select_for_update(of=("self",)).select_related("programme", "invited_by").get(pk=found.pk)
    )
    if not found.is_open or found.secret_hash != secret_hash:
        raise Refused(no_more())
    if not can_still_invite(found):
        raise Refused(
            _(
                "The person who invited you can no longer invite. Ask another coordinator or an administrator to invite you."
            )
        )
    return found


def _take(invitation: Invitation, user: User, now: datetime | None) -> Invitation:
    if user.pk == invitation.invited_by_id and invitation.roles == InvitedAs.COORDINATOR:
        raise Refused(_("You invited yourself. Ask another administrator or a coordinator to invite you."))
    if invitation.programme is None:
        _become_administrator(invitation, user)
    else:
        membership.join(user, invitation.programme, invitation.team_roles, by=user)
    invitation.accepted_at, invitation.accepted_by = now or timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(user, "invitation.accepted", invitation, programme=invitation.programme_id, part=invitation.roles)
    user.forget_roles()
    return invitation


def _become_administrator(invitation: Invitation, user: User) -> None:
    if not Administrator.objects.filter(user=user).exists():
        administrators.appoint(user, by=invitation.invited_by)
