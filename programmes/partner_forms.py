"""Forms for programmes and their partners."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_fields import StoredFile
from accounts.refusal import Refused
from programmes.files import images
from programmes.models import Organisation, Programme
from programmes.models.programme import Strand


class ProgrammeForm(forms.ModelForm):
    """A programme; its strands are chosen from a closed list."""

    strands = forms.MultipleChoiceField(
        choices=Strand.choices,
        required=False,
        label=Programme._meta.get_field("strands").verbose_name,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Programme
        fields = (
            "code",
            "short_title_en",
            "short_title_bn",
            "title_en",
            "title_bn",
            "objective_en",
            "objective_bn",
            "strands",
            "countries",
            "goals",
            "starts_on",
            "ends_on",
            "is_public",
        )


class OrganisationForm(forms.ModelForm):
    """An organisation; its logo is read at once, so that a problem is reported at its field.

    `replaced` is the stored name of the logo that goes when the form is saved, or "".
    """

    class Meta:
        model = Organisation
        fields = ("kind", "name_en", "name_bn", "abbreviation", "logo")
        widgets = {"logo": StoredFile(attrs={"accept": "image/png,image/jpeg,image/webp"})}
        error_messages = {
            "logo": {
                "empty": _("The file is empty. Choose another one."),
                "contradiction": _("Choose a new logo or take the old one away, not both."),
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._had = self.instance.logo.name or ""

    @property
    def replaced(self) -> Any:
        return self._had if "logo" in self.changed_data else ""

    def clean_logo(self) -> Any:
        logo = self.cleaned_data.get("logo")
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return ContentFile(images.read_logo(logo), name="logo.png")
        except Refused as no:
            raise forms.ValidationError(str(no), code="logo") from no
