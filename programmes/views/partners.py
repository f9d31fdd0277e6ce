"""Partners of a programme: their logos."""

from hashlib import sha256

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from programmes.models import Organisation


@allow(is_coordinator)
@require_safe
@conditional_page
def logo(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The logo of an organisation. Programmes share organisations, so every coordinator may see it."""
    found = get_object_or_404(Organisation.objects.exclude(logo=""), pk=pk)
    try:
        file = found.logo.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(file, content_type="image/png", filename="logo.png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A new logo has a new stored name; its digest does not reveal the path of the file.
    response.headers["ETag"] = f'"{_mark(str(found.logo.name))}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _mark(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32]
