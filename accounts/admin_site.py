"""The admin as a place: who comes in, and through which door."""

from functools import wraps

from allauth.account.views import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from accounts.permissions import is_coordinator, works_in_the_admin


class ShetuAdminSite(UnfoldAdminSite):
    """Open to coordinators; administrators find their start page here and no record of anybody.

    Signing in and out and the password are allauth's, as everywhere else.
    """

    site_title = _("Shetu")
    site_header = _("Shetu")
    index_title = _("Today")

    def has_permission(self, request):
        return works_in_the_admin(request.user)

    def index(self, request, extra_context=None):
        """The start page of a coordinator, or that of an administrator who coordinates nothing."""
        response = super().index(request, extra_context)
        if not is_coordinator(request.user):
            response.template_name = "admin/administration.html"
        return response

    def admin_view(self, view, cacheable=False):
        """Answers 404 to someone signed in who has no business here; strangers are asked to sign in."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def closed_to_others(request, *args, **kwargs):
            if request.user.is_authenticated and not self._may_open(request.user, view):
                raise Http404
            return guarded(request, *args, **kwargs)

        return closed_to_others

    def _may_open(self, user, view):
        """Whether somebody may open a view of the admin: what holds records is there for coordinators alone."""
        of_the_frame = (self.index, self.logout, self.password_change, self.password_change_done)
        return works_in_the_admin(user) if view in of_the_frame else is_coordinator(user)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def logout(self, request, extra_context=None):
        return logout(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("admin:index")
