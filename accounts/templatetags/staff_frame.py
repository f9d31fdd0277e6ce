"""Where a page stands in the frame of staff: the sidebar with what this person may open, and the place one is at."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from accounts.permissions import is_coordinator
from accounts.ui import icons

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_place(context: Any) -> dict[str, Any]:
    """{% staff_place as frame_at %}: `groups` of the sidebar, the `item` one is at, the `programme`, `find_url` for coordinators."""
    request = context["request"]
    groups, here = [], ""
    unfold: Any = settings.UNFOLD
    site: Any = admin.site
    for group in site.get_sidebar_list(request):
        at = [item for item in group["items"] if item.get("active")]
        here = here or (at[0]["title"] if at else "")
        waiting = sum(item.get("badge", 0) for item in group["items"])
        groups.append({**group, "active": bool(at), "waiting": 0 if at else waiting})
    return {
        "groups": groups,
        "item": here,
        "programme": unfold["SITE_SUBHEADER"](request),
        "find_url": _find_url() if is_coordinator(request.user) else "",
    }


@register.simple_tag
def menu_icon(name: str) -> SafeString:
    """A shape of the sidebar, out of one file that the browser keeps (static/shetu/menu.svg)."""
    return icons.shared_icon(name)


def _find_url() -> str:
    try:
        return reverse("reports:find")
    except NoReverseMatch:
        return ""
