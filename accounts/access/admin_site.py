"""The admin site: who may open it, how, and which pages it has."""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any

from allauth.account.views import logout
from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.paginator import InvalidPage
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from accounts.access.admin_access import GuardedAdmin
from accounts.permissions import is_coordinator, works_in_the_admin


class ShetuAdminSite(UnfoldAdminSite):
    """For coordinators. Administrators have their start page here, but see no records.

    Signing in and out and the password are allauth's, as everywhere else.
    """

    site_title = _("Shetu")
    site_header = _("Shetu")
    index_title = _("Today")

    # Django's `r/` would lead to any object of any model, and tell which there are.
    CLOSED = frozenset({"view_on_site"})

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Accepts only admins built on GuardedAdmin. Admins of libraries do not restrict rows and are left out.

        ImproperlyConfigured for a model of our own with another base.
        """
        models: Iterable[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        guarded = admin_class is not None and issubclass(admin_class, GuardedAdmin)
        for model in models:
            if guarded:
                super().register(model, admin_class, **options)
            elif _is_our_own(model):
                raise ImproperlyConfigured(
                    f"The admin of {model._meta.label} must be built on accounts.access.admin_access.GuardedAdmin: no other base "
                    "keeps to the rows of the person who looks."
                )

    def get_urls(self) -> list[Any]:
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in self.CLOSED]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Returns the apps and models that this person may open, as a list that is worked out when something shows it.

        Every page of the admin asks for it, and the sidebar of ours (config/unfold.py) does not show it.
        """
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What Django gives every page of the admin. The frame of the library, with its colours and scripts, is not ours."""
        return AdminSite.each_context(self, request)

    def get_sidebar_list(self, request: HttpRequest) -> Any:
        """The sidebar, worked out once for a page."""
        kept = vars(request)
        if "sidebar_of_this_page" not in kept:
            kept["sidebar_of_this_page"] = super().get_sidebar_list(request)
        return kept["sidebar_of_this_page"]

    def has_permission(self, request: HttpRequest) -> bool:
        return works_in_the_admin(request.user)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The start page of a coordinator, or that of an administrator who coordinates nothing."""
        response = super().index(request, extra_context)
        if not is_coordinator(request.user):
            response.template_name = "admin/administration.html"
        return response

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Responds with 404 to a signed-in person who may not open the admin or this page. Others are sent to sign in."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def closed_to_others(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self._may_open(request.user, view):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied as no:
                # As everywhere: a page that a person may not open does not exist for this person.
                raise Http404 from no

        return closed_to_others

    def _may_open(self, user: Any, view: Callable[..., HttpResponse]) -> bool:
        """Whether this person may open a view of the admin. Only coordinators may open views with records."""
        frame = (self.index, self.logout, self.password_change, self.password_change_done, self.i18n_javascript)
        of_the_frame = view in frame
        admin_of_view = getattr(view, "__self__", None)
        for_both = of_the_frame or getattr(admin_of_view, "open_to_administrators", False)
        return works_in_the_admin(user) if for_both else is_coordinator(user)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return _Choices.as_view(admin_site=self)(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The library's search for pages by name. A wrong page number gives a 404."""
        try:
            return super().search(request, extra_context)
        except (ValueError, InvalidPage) as no:
            raise Http404 from no

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return logout(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:index")


class _Choices(AutocompleteJsonView):
    """What a chooser offers, in the words of the model's admin: of three places of one name each says what it is.

    Asked by POST: what is typed may be the name of a person, which belongs into no address and no log.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = request.POST  # the library reads what is asked from there
        return super().get(request, *args, **kwargs)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = self.model_admin.words_in_choices(obj)  # type: ignore[attr-defined]
        return super().serialize_result(obj, to_field_name) | {"text": words}


def _is_our_own(model: Any) -> bool:
    """Whether the model is of an app of this house, not of a library."""
    return str(settings.BASE_DIR) == str(apps.get_app_config(model._meta.app_label).path).rpartition("/")[0]
