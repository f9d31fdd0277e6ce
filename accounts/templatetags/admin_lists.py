"""Tags of the lists of the admin (templates/admin/change_list.html)."""

from typing import Any

from django import template

from accounts.ui import admin_lists

register = template.Library()


@register.simple_tag(takes_context=True)
def list_of(context: Any, cl: Any) -> dict[str, Any]:
    """{% list_of cl as list %}: its columns, rows as HTML, facets, and the way through its pages."""
    columns = admin_lists.columns_of(cl)
    return {
        "columns": columns,
        "rows": admin_lists.rows_of_page(cl, columns),
        "facets": admin_lists.facets_of(cl, context["request"]),
        "turning": admin_lists.turning_of(cl),
    }


@register.simple_tag(takes_context=True)
def list_actions(context: Any, cl: Any) -> list[tuple[str, str]]:
    """{% list_actions cl as actions %}: what can be done with the ticked rows, as (name, words)."""
    choices = cl.model_admin.get_action_choices(context["request"], [])
    return [(name, words) for name, words in choices if name]
