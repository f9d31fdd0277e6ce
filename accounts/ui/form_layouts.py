"""How forms are laid out: the helper and the layout objects of our crispy-forms template pack (templates/shetu).

A form says in its `helper` which fields stand where; the pack draws each of them with label, help, problem and control tied
together. See docs/decisions/forms.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms import layout
from crispy_forms.helper import FormHelper
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text

PACK = "shetu"
# A form whose unmarked_fields is this never says "(optional)": searches and filters, where every field may stay empty.
ALL_FIELDS = "__all__"

Words = str | Promise


class FormLayout(FormHelper):
    """The helper of our forms: draws the list of problems and the fields; <form>, token and buttons stay in the template.

    fields are names, Field, Section, Row and the like. summary=False leaves out the list of problems, for a page that
    shows it elsewhere or draws one form in several places. in_cells=True draws fields for the cells of a table, whose
    heads name them for the eye.
    """

    template_pack = PACK
    form_tag = False
    disable_csrf = True
    include_media = False

    def __init__(self, *fields: str | layout.LayoutObject, summary: bool = True, in_cells: bool = False) -> None:
        super().__init__()
        self.layout = layout.Layout(*fields)
        self.form_show_errors = summary
        self.field_template = f"{PACK}/layout/cell.html" if in_cells else None


class Field(layout.Field):
    """One field whose label, help text or widget attributes differ from those of the form.

    help="" leaves the help text out. aside is the address and the words of a link at the right of the label. Further
    keywords become attributes of the control, as in crispy-forms.
    """

    def __init__(
        self,
        name: str,
        *,
        label: Words | None = None,
        help: Words | None = None,  # noqa: A002 -- reads well in layouts
        aside: tuple[Words, Words] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self.name, self.label, self.help, self.aside = name, label, help, aside

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        bound: Any = form[self.name]  # the stubs of Django know lazy words by another name, and no aside
        if self.label is not None:
            bound.label = self.label
        if self.help is not None:
            bound.help_text = self.help  # Django ties the control to its own help text, so there may be only one.
        bound.aside = self.aside
        return super().render(form, context, template_pack=template_pack, **kwargs)


class Row(layout.Div):
    """Fields beside each other where there is room. css_class adds to its own; a plain Div takes another box."""

    css_class = "sh-pair"


class Section(layout.LayoutObject):
    """Fields under a heading, with a sentence before them. css_class is that of the <section>: "sh-card sh-stack"."""

    template = "%s/layout/section.html"

    def __init__(
        self, heading: Words, *fields: str | layout.LayoutObject, intro: Words = "", css_class: str = "sh-card sh-stack"
    ) -> None:
        self.heading, self.fields, self.intro, self.css_class = heading, list(fields), intro, css_class

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.get_template_name(template_pack), {"section": self, "fields": fields})


class Submit(layout.TemplateNameMixin):
    """A button that sends the form. look adds classes ("primary", "danger sure"); shape names an icon before the words.

    Unlike that of crispy-forms it may stand in a layout that lives longer than a request: drawing does not change it.
    """

    template = "%s/layout/submit.html"

    def __init__(
        self, words: Words, *, look: str = "primary", shape: str = "", name: str = "", value: str = ""
    ) -> None:
        self.words, self.look, self.shape, self.name, self.value = words, look, shape, name, value

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        return render_to_string(self.get_template_name(template_pack), {"submit": self})


class Actions(layout.Div):
    """The row of buttons at the end of a form."""

    css_class = "sh-row"


@dataclass(frozen=True)
class Parts:
    """What the pack draws of a bound field."""

    kind: str  # "hidden", "choice" (one box), "group" (radios, several boxes) or "input"
    described_by: str
    is_marked_optional: bool
    control: SafeString | str
    aside: tuple[Words, Words] | None


def kind_of(bound: forms.BoundField) -> str:
    """Returns which template of the pack draws the field: hidden, group, choice or input."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "choice" if isinstance(widget, forms.CheckboxInput) else "input"


def parts_of(bound: forms.BoundField) -> Parts:
    """Returns the parts of a field: its control with class, aria-describedby and aria-invalid, and what stands around."""
    kind = kind_of(bound)
    described_by = [f"{bound.auto_id}_help"] if bound.help_text else []
    described_by += [f"{bound.auto_id}_problem"] if bound.errors else []
    unmarked = getattr(bound.form, "unmarked_fields", ())
    return Parts(
        kind=kind,
        described_by=" ".join(described_by),
        is_marked_optional=not (
            bound.field.required or kind == "choice" or unmarked == ALL_FIELDS or bound.name in unmarked
        ),
        control="" if kind == "group" else _control(bound, kind, described_by),
        aside=getattr(bound, "aside", None),
    )


def _control(bound: forms.BoundField, kind: str, described_by: list[str]) -> SafeString:
    if kind == "hidden":
        return bound.as_widget()
    # What a placeholder says is gone when it is needed; it belongs into the help.
    attrs: dict[str, Any] = {"placeholder": False}
    if kind == "input":
        attrs["class"] = f"sh-input {bound.field.widget.attrs.get('class', '')}".strip()
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@dataclass(frozen=True)
class Problem:
    """One line of the list of problems; without an anchor it concerns the whole form."""

    text: str
    anchor: str = ""
    label: Words = ""


def problems_of(*named_forms: Any) -> list[Problem]:
    """Returns what to put right in the forms and formsets, in the order of their fields. None stands for no form."""
    problems: list[Problem] = []
    for line, form in _single_forms(named_forms):
        problems += [Problem(str(text), "", line) for text in form.non_field_errors()]
        for bound in form:
            kind = kind_of(bound)
            anchor = "" if kind == "hidden" else f"{bound.auto_id}_0" if kind == "group" else bound.auto_id
            label = "" if kind == "hidden" else f"{line}, {bound.label}" if line else bound.label
            problems += [Problem(str(text), anchor, label) for text in bound.errors]
    return problems


def _single_forms(named_forms: tuple[Any, ...]) -> Iterator[tuple[str, forms.BaseForm]]:
    """Yields (name of the line, form): the forms of a formset are alike, so a problem says in which line it is."""
    for form in named_forms:
        if isinstance(form, forms.BaseFormSet):
            for number, one in enumerate(form.forms, start=1):
                yield _("Line %(number)s") % {"number": number_text(number, get_language())}, one
        elif form is not None and form != "":
            yield "", form
