"""Administrators: makes the first one, appoints others, and removes the role.

An administrator opens programmes and invites their first people. The last one cannot be removed, and two who remove each
other at the same moment do not both succeed: every change locks the whole list of administrators.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import Administrator, User
from accounts.refusal import Refused
from accounts.sign_in.signing_out import sign_out_everywhere
from accounts.text.sign_in_names import normal_email

# Any number no other advisory lock of the product uses.
LIST_LOCK = 7_305_020_252


@contextmanager
def one_change_at_a_time() -> Iterator[None]:
    """Opens a transaction in which nobody else can change the list of administrators, also while it is empty."""
    with transaction.atomic():
        lock_list()
        yield


def lock_list() -> None:
    """Locks the list of administrators until the caller's transaction ends. Take this lock before any row, to avoid
    deadlocks."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIST_LOCK])
    # SQLite: transactions are IMMEDIATE (config/environment.py), so this one already holds the only write lock.


def acting() -> QuerySet[Administrator]:
    """Returns the administrators who can sign in, as a queryset of Administrator."""
    return Administrator.objects.filter(user__is_active=True)


def refuse_unless_administrator(by: User | None) -> None:
    """Raises Refused when `by` is no administrator now. Reads it from the database, not from the request."""
    if by is None or not acting().filter(user=by.pk).exists():
        raise Refused(_("Only an administrator can do this."))


def make_first(email: str, full_name: str, password: str, *, language: str = "en") -> User:
    """Makes the first administrator's account, or gives the role to the account that has this e-mail. Returns the User.

    Refused when there is an administrator, when the e-mail or the name is missing or wrong, and with the sentences of the
    password rules. An account that exists keeps its name and its password; `password` may then be empty.
    """
    email = _checked_email(email)
    with one_change_at_a_time():
        if Administrator.objects.exists():
            raise Refused(_("There is an administrator already. Administrators invite each other in the web admin."))
        user = User.objects.filter(email=email).first()
        if user is None:
            user = _new_account(email, full_name, password, language)
        elif not user.is_active:
            raise Refused(_("The account with this e-mail is closed. Give another e-mail."))
        _give(user, by=None)
    return user


def _checked_email(email: str) -> str:
    email = normal_email(email) or ""
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise Refused(_("This does not look like an e-mail address. It should be like name@example.org.")) from wrong
    return email


def _new_account(email: str, full_name: str, password: str, language: str) -> User:
    if not (full_name or "").strip():
        raise Refused(_("Give the full name of the administrator."))
    user = User(email=email, full_name=full_name.strip(), language=language)
    try:
        validate_password(password or "", user)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak
    user = User.objects.create_user(email, password, full_name=user.full_name, language=language)
    record(None, "account.created", user)
    return user


def appoint(user: User, *, by: User | None) -> Administrator:
    """Makes `user` an administrator, asked for by an administrator (`by`). Returns the Administrator.

    Refused when `by` is none, and for someone who is one already or whose account is closed.
    """
    with one_change_at_a_time():
        refuse_unless_administrator(by)
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise Refused(_("This account is closed."))
        if Administrator.objects.filter(user=user).exists():
            raise Refused(_("This person is an administrator already."))
        return _give(user, by=by)


def _give(user: User, *, by: User | None) -> Administrator:
    administrator = Administrator.objects.create(user=user)
    record(by, "administrator.appointed", user)
    user.forget_roles()
    return administrator


def remove(user: User, *, by: User | None) -> User:
    """Removes the role of an administrator from `user`; the account and its other roles stay. Returns the User.

    Refused when `by` is no administrator, when `user` is none, and for the last one who can sign in.
    """
    with one_change_at_a_time():
        refuse_unless_administrator(by)
        administrator = Administrator.objects.filter(user=user.pk).first()
        if administrator is None:
            raise Refused(_("This person is no administrator any more."))
        refuse_last(user)
        administrator.delete()
        record(by, "administrator.removed", user)
        user.forget_roles()
        if not has_any_role(user):
            sign_out_everywhere(user)
        return user


def refuse_last(user: User) -> None:
    """Raises Refused when `user` is the last administrator who can sign in. Call it under the lock of this module."""
    if is_last(user):
        raise Refused(_("The last administrator cannot be removed. Invite another one first."))


def is_last(user: User) -> bool:
    """Whether `user` is the only administrator who can sign in."""
    return not acting().exclude(user=user.pk).exists()


def has_any_role(user: User) -> bool:
    """Whether `user` is an administrator, on a team, or tied to an officer. Reads it from the database."""
    user.forget_roles()
    user._state.fields_cache.pop("officer", None)
    return user.is_administrator or user.team_memberships.exists() or user.officer_id is not None
