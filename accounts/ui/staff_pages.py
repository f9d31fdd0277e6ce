"""Pages of our own inside the frame of the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_staff_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int | None = None
) -> HttpResponse:
    """Renders `template` (it extends shells/staff.html) with the admin's sidebar and header. Returns the response."""
    # Without a title the admin's header would greet people by their e-mail.
    frame = {**admin.site.each_context(request), "title": admin.site.site_title}
    return render(request, template, {**frame, **(context or {})}, status=status)
