"""Checking a password at the same cost, whether there is such an account or not."""

from django.contrib.auth.hashers import make_password

from accounts.models import User


def account_named(typed: str) -> User | None:
    """Returns the User whose e-mail or service number was typed, or None. One query, whatever the answer."""
    try:
        return User.objects.get_by_natural_key(typed)
    except User.DoesNotExist:
        return None


def fits(account: User | None, password: str) -> bool:
    """Whether the password is that of the account (None: nobody's). Hashes once in every case.

    For an account without a password Django hashes once as well; a closed account is told so only after its password.
    """
    if account is None:
        make_password(password)
        return False
    return account.check_password(password)
