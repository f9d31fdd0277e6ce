"""Template tags of the look: shapes, status chips, notices, the wordmark and form fields."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.ui import icons

register = template.Library()

KIND_OF_LEVEL = {
    constants.DEBUG: "info",
    constants.INFO: "info",
    constants.SUCCESS: "ok",
    constants.WARNING: "warn",
    constants.ERROR: "bad",
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """{% icon "printer" %} or {% icon "check-circle-fill" "big t-ok" %}: a decorative inline SVG."""
    return icons.icon(name, css)


@register.simple_tag
def chip(kind: str, text: str, shape: str = "") -> SafeString:
    """{% chip "ok" _("Issued") %}: a status; a third value names another shape, such as "play-circle-fill"."""
    return icons.chip(kind, text, shape)


@register.inclusion_tag("look/_wordmark.html")
def wordmark() -> dict[str, Any]:
    """The wordmark as inline SVG that follows the colour of the text."""
    return {}


@register.simple_block_tag
def note(content: str, kind: str = "info", shape: str = "", role: str = "") -> SafeString:
    """{% note "warn" %}<b>…</b> …{% endnote %}: a notice under the title. role="status" or "alert" announces it."""
    return render_to_string(
        "look/_note.html", {"kind": kind, "shape": shape or icons.shape_of(kind), "role": role, "content": content}
    )


@register.filter
def kind_of(message: Any) -> str:
    """The status kind of a django.contrib.messages message; unknown levels inform."""
    return KIND_OF_LEVEL.get(message.level, "info")


@register.filter
def shape_of(kind: str) -> str:
    """The icon name of a status kind."""
    return icons.shape_of(kind)


def _sort_of(bound: Any) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "choice"
    return "input"


def _control(bound: Any, sort: str, described_by: list[str]) -> Any:
    attrs: dict[str, Any] = {
        "placeholder": False
    }  # a placeholder disappears while typing, so its text belongs into the help
    if sort == "input":
        attrs["class"] = f"sh-input {bound.field.widget.attrs.get('class', '')}".strip()
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("look/field.html")
def field(
    bound: Any,
    *,
    label: Any = None,
    help: Any = None,  # noqa: A002 -- reads well in templates
    optional: bool = True,
    aside: str = "",
    aside_text: str = "",
) -> dict[str, Any]:
    """{% field form.title %}: label, help, problem, field, tied together.

    label and help replace those of the form; optional=False leaves out the word "optional" where it would confuse
    (filters, searches). aside and aside_text are the address and words of a link at the right of the label.
    """
    if bound.is_hidden:
        return {"hidden": bound}
    if help is not None:
        bound.help_text = help  # Django ties the field to its own help text, so there may be only one
    described_by = [f"{bound.auto_id}_help"] if bound.help_text else []
    described_by += [f"{bound.auto_id}_problem"] if bound.errors else []
    sort = _sort_of(bound)
    return {
        "field": bound,
        "id": bound.auto_id,
        "sort": sort,
        "label": bound.label if label is None else label,
        "help": bound.help_text,
        "aside": aside,
        "aside_text": aside_text,
        "optional": optional and not bound.field.required and sort != "choice",
        "problems": bound.errors,
        "described_by": " ".join(described_by),
        "control": "" if sort == "group" else _control(bound, sort, described_by),
    }


@register.inclusion_tag("look/form_problems.html")
def form_problems(*named_forms: Any) -> dict[str, Any]:
    """{% form_problems form %} or several forms: a notice that lists what to put right, each with a link to its field.

    Shows nothing when every form is valid. Formsets are allowed among the forms.
    """
    problems = []
    for form in _single_forms(named_forms):
        problems += [{"text": text} for text in form.non_field_errors()]
        for bound in form:
            anchor = "" if bound.is_hidden else f"{bound.auto_id}_0" if _sort_of(bound) == "group" else bound.auto_id
            label = "" if bound.is_hidden else bound.label
            problems += [{"text": text, "anchor": anchor, "label": label} for text in bound.errors]
    return {"problems": problems}


def _single_forms(named_forms: Any) -> Iterator[Any]:
    for form in named_forms:
        if isinstance(form, forms.BaseFormSet):
            yield from form.forms
        elif form is not None and form != "":
            yield form
