"""The fields of admin forms: plain controls that our own form pack draws (templates/shetu), and no script to fill them in."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

if TYPE_CHECKING:
    _Options: TypeAlias = ModelAdmin
else:
    _Options = object


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Time(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Number(forms.TextInput):
    """A whole number in the digits of either script; a field of type number would refuse those of Bangla."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", **(attrs or {})})


class StoredFile(forms.ClearableFileInput):
    """Chooses a file; says that one is stored instead of showing its address."""

    template_name = "admin/stored_file.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return super().render(name, value, attrs, TemplatesSetting())


class _AsksByPost:
    """A chooser whose script asks by POST: what is typed may be a name. The token for it comes from static/shetu/forms.js."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **kwargs) | {"data-ajax--type": "POST"}  # type: ignore[misc]  # of the widget


class ChooseOne(_AsksByPost, AutocompleteSelect):
    pass


class ChooseSome(_AsksByPost, AutocompleteSelectMultiple):
    pass


CONTROLS: dict[type[models.Field], dict[str, Any]] = {
    models.DateTimeField: {
        "form_class": forms.SplitDateTimeField,
        "widget": forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    },
    models.DateField: {"widget": Day},
    models.TimeField: {"widget": Time},
    models.EmailField: {"widget": forms.EmailInput},
    models.CharField: {"widget": forms.TextInput},
    models.URLField: {"widget": forms.URLInput},
    models.GenericIPAddressField: {"widget": forms.TextInput},
    models.UUIDField: {"widget": forms.TextInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
    models.BooleanField: {"widget": forms.CheckboxInput},
    models.IntegerField: {"widget": Number},
    models.BigIntegerField: {"widget": Number},
    models.DecimalField: {"widget": forms.TextInput(attrs={"inputmode": "decimal"})},
    models.FloatField: {"widget": forms.TextInput(attrs={"inputmode": "decimal"})},
    models.FileField: {"widget": StoredFile},
    models.ImageField: {"widget": StoredFile},
    models.JSONField: {"widget": forms.Textarea},
    models.DurationField: {"widget": forms.TextInput},
}


class PlainFields(_Options):
    """For ModelAdmins and inlines: the controls above instead of the library's, whose classes outweigh a page."""

    formfield_overrides = CONTROLS

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Adds an empty choice to a list; else its first value would be saved when a person skips the field."""
        begins_empty = db_field.blank or not db_field.has_default()
        kwargs.setdefault("choices", db_field.get_choices(include_blank=begins_empty, blank_choice=[("", _("Choose"))]))
        kwargs.setdefault("widget", forms.Select())
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site, using=kwargs.get("using")))
        else:
            kwargs.setdefault("widget", forms.Select())
            kwargs.setdefault("empty_label", _("Choose"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseSome(db_field, self.admin_site, using=kwargs.get("using")))
        else:
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and isinstance(field.widget, forms.SelectMultiple):
            field.widget.attrs.pop("class", None)  # the library's
        return field

    def formfield_for_nullboolean_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("widget", forms.NullBooleanSelect())
        return db_field.formfield(**kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A field that points to other rows offers a link to add one instead of the library's pop-up."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        wrapper = getattr(field, "widget", None)
        if isinstance(wrapper, RelatedFieldWidgetWrapper):
            field.widget = wrapper.widget
            field.way_to_add = _way_to_add(wrapper, request)
        if isinstance(getattr(field, "widget", None), AutocompleteSelectMultiple):
            # No cross that empties all of it at once: each choice has one, and it stood in the list as what is no choice.
            field.widget.is_required = True
        return field


def _way_to_add(wrapper: RelatedFieldWidgetWrapper, request: HttpRequest) -> tuple[str, Any] | None:
    """Returns the address of the page that adds such a row and the words of the link; None where nobody may."""
    model = wrapper.rel.model
    options: Any = wrapper.admin_site._registry.get(model)
    if options is None or not options.has_add_permission(request):
        return None
    try:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    except NoReverseMatch:
        return None
    return address, options.words_for_adding
