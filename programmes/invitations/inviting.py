"""Invites a person, sends an invitation again, revokes it. Decides who may invite whom."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.administrators import lock_list, one_change_at_a_time, refuse_unless_administrator
from accounts.audit.trail import record
from accounts.models import Administrator, User
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from accounts.text.sign_in_names import normal_email
from programmes.invitations import letter, link
from programmes.models import Invitation, InvitedAs, Programme, TeamRole
from programmes.team import membership

WORKS_FOR = timedelta(days=7)
# How many e-mails one person may cause in a day, in case an account is in wrong hands.
LETTERS_A_DAY = 100


@transaction.atomic
def invite(programme: Programme, email: str, roles: str, *, by: User, now: datetime | None = None) -> Invitation:
    """Invites the owner of `email` to a role in `programme`; a worker sends the e-mail. Returns the Invitation.

    roles: an InvitedAs value other than administrator. by: a coordinator of the programme, or an administrator, who
    invites coordinators only. Raises Refused: the person has the role, or is an observer, or has an open invitation.
    """
    programme = membership.locked(programme)
    email = normal_email(email) or ""
    _refuse_inviting(programme, roles, by=by)
    _refuse_inviting_oneself(email, roles, by=by)
    _refuse_who_is_here(programme, email, roles)
    return _invite(programme, email, roles, by=by, now=now or timezone.now())


def invite_administrator(email: str, *, by: User, now: datetime | None = None) -> Invitation:
    """Invites the owner of `email` to become an administrator too. Returns the Invitation; raises Refused."""
    email = normal_email(email) or ""
    with one_change_at_a_time():
        refuse_unless_administrator(by)
        if Administrator.objects.filter(user__email=email).exists():
            raise Refused(_("This person is an administrator already."))
        return _invite(None, email, InvitedAs.ADMINISTRATOR, by=by, now=now or timezone.now())


def _refuse_inviting(programme: Programme, roles: str, *, by: User) -> None:
    if roles not in InvitedAs.values or roles == InvitedAs.ADMINISTRATOR:
        raise Refused(_("Choose what this person may do."))
    if roles == InvitedAs.COORDINATOR and Administrator.objects.filter(user=by.pk, user__is_active=True).exists():
        return
    membership.refuse_unless_coordinator(by, programme)


def _refuse_inviting_oneself(email: str, roles: str, *, by: User) -> None:
    """Nobody invites the own account: an administrator could read a programme without anybody else's consent."""
    if roles == InvitedAs.COORDINATOR and email == normal_email(by.email or ""):
        raise Refused(_("Nobody invites the own account. Ask another administrator or a coordinator to invite you."))


def _refuse_who_is_here(programme: Programme, email: str, roles: str) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        return
    has, asked = membership.roles_of(user, programme), set(roles.split(","))
    if asked <= has:
        raise Refused(_("%(name)s has this role already.") % {"name": user})
    membership.refuse_together(has | asked)


def _invite(programme: Programme | None, email: str, roles: str, *, by: User, now: datetime) -> Invitation:
    before = Invitation.objects.open().select_for_update().filter(programme=programme, email=email).first()
    if before is not None and not before.has_run_out(now):
        raise Refused(
            _("%(email)s was invited by %(who)s and has until %(day)s. Send the letter again from the list.")
            % {"email": email, "who": before.invited_by, "day": date_text(before.expires_at, get_language())}
        )
    if before is not None:
        take_back([before], by=by, now=now)
    _refuse_too_many(by, now)
    invitation = Invitation(
        programme=programme, email=email, roles=roles, invited_by=by, invited_at=now, expires_at=now + WORKS_FOR
    )
    invitation.secret_hash = link.hash_of(link.secret_of(invitation))
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as twice:
        raise Refused(_("This address was invited a moment ago. Load the page again to see it.")) from twice
    record(by, "invitation.made", invitation, programme=invitation.programme_id, part=roles)
    letter.ask_to_send(invitation)
    return invitation


def _refuse_too_many(by: User, now: datetime) -> None:
    lately = Invitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(days=1)).count()
    if lately >= LETTERS_A_DAY:
        raise Refused(
            ngettext(
                "You have invited %(count)s person within a day. Go on tomorrow.",
                "You have invited %(count)s people within a day. Go on tomorrow.",
                lately,
            )
            % numbers(count=lately)
        )


@transaction.atomic
def send_again(invitation: Invitation, *, by: User, now: datetime | None = None) -> Invitation:
    """Makes a new link that works for seven days, voids the old one, and requests the e-mail again. by: a person who may
    invite such a person. Returns the Invitation; raises Refused when it was accepted or revoked.
    """
    invitation, now = _locked(invitation, by=by), now or timezone.now()
    _refuse_inviting_oneself(invitation.email, invitation.roles, by=by)
    _refuse_too_many(by, now)
    invitation.letters += 1
    invitation.invited_by, invitation.invited_at, invitation.expires_at = by, now, now + WORKS_FOR
    invitation.sent_at, invitation.is_undeliverable = None, False
    invitation.secret_hash = link.hash_of(link.secret_of(invitation))
    invitation.save()
    record(by, "invitation.sent_again", invitation, programme=invitation.programme_id, letters=invitation.letters)
    letter.ask_to_send(invitation)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, now: datetime | None = None) -> Invitation:
    """Revokes an invitation: its link stops working. Returns it; raises Refused when it was accepted meanwhile.

    by: a coordinator of the programme, or an administrator for what administrators look after.
    """
    invitation = _locked(invitation, by=by)
    take_back([invitation], by=by, now=now)
    return invitation


def _locked(invitation: Invitation, *, by: User) -> Invitation:
    """Locks the open Invitation and the team of its programme, and returns the Invitation. Refuses people who may not invite
    such a person."""
    if invitation.programme is None:
        lock_list()
        refuse_unless_administrator(by)
    else:
        _refuse_inviting(membership.locked(invitation.programme), invitation.roles, by=by)
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.accepted_at:
        raise Refused(_("This invitation was accepted meanwhile."))
    if found.revoked_at:
        raise Refused(_("This invitation was taken back already."))
    return found


def take_back(invitations: Iterable[Invitation], *, by: User | None, now: datetime | None = None) -> None:
    """Revokes open invitations in the caller's transaction, each with its entry in the audit trail."""
    for invitation in invitations:
        invitation.revoked_at = now or timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record(by, "invitation.taken_back", invitation, programme=invitation.programme_id)


def can_still_invite(invitation: Invitation) -> bool:
    """Whether the sender may still invite such a person: the invitations of a removed coordinator do not work."""
    by = invitation.invited_by
    if not by.is_active:
        return False
    if Administrator.objects.filter(user=by).exists() and invitation.roles in (
        InvitedAs.ADMINISTRATOR,
        InvitedAs.COORDINATOR,
    ):
        return True
    return invitation.programme is not None and TeamRole.COORDINATOR in membership.roles_of(by, invitation.programme)
