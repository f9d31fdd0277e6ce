"""Words of the admin's libraries for which these have no Bangla: named here, so that our catalogue holds them."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Type to search"),
    gettext_noop("Filters"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Go back"),
    gettext_noop("Changed by"),
    gettext_noop("Change reason"),
    # Signing in
    gettext_noop("You must type the same password each time."),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Password (again)"),
    gettext_noop("Authenticator code"),
    gettext_noop("Email"),
)
