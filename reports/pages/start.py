"""The start page of /admin/: that of a coordinator, or that of an administrator who coordinates nothing."""

from typing import Any

from accounts.access.requests import SignedInRequest
from accounts.permissions import is_coordinator
from reports.pages import administration, today


def start_page(request: SignedInRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds to the context what the start page of this person shows. Called by the admin theme."""
    if is_coordinator(request.user):
        return today.start_page(request, context)
    return {**context, **administration.context_for(request)}
