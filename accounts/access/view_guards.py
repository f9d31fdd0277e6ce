"""Who may open a view. Every view says it with one of these decorators; a test walks the URL map."""

import logging
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404

log = logging.getLogger(__name__)

PUBLIC = "public"


def public(view):
    """Opens a view to anyone. Sets `view.allowed` to "public".

    Whoever owes a second factor is a stranger there (accounts/access/second_factor.py), unless the view says `by_part` or
    `keeps_account` too.
    """

    @wraps(view)
    def open_view(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    open_view.allowed = PUBLIC
    return login_not_required(open_view)


def by_part(view):
    """Marks a public view that shows some people more: whoever owes a second factor is sent to show it first."""
    view.second_factor = view.by_part = True
    return view


def keeps_account(view):
    """Marks a public view that needs to know the account and shows nothing by its part; no second factor is asked."""
    view.keeps_account = True
    return view


def allow(predicate, *, second_factor=True):
    """Opens a view to those for whom `predicate(user)` (accounts/permissions.py) holds.

    Everyone else who is signed in meets a page that is not there (404), so that nobody learns what exists. The
    middleware has already sent those who are not signed in to sign in. Sets `view.allowed` to the predicate's name.

    second_factor=False: trainers open the page without a second factor (attendance, what leads to it, what concerns
    themselves); see accounts/access/second_factor.py. Sets `view.second_factor`.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not predicate(request.user):
                log.debug("denied user=%s rule=%s", request.user.pk, predicate.__name__)
                raise Http404
            return view(request, *args, **kwargs)

        guarded.allowed = predicate.__name__
        guarded.second_factor = second_factor
        return guarded

    return decorate
