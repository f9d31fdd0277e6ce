"""Names of officers in the script of the page, or in the other one, marked with its language."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


def _scripts():
    return ("bn", "en") if (get_language() or "").startswith("bn") else ("en", "bn")


def _written(text, script, css):
    here, _there = _scripts()
    attributes = (
        format_html(' lang="{}"', script) if script != here else "",
        format_html(' class="{}"', css) if css else "",
    )
    return format_html("<span{}{}>{}</span>", *attributes, text) if any(attributes) else text


@register.simple_tag
def name_of(officer: Any) -> str:
    """{% name_of officer %}: the name in the script of the page; where it is missing, the other, with its lang."""
    here, there = _scripts()
    own = getattr(officer, f"name_{here}")
    return own or _written(getattr(officer, f"name_{there}"), there, "")


@register.simple_tag
def other_name_of(officer: Any, css: str = "") -> str:
    """{% other_name_of officer "sh-soft" %}: the name in the other script, with its lang;

    nothing where one is missing.
    """
    here, there = _scripts()
    other = getattr(officer, f"name_{there}")
    return _written(other, there, css) if other and getattr(officer, f"name_{here}") else ""
