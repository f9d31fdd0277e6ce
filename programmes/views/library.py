"""The library: edited by coordinators, read by the audience of each document."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow, by_role, public
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.ui.staff_pages import render_staff_page
from programmes.library import versions as library
from programmes.library.forms import VersionForm
from programmes.models import Audience, LibraryResource, Theme
from programmes.views.consultations import sent


@allow(is_coordinator)
@require_safe
def shelf(request: SignedInRequest) -> HttpResponse:
    """All documents of own programmes, by audience and theme."""
    own = LibraryResource.objects.coordinated_by(request.user)
    audience, theme = request.GET.get("audience", ""), request.GET.get("theme", "")
    chosen = {
        **({"audience": audience} if audience in Audience.values else {}),
        **({"theme": theme} if theme in Theme.values else {}),
    }
    rows = own.filter(**chosen).with_downloads().with_latest().prefetch_related("modules")
    context = {
        "rows": list(rows),
        "total": own.count(),
        "audience": chosen.get("audience", ""),
        "theme": chosen.get("theme", ""),
        "audiences": _counted(own, "audience", Audience),
        "themes": _counted(own, "theme", Theme),
    }
    return render_staff_page(request, "programmes/library.html", context)


def _counted(rows: Any, field: Any, choices: Any) -> list[Any]:
    counts = dict(rows.order_by().values_list(field).annotate(Count("pk")))
    return [(value, label, counts[value]) for value, label in choices.choices if value in counts]


def _resource(request: SignedInRequest, pk: int) -> LibraryResource:
    own = LibraryResource.objects.coordinated_by(request.user).select_related("programme")
    return get_object_or_404(own.with_downloads().prefetch_related("modules"), pk=pk)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def resource(request: SignedInRequest, pk: int) -> HttpResponse:
    """One document with all its versions; the next one is added here."""
    found = _resource(request, pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = library.add_version(found, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error("link" if form.cleaned_data["link"] else "file", str(no))
        else:
            messages.success(
                request, _("Version %(number)s is in the library.") % {"number": digits(version.number, get_language())}
            )
            return redirect(found)
    versions = list(found.versions.select_related("added_by").order_by("-number"))
    context = {"resource": found, "versions": versions, "form": form}
    return render_staff_page(request, "programmes/resource.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Out of use, or in use again."""
    found = _resource(request, pk)
    act = library.bring_back if request.POST.get("act") == "bring_back" else library.withdraw
    try:
        act(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(found)


@by_role
@public
@require_safe
def reading_room(request: HttpRequest) -> HttpResponse:
    """What this person may read; for someone not signed in, what is public."""
    rows = (
        LibraryResource.objects.visible_to(request.user).filter(versions__isnull=False, is_withdrawn=False).distinct()
    )
    themes: dict[str, list[LibraryResource]] = {}
    for row in rows.with_latest():
        themes.setdefault(row.get_theme_display(), []).append(row)
    shell = "shells/portal.html" if request.user.is_authenticated else "shells/public.html"
    return render(request, "programmes/reading_room.html", {"shell": shell, "themes": sorted(themes.items())})


@by_role
@public
@require_safe
def read(request: HttpRequest, public_id: Any, number: Any = None) -> HttpResponseBase:
    """Sends the latest version, or an earlier one, to its audience; 404 for everyone else."""
    found = get_object_or_404(LibraryResource.objects.visible_to(request.user), public_id=public_id)
    versions = found.versions.order_by("-number")
    if number is not None:
        versions = versions.filter(number=number)
    version = versions.first()
    if version is None:
        raise Http404
    if request.method == "GET":
        library.count_opening(version)
    return redirect(version.link) if version.link else sent(version)
