"""Removes the second factor of an account whose owner lost the phone and the recovery codes."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.ops.letters import Letter
from accounts.permissions import is_administrator, is_coordinator
from accounts.refusal import Refused


def can_remove_factor(by: User, account: User) -> bool:
    """Whether `by` may remove the second factor of `account`; never of the own one.

    An administrator may for everybody. A coordinator may for people who have a part only in programmes of this coordinator
    and are no officers, so that nobody weakens an account with more rights than their own.
    """
    if by.pk == account.pk:
        return False
    if is_administrator(by):
        return True
    if account.officer_id is not None:
        return False
    parts = account.programmes_coordinated | account.programmes_trained | account.programmes_observed
    return is_coordinator(by) and bool(parts) and parts <= by.programmes_coordinated and not account.is_administrator


def take_off(account: User, *, by: User) -> None:
    """Deletes every second factor and recovery code of the account, signs it out everywhere, and sends its owner an e-mail.

    Returns nothing. Raises Refused when `by` may not, or when there is nothing to take off.
    """
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=account.pk)
        if not can_remove_factor(by, account):
            raise Refused(_("You cannot take the second step off this account."))
        factors = Authenticator.objects.filter(user=account)
        kinds = sorted(set(factors.values_list("type", flat=True)))
        if not kinds:
            raise Refused(_("This account has no second step."))
        factors.delete()
        for session in UserSession.objects.filter(user=account):
            session.end()
        record(by, "account.second_factor_taken_off", account, kinds=kinds)
        if account.email:
            transaction.on_commit(lambda: _tell(account))


def _tell(account: User) -> None:
    with translation.override(account.language):
        context = {"contact_email": settings.CONTACT_EMAIL}
        subject = render_to_string("accounts/email/second_factor_taken_off_subject.txt", context).strip()
        message = render_to_string("accounts/email/second_factor_taken_off_message.txt", context).strip()
        letter = Letter(subject, message, settings.DEFAULT_FROM_EMAIL, [account.email or ""])
    letter.send(fail_silently=True)
