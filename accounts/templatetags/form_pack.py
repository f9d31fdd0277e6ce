"""What the templates of the pack (templates/shetu) need beside crispy-forms' own tags."""

from typing import Any

from django import forms, template

from accounts.ui import form_layouts

register = template.Library()


@register.simple_tag
def parts_of(bound: forms.BoundField) -> form_layouts.Parts:
    """{% parts_of field as parts %}: the control of a field and what stands around it."""
    return form_layouts.parts_of(bound)


@register.inclusion_tag("shetu/errors_list.html")
def error_summary(*named_forms: Any) -> dict[str, Any]:
    """{% error_summary form formset %}: what to put right in all of them, in one list with links to the fields.

    A page with one form writes {{ form|as_crispy_errors }} or lets its layout show the list.
    """
    return {"problems": form_layouts.problems_of(*named_forms)}
