"""Who must have a second factor and has none yet."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from accounts.adapters import SECOND_FACTORS
from accounts.permissions import needs_second_factor


def lacks_second_factor(user):
    """Whether this person may go no further than the set-up of a second factor. Asks the database only where one is required."""
    return settings.REQUIRE_SECOND_FACTOR and needs_second_factor(user) and not is_mfa_enabled(user, SECOND_FACTORS)
