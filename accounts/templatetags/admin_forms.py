"""Tags of the forms of the admin (templates/admin/change_form.html)."""

from typing import Any

from django import template

from accounts.ui.form_layouts import Problem, problems_of

register = template.Library()


@register.simple_tag
def admin_problems(adminform: Any, inline_formsets: Any) -> list[Problem]:
    """{% admin_problems adminform inline_admin_formsets as problems %}: what to put right on the whole page, with anchors."""
    problems = problems_of(adminform.form)
    for inline in inline_formsets:
        problems += [Problem(str(text)) for text in inline.formset.non_form_errors()]
        problems += problems_of(inline.formset)
    return problems
