"""Checks a password in the same time whether there is such an account or not."""

from django.contrib.auth.hashers import make_password

from accounts.models import User


def account_named(typed: str) -> User | None:
    """Returns the User with the typed e-mail or service number, or None. Always one query."""
    try:
        return User.objects.get_by_natural_key(typed)
    except User.DoesNotExist:
        return None


def fits(account: User | None, password: str) -> bool:
    """Whether the password belongs to the account (None: no account). Always hashes once.

    For an account without a password Django hashes once as well. A closed account is refused only after its password.
    """
    if account is None:
        make_password(password)
        return False
    return account.check_password(password)
