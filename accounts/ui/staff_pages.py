"""Pages of our own inside the frame of the admin."""

from django.contrib import admin
from django.shortcuts import render


def render_staff_page(request, template, context=None, *, status=None):
    """Renders `template` (it extends shells/staff.html) with the admin's sidebar and header. Returns the response."""
    # Without a title the admin's header would greet people by their e-mail.
    frame = {**admin.site.each_context(request), "title": admin.site.site_title}
    return render(request, template, {**frame, **(context or {})}, status=status)
