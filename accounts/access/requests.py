"""The type of a request in views that only signed-in people open."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request in a view behind `allow` (accounts/access/view_guards.py). For type checkers only: no code creates it."""

    user: User  # narrower than Django's: the guard lets nobody else in


def user_of(request: HttpRequest) -> User:
    """Returns the User of a request that a guard let in, where a library fixes the type of the request."""
    return cast("User", request.user)
