"""Who may open a view. Every view has one of these decorators; a test walks the URL map."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)

PUBLIC = "public"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def _mark(view: View, **attributes: object) -> View:
    for name, value in attributes.items():
        setattr(view, name, value)
    return view


def public(view: View) -> Callable[..., HttpResponseBase]:
    """Opens a view to anyone. Sets `view.allowed` to "public".

    A person who still has to show a second factor is treated as not signed in there (accounts/access/second_factor.py), unless
    the view is also marked `by_role` or `keeps_account`.
    """

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return login_not_required(_mark(open_view, allowed=PUBLIC))


def by_role(view: View) -> View:
    """Marks a public view that shows more to people with a role. It sends a person who owes a second factor to show it first."""
    return _mark(view, second_factor=True, by_role=True)


def keeps_account(view: View) -> View:
    """Marks a public view that needs the account but shows nothing that depends on a role. It asks for no second factor."""
    return _mark(view, keeps_account=True)


def allow(
    predicate: Callable[..., bool], *, second_factor: bool = True
) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Opens a view to those for whom `predicate(user)` (accounts/permissions.py) is true.

    Everyone else who is signed in gets a 404, so that nobody learns which pages exist. The middleware has already sent those who
    are not signed in to the sign-in page. Sets `view.allowed` to the name of the predicate.

    second_factor=False: trainers open the page without a second factor (attendance, the pages that lead to it, their own data);
    see accounts/access/second_factor.py. Sets `view.second_factor`.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not predicate(request.user):
                log.debug("denied user=%s rule=%s", request.user.pk, predicate.__name__)
                raise Http404
            return view(request, *args, **kwargs)

        return _mark(guarded, allowed=predicate.__name__, second_factor=second_factor)

    return decorate
