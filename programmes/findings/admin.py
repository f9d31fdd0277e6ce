"""Findings in the admin: editing one. They are recorded on the page of quick entry; programmes.findings.lifecycle changes
their state."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import CoordinatorTabularInline
from accounts.access.requests import user_of
from accounts.audit.trail import record
from accounts.refusal import Refused
from programmes.admin_base import RecordingAdmin
from programmes.findings import lifecycle
from programmes.models import Finding, FindingSource


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = lifecycle.EDITABLE

    def clean(self) -> dict[str, Any]:
        """Refuses changes of a closed finding, with a message at each changed field."""
        super().clean()
        cleaned = self.cleaned_data
        try:
            lifecycle.refuse_closed(Finding.objects.get(pk=self.instance.pk))
        except Refused as no:
            if not self.changed_data:
                raise ValidationError(str(no)) from no
            for field in self.changed_data:
                self.add_error(field, str(no))
        owner = cleaned.get("owner")
        if owner and not lifecycle.possible_owners(self.instance.programme).filter(pk=owner.pk).exists():
            self.add_error("owner", _("The owner is not a coordinator of this programme."))
        return cleaned


class SourceInline(CoordinatorTabularInline):
    model = FindingSource
    fk_name = "finding"
    fields = ("consultation", "raised_by")
    may_delete = True


@admin.register(Finding)
class FindingAdmin(RecordingAdmin):
    form = FindingForm
    may_add = False
    list_display = ("number_link", "kind", "theme", "state", "priority", "owner", "due_on")
    list_display_links = None
    list_filter = ("state", "kind", "theme", "priority")
    list_select_related = ("owner",)
    search_fields = ("text_en", "text_bn")
    inlines = (SourceInline,)
    fields = (("kind", "theme", "priority"), "text_en", "text_bn", ("owner", "due_on"))

    @admin.display(description=_("finding"))
    def number_link(self, finding: Finding) -> SafeString:
        return format_html(
            '<a class="sh-link sh-long" href="{}">{}</a>', reverse("programme:finding", args=[finding.pk]), finding
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        lifecycle.edit(obj, by=user_of(request), **{field: form.cleaned_data[field] for field in form.changed_data})

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for source in formset.new_objects:
            record(user_of(request), "finding.source_added", form.instance, consultation=source.consultation_id)
        if formset.deleted_objects or formset.changed_objects:
            record(user_of(request), "finding.edited", form.instance, fields=["consultations"])
