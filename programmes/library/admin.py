"""The library and the reflections in the admin: only editing; everything else is on their own pages."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.refusal import Refused
from programmes.admin_base import RecordingAdmin
from programmes.models import LibraryResource, Reflection
from programmes.reflections import consent


@admin.register(LibraryResource)
class LibraryResourceAdmin(RecordingAdmin):
    audited_as = "resource"
    adding = _("Add a document")
    shape_of_empty = "book"
    list_display = ("title_link", "theme", "language", "audience")
    list_display_links = None
    list_filter = ("audience", "language", "theme")
    search_fields = ("title_en", "title_bn", "about_en", "about_bn")
    fields = ("programme", "title_en", "title_bn", "about_en", "about_bn", ("theme", "language"), "audience")

    @admin.display(description=_("document"), ordering="title_en")
    def title_link(self, resource: LibraryResource) -> SafeString:
        return format_html('<a class="sh-link sh-long" href="{}">{}</a>', resource.get_absolute_url(), resource.title)


class ReflectionForm(ModelForm):
    class Meta:
        model = Reflection
        fields = (
            "programme",
            "language",
            "theme",
            "text_en",
            "text_bn",
            "speaker_role_en",
            "speaker_role_bn",
            "consultation",
            "said_on",
        )

    def clean(self) -> dict[str, Any]:
        """The speaker agreed to the words as they were published."""
        super().clean()
        cleaned = self.cleaned_data
        consultation, programme = cleaned.get("consultation"), cleaned.get("programme")
        if consultation and consultation.programme_id != (programme.pk if programme else self.instance.programme_id):
            self.add_error("consultation", _("This consultation belongs to another programme."))
        try:
            consent.refuse_changed_words(self.instance)
        except Refused as no:
            if not self.changed_data:
                raise ValidationError(str(no)) from no
            for field in self.changed_data:
                self.add_error(field, str(no))
        return cleaned


@admin.register(Reflection)
class ReflectionAdmin(RecordingAdmin):
    audited_as = "reflection"
    adding = _("Record a reflection")
    shape_of_empty = "chat-square-heart"
    form = ReflectionForm
    list_display = ("words", "speaker_role_en", "language", "theme", "consent", "is_quotable")
    list_display_links = None
    list_filter = ("consent", "language", "theme")
    search_fields = ("text_en", "text_bn", "speaker_role_en", "speaker_role_bn")
    autocomplete_fields = ("consultation",)
    fieldsets = (
        (None, {"fields": ("programme", ("language", "theme"), "text_en", "text_bn")}),
        (_("Who said it, and where"), {"fields": ("speaker_role_en", "speaker_role_bn", "consultation", "said_on")}),
    )

    @admin.display(description=_("reflection"))
    def words(self, reflection: Reflection) -> SafeString:
        return format_html('<a class="sh-link sh-long" href="{}">{}</a>', reflection.get_absolute_url(), reflection)

    @admin.display(description=_("published"), boolean=True, ordering="published_at")
    def is_quotable(self, reflection: Reflection) -> bool:
        return reflection.is_published
